"""A world of vendors as plain columns, and the truth behind it. Months are oldest first; vendors and segments in their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WorldCalls:
    """Calls of a month: vendor, agent, the machine's mark, a person's decision (1 breach, 0 none, -1 nobody), drawn at random."""

    vendor: Ints
    agent: Ints
    flagged: Bools
    truth: Ints
    drawn: Bools


@dataclass(frozen=True, slots=True)
class WorldAccounts:
    """Accounts placed in a month. Money in minor units; `passed` the share 0–1 of the horizon gone by; `recovered` what came.

    `expected` is what the average vendor (the geometric mean of vendors) would have had on average: no scorer may read it.
    """

    vendor: Ints
    person: Ints
    segment: Ints
    product: Ints
    days_overdue: Floats
    balance: Floats
    months_open: Floats
    risk: Floats
    age: Floats
    passed: Floats
    recovered: Floats
    expected: Floats


@dataclass(frozen=True, slots=True)
class Clusters:
    """One measure of one vendor: by person or agent what is above (`x`) and below (`y`) the line."""

    x: Floats
    y: Floats


@dataclass(frozen=True, slots=True)
class WorldMonth:
    """What the books of one month hold; `lived` by measure and vendor's index."""

    first: date
    last: date
    calls: WorldCalls
    accounts: WorldAccounts
    lived: Mapping[str, tuple[Clusters, ...]]


@dataclass(frozen=True, slots=True)
class Exam:
    """The machine's examination on other calls: bad ones flagged of those shown, good ones left of those shown."""

    bad_flagged: int
    bad: int
    good_left: int
    good: int


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, [months, vendors]: share of calls with a breach, recovery over the average vendor's, and each lived measure.

    `treatment` is the latent quality the lived measures load on (higher is kinder). `alone` are vendors whose accounts no other
    vendor had, `slope` the mean change of log recovery for a point of latent treatment.
    """

    conduct: Floats
    recovery: Floats
    treatment: Floats
    lived: Mapping[str, Floats]
    sensitivity: Floats
    specificity: Floats
    alone: Bools
    slope: float


@dataclass(frozen=True, slots=True)
class World:
    """One made world. `seed` and `size` make it again to the last digit."""

    seed: int
    size: float
    vendors: tuple[str, ...]
    segments: tuple[str, ...]
    months: tuple[WorldMonth, ...]
    exam: Exam | None
    truth: Truth
    horizon_days: int
