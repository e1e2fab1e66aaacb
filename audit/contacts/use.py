"""How much of each cap a debtor's week has used up, for the diary's meter and the small words beside each contact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from audit.contacts.contact import Contact
from audit.contacts.frequency import counted_in
from audit.contacts.rows import timelines
from audit.contacts.ruled import CountryRules, LogRule, Reading, rules_of
from audit.contacts.timeline import UNKNOWN, Clock, Timeline, clock_of
from audit.contacts.wording import period_said, what
from audit.data_file import Words
from audit.rule_params import CapReading
from audit.rules import RuleSeverity

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Use:
    """`used` of `most` in one reading of a cap: `what` is counted over `period`. More than `most` is a breach."""

    rule_id: str
    reading: Reading
    severity: RuleSeverity
    what: Words
    period: Words
    used: int
    most: int
    channels: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether the cap is broken."""
        return self.used > self.most


def use_of(contacts: Sequence[Contact]) -> dict[str, tuple[Use, ...]]:
    """By contact id, the place each counted contact takes in every cap: `written 2 of 2`. Raises BadContacts."""
    found: dict[str, list[Use]] = {}
    for timeline, rule, reading, asked, places in _counted(contacts):
        for at, number in zip(*places, strict=True):
            id = contacts[int(timeline.row[at])].contact_id
            found.setdefault(id, []).append(_use(rule, reading, asked, int(number)))
    return {id: tuple(uses) for id, uses in found.items()}


def weekly_use(contacts: Sequence[Contact], day: date) -> tuple[Use, ...]:
    """For the Monday-to-Sunday week of `day`, by the debtor's clock, the most that was used at once of every cap of the country.

    `contacts` are one debtor's, with those of the weeks before: some readings look back seven days. A cap nobody used says 0.
    Raises BadContacts.
    """
    monday = day - timedelta(days=day.weekday())
    first = monday.toordinal() - _EPOCH
    uses = []
    for timeline, rule, reading, asked, (at, number) in _counted(contacts):
        local = _clock(timeline, rules_of(timeline.country)).day[at]
        now = number[(local >= first) & (local < first + 7)]
        uses.append(_use(rule, reading, asked, int(now.max()) if now.size else 0))
    return tuple(uses)


def _counted(
    contacts: Sequence[Contact],
) -> Iterator[tuple[Timeline, LogRule, Reading, CapReading, tuple[np.ndarray, np.ndarray]]]:
    for timeline in timelines(contacts):
        rules = rules_of(timeline.country)
        for rule in rules.judged if rules else ():
            for reading, asked in rule.readings:
                if isinstance(asked, CapReading) and asked.after is None:
                    yield timeline, rule, reading, asked, counted_in(timeline, _clock(timeline, rules), rule, asked)


def _clock(timeline: Timeline, rules: CountryRules | None) -> Clock:
    """Where the zone is not known the country's first stands in: a meter needs some clock, and accuses nobody."""
    return clock_of(timeline, rules.zones[0] if rules and (timeline.zone == UNKNOWN).any() else None)


def _use(rule: LogRule, reading: Reading, asked: CapReading, used: int) -> Use:
    return Use(
        rule_id=rule.rule.id,
        reading=reading,
        severity=rule.rule.severity,
        what=what(rule.rule.channels, asked.counts, asked.per_channel),
        period=period_said(asked.period),
        used=used,
        most=asked.max,
        channels=rule.rule.channels,
    )
