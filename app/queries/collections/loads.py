"""A client's loads, for the page: the history, one load with its preview, the first rows of what was refused."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.portfolio import LoadMapping, PortfolioLoad
from app.queries.rows import Problem

_HISTORY = 30


@dataclass(frozen=True, slots=True)
class LoadCard:
    """A load in the list. `state` as the row has it, or `checking`, `queued`, `silent` (its process died)."""

    id: str
    file: str
    country: str
    state: str
    share: int
    counts: dict[str, Any]
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class LoadsPage:
    """The history, and the form to send a file."""

    cards: tuple[LoadCard, ...]
    countries: tuple[str, ...]
    country: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """One row of the report: where, what, why and what to do, in the reader's language."""

    row: int
    column: str
    value: str
    taken: bool
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LoadPage:
    """One load: how it is read, its first rows, what came of it."""

    card: LoadCard
    reads: dict[str, Any]
    headers: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    ours: tuple[str, ...]
    mappings: tuple[tuple[int, str], ...]
    mapping_id: int | None
    doubts: tuple[str, ...]
    refused: tuple[Refused, ...]
    reasons: tuple[tuple[str, int, bool], ...]
    problem: str | None
    before: datetime | None
    may_change: bool
    problems: tuple[Problem, ...] = ()
    entered: dict[str, str] = field(default_factory=dict)


def newest(session: Session, actor: Actor) -> list[PortfolioLoad]:
    """The newest loads as rows."""
    wanted = select(PortfolioLoad).where(PortfolioLoad.organisation_id == actor.organisation_id)
    return list(session.scalars(wanted.order_by(PortfolioLoad.at.desc(), PortfolioLoad.id).limit(_HISTORY)))


def card_of(row: PortfolioLoad, state: str) -> LoadCard:
    """One load as the list shows it."""
    return LoadCard(row.id, row.file, row.country, state, row.share_done, row.counts, row.at, row.who)


def load_row(session: Session, actor: Actor, load_id: str) -> PortfolioLoad:
    """One load. Raises NotFound for another client's too."""
    row = session.get(PortfolioLoad, load_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("no hay una carga con ese nombre", "there is no such load")
    return row


def mappings(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Saved ways to read a file."""
    wanted = select(LoadMapping.id, LoadMapping.name).where(LoadMapping.organisation_id == actor.organisation_id)
    return tuple((row.id, row.name) for row in session.execute(wanted.order_by(LoadMapping.name)))


def loaded_before(session: Session, row: PortfolioLoad) -> datetime | None:
    """When the very same file was loaded earlier."""
    wanted = select(PortfolioLoad.at).where(
        PortfolioLoad.organisation_id == row.organisation_id,
        PortfolioLoad.sha256 == row.sha256,
        PortfolioLoad.state == "loaded",
        PortfolioLoad.id != row.id,
    )
    return session.scalar(wanted.order_by(PortfolioLoad.at.desc()).limit(1))
