"""Whether the law of the debtor's country lets a contact happen then: only to tell whether a changed time hides it."""

from datetime import date, datetime
from functools import cache

import numpy as np

from audit.contacts.contact import Channel, Contact
from audit.contacts.days_off import is_day_off, places
from audit.rule_params import WEEKDAYS, Holidays, Hours
from audit.rulebooks import rulebook
from audit.rules import RuleStatus

_EPOCH = date(1970, 1, 1).toordinal()


def permitted(contact: Contact, local: datetime) -> bool:
    """Whether every hours rule in force, or house default, for the channel allows that time (strictly); True without any."""
    rules = _rules(contact.country, contact.subdivision, contact.channel, local.date())
    return all(_within(rule, contact, local) for rule in rules)


@cache
def _rules(country: str, subdivision: str | None, channel: Channel, day: date) -> tuple[Hours, ...]:
    book = rulebook(country, day)
    found = (
        [rule for rule in book.rules if rule.status is RuleStatus.POLICY_DEFAULT or rule.binds(day, subdivision)] if book else []
    )
    return tuple(r.params for r in found if isinstance(r.params, Hours) and ("any" in r.channels or channel in r.channels))


def _within(rule: Hours, contact: Contact, local: datetime) -> bool:
    reading, clock = rule.strict, local.time()
    if reading.holidays is Holidays.PROHIBITED and day_off(contact.country, contact.subdivision, local.date()):
        return False
    day = WEEKDAYS[local.weekday()]
    return any(
        day in window.days and (window.start <= clock < window.end or (rule.end_included and clock == window.end))
        for window in reading.allowed
    )


@cache
def day_off(country: str, subdivision: str | None, day: date) -> bool:
    """Whether a local date is a public holiday there; a part of the country that the package does not know has the nation's."""
    place = subdivision if subdivision in places() else None
    return bool(is_day_off(np.array([day.toordinal() - _EPOCH], dtype=np.int64), country, place)[0])
