"""What payments earn a vendor: the one rule of its invoice, of an invoice it sends, and of what a month is worth by its contract.

A payment earns the rate of the contract of its day for the debt as it was placed then, and nothing where the contract asks for a
contact of the vendor in the days before and there was none.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.placement import Placement
from app.operations.commission import Contract, commission_minor
from app.queries.collections.placements_terms import contract_of
from app.queries.collections.vendor_reach import Reach, reach_of

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of a debt by a person, in minor units."""

    id: int
    debt_id: int
    person_id: int
    amount_minor: int
    paid_on: date


@dataclass(frozen=True, slots=True)
class Stay:
    """A debt as it was handed over."""

    placed_at: datetime
    stage: str | None
    days_overdue: int
    segment: str | None


@dataclass(frozen=True, slots=True)
class Earning:
    """What one payment earns. `began`: nobody of the vendor's had reached the person in the days the contract asks for, so that
    it earns nothing; `percent` is the rate it would have had. `stay` None: the debt was not placed with the vendor by then."""

    contract: Contract | None
    stay: Stay | None
    percent: Decimal
    began: bool

    def minor(self, amount_minor: int) -> int:
        """The commission of an amount."""
        return 0 if self.began else commission_minor(amount_minor, self.percent)


@dataclass(slots=True)
class Earnings:
    """A vendor's payments in one currency, held against its contract of each day."""

    session: Session
    organisation_id: int
    vendor_id: int
    currency: str
    _contracts: dict[date, Contract | None] = field(default_factory=dict)

    def contract(self, day: date) -> Contract | None:
        """The contract that held on a day; asked for once."""
        if day not in self._contracts:
            self._contracts[day] = contract_of(self.session, self.organisation_id, self.vendor_id, day, self.currency)
        return self._contracts[day]

    def of(self, paid: Iterable[Paid]) -> dict[int, Earning]:
        """By payment."""
        every, found = list(paid), {}
        for start in range(0, len(every), _AT_ONCE):
            some = every[start : start + _AT_ONCE]
            stays, reach = self._stays({one.debt_id for one in some}), self._reach(some)
            found.update({one.id: self._one(one, stays[one.debt_id], reach) for one in some})
        return found

    def _one(self, paid: Paid, stays: list[Stay], reach: Reach) -> Earning:
        contract = self.contract(paid.paid_on)
        end = datetime.combine(paid.paid_on + timedelta(days=1), time(), UTC)
        before = bisect_left(stays, end, key=lambda stay: stay.placed_at)
        stay = stays[before - 1] if before else None
        percent = contract.percent(stay.stage, stay.days_overdue) if contract and stay else Decimal(0)
        return Earning(contract, stay, percent, not reach.earns(contract, paid.person_id, paid.paid_on))

    def _stays(self, debts: Collection[int]) -> dict[int, list[Stay]]:
        """The vendor's stays of these debts, the earliest first."""
        mine = (Placement.debt_id.in_(debts), Placement.vendor_id == self.vendor_id)
        wanted = select(Placement.debt_id, Placement.placed_at, Placement.stage, Placement.days_overdue, Placement.segment)
        found: dict[int, list[Stay]] = defaultdict(list)
        rows = self.session.execute(wanted.where(*mine).order_by(Placement.placed_at, Placement.id)).tuples()
        for debt, at, stage, late, segment in rows:
            found[debt].append(Stay(at, stage, late, segment))
        return found

    def _reach(self, paid: Collection[Paid]) -> Reach:
        """The vendor's contacts that these payments may rest on."""
        days = {one.paid_on for one in paid}
        asked = max((terms.began_days for day in days if (terms := self.contract(day)) is not None), default=0)
        if not asked:
            return Reach()
        return reach_of(self.session, self.vendor_id, {one.person_id for one in paid}, min(days), max(days), asked)
