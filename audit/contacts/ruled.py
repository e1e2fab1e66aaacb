"""Which rules of a country a contact log is held against, in the form the columns are judged by, and which it cannot settle."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from audit.contacts.clocks import DAY_US, HOUR_US
from audit.contacts.contact import Channel
from audit.rule_params import Cap, CapReading, Hours, HoursReading, Period
from audit.rulebooks import countries, whole
from audit.rules import FOREVER, Evidence, Rule, RuleStatus

CHANNELS = tuple(Channel)
SPAN_DAYS = {Period.DAY: 1, Period.SEVEN_DAYS: 7, Period.ROLLING_WEEK: 7, Period.CALENDAR_WEEK: 7, Period.CALENDAR_MONTH: 31}
_EPOCH = date(1970, 1, 1).toordinal()
_ZONES_APART_DAYS = 2


class Reading(StrEnum):
    """How an open point of the law is read."""

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class LogRule:
    """A rule a log can break. `readings` holds one or two; `days` are the first and last day of force since 1970-01-01."""

    country: str
    rule: Rule
    readings: tuple[tuple[Reading, HoursReading | CapReading], ...]
    end_included: bool
    by_account: bool
    days: tuple[int, int]

    @property
    def version(self) -> str:
        """The country's book at the day this version of the rule came into force: `CL@2021-04-20`."""
        return f"{self.country}@{date.fromordinal(self.days[0] + _EPOCH).isoformat()}"

    @property
    def channels(self) -> NDArray[np.bool_]:
        """Which of CHANNELS it binds."""
        return channel_mask(self.rule.channels)


@dataclass(frozen=True, slots=True)
class CountryRules:
    """What a log of a country is judged by, in the rulebook's order, and what it cannot settle."""

    country: str
    zones: tuple[str, ...]
    judged: tuple[LogRule, ...]
    unassessed: tuple[Rule, ...]
    look_back_us: int


@cache
def rules_of(country: str) -> CountryRules | None:
    """The country's rules, None where the house has no rulebook. Raises BadRubric."""
    if country not in countries():
        return None
    book = whole(country)
    law = [rule for rule in book.rules if rule.status is not RuleStatus.POLICY_DEFAULT and Evidence.METADATA in rule.evidence]
    judged = tuple(_log_rule(country, rule) for rule in law if _settled(rule))
    return CountryRules(
        country=country,
        zones=book.zones,
        judged=judged,
        unassessed=tuple(rule for rule in law if not _settled(rule)),
        look_back_us=max((_look_back(reading) for each in judged for _, reading in each.readings), default=0),
    )


def channel_mask(channels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which of CHANNELS are named; `any` names all."""
    return np.array(["any" in channels or channel.value in channels for channel in CHANNELS])


def _settled(rule: Rule) -> bool:
    return isinstance(rule.params, Hours | Cap) and rule.unassessed is None and rule.effective_from is not None


def _log_rule(country: str, rule: Rule) -> LogRule:
    params = rule.params
    assert isinstance(params, Hours | Cap) and rule.effective_from is not None
    readings: list[tuple[Reading, HoursReading | CapReading]] = [(Reading.STRICT, params.strict)]
    if params.lenient is not None:
        readings.append((Reading.LENIENT, params.lenient))
    return LogRule(
        country=country,
        rule=rule,
        readings=tuple(readings),
        end_included=isinstance(params, Hours) and params.end_included,
        by_account=isinstance(params, Cap) and params.scope.value == "account",
        days=(rule.effective_from.toordinal() - _EPOCH, (rule.effective_to or FOREVER).toordinal() - _EPOCH),
    )


def _look_back(reading: HoursReading | CapReading) -> int:
    if isinstance(reading, HoursReading):
        return 0
    return max((SPAN_DAYS[reading.period] + _ZONES_APART_DAYS) * DAY_US, round((reading.gap_hours or 0) * HOUR_US))
