"""What the diary of a ghost shows (oversight only): one thread of everything that reached it, and of what it did."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.queries.origin_rows import Origin
from app.queries.wave_rows import FindingStanding, GhostState, Reading, Source, WaveHead


@dataclass(frozen=True, slots=True)
class GhostListRow:
    """A ghost in the list at the left. `critical`, `major` and `doubts` count its findings (doubts: the strict reading only)."""

    id: str
    code: str
    name: str
    vendor: str
    state: GhostState
    mission: str
    twin_of: str | None
    trait: str | None
    contacts: int
    critical: int
    major: int
    doubts: int


@dataclass(frozen=True, slots=True)
class DiaryFinding:
    """A finding in its place. `reading` BOTH: broken under either reading, where the rule has `two_readings`.

    `at_s` is the second of the recording.
    """

    id: str
    source: Source
    rule_id: str
    title: str
    note: str
    severity: str
    reading: Reading
    citation: str | None
    standing: FindingStanding
    at_s: float | None = None
    two_readings: bool = False


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """A contact (`act` None) or something the ghost did. `at` is on its own clock; `recording_id` leads to the call's page.

    `agent` is None where it is unknown, or where too few interactions allow naming anybody. `minutes` is what was kept of
    the vendor's time. `origin` is whose the contact was, where that is worth a word.
    """

    id: str
    at: datetime
    channel: str | None
    direction: str | None = None
    answered_by: str | None = None
    outcome: str | None = None
    duration_s: float | None = None
    caller_id: str | None = None
    text: str | None = None
    recording: str | None = None
    recording_id: str | None = None
    agent: str | None = None
    act: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    due: date | None = None
    scheduled: bool = False
    findings: tuple[DiaryFinding, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class DiaryWeek:
    """A week from Monday on the ghost's clock, entries in order of time."""

    starts_on: date
    contacts: int
    findings: int
    entries: tuple[DiaryEntry, ...]


@dataclass(frozen=True, slots=True)
class WeekUse:
    """How much of what the law allows was used in the newest week with contacts: `used` of `limit` under the strict reading."""

    rule_id: str
    label: str
    used: int
    limit: int
    used_lenient: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """What the vendor's log says of one event of this ghost."""

    at: datetime | None
    what: str
    outcome: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GhostHead:
    """The ghost whose diary it is. `fields` is its row as (name, value).

    `foreign_zone` says that its clock is not of its country: hours are judged by it, and may be wrong.
    """

    id: str
    code: str
    name: str
    vendor: str
    number: str
    amount: Decimal
    currency: str
    country: str
    zone: str
    state: GhostState
    retired_why: str | None
    mission: str
    mission_text: str
    twin_of: str | None
    twin_of_id: str | None
    trait: str | None
    fields: tuple[tuple[str, str], ...]
    foreign_zone: bool = False


@dataclass(frozen=True, slots=True)
class DiaryQuery:
    """What of the diary is shown: one channel or all, ghosts whose code, name or mission contains `q`."""

    channel: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """A ghost's diary. `week` is the Monday the counters of `use` are of; `last_event` the newest link of its chain."""

    head: WaveHead
    query: DiaryQuery
    ghosts: tuple[GhostListRow, ...]
    ghost: GhostHead | None
    weeks: tuple[DiaryWeek, ...]
    channels: tuple[str, ...]
    week: date | None
    use: tuple[WeekUse, ...]
    log: tuple[LogLine, ...]
    contacts: int
    recordings: int
    last_event: int | None
    last_link: str | None
