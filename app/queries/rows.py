"""What each page shows: the contract between queries and templates. Rows of the review page are in `review_rows`.

Every row is frozen and knows nothing of the database. Sentences are made in the templates, in the reader's language,
from the codes and figures here; text fields that a person reads (names, quotes, causes) are shown as they are.
Times are aware (`called_at` in the debtor's zone), durations and positions are seconds from the start of the recording,
shares are 0–1, skill is 0–100, tone 1–5. None means unknown or not assessed, never zero.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.queries.audio_rows import Audio


class Role(StrEnum):
    """Who may see what."""

    ADMIN = "admin"
    AUDITOR = "auditor"
    QA = "qa"
    SUPERVISOR = "supervisor"
    EXECUTIVE = "executive"
    MANAGER = "manager"
    AGENT = "agent"
    VENDOR = "vendor"


class Conduct(StrEnum):
    """Conduct of a call by critical violations; `TO_DECIDE` is a view of the page (not failed, a person must decide)."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    TO_DECIDE = "to_decide"
    NOT_ASSESSED = "not_assessed"


class RunState(StrEnum):
    """Where a run of an uploaded folder is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class CallState(StrEnum):
    """Where one recording is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Shell:
    """What every signed-in page shows around itself; a context processor gives it to templates as `shell` (None: signed out)."""

    name: str
    initials: str
    role: Role
    organisation: str
    calls: int = 0
    queue: int = 0
    appeals: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `kind` is one of critical_share, mean_skill, promise_share, not_assessed_share.

    Shares are 0–1. `low` and `high` are the 95 % interval; `hits` of `n`; `before*` the same figure one period earlier.
    """

    kind: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    hits: int | None = None
    before: float | None = None
    before_low: float | None = None
    before_high: float | None = None


class AttentionKind(StrEnum):
    """Why a line of the home page asks for attention, in order of harm to a person."""

    CRITICAL = "critical"
    TO_DECIDE = "to_decide"
    MAJOR = "major"
    FAILED_FILES = "failed_files"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One thing to do. `count` calls (or files); `criterion` for CRITICAL and MAJOR; `minutes` of review for TO_DECIDE."""

    kind: AttentionKind
    count: int
    criterion: str | None = None
    vendor: str | None = None
    agents: int | None = None
    since: date | None = None
    minutes: int | None = None
    run_id: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RunCard:
    """The progress of a run in figures. `transcribed`, `assessed`, `to_review` and `failed` count recordings of `total`."""

    id: str
    name: str
    state: RunState
    total: int
    sealed: int
    transcribed: int
    assessed: int
    to_review: int
    failed: int
    audio_s: float
    started_at: datetime | None = None
    finished_at: datetime | None = None
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A recording that could not be audited: `cause` says what and with which value, `remedy` what to do."""

    file: str
    cause: str
    remedy: str
    call_id: str | None = None


@dataclass(frozen=True, slots=True)
class RunFile:
    """One recording of a run as its page lists it."""

    file: str
    state: CallState
    call_id: str | None = None
    call_code: str | None = None
    duration_s: float | None = None
    conduct: Conduct | None = None
    skill: float | None = None
    silent: bool = False
    """Only its words came."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run with its files.

    The stream `runs.events` sends, as server-sent event `progress`, block "progress" of `run.html` rendered with a fresh RunPage,
    and event `end` when the run is over. Without JavaScript the page refreshes itself.
    """

    card: RunCard
    files: tuple[RunFile, ...]
    failed: tuple[FailedFile, ...]
    warnings: tuple[str, ...] = ()
    may_upload: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """The place of a call where the searched words are said; `pieces` are (text, is a hit). `start_s` None: without sound."""

    start_s: float | None
    speaker: str
    pieces: tuple[tuple[str, bool], ...]
    turn: int | None = None
    closeness: float | None = None
    """In meaning, 1 the same; None where words were looked for."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list. `id` goes in the address, `code` is what people read (the call_id of calls.csv)."""

    id: str
    code: str
    state: CallState
    duration_s: float | None
    conduct: Conduct
    called_at: datetime | None = None
    agent: str | None = None
    vendor: str | None = None
    skill: float | None = None
    outcome: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    day: date | None = None
    to_decide: int = 0
    said: Said | None = None
    signed: bool = False
    worst: str | None = None
    """The worst criterion found, asserted or to decide."""
    audio: Audio = Audio.KEPT
    sealed: bool = False
    """The reader scores it blind: nothing that anybody thinks of it is here."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error tied to a form field; `field` is the input's name, or "" for the whole form."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class UploadPage:
    """The upload form with what was entered and what went wrong.

    Fields: files (many; recordings, a zip, calls.csv), name, country, lang, and `once`, which tells one sending from another.
    """

    max_mb: int
    formats: tuple[str, ...]
    countries: tuple[str, ...]
    name: str = ""
    country: str = ""
    lang: str = ""
    problems: tuple[Problem, ...] = ()
    recent: tuple[RunCard, ...] = ()
    once: str = ""


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One link of the evidence chain; `broken` says what does not match."""

    kind: str
    name: str
    sha256: str
    size_bytes: int | None = None
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The seal of a run. `verified` None: not checked yet; `head` is the last hash of the chain."""

    run_id: str
    run_name: str
    sealed_at: datetime | None
    head: str | None
    public_key: str | None
    items: tuple[SealedItem, ...]
    verified: bool | None
    checked_at: datetime | None = None
    recent: tuple[RunCard, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of a country behind a criterion, in plain words, with its source."""

    id: str
    country: str
    citation: str
    text: str
    since: date | None = None
    source: str | None = None
    read_on: date | None = None
    certainty: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion of the rubric. `kind` duty or violation; `severity` of a violation; `judged` how (model, logic, pattern)."""

    id: str
    kind: str
    question: str
    met_when: str
    not_applicable_when: str | None = None
    weight: float | None = None
    severity: str | None = None
    judged: str | None = None
    basis: str | None = None
    found: int | None = None
    assessed: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """One criterion with its law and where it was found, or not met. `hidden` calls wait to be scored blind by the reader."""

    rubric: str
    criterion: CriterionRow
    rules: tuple[RuleRow, ...]
    calls: tuple[CallRow, ...]
    title: str = ""
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class RubricPage:
    """The rubric in force, read only."""

    id: str
    since: date | None
    sha256: str
    duties: tuple[CriterionRow, ...]
    violations: tuple[CriterionRow, ...]
    title: str = ""
