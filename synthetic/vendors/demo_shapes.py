"""The demo's made-up world as rows: who owes, who had whom, who was written to, who paid, complained and answered."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DemoContact:
    """One row of a vendor's log; `promise` is pesos and by when."""

    id: str
    number: str
    channel: str
    at: datetime
    outcome: str
    answered_by: str
    duration_s: float | None = None
    promise: tuple[int, date] | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class DemoPayment:
    """Pesos received on an account."""

    reference: str
    number: str
    amount: int
    day: date


@dataclass(frozen=True, slots=True)
class DemoComplaint:
    """What a person complained of, and when; the account is the one it was about."""

    number: str
    at: datetime
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoStop:
    """A person writes to the client that nobody should contact them any more."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """A person asked how they were treated; None throughout where they did not answer."""

    number: str
    vendor: str
    asked_at: datetime
    answered_at: datetime | None = None
    csat: int | None = None
    ces: int | None = None
    nps: int | None = None


@dataclass(frozen=True, slots=True)
class DemoMonth:
    """A month: new accounts as the client's file has them, who was given which, and what came of it."""

    first: date
    last: date
    rows: tuple[tuple[str, ...], ...]
    given: dict[str, tuple[str, ...]]
    contacts: dict[str, tuple[DemoContact, ...]]
    payments: tuple[DemoPayment, ...]
    complaints: tuple[DemoComplaint, ...]
    stops: tuple[DemoStop, ...]
    answers: tuple[DemoAnswer, ...]
