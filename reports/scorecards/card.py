"""A comparison as it is told: every figure with its interval, what it rests on, who can be told apart. Its JSON is the record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from reports.intervals import Estimate
from reports.scorecards.facts import Period, VendorName


@dataclass(frozen=True, slots=True)
class Raw:
    """What was counted before anything was corrected: `hits` of `of`, and how (`how` {es, en}: what was corrected for).

    Of calls: `checked` by people, `confirmed` by them, and of those `unmarked`, which the machine had let pass. Of recovery:
    `expected`, what the average vendor would have had of the accounts that compare, in minor units.
    """

    hits: float
    of: float
    how: Mapping[str, str]
    checked: int | None = None
    confirmed: int | None = None
    unmarked: int | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of one vendor.

    `value` is corrected and adjusted, its own evidence alone; `shrunk` the same drawn towards its fellows by the hierarchical
    model (what ranks and pairs are by). `others` is the span of the other vendors' values, `past` the same measure month by
    month, oldest first and this month last, `change` up, down or same against the month before (None: cannot be said). `rank`
    is the interval of its place (1 best), `best` the probability of being the best; None where places make no sense. `cause`
    {es, en} says why there is no value.
    """

    measure: str
    value: Estimate
    shrunk: Estimate
    raw: Raw | None
    others: tuple[float, float] | None
    target: float | None
    past: tuple[Estimate, ...]
    change: str | None
    rank: tuple[int, int] | None
    best: float | None
    cause: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two vendors on one measure: the difference (first minus second) with its interval over all pairs (family-wise 95 %).

    `apart` None: cannot be said, for one has no value."""

    measure: str
    first: str
    second: str
    difference: Estimate
    apart: bool | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of lived treatment 0–100 (`id` of experience.yaml) and the measure it is made of, whose `value` it tells.

    `weight` is the share of the score it makes (0: left out, `cause` says why). A survey has `answered`, the share of those asked
    who answered, and `bounds`, its points were all the silent dissatisfied or all satisfied; `note` {es, en} says it in words.
    """

    id: str
    score: Estimate
    weight: float
    measure: str
    cause: Mapping[str, str] | None = None
    value: Estimate | None = None
    answered: Estimate | None = None
    bounds: tuple[float, float] | None = None
    note: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A vendor in the balance: treatment 0–100 and recovery over expected, the 95 % region as an ellipse of the posterior.

    `ellipse` is (centre x, centre y, half axis 1, half axis 2, angle in radians of axis 1 from x); None where either is missing.
    `dominated_by` are vendors better in both beyond doubt (joint probability ≥ 0.95); `frontier`: on the frontier of medians.
    `experience` and `recovery` are its own evidence alone. The ranks are 95 % intervals of its place (1 best); None where alone.
    """

    vendor: str
    experience: Estimate
    recovery: Estimate
    ellipse: tuple[float, float, float, float, float] | None
    dominated_by: tuple[str, ...]
    frontier: bool
    parts: tuple[Part, ...]
    experience_rank: tuple[int, int] | None = None
    recovery_rank: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What a point of treatment costs in recovery (share of expected) in a segment ("" all); positive: treating better costs.

    `cells` are the vendor-months it rests on. `said` {es, en} where it cannot be told."""

    segment: str
    cost: Estimate
    cells: int
    said: Mapping[str, str] | None = None


class HeadlineKind(StrEnum):
    """What a balance's headline says of two vendors; the first is the better one in what is told."""

    TRADE = "trade"
    TREATS_BETTER = "treats_better"
    RECOVERS_MORE = "recovers_more"
    BETTER_IN_BOTH = "better_in_both"
    TOGETHER = "together"
    NONE_APART = "none_apart"


@dataclass(frozen=True, slots=True)
class Headline:
    """A sentence of the balance. `trade`: the first treats better and recovers less, both beyond doubt; `treats_better` and
    `recovers_more`: so much can be told, the other measure not; `together`: these two in neither; `none_apart`: nobody in any.

    `experience` and `recovery` are differences, first minus second, with family-wise intervals.
    """

    kind: HeadlineKind
    first: str
    second: str
    experience: Estimate | None
    recovery: Estimate | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Recovery held against treatment, of all accounts (`segment` "") or of one segment."""

    segment: str
    points: tuple[Point, ...]
    prices: tuple[Price, ...]
    together: tuple[tuple[str, str], ...]
    """Pairs that cannot be told apart in either measure."""
    pairs: tuple[Pair, ...] = ()
    """Differences in `experience` and `recovery_adjusted`, of the model of both together."""
    headlines: tuple[Headline, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One vendor's scorecard of the newest month. `conduct` is pass, fail or cannot_tell against the contract's limit."""

    vendor: VendorName
    conduct: str
    lines: tuple[Line, ...]
    point: Point
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the pages, documents and JSON say; nothing is computed after it."""

    period: Period
    segment: str
    currency: str
    exponent: int
    horizon_days: int
    vendors: tuple[VendorName, ...]
    cards: tuple[Card, ...]
    pairs: tuple[Pair, ...]
    balance: Balance
    notes: tuple[Mapping[str, str], ...]
    """What limits it, {es, en}: few calls, no overlap of accounts, no reviewed sample."""
    outlook: Mapping[str, Any] | None = None
    """What a what-if is answered from (`outlook.outlook_from` reads it): every vendor's past, the back-test, the caps."""
    read_at: datetime | None = None
    """When the books were read: how much of each account's time to pay had gone by."""

    def told_in(self, lang: str) -> "Comparison":
        """The same with the own desk called as people call it in that language (`es` or `en`)."""
        names = {v.key: replace(v, name=v.called(lang)) for v in self.vendors}
        cards = tuple(replace(card, vendor=names.get(card.vendor.key, card.vendor)) for card in self.cards)
        return replace(self, vendors=tuple(names.values()), cards=cards)
