"""A comparison as it is told: every figure with its interval, what it rests on, who can be told apart. Its JSON is the record."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.intervals import Estimate
from reports.scorecards.facts import Period, VendorName


@dataclass(frozen=True, slots=True)
class Raw:
    """What was counted before anything was corrected: `hits` of `of`, and how (`how` {es, en}: what was corrected for)."""

    hits: float
    of: float
    how: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of one vendor.

    `value` is corrected and adjusted, its own evidence alone; `shrunk` the same drawn towards its fellows by the hierarchical
    model (what ranks and pairs are by). `others` is the span of the other vendors' values, `past` the same measure in earlier
    months (oldest first), `change` up, down or same against the month before (None: cannot be said). `rank` is the interval of
    its place (1 best), `best` the probability of being the best; None where places make no sense. `cause` {es, en} says why
    there is no value.
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
    """A part of lived treatment 0–100 (`id` of experience.yaml), its weight, and the measure it is made of."""

    id: str
    score: Estimate
    weight: float
    measure: str
    cause: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A vendor in the balance: treatment 0–100 and recovery over expected, the 95 % region as an ellipse of the posterior.

    `ellipse` is (centre x, centre y, half axis 1, half axis 2, angle in radians of axis 1 from x); None where either is missing.
    `dominated_by` are vendors better in both beyond doubt (joint probability ≥ 0.95); `frontier`: on the frontier of medians.
    """

    vendor: str
    experience: Estimate
    recovery: Estimate
    ellipse: tuple[float, float, float, float, float] | None
    dominated_by: tuple[str, ...]
    frontier: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What a point of treatment costs in recovery (share of expected) in a segment ("" all); positive: treating better costs.

    `cells` are the vendor-months it rests on. `said` {es, en} where it cannot be told."""

    segment: str
    cost: Estimate
    cells: int
    said: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """Recovery held against treatment, of all accounts (`segment` "") or of one segment."""

    segment: str
    points: tuple[Point, ...]
    prices: tuple[Price, ...]
    together: tuple[tuple[str, str], ...]
    """Pairs that cannot be told apart in either measure."""


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
