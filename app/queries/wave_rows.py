"""What the pages of a wave show (oversight only): waves, plan, covertness, findings.

Rows of logs and of the seal are in `proof_rows`, the diary's in `ghost_rows`, those of a vendor's own pages in `portal_rows`.
Rows are frozen and know nothing of the database. Texts are in the reader's language already. Times are aware; those of a
contact are on the ghost's own clock. Shares are 0-1; None means unknown or not assessed, never zero.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from app.queries.rows import Problem

if TYPE_CHECKING:
    from app.queries.origin_rows import OriginGroup
    from app.queries.verdict_rows import VendorVerdict


class WaveState(StrEnum):
    """Where a wave is. STOPPED by the button, ENDED by its calendar; REVEALED opens the seal."""

    PLANNED = "planned"
    PEOPLED = "peopled"
    CLEARED = "cleared"
    SEALED = "sealed"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"
    REVEALED = "revealed"


class FindingStanding(StrEnum):
    """How a finding stands: a draft of the machine, decided by a person, shown to the vendor, answered, made public or not."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    SENT = "sent"
    REPLIED = "replied"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """What a finding comes from: the law over the timeline, a probe's oracle, a criterion of the call, the vendor's own log."""

    RULE = "rule"
    PROBE = "probe"
    CRITERION = "criterion"
    LOG = "log"


class Reading(StrEnum):
    """Under which readings of the law it is a breach: STRICT only (the law is open there), LENIENT only (rare), or BOTH."""

    STRICT = "strict"
    LENIENT = "lenient"
    BOTH = "both"


class GhostState(StrEnum):
    """Draft until it is handed over."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n` with its 95 % interval; `value` and the bounds are None where n is 0 (or nothing can be told)."""

    hits: int
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class WaveCard:
    """A wave in the list. `day` of `days` while it runs; `to_decide` counts findings nobody has decided."""

    id: str
    code: str
    country: str
    state: WaveState
    starts_on: date
    ends_on: date
    day: int | None
    days: int
    vendors: tuple[str, ...]
    ghosts: int
    contacts: int
    findings: int
    to_decide: int


@dataclass(frozen=True, slots=True)
class WavesPage:
    """Waves, newest first, and what the form to begin one offers (with its entries and problems when it was refused)."""

    rows: tuple[WaveCard, ...]
    countries: tuple[str, ...]
    vendors: tuple[str, ...]
    entered: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BurnRow:
    """Whether a vendor seems to have noticed. `value` is the e-value, alarm at `threshold`; `noticed` None: cannot tell yet."""

    vendor: str
    value: float | None
    threshold: float
    noticed: bool | None
    checked_at: datetime | None
    n: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class WaveHead:
    """The head of every page of a wave. `strict` and `lenient` are contacts against the law, of all contacts received.

    `noticed` joins the vendors: True when any alarm rang, False when all are quiet, None when that cannot be told.
    `working` is what a worker is at (people, cover); `work_problem` why the last work ended without a result.
    """

    id: str
    code: str
    organisation: str
    country: str
    state: WaveState
    starts_on: date
    ends_on: date
    day: int | None
    days: int
    vendors: tuple[str, ...]
    active: int
    total: int
    retired: int
    contacts: int
    channels: int
    strict: Rate
    lenient: Rate
    burn: BurnRow | None
    noticed: bool | None
    minutes_used: float
    minutes_budget: float
    findings: int
    to_decide: int
    sealed_at: datetime | None
    commitment_head: str | None
    checked_at: datetime | None
    stop_reason: str | None
    may_keep: bool = True
    working: str | None = None
    work_problem: str | None = None


@dataclass(frozen=True, slots=True)
class VendorPlan:
    """One line of the plan's table. `noticed*` is the risk that the vendor points out at least one ghost.

    `ghosts` is how many there are (once drawn) or are to be, `twins` of them in matched pairs; `planned` how many were planned.
    """

    vendor: str
    accounts: int | None
    ghosts: int
    share: float | None
    noticed: float | None
    noticed_low: float | None
    noticed_high: float | None
    over: bool = False
    planned: int | None = None
    twins: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of what it costs."""

    what: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """Who must agree to a recording in the wave's country, as `audit.ghosts.consent` has it: a note for counsel."""

    note: str
    notice: str
    all_must_know: bool
    confidence: str
    sources: tuple[str, ...]
    read: date


