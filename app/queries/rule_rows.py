"""What the pages of the rules show: one line a rule, one page a rule."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in its country's list. `by_log`: a contact log alone can show a breach."""

    id: str
    title: str
    citation: str
    status: str
    certainty: str
    severity: str
    by_log: bool
    two_readings: bool
    since: date | None = None
    until: date | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class RulesPage:
    """A country's rules by topic. `checked` is how many of them a contact log is held against."""

    country: str
    countries: tuple[str, ...]
    scope: str
    compiled: date
    sha256: str
    topics: tuple[tuple[str, tuple[RuleLine, ...]], ...]
    in_force: int
    checked: int


@dataclass(frozen=True, slots=True)
class ReadingSaid:
    """One reading in plain words; `example` is what the check says of the example in this reading."""

    reading: str
    text: str
    example: str | None = None


@dataclass(frozen=True, slots=True)
class ExampleContact:
    """A made-up contact of the example, by the debtor's clock."""

    when: str
    channel: str
    answered: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """Everything about one rule."""

    line: RuleLine
    country: str
    topic: str
    requires: str
    channels: tuple[str, ...]
    evidence: tuple[str, ...]
    readings: tuple[ReadingSaid, ...]
    example: tuple[ExampleContact, ...]
    sources: tuple[tuple[str, date], ...]
    precision: str | None = None
    grade: str | None = None
    caveat: str | None = None
    unassessed: str | None = None
