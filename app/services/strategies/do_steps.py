"""Hands what is due to the gate, cheapest channel first, or to the desk's worklist; writes down what was done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.desk import WorkItem
from app.models.interaction import Interaction
from app.models.person import ContactPoint, Person
from app.models.strategy import StepTaken, Template
from app.operations.placeholders import Unfilled, filled
from app.operations.strategy import Step
from app.queries.collections.message_values import values_for
from app.queries.collections.templates import text_for, tone_for
from app.services.outreach.gate import Ask, clear
from app.services.strategies.due_steps import StepDue, due_steps, today_of
from audit.contacts.contact import Channel

POINT_OF = {
    Channel.SMS: "phone",
    Channel.WHATSAPP: "phone",
    Channel.IVR_PRERECORDED: "phone",
    Channel.VOICEMAIL: "phone",
    Channel.EMAIL: "email",
    Channel.LETTER: "address",
    Channel.SOCIAL_MEDIA: "social",
    Channel.PUSH: "app",
}
USABLE = ("good", "unverified")
A_DAY = timedelta(hours=20)


@dataclass(slots=True)
class Done:
    """What came of a round. `cleared` are interactions that may leave; `counts` of everything else by its reason."""

    cleared: list[int] = field(default_factory=list)
    calls: int = 0
    counts: Counter[str] = field(default_factory=Counter)


def do_steps(session: Session, organisation_id: int, now: datetime, send: Callable[[int], None] = lambda _id: None) -> Done:
    """Everything due now. `send` hears each cleared interaction. What was refused for now is asked again the next time."""
    done = Done()
    due = list(due_steps(session, organisation_id, now))
    session.commit()
    for step in due:
        if step.step.by_agent:
            _to_desk(session, step, now, done)
        elif _written_today(session, step.person_id, now):
            done.counts["another_today"] += 1
        else:
            _to_gate(session, organisation_id, step, now, done, send)
    return done


def _written_today(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a strategy wrote to them since yesterday: who owes on two products gets one message a day, not two."""
    wanted = select(Interaction.id).where(
        Interaction.person_id == person_id,
        Interaction.strategy_id.is_not(None),
        Interaction.state != "refused",
        Interaction.at > now - A_DAY,
    )
    return session.scalar(wanted.limit(1)) is not None


def _to_desk(session: Session, due: StepDue, now: datetime, done: Done) -> None:
    item = session.get(WorkItem, due.debt_id)
    if item is None:
        done.counts["not_on_worklist"] += 1
        return
    if item.stands == "waits" and item.appointment is None:
        item.stands, item.ready_at = "ready", now
    if _note(session, due, Channel.VOICE, None, now):
        done.calls += 1


def _to_gate(
    session: Session, organisation_id: int, due: StepDue, now: datetime, done: Done, send: Callable[[int], None]
) -> None:
    """The first channel that is let out. One that may go later holds the step back; one that may never go leaves the next."""
    person, debt = session.get_one(Person, due.person_id), session.get_one(Debt, due.debt_id)
    why = "no_address"
    for channel in due.step.channels:
        ask = _ask(session, organisation_id, due, person, debt, channel, now)
        if isinstance(ask, str):
            why = ask
            continue
        row = clear(session, ask, now)
        if row.state == "refused":
            why = "refused"
            if (row.refused or {}).get("may_go_at"):
                break
            continue
        if _note(session, due, channel, row, now):
            done.cleared.append(row.id)
            send(row.id)
        return
    done.counts[why] += 1


def _ask(
    session: Session, organisation_id: int, due: StepDue, person: Person, debt: Debt, channel: Channel, now: datetime
) -> Ask | str:
    """The contact to ask for, or why it cannot be made on this channel."""
    point = best_point(session, person, channel)
    if point is None:  # a message in an app nobody is known to have would count as sent and be read by nobody
        return "no_address"
    text = text_of(session, organisation_id, person, due.step, channel)
    if text is None:
        return "no_text"
    values = values_for(session, person, debt, today_of(person, now))
    try:
        subject, body = (filled(part, values) if part else None for part in (text.subject, text.body))
    except Unfilled:
        return "not_fillable"
    return Ask(
        organisation_id=organisation_id,
        person_id=person.id,
        channel=channel,
        once=due.once(channel.value),
        debt_id=debt.id,
        contact_point_id=point.id,
        strategy_id=due.strategy_id,
        template_id=text.id,
        subject=subject,
        text=body,
    )


def text_of(session: Session, organisation_id: int, person: Person, step: Step, channel: Channel) -> Template | None:
    """The live text of a step for a person, addressed as they asked to be."""
    tone = tone_for(person.country, person.language, person.tone, step.tone)
    return text_for(session, organisation_id, step.template, channel, person.country, person.language, tone)


def best_point(session: Session, person: Person, channel: Channel) -> ContactPoint | None:
    """Where the person is reached on a channel: known to be good before not verified, their own before a workplace's."""
    kind = POINT_OF[channel]
    wanted = select(ContactPoint).where(
        ContactPoint.person_id == person.id, ContactPoint.kind == kind, ContactPoint.standing.in_(USABLE)
    )
    points = [p for p in session.scalars(wanted) if kind != "phone" or p.mobile is not False or channel in _ANY_PHONE]
    return min(points, key=lambda p: (p.at_work, p.standing != "good", -p.id), default=None)


_ANY_PHONE = (Channel.IVR_PRERECORDED, Channel.VOICEMAIL)


def _note(session: Session, due: StepDue, channel: Channel, row: Interaction | None, now: datetime) -> bool:
    """Whether this round is the one that did it; another worker may have been first."""
    person = session.get_one(Person, due.person_id)
    session.add(
        StepTaken(
            strategy_id=due.strategy_id,
            strategy_name=due.strategy_name,
            debt_id=due.debt_id,
            cycle_on=due.cycle_on,
            step=due.step.key,
            on=today_of(person, now),
            channel=channel.value,
            interaction_id=row.id if row else None,
            at=now,
        )
    )
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True
