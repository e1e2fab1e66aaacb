"""The rows behind a figure as pages, files and the API tell them."""

from dataclasses import dataclass
from datetime import datetime

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that a contact breaks by its strict reading; `lenient`: by the lenient one too (None: the rule has but one).

    `es` and `en` are what the rule is called, `citation` law and article."""

    rule: str
    lenient: bool | None
    es: str
    en: str
    citation: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account's money in minor units: handed over, what came, what the average vendor would have had of it.

    `weight` is how much a unit of its money counts for; None, as `expected`: the account is left out of the comparison.
    """

    balance: float
    recovered: float
    expected: float | None
    weight: float | None


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One row. `kind` call, contact, account, person, promise, survey, complaint, request or ghost, with its `id`.

    `x` and `y` are what it adds above and below the line. A call has the `second` of its first critical breach, whether the
    machine `marked` it and what people `decided` (yes, no; None: nobody did); a contact the rules it breaks; an account its
    `money`; a ghost the `rule` that was broken, or how its log was reconciled.
    """

    kind: str
    id: str
    at: datetime | None
    person_id: int | None
    debt_id: int | None
    number: str | None
    recording_id: str | None
    code: str | None
    second: float | None
    x: float
    y: float
    rule: str | None = None
    broken: tuple[BrokenRule, ...] = ()
    marked: bool | None = None
    decided: bool | None = None
    money: AccountRow | None = None


@dataclass(frozen=True, slots=True)
class BehindGroup:
    """The accounts of a segment: how many, what came, what was expected (minor units), and the one over the other, weighed."""

    name: str
    accounts: int
    recovered: float
    expected: float
    ratio: float | None


@dataclass(frozen=True, slots=True)
class BehindRows:
    """A page of rows, those above the line first; `found` counts the rows that are listed.

    `above` and `below` are the sums of all there are, listed or not: of contacts only those against the law are listed.
    """

    rows: tuple[BehindRow, ...]
    found: int
    page: int
    pages: int
    above: float
    below: float
    groups: tuple[BehindGroup, ...] = ()


def page_of(rows: list[BehindRow], page: int, above: float | None = None, below: float | None = None) -> BehindRows:
    """One page of them; the sums are theirs unless told."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    at = min(max(1, page), pages)
    return BehindRows(
        tuple(rows[(at - 1) * PER_PAGE : at * PER_PAGE]),
        len(rows),
        at,
        pages,
        sum(row.x for row in rows) if above is None else above,
        sum(row.y for row in rows) if below is None else below,
    )
