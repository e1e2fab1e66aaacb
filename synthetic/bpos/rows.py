"""A simulated wave as rows people read: accounts, contacts, what debtors did, the vendor's log, and the truth beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from synthetic.bpos.words import Answer, Channel, Did, Kind, Lie, Mission


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the vendor's hands. `pair` is shared by a ghost and the real account matched to it."""

    account_id: str
    debtor_id: str
    vendor: str
    country: str
    subdivision: str
    timezone: str
    ghost: bool
    pair: int
    mission: Mission
    segment: str
    amount: Decimal
    currency: str
    agent: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of CONTACTS.csv; `at` is aware, on the debtor's clock."""

    contact_id: str
    debtor_id: str
    account_id: str
    vendor: str
    country: str
    subdivision: str
    timezone: str
    channel: Channel
    direction: str
    at: datetime
    outcome: str
    answered_by: Answer
    duration_s: float | None
    caller_id: str
    template: str


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact that was really made: its row, who made it, what was said, and the truth. `disclosed` is None where nobody
    else heard; `shadow`: a frequency finding here is neither right nor wrong (see `Lived`)."""

    row: ContactRow
    agent: str
    content: str | None
    disclosed: bool | None
    wrong: tuple[Kind, ...]
    shadow: bool


@dataclass(frozen=True, slots=True)
class ActRow:
    """Something a debtor did."""

    account_id: str
    at: datetime
    kind: Did
    channel: Channel | None
    amount: Decimal | None
    due: date | None
    contact_id: str | None


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of the vendor's log, with the truth: `of` is the contact it tells of (None: it never was), `lies` what is untrue
    in it."""

    row: ContactRow
    agent: str
    promise_amount: Decimal | None
    promise_date: date | None
    of: str | None
    lies: tuple[Lie, ...]


@dataclass(frozen=True, slots=True)
class VendorRows:
    """Everything of one vendor. `touches` and `log` are in order of time; `rate` as in `Lived`; `unlogged` contact ids the
    log leaves out; `mistreated` the ways each mistreated account was, by account id; `noticed` accounts of ghosts the
    vendor noticed, since when."""

    vendor: str
    rate: float
    accounts: tuple[AccountRow, ...]
    touches: tuple[Touch, ...]
    acts: tuple[ActRow, ...]
    log: tuple[LogRow, ...]
    unlogged: frozenset[str]
    mistreated: Mapping[str, tuple[Kind, ...]]
    noticed: Mapping[str, date]
