"""Comparisons of vendors that were made: which months there are, and the newest of a month and segment."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.errors import Forbidden
from app.models.comparison import Comparison as Kept
from reports.scorecards.as_json import comparison_from
from reports.scorecards.card import Comparison


@dataclass(frozen=True, slots=True)
class Compared:
    """What a page of vendors compared works with. `state` is none, making (`share_done` 0–100), failed (`problem`) or made."""

    state: str
    months: tuple[date, ...]
    month: date | None
    segments: tuple[str, ...]
    segment: str
    made: Comparison | None = None
    share_done: int = 0
    problem: dict[str, str] | None = None


def compared(session: Session, actor: Actor, month: date | None, segment: str) -> Compared:
    """The newest comparison of a month (the newest month where none is asked) and segment. Raises Forbidden."""
    if actor.role not in SCORECARD_READERS:
        raise Forbidden("su función no compara proveedores", "your role does not compare vendors")
    mine = Kept.organisation_id == actor.organisation_id
    kept = session.execute(select(Kept.first, Kept.segment).where(mine).distinct()).tuples().all()
    months = tuple(sorted({first for first, _ in kept}, reverse=True))
    at = month or (months[0] if months else None)
    segments = tuple(sorted({name for first, name in kept if name and first == at}))
    wanted = select(Kept).where(mine, Kept.first == at, Kept.segment == segment).order_by(Kept.asked_at.desc())
    found = session.scalars(wanted).all()
    made = next((row for row in found if row.state == "made" and row.told is not None), None)
    newest = made or next(iter(found), None)
    return Compared(
        state=newest.state if newest else "none",
        months=months,
        month=at,
        segments=segments,
        segment=segment,
        made=comparison_from(made.told) if made and made.told else None,
        share_done=newest.share_done if newest else 0,
        problem=newest.problem if newest else None,
    )
