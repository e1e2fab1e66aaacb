"""A contract's levels against a comparison: met, missed or not to be told, and what its bonus or penalty comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app.actors import Actor
from app.operations.commission import commission_minor
from app.queries.collections.kpis import zone_of
from app.queries.oversight.scorecards.cost import commission_of
from app.queries.oversight.scorecards.facts import may_compare
from app.queries.oversight.scorecards.levels import levels_on
from app.queries.oversight.scorecards.span import books_of, instants, span_of
from reports.intervals import Estimate
from reports.scorecards.card import Comparison
from reports.scorecards.measure import vendor_measures

MET, MISSED, CANNOT_TELL = "met", "missed", "cannot_tell"


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of a vendor (its key). `standing` met or missed where the whole interval says so, else cannot_tell.

    `percent` is what the rule gives (a bonus) or takes (below zero) of `commission_minor`, the period's commission; `money_minor`
    what that is. Nothing is given or taken for what cannot be told.
    """

    vendor: str
    measure: str
    limit: float
    found: Estimate
    standing: str
    percent: Decimal
    commission_minor: int
    money_minor: int


def contract_view(session: Session, actor: Actor, compared: Comparison) -> tuple[LevelLine, ...]:
    """Every level that held on the comparison's last day, by vendor and measure. Raises Forbidden."""
    may_compare(actor)
    _, end = instants(zone_of(session, actor), compared.period.first, compared.period.last)
    books = books_of(session, actor, compared.horizon_days, end)
    span = span_of(books, compared.period.first, compared.period.last)
    lines = {(card.vendor.key, line.measure): line.value for card in compared.cards for line in card.lines}
    paid: dict[str, int] = {}
    found = []
    for row in levels_on(session, actor.organisation_id, compared.period.last):
        key, limit = str(row.vendor_id), row.limit_value or 0.0
        if key not in paid:
            paid[key] = commission_of(span, row.vendor_id)
        value = lines.get((key, row.measure), Estimate(None, None, None, 0))
        standing = stands(value, limit, vendor_measures()[row.measure].better)
        percent = worth(standing, row.rule)
        money = commission_minor(paid[key], abs(percent))
        found.append(LevelLine(key, row.measure, limit, value, standing, percent, paid[key], money if percent >= 0 else -money))
    return tuple(found)


def stands(value: Estimate, limit: float, better: str) -> str:
    """Whether the whole interval is on the right side of the limit, or on the wrong one."""
    if value.low is None or value.high is None:
        return CANNOT_TELL
    good, bad = (value.high <= limit, value.low > limit) if better == "down" else (value.low >= limit, value.high < limit)
    return MET if good else MISSED if bad else CANNOT_TELL


def worth(standing: str, rule: Mapping[str, str]) -> Decimal:
    """A bonus for what was met, a penalty for what was missed."""
    if standing == MET:
        return Decimal(rule.get("bonus_percent", "0"))
    return -Decimal(rule.get("penalty_percent", "0")) if standing == MISSED else Decimal(0)
