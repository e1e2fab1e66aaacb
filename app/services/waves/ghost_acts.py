"""What ghosts do: planned ahead within the budget of minutes, and written down when done."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models.ghost import Ghost, GhostAct, Received
from app.models.wave import Wave
from app.queries.oversight.minutes import minutes_left
from app.services.waves.desk import AFTER_SEAL, LIVE, ghost_in, take_wave
from app.services.waves.events import add_event
from audit.contacts.contact import Channel
from audit.ghosts.lived import ActKind


@dataclass(frozen=True, slots=True)
class NewAct:
    """Something a ghost does. `external_id` makes it one however often it is told; `contact` the external id it happened in."""

    external_id: str
    ghost: str
    kind: ActKind
    at: datetime
    channel: Channel | None = None
    amount: Decimal | None = None
    due: date | None = None
    contact: str | None = None
    minutes: Decimal | None = None


def schedule_act(session: Session, actor: Actor, wave_id: str, new: NewAct, now: datetime) -> GhostAct:
    """Plan an act of an active ghost. Raises Conflict once the wave is stopped, the ghost retired, or the minutes are spent."""
    wave = take_wave(session, actor, wave_id, *LIVE)
    ghost = _acting(session, wave, new)
    known = session.get(GhostAct, _id(wave, new))
    if known is not None:
        return known
    if new.at < now:
        raise BadInput(f"at: {new.at.isoformat()} ya pasó", f"at: {new.at.isoformat()} is past", "at")
    left = minutes_left(session, wave)
    if new.minutes is not None and new.minutes > left:
        raise Conflict(
            f"quedan {max(left, Decimal(0)):f} minutos de agente y esto pide {new.minutes:f}",
            f"{max(left, Decimal(0)):f} agent minutes are left and this asks for {new.minutes:f}",
        )
    act = _kept(session, wave, ghost, new, "scheduled", now)
    session.commit()
    return act


def record_act(session: Session, actor: Actor, wave_id: str, new: NewAct, now: datetime) -> GhostAct:
    """Write down what a ghost did (a planned act becomes done), with its link of the chain."""
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL)
    act = keep_act(session, wave, new, now)
    session.commit()
    return act


def keep_act(session: Session, wave: Wave, new: NewAct, now: datetime) -> GhostAct:
    """The same without the commit; the caller holds the wave. What is done already stays as it was told first."""
    known = session.get(GhostAct, _id(wave, new))
    if known is not None and known.state == "done":
        return known
    if known is not None and known.state == "cancelled":
        raise Conflict(
            f"el acto {new.external_id} fue cancelado; un fantasma no actúa después de detener la ola",
            f"act {new.external_id} was cancelled; a ghost does not act after the wave is stopped",
        )
    ghost = ghost_in(session, wave, new.ghost)
    act = _kept(session, wave, ghost, new, "done", now, known)
    body = {
        "act": act.id,
        "ghost": ghost.id,
        "kind": new.kind.value,
        "at": new.at.isoformat(),
        "amount": None if new.amount is None else format(new.amount, "f"),
        "due": new.due.isoformat() if new.due else None,
        "contact": new.contact,
    }
    add_event(session, wave, "ghost.acted", body, now, ghost.vendor_id)
    return act


def _id(wave: Wave, new: NewAct) -> str:
    if not 1 <= len(new.external_id) <= 120:
        raise BadInput("external_id: de 1 a 120 letras", "external_id: 1 to 120 letters", "external_id")
    return sha256(f"{wave.id}:{new.external_id}".encode()).hexdigest()[:32]


def _acting(session: Session, wave: Wave, new: NewAct) -> Ghost:
    ghost = ghost_in(session, wave, new.ghost)
    if ghost.state != "active":
        raise Conflict(f"el fantasma {ghost.code} no está activo", f"ghost {ghost.code} is not active")
    return ghost


def _kept(
    session: Session, wave: Wave, ghost: Ghost, new: NewAct, state: str, now: datetime, known: GhostAct | None = None
) -> GhostAct:
    if new.at.tzinfo is None:
        raise BadInput(f"at: {new.at} no dice su zona", f"at: {new.at} says no zone", "at")
    act = known or GhostAct(id=_id(wave, new), wave_id=wave.id, ghost_id=ghost.id)
    act.at, act.kind, act.channel = new.at, new.kind.value, new.channel.value if new.channel else None
    act.amount, act.due, act.minutes = new.amount, new.due, new.minutes
    act.received_id = _received_id(session, wave, new.contact)
    act.state, act.logged_at = state, now
    session.add(act)
    session.flush()
    return act


def _received_id(session: Session, wave: Wave, contact: str | None) -> str | None:
    if contact is None:
        return None
    found = session.scalar(select(Received.id).where(Received.wave_id == wave.id, Received.external_id == contact))
    if found is None:
        raise BadInput(f"no hay contacto {contact[:40]}", f"there is no contact {contact[:40]}", "contact")
    return found
