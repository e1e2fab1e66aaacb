"""The rulebooks over a month of contacts: the strict reading makes the measure, each rule has both, and rows to look at."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from app.queries.oversight.scorecards.law_columns import Lived, lived
from app.queries.oversight.scorecards.span import Span, Taken, key_of
from app.queries.oversight.scorecards.sums import NOBODY, clustered_sums, with_causes
from audit.contacts.frequency import counted_in, period_of
from audit.contacts.judge import judged, unpacked
from audit.contacts.ruled import Reading
from audit.contacts.timeline import UNKNOWN, Clock, clock_of
from audit.rule_params import CapReading, Period
from audit.rules import Rule
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Floats, Ints

_NO_LAW = {
    "es": "ningún contacto del período se pudo juzgar: falta la zona de las personas o el reglamento del país",
    "en": "no contact of the period could be judged: people's zones, or the country's rulebook, are missing",
}
_NO_CAP = {"es": "el país no tiene tope de contactos", "en": "the country has no cap on contacts"}


@dataclass(frozen=True, slots=True)
class Judged:
    """Contacts that went out in the period, of one vendor and country: columns of equal length.

    `day` is the debtor's local date (days since 1970), `week` numbers its weeks from Monday. `known`: its zone was, so that it
    could be judged; `strict`: it breaks a rule by its strict reading; `used` is the fullest share of a cap it stands in (NaN: the
    country has no cap).
    """

    key: str
    id: Ints
    debtor: Ints
    day: Ints
    week: Ints
    known: NDArray[np.bool_]
    strict: NDArray[np.bool_]
    used: Floats


@dataclass(slots=True)
class Law:
    """What the rulebooks say of a month. `rules` counts contacts by vendor key, rule and reading; `broken` holds, by vendor key,
    interactions with the rule and reading they break."""

    parts: list[Judged] = field(default_factory=list)
    rules: Counter[tuple[str, str, Reading]] = field(default_factory=Counter)
    named: dict[str, Rule] = field(default_factory=dict)
    broken: dict[str, list[tuple[Ints, str, Reading]]] = field(default_factory=dict)

    def judged(self, key: str, among: Ints | None = None) -> int:
        """How many contacts of a vendor could be judged; with some people alone where `among` names them."""
        own = [part for part in self.parts if part.key == key]
        return sum(int((part.known if among is None else part.known & np.isin(part.debtor, among)).sum()) for part in own)


Homes = Mapping[tuple[str, int], str]
"""The segment of a person's debts at a vendor, by vendor key and person."""


def law_of(span: Span) -> Law:
    """Read once and judged once for everything that rests on it."""
    law = Law()
    for part in lived(span):
        law.parts.append(_judge(law, part))
    return law


def contacts_against_law(span: Span, law: Law) -> Taken:
    """Contacts that break at least one rule by its strict reading, of those that could be judged."""
    return _told(span, law, _added(_against(part) for part in law.parts), _NO_LAW)


def cap_use(span: Span, law: Law) -> Taken:
    """How full each person's week was of the fullest cap (1: all the law allows), by its strict reading."""
    return _told(span, law, _added(_caps(part) for part in law.parts), _NO_CAP)


def _told(span: Span, law: Law, found: Mapping[str, Sums], cause: Mapping[str, str]) -> Taken:
    """Sums, and why a vendor has none: nobody was contacted, no contact could be judged, or else `cause`."""
    taken = with_causes(span, found, cause)
    reached = {part.key for part in law.parts if part.id.size}
    judged = {part.key for part in law.parts if part.known.any()}
    why = {key: cause if key in judged else _NO_LAW if key in reached else NOBODY for key in taken.causes}
    return Taken(taken.sums, why)


def by_segment(law: Law, measure: str, homes: Homes) -> dict[str, dict[str, Sums]]:
    """Either measure by segment and vendor key, for people whose debts at the vendor are of a known segment."""
    take = {"contacts_against_law": _against, "cap_use": _caps}[measure]
    found: dict[str, list[tuple[str, Sums]]] = {}
    for part in law.parts:
        names = np.array([homes.get((part.key, int(debtor)), "") for debtor in part.debtor], dtype=object)
        for segment in dict.fromkeys(names.tolist()):
            if segment:
                found.setdefault(segment, []).append(take(part, names == segment))
    return {segment: {k: v for k, v in _added(some).items() if v.y > 0} for segment, some in found.items()}


