"""The end of the time in which a wrap-up can be taken back: what it promised to send is asked of the gate from here on."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.desk import DeskAgent
from app.models.ledger import Plan, Promise
from app.models.person import Person
from app.operations.placeholders import Unfilled, filled
from app.queries.collections.desk_clock import day_of
from app.queries.collections.message_values import amount, day, values_for
from app.queries.collections.templates import text_for, tone_for
from app.services.outreach.gate import Ask, clear
from app.services.strategies.do_steps import best_point
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Purpose
from audit.data_file import Words

UNDO_FOR = timedelta(minutes=10)
"""An agent who goes away leaves no agreement unsent: after this the sweep closes it."""
KEY = "agreement"
WRITTEN = (Channel.WHATSAPP, Channel.EMAIL, Channel.SMS)
_SUBJECT = Words("Tu acuerdo con {company}", "Your agreement with {company}")
_BODY = Words(
    "Hola, {first_name}. Esto acordamos: %s. Si algo cambia, avísanos antes y buscamos otra fecha. {company}",
    "Hello, {first_name}. This is what we agreed: %s. If anything changes, tell us and we will find another day. {company}",
)


def close_last(session: Session, agent: DeskAgent, now: datetime) -> int | None:
    """The last wrap-up stands; the interaction that carries its written agreement, where one was cleared. Commits."""
    plan_id = (agent.last or {}).get("plan_id")
    agent.last, agent.changed_at = None, now
    session.commit()
    return confirm_plan(session, plan_id, now) if plan_id is not None else None


def close_old(session: Session, now: datetime) -> list[int]:
    """Close the wrap-ups nobody took back in time; the interactions that were cleared by it. Commits."""
    found = []
    for agent in list(session.scalars(select(DeskAgent).where(DeskAgent.last.is_not(None)))):
        if agent.last and datetime.fromisoformat(agent.last["at"]) + UNDO_FOR <= now:
            sent = close_last(session, agent, now)
            found += [sent] if sent is not None else []
    return found


def confirm_plan(session: Session, plan_id: int, now: datetime) -> int | None:
    """Ask the gate for the written agreement of a plan, on the first channel it lets out; asked twice it is one. Commits."""
    plan = session.get_one(Plan, plan_id)
    debt = session.get_one(Debt, plan.debt_id)
    person = session.get_one(Person, debt.person_id)
    for channel in sorted(WRITTEN, key=lambda c: c.value != person.prefers):
        ask = _ask(session, plan, debt, person, channel, now)
        row = clear(session, ask, now) if ask else None
        if row is not None and row.state != "refused":
            return row.id
    return None


def _ask(session: Session, plan: Plan, debt: Debt, person: Person, channel: Channel, now: datetime) -> Ask | None:
    """None where the person has no address for the channel, or the text cannot be filled."""
    point = best_point(session, person, channel)
    if point is None:
        return None
    values = _values(session, plan, debt, person, now)
    tone = tone_for(person.country, person.language, person.tone, "tu")
    text = text_for(session, debt.organisation_id, KEY, channel, person.country, person.language, tone)
    subject, body = (text.subject, text.body) if text else _house(session, plan, debt, person)
    try:
        told = filled(subject, values) if subject else None, filled(body, values)
    except Unfilled:
        return None
    return Ask(
        organisation_id=debt.organisation_id,
        person_id=person.id,
        channel=channel,
        once=f"agreement:{plan.id}:{channel.value}",
        debt_id=debt.id,
        purpose=Purpose.AGREEMENT,
        contact_point_id=point.id,
        case_id=plan.case_id,
        template_id=text.id if text else None,
        subject=told[0],
        text=told[1],
    )


def _values(session: Session, plan: Plan, debt: Debt, person: Person, now: datetime) -> dict[str, str]:
    lang = person.language[:2]
    promises = _promises(session, plan)
    return values_for(session, person, debt, day_of(person, now)) | {
        "part": amount(promises[0].amount_minor, debt.currency, person.country, lang),
        "parts": str(len(promises)),
        "new_date": day(promises[0].due_on, person.country, lang),
    }


def _house(session: Session, plan: Plan, debt: Debt, person: Person) -> tuple[str, str]:
    lang = "en" if person.language.startswith("en") else "es"
    on = Words("%s el %s", "%s on %s").say(lang)
    parts = [
        on % (amount(p.amount_minor, debt.currency, person.country, lang), day(p.due_on, person.country, lang))
        for p in _promises(session, plan)
    ]
    return _SUBJECT.say(lang), _BODY.say(lang) % "; ".join(parts)


def _promises(session: Session, plan: Plan) -> list[Promise]:
    return list(session.scalars(select(Promise).where(Promise.plan_id == plan.id).order_by(Promise.n)))
