"""Rows of the review page, the administrator's pages and the profile; the rest of the contract is in `rows`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.queries.audio_rows import Audio
from app.queries.rows import CallState, Conduct, Problem, Role


class Decision(StrEnum):
    """What a person says of a forbidden act."""

    HAPPENED = "happened"
    NOT_HAPPENED = "not_happened"
    CANNOT_TELL = "cannot_tell"


class Standing(StrEnum):
    """How a forbidden act stands now: machine's assertion, open doubt, or a person's decision."""

    ASSERTED = "asserted"
    TO_REVIEW = "to_review"
    HAPPENED = "happened"
    NOT_HAPPENED = "not_happened"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class CallHead:
    """Who, when, about what. `code` is what people read."""

    id: str
    code: str
    file: str
    state: CallState
    duration_s: float | None = None
    called_at: datetime | None = None
    zone: str | None = None
    """City of the debtor's zone, as people read it (Santiago)."""
    agent: str | None = None
    vendor: str | None = None
    debtor: str | None = None
    creditor: str | None = None
    agency: str | None = None
    product: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    due_date: date | None = None
    country: str | None = None
    language: str | None = None
    run_id: str | None = None
    run_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tone:
    """Tone of the agent 1–5, apart and together; `cause` says why it was not assessed."""

    score: float | None
    low: float | None = None
    high: float | None = None
    text: float | None = None
    voice: float | None = None
    confidence: float | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class VerdictStrip:
    """The call in one line. Counts are of instances as they stand now; `assessed` of `applicable` duties made the skill."""

    conduct: Conduct
    critical: int
    major: int
    to_decide: int
    skill: float | None
    assessed: int
    duties: int
    tone: Tone
    debtor_state: str | None
    debtor_state_confidence: float | None
    outcome: str | None
    amount: Decimal | None
    currency: str | None
    day: date | None
    outcome_confidence: float | None
    why: str | None = None
    """Why a person sees this call (review_reason); None: nobody has to."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Loudness of one speaker over the whole call: equally spaced peaks 0–1 (400–1200 of them), silent where others speak."""

    speaker: str
    peaks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One heard word with the engine's probability; `other` is another reading with its probability, where known."""

    text: str
    start_s: float
    end_s: float
    p: float | None = None
    other: str | None = None
    other_p: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a criterion points at in a turn: the quote is underlined (the whole turn, where the quote is not found in it).

    `sign` is critical, major, decide, met, not_met or cue; `instance` tells apart findings of one criterion.
    """

    sign: str
    criterion: str
    quote: str
    start_s: float | None
    end_s: float | None
    instance: int | None = None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn; marks of duties that are met are given too (the waveform shows them as ticks, the text does not).

    Seconds are None where words came without sound.
    """

    i: int
    speaker: str
    start_s: float | None
    end_s: float | None
    text: str
    words: tuple[Word, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a criterion's history. `said` is a Standing (violations) or a duty status; machine lines have a confidence."""

    at: datetime
    who: str
    said: str
    reason: str = ""
    confidence: float | None = None
    machine: bool = False


@dataclass(frozen=True, slots=True)
class DecisionBox:
    """What was entered and refused, to show the form again with its error."""

    criterion: str
    instance: int
    decision: str = ""
    reason: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ConductRow:
    """One instance of a forbidden act. `severity` critical or major; `confidence` the machine's; `note` more evidence.

    `held_back`: the machine asserts it, but its criterion is diagnostic only, so that a person decides.
    """

    criterion: str
    instance: int
    severity: str
    standing: Standing
    confidence: float | None
    start_s: float | None
    end_s: float | None
    quote: str
    speaker: str = "agent"
    basis: str | None = None
    note: str | None = None
    history: tuple[HistoryRow, ...] = ()
    turn: int | None = None
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty. `cause` says why it was not assessed or does not apply; `by_person` marks a corrected one."""

    criterion: str
    status: str
    confidence: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    quote: str | None = None
    cause: str | None = None
    by_person: bool = False
    history: tuple[HistoryRow, ...] = ()
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """Acoustics of one speaker, relative to themself; None where there was too little speech."""

    speaker: str
    talk_share: float | None
    words_per_min: float | None
    interruptions: int | None
    longest_pause_s: float | None
    pitch_semitones: float | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A free note on the call."""

    at: datetime
    who: str
    text: str
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """What made the transcript."""

    name: str
    model: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Powers:
    """What the reader may do here."""

    decide: bool
    sign: bool
    hear: bool
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The place of the call in the list it was opened from; `trail` is queue or calls; `query` goes on in the links."""

    trail: str
    position: int | None = None
    total: int | None = None
    previous: str | None = None
    following: str | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class UnfitMark:
    """A person's mark of an earlier judging that has no place in the one that counts. `turn` None: of a duty."""

    criterion: str
    said: str
    who: str
    at: datetime
    reason: str
    turn: int | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that the review page shows. A call that failed or waits has `verdict` None and says why in `problem`."""

    call: CallHead
    verdict: VerdictStrip | None
    lanes: tuple[Lane, ...]
    turns: tuple[TurnRow, ...]
    conduct: tuple[ConductRow, ...]
    clear: tuple[str, ...]
    """Ids of the forbidden acts that were looked for and not found."""
    unassessed: tuple[str, ...]
    """Ids of the forbidden acts that could not be assessed."""
    duties: tuple[DutyRow, ...]
    engine: Engine | None
    powers: Powers
    neighbours: Neighbours
    voices: tuple[VoiceFacts, ...] = ()
    dead_air_s: float | None = None
    notes: tuple[Note, ...] = ()
    roles_confidence: float | None = None
    roles_swapped: bool = False
    signed_by: str | None = None
    signed_at: datetime | None = None
    seal: str | None = None
    redacted: bool = False
    problem: str | None = None
    box: DecisionBox | None = None
    rubric: str | None = None
    rulebook: str | None = None
    audio: Audio = Audio.KEPT
    audio_erased_on: date | None = None
    judged_at: datetime | None = None
    judging: int = 1
    """Which judging of the call counts; `unfit` are people's marks that have no place in it."""
    unfit: tuple[UnfitMark, ...] = ()


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person of the workspace."""

    id: int
    name: str
    email: str
    role: Role
    active: bool
    vendor: str | None = None
    last_seen: datetime | None = None
    mine: bool = False
    codes: tuple[tuple[int, str, str | None], ...] = ()
    """What calls name them by: (row, code, vendor)."""


@dataclass(frozen=True, slots=True)
class UsersPage:
    """People and the form to add one (fields: name, email, role, vendor, password).

    `fresh` is the password just made for the person `fresh_for`, shown once.
    """

    rows: tuple[UserRow, ...]
    vendors: tuple[str, ...] = ()
    entered: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    fresh: str | None = None
    fresh_for: str | None = None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key; only its first letters are kept in sight."""

    id: int
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeysPage:
    """Keys and the form to make one (field: name); `fresh` is shown once, right after it was made."""

    rows: tuple[KeyRow, ...]
    fresh: str | None = None
    problems: tuple[Problem, ...] = ()
    docs_url: str = "/api/docs"


@dataclass(frozen=True, slots=True)
class Profile:
    """The reader's own settings."""

    name: str
    email: str
    role: Role
    organisation: str
    language: str
    theme: str
    single_keys: bool = True
    password_given: bool = False