def _against(part: Judged, among: NDArray[np.bool_] | None = None) -> tuple[str, Sums]:
    rows = part.known if among is None else part.known & among
    return part.key, _by_debtor(part.debtor[rows], part.strict[rows].astype(np.float64))


def _caps(part: Judged, among: NDArray[np.bool_] | None = None) -> tuple[str, Sums]:
    rows = part.known & ~np.isnan(part.used)
    rows = rows if among is None else rows & among
    return part.key, _by_debtor(*_fullest(part.debtor[rows], part.week[rows], part.used[rows]))


def _judge(law: Law, part: Lived) -> Judged:
    """What went out; one whose person has no known zone is not judged, and stands in its country's first."""
    key, contacts = key_of(part.vendor_id), part.contacts
    known = contacts.zone != UNKNOWN
    out = part.fresh & ~contacts.inbound
    found = judged(contacts, part.rules)
    found = found.taken((out & known)[found.at])
    strict = np.zeros(len(contacts), dtype=np.bool_)
    broken: dict[tuple[int, int], list[Ints]] = {}
    for text in np.unique(found.text).tolist():
        number, which, _, _ = unpacked(text)
        broken.setdefault((number, which), []).append(found.at[found.text == text])
    for (number, which), places in sorted(broken.items()):
        at = np.unique(np.concatenate(places))
        rule = part.rules.judged[number]
        reading = rule.readings[which][0]
        law.named[rule.rule.id] = rule.rule
        law.rules[key, rule.rule.id, reading] += int(at.size)
        law.broken.setdefault(key, []).append((contacts.row[at], rule.rule.id, reading))
        strict[at] |= reading is Reading.STRICT
    clock = clock_of(contacts, None if known.all() else part.rules.zones[0])
    used = _used(part, clock)
    week = period_of(clock.day, Period.CALENDAR_WEEK)
    return Judged(key, contacts.row[out], contacts.debtor[out], clock.day[out], week[out], known[out], strict[out], used[out])


def _used(part: Lived, clock: Clock) -> Floats:
    """For each contact the largest share of a cap that is used with it."""
    used = np.full(len(part.contacts), np.nan)
    for rule in part.rules.judged:
        asked = rule.readings[0][1]
        if isinstance(asked, CapReading) and asked.after is None:
            at, number = counted_in(part.contacts, clock, rule, asked)
            used[at] = np.fmax(used[at], number / max(asked.max, 1))
    capped = any(isinstance(r.readings[0][1], CapReading) for r in part.rules.judged)
    return np.nan_to_num(used, nan=0.0) if capped else used


def _fullest(debtor: Ints, week: Ints, used: Floats) -> tuple[Ints, Floats]:
    """One row a person and week."""
    order = np.lexsort((used, week, debtor))
    debtor, week, used = debtor[order], week[order], used[order]
    last = np.ones(debtor.size, dtype=np.bool_)
    last[:-1] = (debtor[1:] != debtor[:-1]) | (week[1:] != week[:-1])
    return debtor[last], used[last]


def _by_debtor(debtor: Ints, x: Floats) -> Sums:
    _, cluster = np.unique(debtor, return_inverse=True)
    return clustered_sums(cluster.astype(np.int64), x, np.ones(x.size))


def _added(parts: Iterable[tuple[str, Sums]]) -> dict[str, Sums]:
    """Pieces hold whole people, so that no person is in two of them."""
    found: dict[str, Sums] = {}
    for key, sums in parts:
        old = found.get(key)
        found[key] = sums if old is None else Sums(*(getattr(old, f.name) + getattr(sums, f.name) for f in fields(Sums)))
    return found


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
        lenient = law.rules.get((key, rule_id, Reading.LENIENT), 0) if has_lenient(rule) else None
        yield RuleLine(rule_id, rule.citation, rule.severity.value, n, lenient, law.judged(key))


def has_lenient(rule: Rule) -> bool:
    """Whether the rule has a lenient reading beside its strict one."""
    return getattr(rule.params, "lenient", None) is not None
