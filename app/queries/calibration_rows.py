"""Rows of the calibration pages and of the known calls, which only leads read."""

from dataclasses import dataclass
from datetime import date, datetime

from app.queries.rows import Problem


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list. `mine` of `calls` the reader closed (None: not theirs); `done` of `sheets` are closed by all."""

    id: str
    title: str
    way: str
    calls: int
    people: tuple[str, ...]
    due_on: date
    made_at: datetime
    who: str
    closed_at: datetime | None
    done: int
    sheets: int
    mine: int | None = None


@dataclass(frozen=True, slots=True)
class SessionForm:
    """The form for a new session, as entered. `codes` are calls picked by code; `count` of calls to draw."""

    title: str = ""
    way: str = "random"
    codes: str = ""
    count: str = "6"
    due_on: str = ""
    people: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Every session, open ones first, and the form; `people` (id, name, role) may be asked to score."""

    rows: tuple[SessionLine, ...]
    people: tuple[tuple[int, str, str], ...]
    form: SessionForm
    may_make: bool


@dataclass(frozen=True, slots=True)
class SessionCall:
    """A call of a session: `mine` is none, begun or closed; `closed` of the people closed theirs; `apart` criteria differ and
    `agreed` of them have an agreed mark (both None while nobody may see). `closed_to_reader`: to be scored
    blind by them, elsewhere."""

    id: str
    code: str
    called_at: datetime | None
    duration_s: float | None
    vendor: str | None
    agent: str | None
    mine: str | None
    closed: int
    apart: int | None = None
    agreed: int | None = None
    closed_to_reader: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One criterion of a call in the discussion: each person's mark in the order of the page's people, the machine's, the agreed.

    `apart`: the people do not all say the same. `compared`: two of them or more said something.
    """

    criterion: str
    kind: str
    marks: tuple[str | None, ...]
    machine: str
    apart: bool
    compared: bool
    notes: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    agreed: str | None = None
    reason: str = ""
    agreed_by: str | None = None


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session. `over`: everybody closed, or it was closed; only then marks of others are there (`grid`, of `chosen`)."""

    line: SessionLine
    calls: tuple[SessionCall, ...]
    progress: tuple[tuple[str, int], ...]
    member: bool
    may_close: bool
    may_agree: bool
    over: bool
    following: str | None
    chosen: str | None = None
    grid: tuple[GridRow, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A known call: the acts it holds, where its marks come from, how often it was slipped in and scored."""

    id: int
    call_id: str
    code: str
    called_at: datetime | None
    vendor: str | None
    acts: tuple[str, ...]
    marks: int
    source: str
    reason: str
    who: str
    added_at: datetime
    slipped: int
    scored: int
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A call whose truth is known because it was made up: (code, acts it holds)."""

    call_id: str
    code: str
    called_at: datetime | None
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """The pool, and calls of known truth that may join it."""

    rows: tuple[KnownRow, ...]
    offers: tuple[OfferRow, ...]
    waiting: int
    problem: str | None = None
