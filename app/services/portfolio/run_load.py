"""The work of a load, in a worker: read, clean and compare first, without holding anything; then write it all or nothing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import duckdb
from sqlalchemy import CursorResult, or_, text, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import AppError, Text
from app.models.portfolio import PortfolioLoad
from app.operations.columns_reads import BadReads, Reads, reads_of
from app.operations.home_clocks import day_in
from app.services.money.restate import NewBalance, restate
from app.services.portfolio.as_text import as_csv
from app.services.portfolio.cells import connected, read_cells
from app.services.portfolio.differ import hold_against
from app.services.portfolio.judge_rows import judge
from app.services.portfolio.loads import SILENT
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.report import counted, keep_gone, keep_issues
from app.services.portfolio.segment import resegment
from app.services.portfolio.shape import shape_of
from app.services.portfolio.write_rows import Writer
from app.store import Store

log = logging.getLogger(__name__)
_BEAT_S = 15.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with which file."""

    load_id: str
    organisation_id: int
    file: str
    stored: str
    mapping_id: int | None
    reads: Reads
    who: str
    at: datetime


def run_load(database: Database, store: Store, load_id: str, clock: Callable[[], datetime], settle_after: bool = True) -> None:
    """Do what was asked of a load (`check` or `load`). Told twice, it is done once. What fails changes nothing, and is said."""
    claimed = _claim(database, load_id, clock())
    if claimed is None:
        return
    asked, what = claimed
    try:
        with TemporaryDirectory(prefix="trasluz-load-") as name, _beating(database, load_id, clock):
            if _work(database, store, asked, what, Path(name), clock) and settle_after:
                settle(database, asked.organisation_id, clock)
            if what == "load":
                _say(database, load_id, 100, clock())
    except (AppError, BadReads) as cause:
        told = cause.text if isinstance(cause, AppError) else Text(cause.es, cause.en)
        _failed(database, load_id, told, clock())
    except (duckdb.Error, SQLAlchemyError, OSError, UnicodeError) as cause:
        kind = type(cause).__name__
        log.error("load %s failed: %s", load_id, kind)  # its message may hold a debtor's data
        es = f"la carga se detuvo ({kind}); no se cambió nada: intente otra vez o avise a soporte"
        _failed(
            database, load_id, Text(es, f"the load stopped ({kind}); nothing was changed: try again, or tell support"), clock()
        )


def _claim(database: Database, load_id: str, now: datetime) -> tuple[Asked, str] | None:
    """Ours, unless it is over or somebody is at it."""
    with database.write() as session:
        free = or_(PortfolioLoad.beat_at.is_(None), PortfolioLoad.beat_at < now - SILENT)
        mine = update(PortfolioLoad).where(PortfolioLoad.id == load_id, PortfolioLoad.state.in_(("waiting", "loading")), free)
        done = session.execute(mine.values(beat_at=now))
        load = session.get(PortfolioLoad, load_id)
        if not isinstance(done, CursorResult) or done.rowcount != 1 or load is None or "work" not in load.counts:
            session.rollback()
            return None
        session.commit()
        asked = Asked(
            load.id, load.organisation_id, load.file, load.stored, load.mapping_id, reads_of(load.reads), load.who, load.at
        )
        return asked, str(load.counts["work"])


def _work(database: Database, store: Store, asked: Asked, what: str, folder: Path, clock: Callable[[], datetime]) -> bool:
    """Whether accounts were written."""

    def tell(share: int) -> None:
        _say(database, asked.load_id, share, clock())

    con = connected(folder)
    try:
        prepare(con, store.path(asked.stored), asked.reads, folder, asked.file, asked.at, tell)
        if what == "check":
            with database.reading() as session:
                counts = hold_against(
                    con, session.connection(), folder, asked.organisation_id, asked.reads.country, asked.mapping_id
                )
            _told(database, store, con, asked, folder, counts, "dry", clock())
            return False
        with database.write() as session:
            _write(session, store, con, asked, folder, tell if not database.url.startswith("sqlite") else _nothing, clock())
    finally:
        con.close()
    return True


