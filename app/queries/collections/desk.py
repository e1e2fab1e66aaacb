"""The agent's one screen, put together."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.desk import DeskAgent, WorkItem
from app.models.interaction import Interaction
from app.models.organisation import Organisation
from app.models.person import ContactPoint, Person
from app.models.strategy import Template
from app.models.user import User
from app.operations.desk_script import house_script, steps_of, told
from app.operations.missing import Known, missing
from app.operations.offers import offers_for, policy
from app.operations.seek import Sought, seek
from app.queries.collections import message_values
from app.queries.collections.desk_calls import best_phone, current_call
from app.queries.collections.desk_clock import day_of, zone_of
from app.queries.collections.desk_hand import citations, effort, owes, promises, week, who
from app.queries.collections.desk_list import following, line
from app.queries.collections.desk_rows import Call, DeskPage, InHand, Owes, Saved, Today
from app.queries.collections.desk_thread import last_said, thread
from app.queries.collections.kpis import zone_of as most_zone
from app.queries.collections.message_values import values_for
from app.queries.collections.outreach_asked import asked
from app.queries.collections.owing import owing_of
from app.queries.collections.promises_history import history_of
from app.queries.collections.seats import Seat, seat_of
from app.queries.collections.templates import nearest, tone_for
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Refused

USABLE = ("good", "unverified")
BESIDE_CALLS = (Channel.WHATSAPP, Channel.EMAIL)
Fill = Callable[[Owes, Sought | None, str, str, str], dict[str, str]]
"""(debt, what is sought, person's name, agent's name, client's name) to the values of placeholders, in the reader's words."""


def desk_page(
    session: Session, actor: Actor, now: datetime, lang: str, fill: Fill, dial: bool = False, ready_at: datetime | None = None
) -> DeskPage:
    """What the agent has in hand and what follows. Takes nothing: see `app.services.desk.next_account`."""
    seat = seat_of(session, actor)
    agent = session.get_one(DeskAgent, seat.user_id)
    organisation = session.get_one(Organisation, seat.organisation_id)
    item = session.scalar(
        select(WorkItem).where(
            WorkItem.stands == "held", WorkItem.taken_by == seat.user_id, WorkItem.organisation_id == seat.organisation_id
        )
    )
    hand = _hand(session, actor, seat, item, now, lang, fill, dial, organisation.name) if item else None
    return DeskPage(
        desk=seat.desk,
        organisation=organisation.name,
        available=agent.available,
        today=today(session, seat, now),
        following=following(session, seat, now, item.debt_id if item else None),
        hand=hand,
        saved=_saved(session, agent) if agent.last and item is None else None,
        ready_at=ready_at.astimezone(ZoneInfo(most_zone(session, actor))) if ready_at else None,
        single_keys=session.get_one(User, seat.user_id).single_keys,
    )


def _hand(
    session: Session,
    actor: Actor,
    seat: Seat,
    item: WorkItem,
    now: datetime,
    lang: str,
    fill: Fill,
    dial: bool,
    organisation: str,
) -> InHand:
    debt = session.get_one(Debt, item.debt_id)
    person = session.get_one(Person, debt.person_id)
    day = day_of(person, now)
    owed, past = owes(session, debt, day), thread(session, person, now)
    sought = seek(
        offers_for(owing_of(debt), policy(), day, history_of(session, debt)), len(owed.overdue_numbers), person.paid_on_day, day
    )
    call = current_call(session, actor, debt.id, now)
    return InHand(
        line=line(item, debt, person, now),
        who=who(session, person, now, dial),
        owes=owed,
        promises=promises(session, person),
        week=week(session, person, now),
        effort=effort(session, debt, item.expected_minor),
        sought=sought,
        missing=missing(_known(session, person)),
        history=past,
        last_said=last_said(past),
        law=asked(
            session, person, debt.id, Channel.VOICE, now, best_phone(session, person.id), without=call.id if call else None
        ),
        citations=citations(person.country, day),
        callback_at=_callback(session, person, debt, now),
        channels={ch.value: asked(session, person, debt.id, ch, now) for ch in BESIDE_CALLS},
        script=told(
            script(session, person),
            _spoken(
                values_for(session, person, debt, day),
                fill(owed, sought, person.name, seat.name, organisation),
                person,
                debt,
                sought,
            ),
        ),
        call=Call(call.id, call.at, call.duration_s) if call else None,
        draft=item.draft or {},
    )


def _spoken(
    values: Mapping[str, str], mine: Mapping[str, str], person: Person, debt: Debt, sought: Sought | None
) -> dict[str, str]:
    """What is said in the person's language, whoever reads it; who calls is `mine`, the agent.

    Paying in parts is said of what is sought, where that is in parts, else of policy's option in several: never "in 1 parts".
    """
    slices = sought.first.slices if sought else ()
    parts = {}
    if len(slices) > 1:
        lang = person.language[:2]
        parts = {
            "part": message_values.amount(slices[0].amount_minor, debt.currency, person.country, lang),
            "parts": str(len(slices)),
            "new_date": message_values.day(slices[0].due_on, person.country, lang),
        }
    return {**mine, **values, **parts, "agent": mine["agent"]}


def _callback(session: Session, person: Person, debt: Debt, now: datetime) -> datetime | None:
    """The first hour from an hour on at which they may be called again, on their clock; None where waiting changes nothing."""
    later = now + timedelta(hours=1, minutes=15)
    at = later - timedelta(minutes=later.minute % 15, seconds=later.second, microseconds=later.microsecond)
    said = asked(session, person, debt.id, Channel.VOICE, at, best_phone(session, person.id))
    first = said.may_go_at if isinstance(said, Refused) else at
    return first.astimezone(zone_of(person)) if first else None


def _known(session: Session, person: Person) -> Known:
    wanted = select(ContactPoint.kind).where(ContactPoint.person_id == person.id, ContactPoint.standing.in_(USABLE))
    return Known(set(session.scalars(wanted)), person.paid_on_day, person.prefers)


def script(session: Session, person: Person) -> tuple[tuple[str, str], ...]:
    """The steps to say to this person, addressed as they are: of the live script that fits best, else the house's own."""
    wanted = select(Template).where(
        Template.organisation_id == person.organisation_id,
        Template.kind == "script",
        Template.state == "live",
        Template.country.in_((person.country, "")),
        Template.language == person.language[:2],
    )
    rows = session.scalars(wanted.order_by(Template.made_at.desc())).all()
    fitting = nearest(rows, person.country, tone_for(person.country, person.language, person.tone, "tu"))
    return steps_of(fitting.body) if fitting else house_script(person.language)


def today(session: Session, seat: Seat, now: datetime) -> Today:
    """Since eighteen hours ago at most: a shift, whatever zone the agent is in."""
    rows = session.execute(
        select(
            func.count(Interaction.debt_id.distinct()),
            func.count().filter(Interaction.answered_by.in_(("debtor", "third_party"))),
            func.count().filter(Interaction.outcome == "promise"),
        ).where(
            Interaction.organisation_id == seat.organisation_id,
            Interaction.agent_id == seat.user_id,
            Interaction.at > now - timedelta(hours=18),
            Interaction.outcome.is_not(None),
            Interaction.outcome != "taken_back",
        )
    )
    return Today(*rows.one())


def _saved(session: Session, agent: DeskAgent) -> Saved | None:
    last = agent.last or {}
    debt = session.get_one(Debt, last["debt_id"])
    item = session.get(WorkItem, debt.id)
    person = session.get_one(Person, debt.person_id)
    ready = item.ready_at.astimezone(zone_of(person)) if item and item.stands == "waits" else None
    return Saved(last["outcome"], person.name, ready)
