"""May the file leave? Asking for the covertness lab, and going on in spite of a "cannot tell".

The lab itself runs in a worker (`cover_lab`): it takes a minute, and what it needs is not loaded by the pages.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models.wave import Wave
from app.queries.oversight.waves import working
from app.queries.wave_rows import WaveState
from app.services.waves.desk import reason_of, refuse_while_working, take_wave
from app.services.waves.events import add_event


def request_cover(session: Session, actor: Actor, wave_id: str, now: datetime, enqueue: Callable[[str], None]) -> Wave:
    """Ask for the lab; asked for twice while it works, it works once, and while people are drawn it is refused. `enqueue` gets
    the id after the commit."""
    wave = take_wave(session, actor, wave_id, WaveState.PEOPLED, WaveState.CLEARED)
    if working(wave, now) == "cover":
        return wave
    refuse_while_working(wave, now)
    wave.state, wave.clearance, wave.override = WaveState.PEOPLED.value, None, None
    wave.work = {"what": "cover", "since": now.isoformat()}
    session.commit()
    enqueue(wave.id)
    return wave


def override_cover(session: Session, actor: Actor, wave_id: str, reason: str, now: datetime) -> Wave:
    """Let the file out though the lab could not tell; the reason is sealed with the wave. A leak is never overridden."""
    wave = take_wave(session, actor, wave_id, WaveState.PEOPLED, WaveState.CLEARED)
    verdict = (wave.clearance or {}).get("verdict")
    if wave.state == WaveState.CLEARED:
        return wave
    if verdict != "cannot_tell":
        raise Conflict(
            "solo se puede seguir sin veredicto cuando el laboratorio no pudo saber; repare los campos que delatan",
            "going on without a verdict is only for what the lab could not tell; repair the fields that give ghosts away",
        )
    wave.override = {"by": actor.name, "reason": reason_of(reason), "at": now.isoformat()}
    wave.state = WaveState.CLEARED.value
    add_event(session, wave, "cover.overridden", wave.override, now)
    session.commit()
    return wave
