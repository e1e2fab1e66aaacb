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
LOOK_BACK_DAYS = 66
_STEPS_DAYS = (2, 9, HORIZON_DAYS)
KINDS = (Kind.LAW, Kind.WISH, Kind.POLICY)
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
        return Refused(proposed.at, (*_asked(proposed, wishes), no_rulebook(country)), None)
    country_clocks = law.zones if law else (proposed.timezone,) if proposed.timezone else ()
    if not country_clocks:
        return Refused(proposed.at, (*_asked(proposed, wishes), no_clock(country)), None)
    books = tuple(book for book in (law, house_rules(country, country_clocks, house)) if book is not None)
    now = instant_us(proposed.at)
    near = relevant(history, proposed, now - LOOK_BACK_DAYS * DAY_US)
    view = imagined(near, proposed, books)
    standing = tuple(standing_reasons(proposed, wishes))
    waits = wishes.paused_until is not None and now < instant_us(wishes.paused_until)
    if not standing and not waits:
        refused, changes = _from(view, now)
        if not refused:
            return Allowed(proposed.at, changes)
    elif not standing and wishes.paused_until is not None:
        refused, changes = _from(view, instant_us(wishes.paused_until))
        changes = changes if refused else wishes.paused_until
    else:
        changes = None
    reasons = (*_broken(near, proposed, books), *standing, *passing_reasons(wishes, proposed.at))
    ordered = tuple(sorted(reasons, key=lambda reason: KINDS.index(reason.kind)))
    return Refused(proposed.at, ordered, changes)


def _asked(proposed: Contact, wishes: Wishes) -> tuple[Reason, ...]:
    return (*standing_reasons(proposed, wishes), *passing_reasons(wishes, proposed.at))


def _from(view: Imagined, start: int) -> tuple[bool, datetime | None]:
    """Whether it is refused at `start`, and when that changes; None within the horizon.

    The answer holds between two moments, so looking at each of them is looking at every microsecond.
    """
    refused, begin = None, start
    for days in _STEPS_DAYS:
        end = start + days * DAY_US
        at = moments(view.rules, _clocks(view), view.past_us, begin, end)
        said = view.refused_at(at if refused is not None else np.concatenate([[start], at]).astype(np.int64))
        if refused is None:
            refused, said = bool(said[0]), said[1:]
        found = np.flatnonzero(said != refused)
        if found.size:
            return refused, moment(int(at[found[0]]))
        begin = end
    return bool(refused), None


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


def no_rulebook(country: str) -> Reason:
    """The house knows no rules of the country, and the client has fixed no hours."""
    said = Words(
        f"La casa no tiene las reglas de {country}: nada sale hasta que quien dirige fije horarios (no es una ley).",
        f"The house has no rules for {country}: nothing goes out until a manager sets hours (this is no law).",
    )
    return Reason(Kind.POLICY, "house-no-rulebook", "", "", said)


def no_clock(country: str) -> Reason:
    """Nobody knows what time it is for the person."""
    said = Words(
        f"No se sabe qué hora es para la persona y no hay reglas de {country} que digan sus zonas.",
        f"The person's time is not known, and there are no rules of {country} that name its zones.",
    )
    return Reason(Kind.POLICY, "house-no-zone", "", "", said)


__all__ = ["HORIZON_DAYS", "KINDS", "LOOK_BACK_DAYS", "no_clock", "no_rulebook", "permission"]