def prepare(
    con: duckdb.DuckDBPyConnection, path: Path, reads: Reads, folder: Path, name: str, at: datetime, tell: Callable[[int], None]
) -> None:
    """The file read and cleaned: `good`, `issue`, `point`."""
    tell(2)
    headers = shape_of(path, reads, name).headers
    source = as_csv(path, reads, folder, name)
    tell(15)
    read_cells(con, source, reads, headers, name)
    tell(25)
    judge(con, folder, reads, day_in(reads.country, at))
    tell(60)


def _write(
    session: Session,
    store: Store,
    con: duckdb.DuckDBPyConnection,
    asked: Asked,
    folder: Path,
    tell: Callable[[int], None],
    now: datetime,
) -> None:
    """Compare and write in one transaction with the load's own word that it is done."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7401, :client)"), {"client": asked.organisation_id})
    db = session.connection()
    counts = hold_against(con, db, folder, asked.organisation_id, asked.reads.country, asked.mapping_id)
    writer = Writer(con, db, folder, asked.organisation_id, asked.load_id, now)
    writer.write(lambda share: tell(60 + share * 3 // 10))
    news = [NewBalance(*row) for row in writer.restated()]
    if news:
        restate(session, asked.organisation_id, news, asked.load_id, asked.who, now)
    _finish(session, store, con, asked, folder, counts, "loaded", now)
    session.commit()


def settle(database: Database, organisation_id: int, clock: Callable[[], datetime]) -> None:
    """Segments and the worklist anew, after a load."""
    with database.write() as session:
        resegment(session, None, clock(), organisation_id)
        session.commit()
    with database.write() as session:
        prioritise(session, organisation_id, clock())
        session.commit()


def _told(
    database: Database,
    store: Store,
    con: duckdb.DuckDBPyConnection,
    asked: Asked,
    folder: Path,
    counts: dict[str, int],
    state: str,
    now: datetime,
) -> None:
    with database.write() as session:
        _finish(session, store, con, asked, folder, counts, state, now)
        session.commit()


def _finish(
    session: Session,
    store: Store,
    con: duckdb.DuckDBPyConnection,
    asked: Asked,
    folder: Path,
    counts: dict[str, int],
    state: str,
    now: datetime,
) -> None:
    kept = keep_issues(con, store, asked.reads, folder)
    load = session.get(PortfolioLoad, asked.load_id, populate_existing=True)
    if load is None:
        return
    others = {k: v for k, v in load.counts.items() if k in ("doubts", "sheets")}
    gone = keep_gone(con, store, folder)
    load.counts = {**others, **counted(con, counts), "ended_at": now.isoformat(), **({"gone": gone} if gone else {})}
    load.rejected, load.state, load.share_done, load.beat_at = kept, state, 100 if state == "dry" else 95, now


def _say(database: Database, load_id: str, share: int, now: datetime) -> None:
    with database.write() as session:
        session.execute(update(PortfolioLoad).where(PortfolioLoad.id == load_id).values(share_done=share, beat_at=now))
        session.commit()


def _nothing(_share: int) -> None:
    """SQLite has one writer: while the load writes, nobody else says how far it is."""


def _failed(database: Database, load_id: str, told: Text, now: datetime) -> None:
    values: dict[str, Any] = {"state": "failed", "problem": {"es": told.es, "en": told.en}, "beat_at": now}
    with database.write() as session:
        session.execute(update(PortfolioLoad).where(PortfolioLoad.id == load_id).values(**values))
        session.commit()


@contextmanager
def _beating(database: Database, load_id: str, clock: Callable[[], datetime]) -> Iterator[None]:
    """Say every few seconds that the work goes on."""
    stop = Event()

    def beat() -> None:
        while not stop.wait(_BEAT_S):
            try:
                with database.write() as session:
                    session.execute(update(PortfolioLoad).where(PortfolioLoad.id == load_id).values(beat_at=clock()))
                    session.commit()
            except OperationalError:  # SQLite's one writer is the load itself
                continue

    thread = Thread(target=beat, name="load-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
