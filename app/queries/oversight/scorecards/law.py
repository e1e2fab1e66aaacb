"""The rulebooks over a month of contacts: the strict reading makes the measure, each rule has both, and rows to look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.queries.oversight.scorecards.law_columns import Lived, lived
from app.queries.oversight.scorecards.span import Span, Taken, key_of
from app.queries.oversight.scorecards.sums import clustered_sums, with_causes
from audit.contacts.clocks import DAY_US
from audit.contacts.frequency import counted_in, period_of
from audit.contacts.judge import judged, unpacked
from audit.contacts.ruled import Reading
from audit.contacts.timeline import UNKNOWN, clock_of
from audit.rule_params import CapReading, Period
from audit.rules import Rule
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Floats, Ints

_NO_LAW = {
    "es": "ningún contacto del período se pudo juzgar: falta la zona de las personas o el reglamento del país",
    "en": "no contact of the period could be judged: people's zones, or the country's rulebook, are missing",
}
_NO_CAP = {"es": "el país no tiene tope de contactos", "en": "the country has no cap on contacts"}


@dataclass(slots=True)
class Law:
    """What the rulebooks say of a month: sums by vendor key of contacts that break a rule, and of how full the caps were.

    `rules` counts contacts by vendor key, rule and reading; `broken` holds, by vendor key, (interaction, rule, reading).
    """

    contacts: dict[str, Sums] = field(default_factory=dict)
    caps: dict[str, Sums] = field(default_factory=dict)
    judged: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str, Reading]] = field(default_factory=Counter)
    named: dict[str, Rule] = field(default_factory=dict)
    broken: dict[str, list[tuple[int, str, Reading]]] = field(default_factory=dict)


def law_of(span: Span) -> Law:
    """Read once and judged once for everything that rests on it."""
    law = Law()
    for part in lived(span):
        _judge(law, part)
        _fill(law, part)
    return law


def contacts_against_law(span: Span, law: Law) -> Taken:
    """Contacts that break at least one rule by its strict reading, of those that could be judged."""
    return with_causes(span, law.contacts, _NO_LAW)


def cap_use(span: Span, law: Law) -> Taken:
    """How full each person's week was of the fullest cap (1: all the law allows), by its strict reading."""
    return with_causes(span, law.caps, _NO_CAP if law.judged else _NO_LAW)


def _judge(law: Law, part: Lived) -> None:
    """Own contacts that went out; one whose person has no known zone is judged where every clock of the country agrees."""
    key, contacts = key_of(part.vendor_id), part.contacts
    counted = part.fresh & ~contacts.inbound & (contacts.zone != UNKNOWN)
    found = judged(contacts, part.rules)
    found = found.taken(counted[found.at])
    strict = np.zeros(len(contacts), dtype=np.bool_)
    kept = law.broken.setdefault(key, [])
    seen: set[tuple[int, int]] = set()
    for at, text in zip(found.at.tolist(), found.text.tolist(), strict=True):
        number, which, _, _ = unpacked(text)
        rule = part.rules.judged[number]
        reading = rule.readings[which][0]
        if (at, number * 2 + which) in seen:
            continue
        seen.add((at, number * 2 + which))
        law.named[rule.rule.id] = rule.rule
        law.rules[key, rule.rule.id, reading] += 1
        kept.append((int(contacts.row[at]), rule.rule.id, reading))
        strict[at] |= reading is Reading.STRICT
    law.judged[key] += int(counted.sum())
    _add(law.contacts, key, contacts.debtor[counted], strict[counted].astype(np.float64))


def _fill(law: Law, part: Lived) -> None:
    """For each person and week with a contact, the largest share of a cap that was used at once."""
    contacts = part.contacts
    clock = clock_of(contacts, part.rules.zones[0] if (contacts.zone == UNKNOWN).any() else None)
    counted = part.fresh & ~contacts.inbound & (contacts.zone != UNKNOWN)
    week = period_of(clock.us // DAY_US, Period.CALENDAR_WEEK)
    used, capped = np.zeros(len(contacts)), False
    for rule in part.rules.judged:
        asked = rule.readings[0][1]
        if not isinstance(asked, CapReading) or asked.after is not None:
            continue
        capped = True
        at, number = counted_in(contacts, clock, rule, asked)
        used[at] = np.maximum(used[at], number / max(asked.max, 1))
    if not capped or not counted.any():
        return
    debtor, weeks, fullest = _fullest(contacts.debtor[counted], week[counted], used[counted])
    if weeks.size:
        _add(law.caps, key_of(part.vendor_id), debtor, fullest)


def _fullest(debtor: Ints, week: Ints, used: Floats) -> tuple[Ints, Ints, Floats]:
    order = np.lexsort((used, week, debtor))
    debtor, week, used = debtor[order], week[order], used[order]
    last = np.ones(debtor.size, dtype=np.bool_)
    last[:-1] = (debtor[1:] != debtor[:-1]) | (week[1:] != week[:-1])
    return debtor[last], week[last], used[last]


def _add(sums: dict[str, Sums], key: str, debtor: Ints, x: Floats) -> None:
    """Pieces hold whole people, so that clusters of one are never of another."""
    if not debtor.size:
        return
    _, cluster = np.unique(debtor, return_inverse=True)
    new = clustered_sums(cluster.astype(np.int64), x, np.ones(x.size))
    old = sums.get(key)
    sums[key] = new if old is None else _together(old, new)


def _together(one: Sums, other: Sums) -> Sums:
    return Sums(
        one.clusters + other.clusters,
        one.rows + other.rows,
        one.x + other.x,
        one.y + other.y,
        one.xx + other.xx,
        one.xy + other.xy,
        one.yy + other.yy,
    )


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule at one vendor: contacts that break it strictly and leniently, of those judged. Law, never a house policy."""

    rule_id: str
    citation: str
    severity: str
    strict: int
    lenient: int | None
    judged: int


def rule_lines(law: Law, key: str) -> Iterator[RuleLine]:
    """Every rule a vendor broke, most often first. `lenient` is 0 where only the strict reading is broken, and None where the
    rule has but one reading."""
    strict = {rule: n for (vendor, rule, reading), n in law.rules.items() if vendor == key and reading is Reading.STRICT}
    for rule_id, n in sorted(strict.items(), key=lambda item: (-item[1], item[0])):
        rule = law.named[rule_id]
        lenient = law.rules.get((key, rule_id, Reading.LENIENT), 0) if _has_lenient(rule) else None
        yield RuleLine(rule_id, rule.citation, rule.severity.value, n, lenient, law.judged[key])


def _has_lenient(rule: Rule) -> bool:
    return getattr(rule.params, "lenient", None) is not None
