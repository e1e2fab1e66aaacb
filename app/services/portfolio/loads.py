"""A load from the outside: take the file, say how it is read, ask for a try or for the load itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.portfolio import LoadMapping, PortfolioLoad
from app.operations.cleaning_ids import COUNTRIES
from app.operations.columns import lacking
from app.operations.columns_reads import BadReads, Reads, reads_of
from app.services.portfolio.shape import guess_shape, shape_of
from app.services.unpack import Given
from app.store import Store

SILENT = timedelta(minutes=3)
"""A process at work says so more often than this; one that does not has died."""
_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".dat")


def take_file(
    session: Session, store: Store, actor: Actor, file: Given, country: str, limit_bytes: int, now: datetime
) -> PortfolioLoad:
    """Keep the file and guess its shape; nothing is read into accounts yet. Commits. Raises BadInput saying what to do."""
    country = country.upper()
    if country not in COUNTRIES:
        raise BadInput(
            f"país {country!r}: use {', '.join(COUNTRIES)}", f"country {country!r}: use {', '.join(COUNTRIES)}", "country"
        )
    suffix = next((s for s in _SUFFIXES if file.name.lower().endswith(s)), ".csv")
    stored = store.put(file.stream, suffix, limit_bytes, file.name)
    path = store.path(stored.key)
    shape = guess_shape(path, file.name, country)
    known = _known_mapping(session, actor, shape.headers)
    reads = known[1] if known else shape.reads
    made = PortfolioLoad(
        id=token_hex(16),
        organisation_id=actor.organisation_id,
        file=file.name[:500],
        stored=stored.key,
        sha256=stored.sha256,
        mapping_id=known[0] if known else None,
        country=country,
        reads=reads.as_json(),
        state="waiting",
        share_done=0,
        counts={"doubts": [{"es": d.es, "en": d.en} for d in shape.doubts], "sheets": list(shape.sheets)},
        at=now,
        who=actor.name,
    )
    session.add(made)
    session.commit()
    return made


def _known_mapping(session: Session, actor: Actor, headers: tuple[str, ...]) -> tuple[int, Reads] | None:
    """The newest saved mapping whose columns are all in this file."""
    wanted = select(LoadMapping).where(LoadMapping.organisation_id == actor.organisation_id).order_by(LoadMapping.made_at.desc())
    for mapping in session.scalars(wanted):
        reads = reads_of(mapping.reads)
        if reads.columns and set(reads.columns) <= set(headers):
            return mapping.id, reads
    return None


def load_of(session: Session, actor: Actor, load_id: str) -> PortfolioLoad:
    """One load of the asker's client. Raises NotFound."""
    found = session.get(PortfolioLoad, load_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("no hay una carga con ese nombre", "there is no such load")
    return found


def set_reads(
    session: Session, store: Store, actor: Actor, load_id: str, reads: Reads, save_as: str, now: datetime
) -> PortfolioLoad:
    """How the file is read, said by a person; under a name it is kept for the next file. Commits. Raises BadInput, Conflict."""
    load = load_of(session, actor, load_id)
    if load.state not in ("waiting", "dry", "failed") or at_work(load, now):
        raise Conflict("esta carga ya está hecha o en curso", "this load is done or under way")
    if reads.country not in COUNTRIES:
        raise BadInput(
            f"país {reads.country!r}: use {', '.join(COUNTRIES)}",
            f"country {reads.country!r}: use {', '.join(COUNTRIES)}",
            "country",
        )
    headers = shape_of(store.path(load.stored), reads, load.file).headers
    unknown = [header for header in reads.columns if header not in headers]
    if unknown:
        raise BadInput(f"el archivo no tiene la columna {unknown[0]!r}", f"the file has no column {unknown[0]!r}", "columns")
    needed = lacking(reads.ours())
    if needed:
        raise BadInput("; ".join(es for es, _ in needed), "; ".join(en for _, en in needed), "columns")
    load.reads, load.country, load.state = reads.as_json(), reads.country, "waiting"
    load.counts = {k: v for k, v in load.counts.items() if k in ("doubts", "sheets")}
    load.problem, load.share_done, load.beat_at = None, 0, None
    if save_as.strip():
        load.mapping_id = _save(session, actor, save_as.strip()[:80], reads, now)
    session.commit()
    return load


def _save(session: Session, actor: Actor, name: str, reads: Reads, now: datetime) -> int:
    wanted = select(LoadMapping).where(LoadMapping.organisation_id == actor.organisation_id, LoadMapping.name == name)
    mapping = session.scalar(wanted) or LoadMapping(organisation_id=actor.organisation_id, name=name)
    mapping.reads, mapping.made_at = reads.as_json(), now
    session.add(mapping)
    session.flush()
    return mapping.id


def use_mapping(session: Session, actor: Actor, load_id: str, mapping_id: int) -> PortfolioLoad:
    """Read the file by a saved mapping. Commits. Raises NotFound, Conflict."""
    load = load_of(session, actor, load_id)
    mapping = session.get(LoadMapping, mapping_id)
    if mapping is None or mapping.organisation_id != actor.organisation_id:
        raise NotFound("no hay tal forma guardada", "there is no such saved mapping")
    if load.state not in ("waiting", "dry", "failed"):
        raise Conflict("esta carga ya está hecha o en curso", "this load is done or under way")
    load.reads, load.mapping_id, load.state = mapping.reads, mapping.id, "waiting"
    session.commit()
    return load


def ask(session: Session, actor: Actor, load_id: str, what: str, now: datetime, enqueue: Callable[[str], None]) -> PortfolioLoad:
    """Ask for `check` (a try that changes nothing) or `load`. Commits, then sends it to the queue. Raises BadInput, Conflict."""
    load = load_of(session, actor, load_id)
    try:
        needed = lacking(reads_of(load.reads).ours())
    except BadReads as cause:
        raise BadInput(cause.es, cause.en, "columns") from cause
    if needed:
        raise BadInput("; ".join(es for es, _ in needed), "; ".join(en for _, en in needed), "columns")
    if at_work(load, now) or load.state == "loaded":
        raise Conflict("esta carga ya está hecha o en curso", "this load is done or under way")
    load.state = "loading" if what == "load" else "waiting"
    load.counts = {**load.counts, "work": what, "asked_at": now.isoformat()}
    load.problem, load.share_done, load.beat_at = None, 0, None
    session.commit()
    enqueue(load.id)
    return load


def at_work(load: PortfolioLoad, now: datetime) -> bool:
    """Whether a process works on it, or it waits its turn."""
    if load.state in ("loaded", "failed", "dry") or "work" not in load.counts:
        return False
    asked = datetime.fromisoformat(load.counts.get("asked_at", load.at.isoformat()))
    return (load.beat_at or asked) > now - (SILENT if load.beat_at else SILENT * 20)


def silent(load: PortfolioLoad, now: datetime) -> bool:
    """Whether the process that worked on it died: nothing was changed, and it may be asked for again."""
    return load.state in ("waiting", "loading") and "work" in load.counts and not at_work(load, now)


__all__ = ["SILENT", "ask", "at_work", "load_of", "set_reads", "silent", "take_file", "use_mapping"]
