"""May this contact go out now; if not, by which rule, and when may it. Asked of the engine that judges contact logs.

The gate before every message and call. What it lets out gives no finding of `contacts check` by the strict reading, whoever
answers; what it refuses would give one, or goes against what the person asked, or against the house's own rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product

import numpy as np

from audit.contacts.clocks import DAY_US, zones
from audit.contacts.contact import Contact
from audit.contacts.finding import findings_of
from audit.contacts.judge import judged, unpacked
from audit.contacts.permission_moments import instant_us, moment, moments
from audit.contacts.permission_policy import house_rules, said_of
from audit.contacts.permission_scan import Imagined, answers, clocks, imagined, relevant
from audit.contacts.permission_wishes import passing_reasons, standing_reasons
from audit.contacts.permission_words import Allowed, House, Kind, Permission, Reason, Refused, Wishes
from audit.contacts.rows import country_code, timelines
from audit.contacts.ruled import CountryRules, Reading, rules_of
from audit.contacts.timeline import UNKNOWN
from audit.data_file import Words
from audit.rules import RuleStatus

HORIZON_DAYS = 62
_LOOK_BACK_DAYS = 66
_STEPS_DAYS = (2, 9, HORIZON_DAYS)
_KINDS = (Kind.LAW, Kind.WISH, Kind.POLICY)
_LAWFUL = House()


def permission(history: Sequence[Contact], proposed: Contact, wishes: Wishes | None = None, house: House = _LAWFUL) -> Permission:
    """Whether `proposed` may go out at its instant, given everything that went before on every channel, vendor and debt.

    `proposed.answered_by` is not read. Only contacts of the same `debtor_id` count. Raises BadContacts for a time with no
    offset, an unknown zone or a repeated id.
    """
    wishes = wishes or Wishes()
    country = country_code(proposed.country)
    law = rules_of(country)
    if law is None and country not in house.own_hours:
        return Refused(proposed.at, (*_asked(proposed, wishes), _no_rulebook(country)), None)
    country_clocks = law.zones if law else (proposed.timezone,) if proposed.timezone else ()
    if not country_clocks:
        return Refused(proposed.at, (*_asked(proposed, wishes), _no_clock(country)), None)
    books = tuple(book for book in (law, house_rules(country, country_clocks, house)) if book is not None)
    now = instant_us(proposed.at)
    near = relevant(history, proposed, now - _LOOK_BACK_DAYS * DAY_US)
    view = imagined(near, proposed, books)
    standing = tuple(standing_reasons(proposed, wishes))
    if not standing and proposed.at >= (wishes.paused_until or proposed.at) and not view.refused_now(now):
        return Allowed(proposed.at, _closes(view, now))
    reasons = (*_broken(near, proposed, books), *standing, *passing_reasons(wishes, proposed.at))
    ordered = tuple(sorted(reasons, key=lambda reason: _KINDS.index(reason.kind)))
    return Refused(proposed.at, ordered, None if standing else _opens(view, wishes, now))


def _asked(proposed: Contact, wishes: Wishes) -> tuple[Reason, ...]:
    return (*standing_reasons(proposed, wishes), *passing_reasons(wishes, proposed.at))


def _opens(view: Imagined, wishes: Wishes, now: int) -> datetime | None:
    """The first instant at which nothing stands in the way; None within the horizon."""
    start = now if wishes.paused_until is None else max(now, instant_us(wishes.paused_until))
    if start > now and not view.refused_now(start):
        return moment(start)
    return _first(view, start, refused=False)


def _closes(view: Imagined, now: int) -> datetime | None:
    return _first(view, now, refused=True)


def _first(view: Imagined, start: int, refused: bool) -> datetime | None:
    """The answer holds between two moments, so looking at each of them is looking at every microsecond."""
    begin = start
    for days in _STEPS_DAYS:
        end = start + days * DAY_US
        at = moments(view.rules, _clocks(view), view.past_us, begin, end)
        found = np.flatnonzero(view.refused_at(at) == refused) if at.size else at
        if found.size:
            return moment(int(at[found[0]]))
        begin = end
    return None


def _clocks(view: Imagined) -> tuple[str, ...]:
    zone = int(view.contacts.zone[-1])
    return view.rules[0].zones if zone == UNKNOWN else (zones()[zone],)


def _broken(near: Sequence[Contact], proposed: Contact, books: tuple[CountryRules, ...]) -> Iterator[Reason]:
    """The findings there would be, whoever answers, on every clock that may be the person's; each rule once."""
    seen: set[str] = set()
    for book in books:
        for answer, zone in product(answers(book, proposed.channel), clocks([*near, proposed], book)):
            past = [replace(c, timezone=c.timezone or zone) for c in near]
            now = replace(proposed, answered_by=answer, timezone=proposed.timezone or zone)
            for reason in _found(past, now, book):
                if reason.rule_id not in seen:
                    seen.add(reason.rule_id)
                    yield reason


def _found(past: list[Contact], now: Contact, book: CountryRules) -> Iterator[Reason]:
    if not book.judged or book.judged[0].rule.status is RuleStatus.POLICY_DEFAULT:
        yield from _house_reasons(past, now, book)
        return
    before = {(f.contact_id, f.rule_id) for f in findings_of(past)}
    for f in findings_of([*past, now]):
        if f.reading is Reading.STRICT and (f.contact_id, f.rule_id) not in before:
            yield Reason(Kind.LAW, f.rule_id, f.rule_version, f.citation, f.explanation)


def _house_reasons(past: list[Contact], now: Contact, book: CountryRules) -> Iterator[Reason]:
    (timeline,) = timelines([*past, now])
    found = judged(timeline, book)
    hers = timeline.row[found.at] == len(past)
    for text in found.text[hers].tolist():
        rule = book.judged[unpacked(text)[0]]
        yield Reason(Kind.POLICY, rule.rule.id, "", "", said_of(rule))


def _no_rulebook(country: str) -> Reason:
    said = Words(
        f"La casa no tiene las reglas de {country}: nada sale hasta que quien dirige fije horarios (no es una ley).",
        f"The house has no rules for {country}: nothing goes out until a manager sets hours (this is no law).",
    )
    return Reason(Kind.POLICY, "house-no-rulebook", "", "", said)


def _no_clock(country: str) -> Reason:
    said = Words(
        f"No se sabe qué hora es para la persona y no hay reglas de {country} que digan sus zonas.",
        f"The person's time is not known, and there are no rules of {country} that name its zones.",
    )
    return Reason(Kind.POLICY, "house-no-zone", "", "", said)


__all__ = ["HORIZON_DAYS", "permission"]
