"""One button that stops everything; the calendar's end; retiring one ghost."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models.ghost import Ghost, GhostAct
from app.models.wave import Wave
from app.queries.wave_rows import GhostState, WaveState
from app.services.recall_accounts import recall_accounts
from app.services.waves.desk import AFTER_SEAL, LIVE, STATES, ghost_in, reason_of, take_wave
from app.services.waves.events import add_event


def stop_wave(session: Session, actor: Actor, wave_id: str, reason: str, now: datetime) -> Wave:
    """Stop a wave in any state before its end: what was planned is cancelled and nothing new is accepted. Twice is once."""
    wave = take_wave(session, actor, wave_id)
    if wave.state == WaveState.STOPPED:
        return wave
    if wave.state in (WaveState.ENDED, WaveState.REVEALED):
        state = STATES[WaveState(wave.state)]
        raise Conflict(f"{wave.code} ya está {state.es}", f"{wave.code} is {state.en} already")
    wave.stop_reason = reason_of(reason)
    _close(session, wave, WaveState.STOPPED, {"by": actor.name, "reason": wave.stop_reason}, now)
    session.commit()
    return wave


def end_wave(session: Session, actor: Actor, wave_id: str, now: datetime) -> Wave:
    """The wave is over as planned; contacts that still come are kept until the reveal. Twice is once."""
    wave = take_wave(session, actor, wave_id, *LIVE, WaveState.ENDED)
    if wave.state != WaveState.ENDED:
        _close(session, wave, WaveState.ENDED, {"by": actor.name}, now)
        session.commit()
    return wave


def _close(session: Session, wave: Wave, state: WaveState, body: dict[str, object], now: datetime) -> None:
    waiting = (GhostAct.wave_id == wave.id, GhostAct.state == "scheduled")
    cancelled = session.scalars(select(GhostAct.id).where(*waiting).order_by(GhostAct.id)).all()
    session.execute(update(GhostAct).where(*waiting).values(state="cancelled"))
    wave.state, wave.ended_at = state.value, now
    add_event(session, wave, f"wave.{state.value}", {**body, "cancelled": list(cancelled)}, now)


def retire_ghost(session: Session, actor: Actor, wave_id: str, key: str, reason: str, now: datetime) -> Ghost:
    """Take a ghost out (burned, or no longer needed): its account is recalled as any account is. Twice is once."""
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL)
    ghost = ghost_in(session, wave, key)
    if ghost.state == GhostState.RETIRED:
        return ghost
    ghost.state, ghost.retired_why, ghost.retired_at = GhostState.RETIRED.value, reason_of(reason), now
    session.execute(
        update(GhostAct).where(GhostAct.ghost_id == ghost.id, GhostAct.state == "scheduled").values(state="cancelled")
    )
    recall_accounts(session, wave.organisation_id, [ghost.account_id] if ghost.account_id else [], now)
    body = {"ghost": ghost.id, "by": actor.name, "reason": ghost.retired_why}
    add_event(session, wave, "ghost.retired", body, now, ghost.vendor_id)
    session.commit()
    return ghost
