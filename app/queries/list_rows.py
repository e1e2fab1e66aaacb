"""What was asked of a list of calls and what it shows; the first page, which begins with one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.queries.rows import AttentionRow, CallRow, Conduct, Figure, RunCard


class Has(StrEnum):
    """What figures and lines of the first page count, as a filter of the list."""

    SKILL = "skill"
    WHOLE_PROMISE = "whole_promise"
    """A promise or plan with its amount and its day."""
    UNASSESSED = "unassessed"
    """A duty that applies and was not assessed."""
    HELD = "held"
    """The criterion asked for stands asserted; what is still to decide does not count."""
    WAITING = "waiting"
    """The machine asks a person, and nobody signed yet."""
    NO_VENDOR = "no_vendor"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a call went and what was meant in it. `meaning` is a sentence as it would be said; `like` a moment, `call:turn`."""

    meaning: str = ""
    like: str = ""
    tone_most: float | None = None
    """Of the agent, 1–5: at most."""
    tone_least: float | None = None
    silence_s: float | None = None
    """The longest silence lasts at least this."""
    overlap: float | None = None
    """Both talk at once in at least this share of the speech."""
    interruptions: int | None = None
    """By the agent, at least."""
    state: str = ""
    """Of the debtor."""

    @property
    def near(self) -> bool:
        """Whether meaning is asked for: the list is then by closeness."""
        return bool(self.meaning or self.like)

    @property
    def filters(self) -> int:
        """How many of these are asked for; meaning is one."""
        figures = (self.tone_most, self.tone_least, self.silence_s, self.overlap, self.interruptions)
        return sum((self.near, bool(self.state), *(figure is not None for figure in figures)))


NO_MANNER = Manner()


@dataclass(frozen=True, slots=True)
class CallsQuery:
    """What was asked of the list; the arguments of the address have these names (q, conduct, vendor, agent, …)."""

    q: str = ""
    conduct: tuple[Conduct, ...] = ()
    vendor: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    criterion: tuple[str, ...] = ()
    run: str | None = None
    signed: str | None = None
    """`yes`, `no` or None."""
    since: date | None = None
    """The first local day (address: `from`)."""
    until: date | None = None
    """The last local day (address: `to`)."""
    undated: bool = False
    """With days: calls of unknown time as well."""
    has: tuple[Has, ...] = ()
    manner: Manner = NO_MANNER
    sort: str = "called_at"
    """One of called_at, code, agent, conduct, skill, outcome, duration."""
    desc: bool = False
    page: int = 1

    @property
    def filters(self) -> int:
        """How many filters narrow the list, beside the words searched; the days are one."""
        several = (self.conduct, self.vendor, self.agent, self.outcome, self.criterion, self.run, self.signed, self.has)
        return sum(map(bool, (*several, self.since or self.until))) + self.manner.filters


@dataclass(frozen=True, slots=True)
class CallsPage:
    """A page of calls: `found` of `total` match; `vendors`, `agents` and `runs` (id, name) are the choices of the filters."""

    rows: tuple[CallRow, ...]
    query: CallsQuery
    found: int
    total: int
    pages: int = 1
    vendors: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    runs: tuple[tuple[str, str], ...] = ()
    unread: int = 0
    """Calls whose meaning cannot be searched yet."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The auditor's first page. `assessed_share` under 1 marks every figure as partial. No call at all: `total` 0."""

    first_day: date | None
    last_day: date | None
    organisation: str
    vendors: int
    countries: tuple[str, ...]
    total: int
    assessed_share: float
    figures: tuple[Figure, ...]
    attention: tuple[AttentionRow, ...]
    run: RunCard | None
    calls: CallsPage
    may_upload: bool = True
    period: tuple[tuple[str, str], ...] = ()
    """The days the figures rest on, as arguments of the list's address."""
