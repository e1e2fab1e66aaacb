"""What the pages of reconciliation and seal show (oversight only). Rows as in `wave_rows`."""

from dataclasses import dataclass
from datetime import datetime

from app.queries.rows import Problem
from app.queries.wave_rows import Rate, WaveHead


@dataclass(frozen=True, slots=True)
class LogCard:
    """A vendor's log: when it came and how honest it is. `outcomes` is (outcome, how many).

    A withdrawn one says when, by whom and why; it counts in nothing, and stays to be read.
    """

    id: str
    vendor: str
    file: str
    rows: int
    added_at: datetime
    added_by: str
    honest: Rate
    outcomes: tuple[tuple[str, int], ...]
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One event in the log, in the ghost's life, or in both. `logged` and `lived` are (name, value) pairs of each side."""

    n: int
    ghost_id: str | None
    ghost_code: str | None
    contact_id: str | None
    at: datetime | None
    outcome: str
    logged: tuple[tuple[str, str], ...]
    lived: tuple[tuple[str, str], ...]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReconcilePage:
    """A wave's logs, and the rows of the one looked at (None before any came)."""

    head: WaveHead
    logs: tuple[LogCard, ...]
    log: LogCard | None
    rows: tuple[LogRow, ...]
    outcome: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """One link of the chain."""

    n: int
    at: datetime
    kind: str
    subject: str
    link: str


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """How a vendor's file is written: csv or xlsx (`kind`), columns as (the client's, the vendor's); not `own`: as the portfolio.

    `file` is the file's name once it is made.
    """

    vendor: str
    kind: str
    separator: str
    columns: tuple[tuple[str, str], ...]
    own: bool
    file: str | None = None


@dataclass(frozen=True, slots=True)
class WaveSealPage:
    """The promise and its proof: chain, commitment, reveal. `verified` None: not checked now; `broken` what does not match.

    `placed` is how many of its accounts, real ones and ghosts, the vendors have now. `columns` are those of the portfolio, from
    which a vendor's own layout picks.
    """

    head: WaveHead
    events: tuple[EventRow, ...]
    count: int
    handoffs: tuple[tuple[str, str], ...]
    reveal_head: str | None
    revealed_at: datetime | None
    verified: bool | None
    broken: tuple[str, ...] = ()
    placed: int = 0
    layouts: tuple[LayoutRow, ...] = ()
    columns: tuple[str, ...] = ()
