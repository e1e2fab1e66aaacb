"""One turn of the portfolio's benchmark: an empty database, the load, segments, the worklist, the same load again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from os import sysconf
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.actors import Actor
from app.db import Database
from app.migrations.runner import upgrade
from app.models.debt import Debt
from app.models.desk import WorkItem
from app.models.portfolio import PortfolioLoad, Segment
from app.queries.rows import Role
from app.services.portfolio.loads import ask, take_file
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.run_load import run_load
from app.services.portfolio.segment import resegment
from app.services.unpack import Given
from app.services.users import NewUser, first_admin
from app.settings import Settings
from app.store import Store

Done = TypeVar("Done")
_LIMIT = 4 * 1024**3


def load_and_order(url: str, file: Path, home: Path, segments: Sequence[tuple[str, str]], now: datetime) -> dict[str, float]:
    """Seconds of each part, how many accounts came through it, and seconds of the same file loaded once more."""
    database = Database(Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}).database_url)
    _empty(database)
    upgrade(database)
    store = Store(home)
    with database.writing() as session:
        user = first_admin(session, "Banco", NewUser("Ana", "ana@banco.example", "manager", "una clave bien larga"), now)
        actor = Actor(user.id, user.name, user.organisation_id, Role.MANAGER)
    found: dict[str, float] = {}
    first = _timed(found, "load", database, lambda: _load(database, store, actor, file, now))
    with database.writing() as session:
        for place, (name, rule) in enumerate(segments):
            session.add(Segment(organisation_id=actor.organisation_id, name=name, rule=rule, position=place, changed_at=now))
        session.commit()
    _timed(found, "segment", database, lambda: _segment(database, actor, now))
    _timed(found, "prioritise", database, lambda: _prioritise(database, actor, now))
    found |= {"accepted": first["accepted"], "rejected": first["rejected"], **_counts(database)}
    second = _timed(found, "again", database, lambda: _load(database, store, actor, file, now))
    found["same_again"] = second["same"]
    database.dispose()
    return found


def _timed(found: dict[str, float], part: str, database: Database, work: Callable[[], Done]) -> Done:
    """Seconds by the clock and of the processors (ours and those of a Postgres on this machine), as PART and PART_cpu."""
    begun, used = perf_counter(), process_time() + _server_s(database)
    done = work()
    found[part], found[f"{part}_cpu"] = perf_counter() - begun, process_time() + _server_s(database) - used
    return done


def _server_s(database: Database) -> float:
    """Processor seconds of Postgres' processes so far: those that run, and those that ended; 0 for SQLite, which is in ours."""
    if database.url.startswith("sqlite"):
        return 0.0
    with database.engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    times = {int(path.parent.name): _stat(path) for path in Path("/proc").glob("[0-9]*/stat")}
    if pid not in times:
        raise OSError("the bench's Postgres is on another machine or out of sight: its processor seconds cannot be read")
    parent = times[pid][0]
    ended = times[parent][2]
    return sum(own for above, own, _ in times.values() if above == parent) + ended


def _stat(path: Path) -> tuple[int, float, float]:
    """(parent, own seconds, seconds of children that ended) of a process; nothing of one that has gone meanwhile."""
    try:
        fields = path.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0, 0.0, 0.0
    ticks = sysconf("SC_CLK_TCK")
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / ticks, (int(fields[13]) + int(fields[14])) / ticks


def _empty(database: Database) -> None:
    """A database of an earlier turn starts again."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS oversight CASCADE")
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")


def _load(database: Database, store: Store, actor: Actor, file: Path, now: datetime) -> Mapping[str, Any]:
    """The load's counts."""
    with database.writing() as session, file.open("rb") as stream:
        load = take_file(session, store, actor, Given("cartera.csv", stream), "CL", _LIMIT, now)
    with database.writing() as session:
        ask(session, actor, load.id, "load", now, lambda _id: None)
    run_load(database, store, load.id, lambda: now, settle_after=False)
    with database.reading() as session:
        done = session.get_one(PortfolioLoad, load.id)
        if done.state != "loaded":
            raise OSError(f"the load ended as {done.state}: {done.problem}")
        return done.counts


def _segment(database: Database, actor: Actor, now: datetime) -> None:
    with database.write() as session:
        resegment(session, None, now, actor.organisation_id)
        session.commit()


def _prioritise(database: Database, actor: Actor, now: datetime) -> None:
    with database.write() as session:
        prioritise(session, actor.organisation_id, now)
        session.commit()


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        segmented = session.scalar(select(func.count()).select_from(Debt).where(Debt.segment_id.is_not(None))) or 0
        listed = session.scalar(select(func.count()).select_from(WorkItem)) or 0
    return {"segmented": segmented, "listed": listed}
