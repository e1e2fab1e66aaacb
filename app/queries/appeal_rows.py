"""Rows of appeals: the list, one appeal in its two steps, what it would change."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.queries.coaching_rows import Moment
from app.queries.review_rows import Decision, HistoryRow
from app.queries.rows import Problem
from reports.intervals import Estimate, wilson


class Outcome(StrEnum):
    """What a second person says of a contested mark."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    CANNOT_TELL = "cannot_tell"


class WhyNot(StrEnum):
    """Why a reader may not decide an appeal."""

    DECIDED_MARK = "decided_mark"
    SIGNED = "signed"
    SCORED = "scored"
    APPEALED = "appealed"
    NO_PERSON = "no_person"


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal in the list. `own_kind` agent or vendor; `whose` the agent's code or the vendor's name. `days` it has waited.

    `call_id` None: a finding of no call of the lists, which its own page tells. `begun`: the reader has given an opinion.
    """

    id: str
    by: str
    whose: str
    code: str | None
    call_id: str | None
    called_at: datetime | None
    title: str
    criterion: str | None
    kind: str
    severity: str
    at: datetime
    days: int
    round: int
    why_not: WhyNot | None = None
    begun: bool = False
    outcome: Outcome | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class AppealsPage:
    """Those that wait, oldest first; those decided, newest first. `hidden` are of calls the reader scores blind."""

    waiting: tuple[AppealLine, ...]
    decided: tuple[AppealLine, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """A published comparison the call is in: `hits` critical calls of `of` as marked now, `hits_after` of them without the mark.

    `value`, `low`, `high` is the published rate, corrected for the machine's error; it keeps standing whatever is decided.
    """

    month: date
    segment: str
    vendor: str
    hits: int
    of: int
    hits_after: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def rate(self) -> Estimate:
        """The share of critical calls as they are marked, not corrected."""
        return wilson(self.hits, self.of)

    @property
    def rate_after(self) -> Estimate:
        """The same without the mark."""
        return wilson(self.hits_after, self.of)


@dataclass(frozen=True, slots=True)
class CardFigure:
    """The agent's calls of the scorecard that have this fault, as they stand and as they would: `hits` of `n`."""

    agent: str
    since: date
    until: date
    hits: int
    hits_after: int
    n: int

    @property
    def rate(self) -> Estimate:
        """The share of calls with the fault."""
        return wilson(self.hits, self.n)

    @property
    def rate_after(self) -> Estimate:
        """The same without the mark."""
        return wilson(self.hits_after, self.n)


@dataclass(frozen=True, slots=True)
class Effect:
    """What overturning the mark does: whether the call stops being a critical one, and every figure it is in."""

    critical: bool
    critical_after: bool
    months: tuple[MonthFigure, ...]
    card: CardFigure | None
    told: bool = True
    """Whether the reader may see vendors' figures; the months are named in any case."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as its vendor was shown it, where it is of no call of the lists."""

    title: str
    note: str
    quote: str | None
    said: tuple[tuple[str, str], ...]
    happened_at: datetime | None
    wave_id: str


@dataclass(frozen=True, slots=True)
class AppealPage:
    """One appeal. `step` is unopened, blind (mark first), reasons (decide), read (may not decide) or decided.

    Until the reader has marked, where and how it is marked, its quote, `reason`, `history` and `effect` are empty: nothing of
    them is even read. `gone`: the call was judged again and the contested mark is no longer there. `opened`: the call's pages are
    closed to the reader until they mark. `own_blind` False: whoever marked knew the call's marks, by their word or by the log.
    """

    line: AppealLine
    step: str
    moment: Moment | None
    shown: Shown | None
    question: str
    anchor: str
    choices: tuple[str, ...]
    gone: bool = False
    contested: str = ""
    turn: int | None = None
    start_s: float | None = None
    quote: str = ""
    pointed_turn: int | None = None
    pointed_s: float | None = None
    own: str | None = None
    own_turn: int | None = None
    own_s: float | None = None
    own_note: str = ""
    own_blind: bool = True
    opened: bool = False
    reason: str = ""
    who: str = ""
    history: tuple[HistoryRow, ...] = ()
    effect: Effect | None = None
    answer: str = ""
    earlier: tuple[AppealLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    entered: tuple[tuple[str, str], ...] = ()

    @property
    def apart(self) -> bool:
        """Whether whoever marked found the act too, and in another turn than the contested one."""
        both = self.own == Decision.HAPPENED.value and self.own_turn is not None and self.turn is not None
        return both and self.own_turn != self.turn
