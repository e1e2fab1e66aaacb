"""A vendor's own log as it was written: one row, one claim. Nothing here is believed yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from audit.contacts.contact import Channel, Direction
from audit.data_file import Words
from audit.errors import AuditError


class BadGhostFile(AuditError):
    """A file of the programme that cannot be used: what, where, which value and what to do, in both languages."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["BadGhostFile"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)


class Claimed(StrEnum):
    """What a row says came of an attempt."""

    CONTACTED = "contacted"
    PROMISE = "promise"
    PAID = "paid"
    DISPUTE = "dispute"
    STOP = "stop"
    REFUSED = "refused"
    CALLBACK = "callback"
    THIRD_PARTY = "third_party"
    WRONG_NUMBER = "wrong_number"
    HUNG_UP = "hung_up"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    FAILED = "failed"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"


SPOKE_WITH_DEBTOR = frozenset(
    {Claimed.CONTACTED, Claimed.PROMISE, Claimed.PAID, Claimed.DISPUTE, Claimed.STOP, Claimed.REFUSED, Claimed.CALLBACK}
)
PHONE = frozenset({Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED})
NOBODY = frozenset({Claimed.NO_ANSWER, Claimed.BUSY, Claimed.FAILED})


@dataclass(frozen=True, slots=True)
class LogRow:
    """One claim. `wall` is the time as written: aware where the log gives an offset, naive without, None where unreadable.

    `line` counts from 1, the header included. `system` is "" where the log names none. `duration_s` is in seconds as far as the
    layout tells. `zone` is an IANA name where the row carries one. `day_only` rows carry a date without a clock.
    """

    line: int
    account: str | None
    debtor: str | None
    wall: datetime | None
    written: str
    day_only: bool = False
    channel: Channel | None = None
    channel_text: str = ""
    direction: Direction = Direction.OUTBOUND
    result: Claimed | None = None
    result_text: str = ""
    duration_s: float | None = None
    caller_id: str | None = None
    dialled: str | None = None
    agent: str | None = None
    system: str = ""
    zone: str | None = None
    promise_amount: Decimal | None = None
    promise_due: date | None = None

    @property
    def claims_promise(self) -> bool:
        """Whether the row says the debtor promised."""
        return self.result is Claimed.PROMISE or self.promise_amount is not None or self.promise_due is not None


@dataclass(frozen=True, slots=True)
class LogShape:
    """What the whole log tells about itself, real accounts included; needed to know what it can and cannot show.

    `days` counts rows by the date written; `batches` are the times of day (by system) at which far more rows stand than calls;
    `channels` every channel seen; `grain_s` the coarsest step in seconds of a system's times (0 for none); `first` and `last`
    the earliest and latest time written.
    """

    rows: int
    days: Counter[date]
    batches: frozenset[tuple[str, time]]
    first: datetime | None
    last: datetime | None
    channels: Counter[Channel]
    grain_s: Mapping[str, int]
    twelve_hour: bool
    records_promises: bool


@dataclass(frozen=True, slots=True)
class VendorLog:
    """The claims about ghosts, by ghost id, and the shape of the rest. `other_rows` are other people's and are not kept.

    `resembling` are rows whose id may be a ghost's written otherwise, or another account's.
    """

    claims: Mapping[str, tuple[LogRow, ...]]
    shape: LogShape
    columns: Mapping[str, str]
    other_rows: int
    notes: tuple[Words, ...] = ()
    resembling: Mapping[str, tuple[LogRow, ...]] = field(default_factory=dict)
