"""Taking a wave up to work on it: who may, which one, in which state."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import WAVE_KEEPERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound, Text
from app.models.ghost import Ghost
from app.models.wave import Wave
from app.queries.oversight.waves import working
from app.queries.wave_rows import WaveState

MAX_REASON = 2000
LIVE = (WaveState.SEALED, WaveState.RUNNING)
AFTER_SEAL = (WaveState.SEALED, WaveState.RUNNING, WaveState.STOPPED, WaveState.ENDED)
OVER = (WaveState.STOPPED, WaveState.ENDED, WaveState.REVEALED)
STATES = {
    WaveState.PLANNED: Text("planificada", "planned"),
    WaveState.PEOPLED: Text("con personas", "peopled"),
    WaveState.CLEARED: Text("encubierta", "cleared"),
    WaveState.SEALED: Text("sellada", "sealed"),
    WaveState.RUNNING: Text("en terreno", "running"),
    WaveState.STOPPED: Text("detenida", "stopped"),
    WaveState.ENDED: Text("terminada", "ended"),
    WaveState.REVEALED: Text("revelada", "revealed"),
}


_WORK = {
    "people": ("se están creando las personas", "the people are being drawn"),
    "cover": ("se está probando el encubrimiento", "the cover is being tested"),
}


def may_keep(actor: Actor) -> None:
    """Raises Forbidden for whoever may not know of ghosts, in the words any closed door has."""
    if actor.role not in WAVE_KEEPERS:
        raise Forbidden("su función no abre esta página", "your role does not open this page")


def take_wave(session: Session, actor: Actor, wave_id: str, *states: WaveState) -> Wave:
    """The wave, its row locked, in one of these states (any, when none is said). Raises Forbidden, NotFound, Conflict."""
    may_keep(actor)
    wanted = select(Wave).where(Wave.id == wave_id, Wave.organisation_id == actor.organisation_id)
    wave = session.scalar(wanted.with_for_update())
    if wave is None:
        raise NotFound(f"no hay ola {wave_id[:40]}", f"there is no wave {wave_id[:40]}")
    if states and wave.state not in states:
        now, needs = STATES[WaveState(wave.state)], [STATES[s] for s in states]
        raise Conflict(
            f"{wave.code} está {now.es}; esto necesita que esté {' o '.join(t.es for t in needs)}",
            f"{wave.code} is {now.en}; this needs it to be {' or '.join(t.en for t in needs)}",
        )
    return wave


def refuse_while_working(wave: Wave, now: datetime) -> None:
    """Raises Conflict while a worker draws the people or tests the cover: what is sent meanwhile would be lost."""
    at = working(wave, now)
    if at is None:
        return
    begun = str((wave.work or {}).get("since", ""))[11:16]
    es, en = _WORK.get(at, _WORK["people"])
    raise Conflict(
        f"{es} desde las {begun} UTC; lo que acaba de enviar no se guardó. Espere a que termine y envíelo otra vez",
        f"{en} since {begun} UTC; what you just sent was not kept. Wait until it ends and send it again",
    )


def ghost_in(session: Session, wave: Wave, key: str) -> Ghost:
    """A ghost of the wave by its id or its code. Raises NotFound."""
    ghost = session.scalar(select(Ghost).where(Ghost.wave_id == wave.id, (Ghost.id == key) | (Ghost.code == key)))
    if ghost is None:
        raise NotFound(f"no hay fantasma {key[:40]} en {wave.code}", f"there is no ghost {key[:40]} in {wave.code}")
    return ghost


def reason_of(text: str, field: str = "reason") -> str:
    """A reason somebody wrote. Raises BadInput for none, or one too long."""
    text = text.strip()
    if not 1 <= len(text) <= MAX_REASON:
        raise BadInput(f"escriba el motivo (hasta {MAX_REASON} letras)", f"write the reason (up to {MAX_REASON} letters)", field)
    return text
