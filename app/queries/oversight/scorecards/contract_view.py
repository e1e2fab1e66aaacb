"""A contract against a comparison: what the month earned by it, its levels, met or not, and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.vendor_bill import ServiceLevel
from app.operations.commission import Contract, commission_minor
from app.queries.collections.kpis import zone_of
from app.queries.collections.placements_terms import contract_of
from app.queries.oversight.scorecards.cost import RateLine, commission_of, rates_of, recovered_of
from app.queries.oversight.scorecards.facts import may_compare
from app.queries.oversight.scorecards.levels import levels_on
from app.queries.oversight.scorecards.span import Span, books_of, instants, span_of
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


@dataclass(frozen=True, slots=True)
class MonthWorth:
    """What a vendor's contract makes of the comparison's days, in minor units.

    `recovered_minor` are the payments its commission is taken of, `commission_minor` that within the contract's minimum and cap,
    `levels_minor` what its levels give or take (penalties never more than the commission), `untold` how many of those cannot be
    told and so move nothing. `terms` None: it had no contract in the comparison's currency on the last day.
    """

    recovered_minor: int
    commission_minor: int
    levels_minor: int
    untold: int
    terms: Contract | None
    rates: tuple[RateLine, ...] = ()
    """What each segment brought and earned, before a minimum or a cap."""
    spared_minor: int = 0
    """What the penalties would have taken beyond the commission, and do not."""

    @property
    def total_minor(self) -> int:
        """Commission with what the levels give or take."""
        return self.commission_minor + self.levels_minor

    @property
    def left_out(self) -> tuple[int, int]:
        """Payments, and what they brought, that earn nothing for want of the contact the contract asks for before them."""
        out = [rate for rate in self.rates if rate.unasked]
        return sum(rate.payments for rate in out), sum(rate.recovered_minor for rate in out)


@dataclass(frozen=True, slots=True)
class WrittenLevel:
    """A level as it was written once: `limit` None takes the measure out of the contract from that day on."""

    measure: str
    limit: float | None
    bonus_percent: Decimal | None
    penalty_percent: Decimal | None
    valid_from: date
    made_at: datetime
    made_by: str


def contract_view(session: Session, actor: Actor, compared: Comparison) -> tuple[LevelLine, ...]:
    """Every level that held on the comparison's last day, by vendor and measure. Raises Forbidden."""
    may_compare(actor)
    span = _span(session, actor, compared)
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
        money = commission_minor(max(paid[key], 0), abs(percent))
        found.append(LevelLine(key, row.measure, limit, value, standing, percent, paid[key], money if percent >= 0 else -money))
    return tuple(found)


def month_worth(session: Session, actor: Actor, compared: Comparison, vendor_id: int, levels: Iterable[LevelLine]) -> MonthWorth:
    """What one vendor's contract comes to, `levels` being its own lines of `contract_view`. Raises Forbidden."""
    may_compare(actor)
    span, levels = _span(session, actor, compared), tuple(levels)
    earned = commission_of(span, vendor_id)
    penalties = -sum(min(line.money_minor, 0) for line in levels)
    spared = max(0, penalties - max(earned, 0))
    return MonthWorth(
        recovered_of(span, vendor_id),
        earned,
        sum(line.money_minor for line in levels) + spared,
        sum(line.standing == CANNOT_TELL for line in levels),
        contract_of(session, actor.organisation_id, vendor_id, span.last, compared.currency),
        rates_of(span, vendor_id),
        spared,
    )


def written_levels(session: Session, actor: Actor, vendor_id: int) -> tuple[WrittenLevel, ...]:
    """Every level of a vendor of the client that was ever written, the newest first. Raises Forbidden."""
    may_compare(actor)
    mine = (ServiceLevel.organisation_id == actor.organisation_id, ServiceLevel.vendor_id == vendor_id)
    wanted = select(ServiceLevel).where(*mine).order_by(ServiceLevel.valid_from.desc(), ServiceLevel.id.desc())
    return tuple(
        WrittenLevel(
            row.measure,
            row.limit_value,
            _percent(row.rule, "bonus_percent"),
            _percent(row.rule, "penalty_percent"),
            row.valid_from,
            row.made_at,
            row.made_by,
        )
        for row in session.scalars(wanted)
    )


def _percent(rule: Mapping[str, str], name: str) -> Decimal | None:
    return Decimal(rule[name]) if name in rule else None


def _span(session: Session, actor: Actor, compared: Comparison) -> Span:
    _, end = instants(zone_of(session, actor), compared.period.first, compared.period.last)
    return span_of(books_of(session, actor, compared.horizon_days, end), compared.period.first, compared.period.last)


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
