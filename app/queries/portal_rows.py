"""What a vendor's pages show: its accounts, the findings shared with it, its answers. Nothing here knows a ghost."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.queries.appeal_answers import AppealAnswer
from app.queries.rows import Problem


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the vendor's list; `debtor` is empty and `segment` None once it is recalled."""

    id: str
    number: str
    debtor: str
    amount: Decimal
    currency: str
    due_date: date | None
    segment: str | None
    country: str
    placed_at: datetime
    recalled_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountsQuery:
    """What of the list is asked for; `sort` is number, placed, amount, due or debtor."""

    q: str = ""
    state: str = ""
    sort: str = "number"
    desc: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class PortfolioTotal:
    """What is placed in one currency."""

    currency: str
    accounts: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The vendor's accounts, one page of them, and what is placed in all."""

    query: AccountsQuery
    rows: tuple[AccountRow, ...]
    found: int
    total: int
    pages: int
    totals: tuple[PortfolioTotal, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account: its line of the vendor's file, name and value (none once recalled), and the findings shared about it."""

    account: AccountRow
    batch: str
    fields: tuple[tuple[str, str], ...]
    shares: tuple["ShareRow", ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What the vendor answered: kind accepts, appeals or explains."""

    kind: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A finding shared with the vendor, in the reader's language. `late` once the term to answer is over."""

    id: str
    account_id: str | None
    number: str | None
    title: str
    note: str
    citation: str | None
    severity: str
    happened_at: datetime | None
    channel: str | None
    quote: str | None
    shared_at: datetime
    reply_by: datetime
    standing: str
    late: bool
    answers: tuple[AnswerRow, ...]
    call: str | None = None
    """What its own file calls the call, where it was heard in one; with the agent, the second, and who said what around it."""
    agent: str | None = None
    start_s: float | None = None
    said: tuple[tuple[str, str], ...] = ()
    clip_s: float | None = None
    """How many seconds of it may be heard; None: none."""


@dataclass(frozen=True, slots=True)
class SharesPage:
    """Every finding shared with the vendor, newest first."""

    rows: tuple[ShareRow, ...]


@dataclass(frozen=True, slots=True)
class SharePage:
    """One shared finding, and the form to answer it as it was left."""

    share: ShareRow
    may_reply: bool
    entered: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    appeals: tuple[AppealAnswer, ...] = ()
    may_appeal: bool = True
    may_accept: bool = True


@dataclass(frozen=True, slots=True)
class VendorHome:
    """The vendor's first page."""

    organisation: str
    vendor: str
    accounts: int
    totals: tuple[PortfolioTotal, ...]
    waiting: tuple[ShareRow, ...]
    plans: int = 0
    """Corrective plans that are open and whose last word is not the vendor's."""
