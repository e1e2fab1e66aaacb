"""What a comparison of vendors rests on, as whoever reads the books hands it over. No ghost is in any of it but `ghosts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from reports.kpis.clustered import Sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both in it."""

    first: date
    last: date


OWN_KEY = "own"
"""The key of the client's own desk: rows whose vendor is nobody."""


@dataclass(frozen=True, slots=True)
class VendorName:
    """A vendor; `key` is what rows and addresses call it, `own` the client's own desk."""

    key: str
    name: str
    own: bool = False

    def called(self, lang: str) -> str:
        """What people read (`es` or `en`): the own desk is no vendor with the client's name."""
        if self.key != OWN_KEY:
            return self.name
        return "Own desk" if lang == "en" else "Mesa propia"


@dataclass(frozen=True, slots=True)
class Calls:
    """Judged calls of one period, as columns; `vendor` indexes `Facts.vendors`, `agent` tells agents apart (-1 unknown).

    `flagged`: the machine asserts a critical violation. `truth` is what a person decided of it: 1 happened, 0 did not, -1
    nobody decided. `drawn`: the call was drawn at random for a person, whatever the machine said of it.
    """

    vendor: Ints
    agent: Ints
    flagged: NDArray[np.bool_]
    truth: Ints
    drawn: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts as they were handed over, as columns of one length, and what came back of each within the horizon.

    `vendor` indexes `Facts.vendors`, `segment` `Facts.segments`, `product` any numbering, `person` tells people apart. Money in
    minor units of one currency. `months_open` is the age of the contract, `risk` the client's own score 0–1, `age` the person's
    in years (NaN: unknown). `days_left` is how much of the horizon had passed when the books were read (a share 0–1).
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
    days_left: Floats
    recovered: Floats

    def __len__(self) -> int:
        return len(self.vendor)


@dataclass(frozen=True, slots=True)
class Month:
    """One period's facts. `sums` holds, by measure and vendor key, the clustered sums of x over y; a measure nobody could take is
    absent, with why in `causes` ({es, en}) by measure and vendor key, or by measure alone (key "").

    `sizes` are by vendor key: accounts, people, contacts, calls, ghosts; `surveys_sent` where surveys were sent.
    `segments` holds the same sums of one segment alone, by segment, measure and vendor key, where the books tell them apart.
    """

    period: Period
    calls: Calls
    accounts: Accounts
    sums: Mapping[str, Mapping[str, Sums]]
    causes: Mapping[tuple[str, str], Mapping[str, str]]
    sizes: Mapping[str, Mapping[str, int]]
    segments: Mapping[str, Mapping[str, Mapping[str, Sums]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touches:
    """Contacts of the newest month, one a row, as columns; what a cap on contacts would have left out.

    `vendor` indexes `Facts.vendors`, `segment` `Facts.segments`. `week` numbers weeks as the law counts them; `order` is the
    contact's place among those of its vendor, person and week (1 first). `paid`: payments of the person, minor units, within
    `Facts.paid_days` after a contact; each payment stands in one row, that of the highest order of the contacts it came after.
    `against`: the contact broke a rule, strict reading.
    """

    vendor: Ints
    person: Ints
    segment: Ints
    week: Ints
    order: Ints
    paid: Floats
    against: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.vendor)


@dataclass(frozen=True, slots=True)
class Scorer:
    """How often the machine is right of a call: bad calls it flagged of those checked, good ones it left of those checked.

    From calls people heard blind or drawn at random, and the exam of the version that judged; with their n.
    """

    bad_flagged: int
    bad: int
    good_left: int
    good: int
    source: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """What a contract asks of a measure: no more or no less than `value` (`better` of the measure says which)."""

    measure: str
    value: float
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is compared: vendors and segments in their order, months oldest first (the last is the one shown).

    `horizon_days` is how long a placed account's payments count. `currency` and `exponent` are of the money in it.
    `touches` are what a cap on contacts is projected from, `paid_days` how long after a contact a payment may be its doing.
    `read_at` is when the books were read. `left_out` says of whom nothing is compared, and why ({es, en}).
    """

    vendors: tuple[VendorName, ...]
    segments: tuple[str, ...]
    months: tuple[Month, ...]
    scorer: Scorer | None
    targets: tuple[Target, ...]
    currency: str
    exponent: int
    horizon_days: int
    touches: Touches | None = None
    paid_days: int = 7
    read_at: datetime | None = None
    left_out: tuple[Mapping[str, str], ...] = ()
