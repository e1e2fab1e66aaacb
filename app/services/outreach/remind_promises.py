"""What is written about a promise: the agreement, reminders before its day and on it, and a question when it was missed.

The gate decides over each, person by person. What is refused for now is asked again the next time: a reminder as long as its day
lasts, the agreement as long as the plan is open. What went out does not go out again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.ledger import Plan
from app.models.person import Person
from app.operations.cost import in_order
from app.operations.placeholders import Unfilled, filled
from app.queries.collections.desk_clock import day_of
from app.queries.collections.message_values import amount, day, values_for
from app.queries.collections.templates import text_for, tone_for
from app.services.desk.confirm import confirm_plan
from app.services.money.follow_ups import FollowUp, Moment, follow_ups
from app.services.outreach.gate import Ask, clear
from app.services.strategies.do_steps import best_point
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Purpose

ASKED_AGAIN = timedelta(days=14)
"""An agreement that nobody could send for so long is not asked for any more."""
CHANNELS = (Channel.WHATSAPP, Channel.SMS, Channel.EMAIL)
TEXTS = {Moment.BEFORE: "promise-before", Moment.ON_THE_DAY: "promise-before", Moment.BROKEN: "promise-broken"}


@dataclass(slots=True)
class Reminded:
    """What came of a round: interactions that may leave, and how many others by their reason."""

    cleared: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def remind_promises(
    session: Session, organisation_id: int, now: datetime, send: Callable[[int], None] = lambda _id: None
) -> Reminded:
    """Every reminder of the day. `send` hears each interaction that was cleared by this round. Commits."""
    found = Reminded()
    due = [up for up in _of_the_day(session, organisation_id, now) if not _went(session, up)]
    late = _agreements_held_back(session, organisation_id, now)
    session.commit()
    for plan_id in late:
        cleared = confirm_plan(session, plan_id, now)
        if cleared is None:
            found.counts["refused"] += 1
        else:
            found.cleared.append(cleared)
            send(cleared)
    for up in due:
        _remind(session, organisation_id, up, now, found, send)
    return found


def _agreements_held_back(session: Session, organisation_id: int, now: datetime) -> list[int]:
    """Open plans whose written agreement was refused when it was asked for, and went out on no channel since."""
    wanted = select(Interaction.once, Interaction.state).where(
        Interaction.organisation_id == organisation_id,
        Interaction.at >= now - ASKED_AGAIN,
        Interaction.purpose == Purpose.AGREEMENT.value,
        Interaction.once.startswith("agreement:"),
    )
    asked = [(int((once or "").split(":")[1]), state) for once, state in session.execute(wanted).tuples()]
    held = {plan for plan, state in asked if state == "refused"} - {plan for plan, state in asked if state != "refused"}
    still = select(Plan.id).where(Plan.id.in_(held), Plan.state == "open", Plan.replaced_at.is_(None))
    return list(session.scalars(still.order_by(Plan.id)))


def _of_the_day(session: Session, organisation_id: int, now: datetime) -> list[FollowUp]:
    """What each person is to hear on the day it is for them: around midnight two days are going on."""
    days = sorted({(now + timedelta(hours=hours)).astimezone(UTC).date() for hours in (-12, 0, 14)})
    return [
        up
        for day in days
        for up in follow_ups(session, organisation_id, day)
        if day_of(session.get_one(Person, up.person_id), now) == day
    ]


def _went(session: Session, up: FollowUp) -> bool:
    keys = [_once(up, channel) for channel in CHANNELS]
    wanted = select(Interaction.id).where(Interaction.once.in_(keys), Interaction.state != "refused")
    return session.scalar(wanted.limit(1)) is not None


def _once(up: FollowUp, channel: Channel) -> str:
    return f"{up.once}:{channel.value}"


def _remind(
    session: Session, organisation_id: int, up: FollowUp, now: datetime, found: Reminded, send: Callable[[int], None]
) -> None:
    """The person's own channel first, then the cheapest. One that may go later holds the reminder back."""
    person, why = session.get_one(Person, up.person_id), "no_address"
    ordered = in_order(CHANNELS, person.country, {})
    for channel in sorted(ordered, key=lambda c: c.value != person.prefers):
        ask = _ask(session, organisation_id, up, person, channel, now)
        if isinstance(ask, str):
            why = ask
            continue
        row = clear(session, ask, now)
        if row.state != "refused":
            found.cleared.append(row.id)
            send(row.id)
            return
        why = "refused"
        if (row.refused or {}).get("may_go_at"):
            break
    found.counts[why] += 1


def _ask(session: Session, organisation_id: int, up: FollowUp, person: Person, channel: Channel, now: datetime) -> Ask | str:
    """The reminder to ask for, or why there is none on this channel."""
    point = best_point(session, person, channel)
    if point is None:
        return "no_address"
    tone = tone_for(person.country, person.language, person.tone, "tu")
    text = text_for(session, organisation_id, TEXTS[up.moment], channel, person.country, person.language, tone)
    if text is None:
        return "no_text"
    debt, plan = session.get_one(Debt, up.debt_id), session.get_one(Plan, up.plan_id)
    lang = person.language[:2]
    values = values_for(session, person, debt, day_of(person, now)) | {
        "part": amount(up.due_minor, up.currency, person.country, lang),
        "new_date": day(up.due_on, person.country, lang),
    }
    try:
        subject, body = (filled(part, values) if part else None for part in (text.subject, text.body))
    except Unfilled:
        return "not_fillable"
    return Ask(
        organisation_id=organisation_id,
        person_id=person.id,
        channel=channel,
        once=_once(up, channel),
        debt_id=debt.id,
        contact_point_id=point.id,
        case_id=plan.case_id,
        template_id=text.id,
        subject=subject,
        text=body,
    )
