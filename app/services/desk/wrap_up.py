"""Wraps up a contact: what each of the six outcomes changes, all of it in one transaction, and how to take it back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models.desk import DeskAgent
from app.models.interaction import Interaction
from app.operations.wrap import RECORDED, Outcome, WrapUp
from app.queries.collections.desk_calls import current_call
from app.queries.collections.seats import seat_of
from app.services.desk.calling import open_case
from app.services.desk.held import Held, held
from app.services.desk.wrap_effects import EFFECTS, Change
from audit.contacts.contact import Channel

_ITEM = ("level", "skill", "stands", "appointment")


def wrap_up(session: Session, actor: Actor, debt_id: int, said: WrapUp, now: datetime) -> int:
    """Record how the contact ended and do what follows; its interaction. Commits.

    With no call placed the person called us, and it is written so. Raises BadInput (with the field), Conflict or NotFound.
    """
    mine = held(session, seat_of(session, actor), debt_id, now)
    before = {key: getattr(mine.item, key) for key in _ITEM} | {"ready_at": mine.item.ready_at.isoformat()}
    call, kept = _interaction(session, actor, mine, said, now)
    change = Change(session, actor, mine, said, call, now)
    mine.item.taken_by = mine.item.taken_until = mine.item.draft = None
    EFFECTS[said.outcome](change)
    agent = session.get_one(DeskAgent, actor.user_id)
    agent.last = {
        "debt_id": debt_id,
        "outcome": said.outcome.value,
        "at": now.isoformat(),
        "item": before,
        "interaction": [call.id, kept],
        **change.undo,
    }
    session.commit()
    return call.id


def _interaction(
    session: Session, actor: Actor, mine: Held, said: WrapUp, now: datetime
) -> tuple[Interaction, dict[str, Any] | None]:
    """The call with its outcome, and what it was before (None: it is new)."""
    recorded = RECORDED[said.outcome]
    call = current_call(session, actor, mine.debt.id, now)
    kept = None
    if call is None:
        if said.outcome is Outcome.NO_ANSWER:
            raise Conflict(
                "todavía no has llamado: no hay intento que anotar", "you have not called yet: there is no attempt to note"
            )
        call = _incoming(session, actor, mine, now)
    else:
        kept = {"duration_s": call.duration_s, "state": call.state}
        ended = call.at + timedelta(seconds=call.duration_s) if call.duration_s is not None else None
        call.wrap_up_s = round((now - ended).total_seconds(), 1) if ended else None
    call.state, call.changed_at = "done", now
    call.outcome, call.answered_by, call.right_party = recorded.outcome, recorded.answered_by.value, recorded.right_party
    call.text = said.note.strip()[:4000] or None
    return call, kept


def _incoming(session: Session, actor: Actor, mine: Held, now: datetime) -> Interaction:
    made = Interaction(
        organisation_id=actor.organisation_id,
        person_id=mine.person.id,
        debt_id=mine.debt.id,
        case_id=open_case(session, mine.debt.id),
        agent_id=actor.user_id,
        channel=Channel.VOICE.value,
        direction="inbound",
        state="done",
        at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    return made
