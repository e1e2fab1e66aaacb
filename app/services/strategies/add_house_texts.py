"""The house's own texts for a client: asked for on the page, looked at and added by a worker one by one, told as it goes."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, or_, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.errors import Conflict, Text
from app.models.house import HouseTexts
from app.operations.scripts import Judging
from app.operations.scripts_starting import Message
from app.services.strategies.write_template import from_house, not_there
from audit.errors import AuditError, NoJudge

log = logging.getLogger(__name__)
SILENT = timedelta(minutes=3)
"""A worker at it says so at every text; one that has not for so long has died."""
LOST = timedelta(minutes=60)
"""What waits for a worker so long is taken as never sent."""


def at_work(row: HouseTexts | None, now: datetime) -> bool:
    """Whether a worker is at it, or it waits its turn."""
    if row is None or row.state not in ("queued", "running"):
        return False
    return row.beat_at > now - (LOST if row.state == "queued" else SILENT)


def ask_house_texts(session: Session, actor: Actor, now: datetime, enqueue: Callable[[str], None]) -> HouseTexts:
    """Ask for every text that the client has nothing of. Commits, then queues it. Raises Conflict while one is at it."""
    row = session.get(HouseTexts, actor.organisation_id, with_for_update=True)
    if at_work(row, now):
        raise Conflict("los textos ya se están agregando", "the texts are being added already")
    row = row or HouseTexts(organisation_id=actor.organisation_id)
    row.state, row.done, row.added, row.problem, row.who = "queued", 0, 0, None, actor.name
    row.total = len(not_there(session, actor.organisation_id))
    row.asked_at = row.beat_at = now
    session.add(row)
    session.commit()
    enqueue(str(actor.organisation_id))
    return row


def run_house_texts(database: Database, judging: Judging, organisation_id: int, clock: Callable[[], datetime]) -> None:
    """What the worker does. Told twice, or again after a death, nothing is added twice; what stops it is kept for the page."""
    who = _claim(database, organisation_id, clock())
    if who is None:
        return
    try:
        with database.reading() as session:
            wanted = not_there(session, organisation_id)
        _say(database, organisation_id, clock(), done=0, added=0, total=len(wanted))
        added = 0
        for done, message in enumerate(wanted, start=1):
            added += _add(database, judging, organisation_id, who, message, clock())
            _say(database, organisation_id, clock(), done=done, added=added)
    except (AuditError, OSError, OperationalError) as cause:
        log.error("the house's texts stopped: %s", type(cause).__name__)
        told = _why(cause)
        _say(database, organisation_id, clock(), state="failed", problem={"es": told.es, "en": told.en})
        return
    _say(database, organisation_id, clock(), state="done")


def _claim(database: Database, organisation_id: int, now: datetime) -> str | None:
    """Who asked, where it is ours to do."""
    free = or_(HouseTexts.state == "queued", HouseTexts.beat_at < now - SILENT)
    mine = update(HouseTexts).where(HouseTexts.organisation_id == organisation_id, free)
    with database.write() as session:
        done = session.execute(mine.where(HouseTexts.state.in_(("queued", "running"))).values(state="running", beat_at=now))
        row = session.get(HouseTexts, organisation_id)
        session.commit()
        return row.who if isinstance(done, CursorResult) and done.rowcount == 1 and row is not None else None


def _add(database: Database, judging: Judging, organisation_id: int, who: str, message: Message, now: datetime) -> int:
    """One text, looked at while nothing is held; 0 where somebody wrote it meanwhile."""
    row = from_house(organisation_id, who, message, judging, now)
    with database.write() as session:
        if message not in not_there(session, organisation_id):
            return 0
        session.add(row)
        try:
            session.commit()
        except IntegrityError:  # on Postgres two may look at once; the other one's stands
            session.rollback()
            return 0
    return 1


def _say(database: Database, organisation_id: int, now: datetime, **values: object) -> None:
    with database.write() as session:
        session.execute(update(HouseTexts).where(HouseTexts.organisation_id == organisation_id).values(beat_at=now, **values))
        session.commit()


def _why(cause: Exception) -> Text:
    """What stopped it, and what to do."""
    es = en = f"{type(cause).__name__}: {cause}" if isinstance(cause, AuditError) else type(cause).__name__
    if isinstance(cause, NoJudge):
        es, en = f"faltan los pesos del juez o están dañados ({cause})", f"the judge's weights are missing or damaged ({cause})"
    return Text(
        f"los textos dejaron de agregarse: {es}. Lo agregado hasta aquí queda; corrija la causa y pulse el botón otra vez",
        f"adding the texts stopped: {en}. What was added so far stays; mend the cause and press the button again",
    )
