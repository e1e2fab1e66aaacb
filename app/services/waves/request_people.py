"""Ask for the people of a wave: the client's files are kept, and a worker draws (`draw_people`)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.wave import Wave
from app.queries.wave_rows import WaveState
from app.services.unpack import Given
from app.services.waves.desk import refuse_while_working, take_wave
from app.services.waves.events import add_event
from app.services.waves.portfolio import keep_portfolio, stored_file
from app.store import Store


def request_people(
    session: Session,
    store: Store,
    actor: Actor,
    wave_id: str,
    portfolio: Given | None,
    lines: Given | None,
    ids: Given | None,
    now: datetime,
    enqueue: Callable[[str], None],
) -> Wave:
    """Keep the files and ask for the drawing; while it is under way nothing else is taken. `enqueue` after the commit.

    Files kept before serve again. Raises Conflict, BadInput naming the field.
    """
    wave = take_wave(session, actor, wave_id, WaveState.PLANNED, WaveState.PEOPLED)
    refuse_while_working(wave, now)
    if "full" not in (wave.plan or {}):
        raise BadInput("calcule primero el plan: dice cuántas personas hacen falta", "compute the plan first: it says how many")
    if portfolio is not None:
        keep_portfolio(session, store, actor, wave, portfolio, now)
    if lines is not None:
        wave.lines = stored_file(store, lines, "lines").key
    for field, kept in (("portfolio", wave.portfolio), ("lines", wave.lines)):
        if kept is None:
            raise BadInput("elija el archivo", "choose the file", field)
    work = {"what": "people", "since": now.isoformat()}
    if ids is not None:
        work["ids"] = stored_file(store, ids, "ids").key
    wave.work = work
    add_event(session, wave, "people.asked", {"by": actor.name}, now)
    session.commit()
    enqueue(wave.id)
    return wave
