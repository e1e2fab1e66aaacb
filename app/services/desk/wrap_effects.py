"""What each outcome of a contact changes beside the record of it. Each leaves behind how to take it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.interaction import Grievance, Interaction
from app.models.person import ContactPoint
from app.operations import offers as policies
from app.operations.wrap import PAUSE, RETRY, SKILL_FOR_HARDSHIP, Outcome, WrapUp
from app.queries.collections.desk_calls import best_phone
from app.queries.collections.desk_clock import zone_of
from app.services.desk.held import Held
from app.services.money.make_plan import NewPlan, make_plan
from app.services.outreach.gate import asked
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Refused

PROMISE_HOUR = time(10)


@dataclass(slots=True)
class Change:
    """One wrap-up as it is carried out; `undo` gathers what would take it back."""

    session: Session
    actor: Actor
    mine: Held
    said: WrapUp
    call: Interaction
    now: datetime
    undo: dict[str, Any] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The person's clock."""
        return zone_of(self.mine.person)

    def wait_until(self, at: datetime, appointment: str | None = None) -> None:
        """The account comes back then."""
        self.mine.item.stands, self.mine.item.appointment = "waits", appointment
        self.mine.item.ready_at = max(at, self.now)

    def end(self) -> None:
        """The account leaves the worklist."""
        self.mine.item.stands, self.mine.item.appointment = "done", None


def _agreed(change: Change) -> None:
    """The plan is kept last: `make_plan` commits everything at once, or refuses with the limit that it passes."""
    slices = tuple(policies.Slice(one.amount_minor, _day(one.due_on)) for one in change.said.slices)
    if not slices:
        raise BadInput("diga cuánto y qué día", "say how much and on which day", "instalments")
    change.wait_until(datetime.combine(slices[0].due_on, PROMISE_HOUR, change.zone), "promise")
    new = NewPlan(change.mine.debt.id, change.said.offer, slices, Channel.VOICE.value, interaction_id=change.call.id)
    change.undo["plan_id"] = make_plan(change.session, change.actor, new, change.now).id


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise BadInput(f"«{text[:20]}» no es un día", f"“{text[:20]}” is not a day", "instalments") from cause


def _more_time(change: Change) -> None:
    at = change.said.callback_at
    if at is None:
        raise BadInput("diga qué día y a qué hora se le llama", "say on which day and at what hour you call them", "callback")
    if at <= change.now:
        raise BadInput("esa hora ya pasó", "that hour has passed", "callback")
    change.session.flush()
    said = asked(change.session, change.mine.person, change.mine.debt.id, Channel.VOICE, at, _phone(change))
    if isinstance(said, Refused):
        raise BadInput(*_refused(said, change.zone), "callback")
    change.wait_until(at, "callback")


def _refused(said: Refused, zone: ZoneInfo) -> tuple[str, str]:
    why, then = said.first.explanation, said.may_go_at
    if then is None:
        return f"no se puede llamar a esa hora: {why.es}", f"no call may go out at that hour: {why.en}"
    when = f"{then.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"a esa hora no se puede: {why.es} Se puede desde {when}.", f"not at that hour: {why.en} It may from {when}."


def _phone(change: Change) -> ContactPoint | None:
    return best_phone(change.session, change.mine.person.id)


def _no_answer(change: Change) -> None:
    change.session.flush()
    at = change.now + RETRY
    said = asked(change.session, change.mine.person, change.mine.debt.id, Channel.VOICE, at, _phone(change))
    if not isinstance(said, Refused):
        change.wait_until(at)
    elif said.may_go_at is not None:
        change.wait_until(said.may_go_at)
    else:
        change.end()


def _not_them(change: Change) -> None:
    point = change.session.get(ContactPoint, change.call.contact_point_id) if change.call.contact_point_id else None
    if point is not None:
        change.undo["point"] = [point.id, point.standing]
        point.standing = "wrong"
        change.session.flush()
    if _phone(change) is None:
        change.end()
        return
    _no_answer(change)


def _dispute(change: Change) -> None:
    _open_grievance(change, "dispute", "debt")
    change.end()


def _open_grievance(change: Change, kind: str, topic: str) -> None:
    text = change.said.note.strip()
    if not text:
        raise BadInput("escriba qué disputa, con sus palabras", "write what they dispute, in their words", "note")
    made = Grievance(
        organisation_id=change.actor.organisation_id,
        person_id=change.mine.person.id,
        debt_id=change.mine.debt.id,
        interaction_id=change.call.id,
        kind=kind,
        topic=topic,
        text=text[:4000],
        opened_at=change.now,
    )
    change.session.add(made)
    change.session.flush()
    change.undo["grievance_id"] = made.id


def _hardship(change: Change) -> None:
    person, until = change.mine.person, change.now + PAUSE
    change.undo["person"] = {"cares": person.cares, "vulnerable": person.vulnerable}
    care = {"kind": "pause", "at": change.now.isoformat(), "until": until.isoformat(), "text": change.said.note.strip()[:500]}
    person.cares, person.vulnerable = [*person.cares, care], True
    person.updated_at = change.now
    change.mine.item.skill = SKILL_FOR_HARDSHIP
    change.wait_until(until + timedelta(minutes=1))


EFFECTS: Mapping[Outcome, Callable[[Change], None]] = {
    Outcome.AGREED: _agreed,
    Outcome.MORE_TIME: _more_time,
    Outcome.NO_ANSWER: _no_answer,
    Outcome.NOT_THEM: _not_them,
    Outcome.DISPUTE: _dispute,
    Outcome.HARDSHIP: _hardship,
}