@dataclass(frozen=True, slots=True)
class WavePlanPage:
    """The plan. `curves` is power by ghosts: (the rate that is true, ((ghosts, power), …)); `pairs` counts matched twins.

    `main_rate` is the curve of the rate that matters, `asked_power` the least power asked for. `notice` is the risk that a vendor
    points out a ghost: (ghosts, risk, low, high); `betray` the fields of the file that could most give them away.
    """

    head: WaveHead
    asked: tuple[tuple[str, str], ...]
    hypotheses: tuple[str, ...]
    per_vendor: int | None
    accuse_at: int | None
    power: float | None
    false_accusation: float | None
    bound_if_none: float | None
    vendors: tuple[VendorPlan, ...]
    costs: tuple[Cost, ...]
    curves: tuple[tuple[float, tuple[tuple[int, float], ...]], ...]
    warnings: tuple[str, ...]
    missions: tuple[tuple[str, int], ...] = ()
    pairs: int = 0
    portfolio_rows: int | None = None
    lines: int | None = None
    main_rate: float | None = None
    asked_power: float | None = None
    notice: tuple[tuple[int, float, float, float], ...] = ()
    notice_cap: float | None = None
    betray: tuple["AdversaryRow", ...] = ()
    problems: tuple[Problem, ...] = ()
    conclusion: str = ""
    more: str = ""
    assumed: str = ""
    consent: ConsentRow | None = None

    @property
    def planted(self) -> int:
        """Ghosts in all."""
        return sum(v.ghosts for v in self.vendors)

    @property
    def twins(self) -> int:
        """Those of them in matched pairs."""
        return sum(v.twins for v in self.vendors)


@dataclass(frozen=True, slots=True)
class AdversaryRow:
    """One way of suspecting, or one column of the file: its area under the curve with interval."""

    name: str
    auc: float | None
    low: float | None
    high: float | None
    leaks: bool = False


@dataclass(frozen=True, slots=True)
class CovertVendor:
    """What the suspicious vendor found in one vendor's file. `verdict` is release, leaks or cannot_tell."""

    vendor: str
    verdict: str
    auc: float | None
    low: float | None
    high: float | None
    real: int
    ghosts: int
    adversaries: tuple[AdversaryRow, ...]
    fields: tuple[AdversaryRow, ...]
    near_doubles: int
    explanation: str = ""
    roc: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CovertnessPage:
    """The laboratory's report of a wave. `verdict` is the worst of the vendors', None before it ran; `running` while it does."""

    head: WaveHead
    verdict: str | None
    vendors: tuple[CovertVendor, ...]
    override_by: str | None
    override_reason: str | None
    checked_at: datetime | None
    running: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What the vendor answered."""

    kind: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding. `title` and `note` are in the reader's language; `agent` is named only from enough interactions on.

    `reading` BOTH is a breach however the law is read; `two_readings` whether it can be read in two ways at
    all. `quote` is what was said or written.
    """

    id: str
    source: Source
    rule_id: str
    rule_version: str | None
    title: str
    note: str
    severity: str
    reading: Reading
    citation: str | None
    ghost_id: str | None
    ghost_code: str | None
    ghost_name: str | None
    vendor: str
    contact_id: str | None
    channel: str | None
    at: datetime | None
    quote: str | None
    agent: str | None
    standing: FindingStanding
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    shared_at: datetime | None = None
    reply_by: datetime | None = None
    replies: tuple[ReplyRow, ...] = ()
    published_at: datetime | None = None
    two_readings: bool = False


@dataclass(frozen=True, slots=True)
class FindingsQuery:
    """What is asked for; empty is everything."""

    vendor: str = ""
    standing: str = ""
    severity: str = ""
    source: str = ""
    ghost: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Findings of a wave, gravest first. `counts` is (standing, how many) over the whole wave; `rates` by vendor, per ghost.

    `origins` is who called that nobody expected, leaks first.
    """

    head: WaveHead
    query: FindingsQuery
    rows: tuple[FindingRow, ...]
    found: int
    pages: int
    counts: tuple[tuple[str, int], ...]
    rates: tuple[tuple[str, Rate], ...] = ()
    verdicts: tuple["VendorVerdict", ...] = ()
    may_share: bool = False
    problems: tuple[Problem, ...] = ()
    origins: tuple["OriginGroup", ...] = ()
