"""Comparisons of vendors that were made: which months there are, and the newest of a month and segment."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.errors import Forbidden
from app.models import Placement
from app.models.comparison import Comparison as Kept
from reports.scorecards.as_json import OlderShape, comparison_from
from reports.scorecards.card import Comparison

MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Compared:
    """What a page of vendors compared works with. `state` is none, making (`share_done` 0–100), failed (`problem`), older
    (another version of the program made it) or made."""

    state: str
    months: tuple[date, ...]
    month: date | None
    segments: tuple[str, ...]
    segment: str
    made: Comparison | None = None
    share_done: int = 0
    problem: dict[str, str] | None = None


def compared(session: Session, actor: Actor, month: date | None, segment: str, today: date | None = None) -> Compared:
    """The newest comparison of a month and segment; of the newest made month, or the last whole one, where none is asked.

    Months run from the first account placed until `today` (None: only those compared before). Raises Forbidden.
    """
    if actor.role not in SCORECARD_READERS:
        raise Forbidden("su función no compara proveedores", "your role does not compare vendors")
    mine = Kept.organisation_id == actor.organisation_id
    kept = session.execute(select(Kept.first, Kept.segment, Kept.state).where(mine).distinct()).tuples().all()
    months = _months(session, actor, today, {first for first, _, _ in kept})
    this = (today or date.max).replace(day=1)
    whole = [first for first, name, state in kept if state == "made" and name == "" and first < this]
    at = month or max(whole, default=None) or next((m for m in months if m < this), next(iter(months), None))
    segments = tuple(sorted({name for first, name, state in kept if name and first == at and state == "made"}))
    wanted = select(Kept).where(mine, Kept.first == at, Kept.segment == segment).order_by(Kept.asked_at.desc(), Kept.id)
    found = session.scalars(wanted).all()
    readable = ((row, told) for row in found if row.state == "made" and (told := _read(row)) is not None)
    newest, made = next(readable, (next(iter(found), None), None))
    older = newest is not None and newest.state == "made" and made is None
    return Compared(
        state="older" if older else newest.state if newest else "none",
        months=months,
        month=at,
        segments=segments,
        segment=segment,
        made=made,
        share_done=newest.share_done if newest else 0,
        problem=newest.problem if newest else None,
    )


def _read(row: Kept) -> Comparison | None:
    """What was kept; nothing where another version of the program wrote it."""
    try:
        return comparison_from(row.told) if row.told is not None else None
    except OlderShape:
        return None


def _months(session: Session, actor: Actor, today: date | None, kept: set[date]) -> tuple[date, ...]:
    """The first days of the months since accounts were first placed, newest first, with those compared before."""
    first = session.scalar(select(func.min(Placement.placed_at)).where(Placement.organisation_id == actor.organisation_id))
    found, at = set(kept), (today or date.min).replace(day=1)
    while today is not None and first is not None and at >= first.date().replace(day=1) and len(found) < MOST_MONTHS:
        found.add(at)
        at = (at - timedelta(days=1)).replace(day=1)
    return tuple(sorted(found, reverse=True))
