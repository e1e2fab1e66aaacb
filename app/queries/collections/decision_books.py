"""What the client's books show since a decision on the next accounts: accounts that went over, new ones, the cap in contracts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.balance_decision import BalanceDecision
from app.models.debt import Debt
from app.models.placement import Placement
from app.models.portfolio import Segment
from app.models.vendor_bill import ServiceLevel
from app.queries.decision_rows import Capped, DecisionBooks, Moved
from reports.scorecards.facts import OWN_KEY
from reports.scorecards.segment_names import NO_SEGMENT

CAPPED = "contacts_a_week"
_Where = tuple[ColumnElement[bool], ...]


def books_from(row: Mapping[str, Any] | None) -> DecisionBooks | None:
    """What `asdict` made of them; None of None."""
    if row is None:
        return None
    moved, capped = row["moved"], row["capped"]
    return DecisionBooks(Moved(**moved) if moved else None, Capped(**capped) if capped else None)


def decision_books(session: Session, made: BalanceDecision, until: datetime) -> DecisionBooks:
    """What was done from the decision `until` a moment."""
    asked = made.asked
    moved = _moved(session, made, until) if asked.get("move") else None
    return DecisionBooks(moved, _capped(session, made, int(asked["cap"]), until) if asked.get("cap") else None)


def _moved(session: Session, made: BalanceDecision, until: datetime) -> Moved:
    source, target, share = str(made.asked["source"]), str(made.asked["target"]), int(made.asked["move"]) / 100
    of_source, of_target = _stays(made, source), _stays(made, target)
    then = _there(Placement, made.at)
    since = (Placement.placed_at > made.at, Placement.placed_at <= until)
    anew = (*since, ~_with_anybody(made.at))
    held = _debts(session, *of_target, *then)
    given, left = _debts(session, *of_target, *anew), _debts(session, *of_source, *anew)
    if target == OWN_KEY:
        came = _debts(session, *of_source, *then, Placement.recalled_at <= until, ~_with_anybody(until))
        return Moved(share, _debts(session, *of_source, *then), came, 0, left, 0)
    if source == OWN_KEY:
        return Moved(share, given + _free(session, made), given, held, 0, 0)
    went = _debts(session, *of_target, *since, _with_anybody(made.at, int(source)))
    return Moved(share, _debts(session, *of_source, *then), went, held, left, given)


def _debts(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Placement.debt_id.distinct())).where(*which)) or 0


def _there(stay: type[Placement], at: datetime) -> _Where:
    """That a stay had begun and had not ended."""
    return stay.placed_at <= at, or_(stay.recalled_at.is_(None), stay.recalled_at > at)


def _stays(made: BalanceDecision, key: str) -> _Where:
    """The stays of a vendor in the decision's segment: by its name, or the stage where the client names none."""
    mine = (Placement.organisation_id == made.organisation_id, Placement.vendor_id == (int(key) if key.isdecimal() else -1))
    if not made.segment:
        return mine
    unnamed = and_(Placement.segment.is_(None), or_(Placement.stage == made.segment, literal(made.segment == NO_SEGMENT)))
    return (*mine, or_(Placement.segment == made.segment, unnamed))


def _with_anybody(at: datetime, vendor_id: int | None = None) -> ColumnElement[bool]:
    """That the debt of a stay was with some vendor at a moment, or with this one."""
    other = aliased(Placement)
    wanted = select(other.id).where(other.debt_id == Placement.debt_id, *_there(other, at))
    wanted = wanted if vendor_id is None else wanted.where(other.vendor_id == vendor_id)
    return wanted.correlate(Placement).exists()


def _free(session: Session, made: BalanceDecision) -> int:
    """Overdue debts the own desk has now."""
    wanted = select(func.count(Debt.id)).outerjoin(Segment, Segment.id == Debt.segment_id)
    wanted = wanted.where(Debt.organisation_id == made.organisation_id, Debt.placed_with.is_(None), Debt.overdue_minor > 0)
    wanted = wanted.where(Debt.state.notin_(("paid", "closed")))
    if made.segment:
        unnamed = and_(Segment.id.is_(None), or_(Debt.stage == made.segment, literal(made.segment == NO_SEGMENT)))
        wanted = wanted.where(or_(Segment.name == made.segment, unnamed))
    return session.scalar(wanted) or 0


def _capped(session: Session, made: BalanceDecision, cap: int, until: datetime) -> Capped:
    """By the newest level each vendor's contract was given of its contacts a week, from whichever day it holds."""
    mine = Placement.organisation_id == made.organisation_id
    vendors = set(session.scalars(select(Placement.vendor_id).where(mine, *_there(Placement, until)).distinct()))
    levels = select(ServiceLevel.vendor_id, ServiceLevel.limit_value).where(
        ServiceLevel.organisation_id == made.organisation_id, ServiceLevel.measure == CAPPED, ServiceLevel.made_at <= until
    )
    newest = dict(session.execute(levels.order_by(ServiceLevel.id)).tuples().all())
    return Capped(cap, len(vendors), sum(limit is not None and limit <= cap for v, limit in newest.items() if v in vendors))
