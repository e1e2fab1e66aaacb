"""What the desk shows, as frozen rows. Personal numbers are masked here, before any page or API sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.operations.missing import Missing
from app.operations.seek import Sought
from audit.contacts.permission_words import Permission


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account of the list. `reasons` as the worklist's builder wrote them, the weightiest first."""

    debt_id: int
    name: str
    overdue_minor: int
    currency: str
    days_overdue: int
    product: str | None
    reasons: tuple[Mapping[str, Any], ...]
    appointment: str | None
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """A contact point, masked. `dial` is the number itself, only where click-to-dial was configured."""

    id: int
    kind: str
    shown: str
    at_work: bool
    standing: str
    dial: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: `kind` due, promise, payment, grievance, or a channel; `said` what was said or written.

    `refused` is why the gate held it back, as the interaction keeps it; `may_go_at` when it may go, on the person's clock.
    """

    at: datetime
    kind: str
    direction: str = ""
    state: str = ""
    outcome: str | None = None
    amount_minor: int | None = None
    currency: str = ""
    duration_s: float | None = None
    said: str | None = None
    number: int | None = None
    on: date | None = None
    id: int = 0
    debt_id: int | None = None
    refused: Mapping[str, Any] | None = None
    may_go_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """Contacts out in the last seven days against the strictest cap of the country; caps None where the law names none."""

    calls: int
    written: int
    call_cap: int | None
    written_cap: int | None


@dataclass(frozen=True, slots=True)
class Owes:
    """The debt in hand. `overdue_numbers` are instalments whose day has passed, of `instalments` in all."""

    debt_id: int
    number: str
    product: str | None
    currency: str
    overdue_minor: int
    balance_minor: int
    oldest_due_on: date | None
    days_overdue: int
    overdue_numbers: tuple[int, ...]
    instalments: int
    stage: str | None


@dataclass(frozen=True, slots=True)
class Who:
    """The person. `at` is the time on their clock; `others` are products that are not overdue."""

    person_id: int
    name: str
    identity: str
    country: str
    city: str | None
    at: datetime
    zone_known: bool
    prefers: str | None
    since: str | None
    paid_on_day: int | None
    paid_by: str | None
    tone: str | None
    vulnerable: bool
    cares: tuple[Mapping[str, Any], ...]
    products: tuple[tuple[str, bool], ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Effort:
    """What this case has cost and what it is worth, in minor units; `spent` None where no cost is on record."""

    spent_minor: int | None
    worth_minor: int
    calls: int
    written: int


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises that were settled: how many, how many kept, and the day of the last one kept."""

    settled: int
    kept: int
    last_on: date | None
    open_minor: int


@dataclass(frozen=True, slots=True)
class Call:
    """The call going on, or that ended and waits for its wrap-up."""

    interaction_id: int
    began_at: datetime
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class InHand:
    """Everything about the account an agent has in hand."""

    line: Waiting
    who: Who
    owes: Owes
    promises: Promises
    week: Week
    effort: Effort
    sought: Sought | None
    missing: tuple[Missing, ...]
    history: tuple[Moment, ...]
    last_said: Moment | None
    law: Permission
    citations: tuple[str, ...]
    callback_at: datetime | None
    channels: Mapping[str, Permission]
    script: tuple[tuple[str, str], ...]
    call: Call | None
    draft: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Today:
    """What the agent did since their midnight."""

    accounts: int
    conversations: int
    agreements: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The last wrap-up, as long as it can be taken back."""

    outcome: str
    name: str
    ready_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The agent's one screen. Without an account, `ready_at` says when the first that waits will come."""

    desk: str
    organisation: str
    available: bool
    today: Today
    following: tuple[Waiting, ...]
    hand: InHand | None
    saved: Saved | None
    ready_at: datetime | None
    single_keys: bool
