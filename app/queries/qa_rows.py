"""Rows of the quality desk: queues, the scoring sheet, what it shows once closed. Calibration's are in `calibration_rows`."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.queries.review_rows import ReviewPage
from app.queries.rows import CallRow


class Stratum(StrEnum):
    """The two queues; what is in one is never counted with the other."""

    RANDOM = "random"
    RISK = "risk"


class Why(StrEnum):
    """Why a call is in the risk queue."""

    CRITICAL = "critical"
    COMPLAINT = "complaint"
    DISAGREE = "disagree"
    UNSURE = "unsure"
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A call of the risk queue with every reason; `criteria` are the acts that are open or asserted, by harm."""

    call: CallRow
    why: tuple[Why, ...]
    criteria: tuple[str, ...]
    told: str
    start_s: float | None = None
    taken_by: str | None = None


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A call of the random queue: who, when, how long; nothing of what anybody thinks of it."""

    id: str
    code: str
    called_at: datetime | None
    duration_s: float | None
    vendor: str | None
    agent: str | None
    taken_by: str | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Figured:
    """The share of calls with a critical breach, by people, over the finite portfolio; `cannot_tell` calls are in no rate."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    cannot_tell: int = 0


@dataclass(frozen=True, slots=True)
class DrawnPlan:
    """The random stratum. `size` calls make the figure, `spare` compare people; `done` and `total` count both.

    `figure` is None while it is not told: to who scores, only when every call is scored.
    """

    id: str
    first_day: date
    last_day: date
    half_width: float
    planning_rate: float
    population: int
    size: int
    spare: int
    done: int
    total: int
    drawn_at: datetime
    who: str
    ended_at: datetime | None
    figure: Figured | None = None


@dataclass(frozen=True, slots=True)
class DrawForm:
    """What was asked of a new draw: shares in per cent, as entered."""

    half_width: str = "5"
    planning_rate: str = "10"
    first_day: str = ""
    last_day: str = ""
    problem: str | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class QueuesPage:
    """Both queues, apart; `risk` is one page of its queue. `begun` are the reader's own open sheets (call id, code)."""

    plan: DrawnPlan | None
    drawn: tuple[DrawnRow, ...]
    last: DrawnPlan | None
    risk: tuple[RiskRow, ...]
    risk_total: int
    risk_minutes: int | None
    begun: tuple[tuple[str, str], ...]
    closed_today: int
    minutes_each: float | None
    form: DrawForm = DrawForm()
    sessions: int = 0
    leads: bool = False
    risk_page: int = 1
    risk_pages: int = 1


@dataclass(frozen=True, slots=True)
class MachineMark:
    """What the machine said of a criterion: asserted, to_review, not_happened or a duty's status."""

    mark: str
    confidence: float | None = None
    start_s: float | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One criterion of the sheet. `choices` are the marks it takes, by key 1, 2, 3, 4; `rest` what the key for the rest sets."""

    criterion: str
    kind: str
    severity: str | None
    question: str
    anchor: str
    choices: tuple[str, ...]
    rest: str | None
    mark: str | None = None
    turn: int | None = None
    start_s: float | None = None
    note: str = ""
    machine: MachineMark | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A closed mark beside the machine's. `standing` is how it stands now; `settled`: nothing is left to correct.

    `act` is add, decide or duty: what turns the difference into a correction; None where nothing does.
    """

    criterion: str
    kind: str
    severity: str | None
    own: str
    machine: str
    standing: str
    differs: bool
    settled: bool
    act: str | None
    turn: int | None = None
    start_s: float | None = None
    quote: str | None = None
    note: str = ""
    machine_quote: str | None = None
    machine_start_s: float | None = None
    confidence: float | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class ScorePage:
    """A sheet beside its call. `review` has neither marks nor verdict where the sheet is blind.

    `lane` is random, risk or calibration; `compared` is there once it is closed and may be compared.
    """

    review: ReviewPage
    sheet_id: str
    version: int
    lane: str
    blind: bool
    rows: tuple[ScoreRow, ...]
    left: int
    spent_s: float
    opened_at: datetime
    closed_at: datetime | None
    session_id: str = ""
    session_title: str | None = None
    place: int | None = None
    total: int | None = None
    previous: str | None = None
    following: str | None = None
    compared: tuple[Compared, ...] = ()
    may_know: bool = False
    known: bool = False
    missing: tuple[str, ...] = ()
