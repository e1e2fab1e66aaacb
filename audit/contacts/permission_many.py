"""`permission` asked for many people at once, without when it may go: for playing over past weeks, where thousands are asked.

The same books, readings, answers and clocks as the gate's, the contacts of all in one timeline; a test holds the two together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from audit.contacts.clocks import DAY_US, zones
from audit.contacts.contact import AnsweredBy, Contact
from audit.contacts.judge import judged, unpacked
from audit.contacts.permission import KINDS, LOOK_BACK_DAYS, no_clock, no_rulebook
from audit.contacts.permission_moments import instant_us
from audit.contacts.permission_policy import house_rules
from audit.contacts.permission_scan import answers, relevant
from audit.contacts.permission_wishes import passing_reasons, standing_reasons
from audit.contacts.permission_words import House, Kind, Wishes
from audit.contacts.rows import country_code, timelines
from audit.contacts.ruled import CountryRules, rules_of
from audit.contacts.timeline import ANSWERED, UNKNOWN, Flags, Timeline
from audit.rules import RuleStatus

_Why = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact somebody would have made, what had gone before (later contacts are not read) and what the person had asked."""

    proposed: Contact
    history: Sequence[Contact] = ()
    wishes: Wishes = field(default_factory=Wishes)


def refusals(asked: Sequence[Asked], house: House) -> list[tuple[str, ...]]:
    """For each the ids of what stood in the way, the weightiest first, as `permission` names them; none: it could go."""
    broken: list[list[_Why]] = [[] for _ in asked]
    alike: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for n, each in enumerate(asked):
        proposed = each.proposed
        country = country_code(proposed.country)
        law = rules_of(country)
        country_clocks = law.zones if law else (proposed.timezone,) if proposed.timezone else ()
        if law is None and country not in house.own_hours:
            broken[n].append((Kind.POLICY, no_rulebook(country).rule_id))
        elif not country_clocks:
            broken[n].append((Kind.POLICY, no_clock(country).rule_id))
        else:
            alike.setdefault((country, country_clocks), []).append(n)
    for (country, country_clocks), numbers in alike.items():
        books = (rules_of(country), house_rules(country, country_clocks, house))
        some = [asked[n] for n in numbers]
        for n, found in _broken(some, [book for book in books if book is not None and book.judged]):
            broken[numbers[n]].append(found)
    return [_in_order(each, found) for each, found in zip(asked, broken, strict=True)]


def _in_order(asked: Asked, broken: Iterable[_Why]) -> tuple[str, ...]:
    wishes = (*standing_reasons(asked.proposed, asked.wishes), *passing_reasons(asked.wishes, asked.proposed.at))
    why = (*broken, *((reason.kind, reason.rule_id) for reason in wishes))
    return tuple(dict.fromkeys(id for _, id in sorted(why, key=lambda each: KINDS.index(each[0]))))


def _broken(asked: Sequence[Asked], books: Sequence[CountryRules]) -> Iterator[tuple[int, _Why]]:
    """Who breaks what, whoever answers and whatever clock of the country an empty zone stands for."""
    contacts = _one_timeline(asked)
    hers = contacts.row == UNKNOWN
    for book in books:
        law = book.judged[0].rule.status is not RuleStatus.POLICY_DEFAULT
        tried = [answers(book, each.proposed.channel) for each in asked]
        for answer in dict.fromkeys(answer for each in tried for answer in each):
            mine = hers & np.array([answer in each for each in tried])[contacts.debtor]
            for zone in _clocks(contacts, book):
                clock = np.where(contacts.zone == UNKNOWN, zone, contacts.zone)
                yield from _found(replace(contacts, zone=clock), mine, answer, book, law)


def _found(contacts: Timeline, hers: Flags, answer: AnsweredBy, book: CountryRules, law: bool) -> Iterator[tuple[int, _Why]]:
    answered = np.where(hers, ANSWERED.index(answer), contacts.answered)
    found = judged(replace(contacts, answered=answered), book)
    for at, text in zip(found.at.tolist(), found.text.tolist(), strict=True):
        rule, reading, _, _ = unpacked(text)
        if hers[at] and reading == 0:
            yield int(contacts.debtor[at]), (Kind.LAW if law else Kind.POLICY, book.judged[rule].rule.id)


def _clocks(contacts: Timeline, book: CountryRules) -> list[int]:
    lost = bool((contacts.zone == UNKNOWN).any())
    return [UNKNOWN, *(zones().index(name) for name in book.zones)] if lost else [UNKNOWN]


def _one_timeline(asked: Sequence[Asked]) -> Timeline:
    """Everybody's contacts; `debtor` is the number of who is asked about, `row` UNKNOWN for the contact asked about."""
    contacts: list[Contact] = []
    for n, each in enumerate(asked):
        now = instant_us(each.proposed.at)
        near = relevant(each.history, each.proposed, now - LOOK_BACK_DAYS * DAY_US)
        some = [*(c for c in near if instant_us(c.at) <= now), each.proposed]
        contacts += [replace(c, contact_id=f"{n}:{k}", debtor_id=f"{n:09}") for k, c in enumerate(some)]
        contacts[-1] = replace(contacts[-1], contact_id=f"{n}")
    (timeline,) = timelines(contacts)
    row = np.array([UNKNOWN if ":" not in contacts[k].contact_id else k for k in timeline.row.tolist()], dtype=np.int64)
    return replace(timeline, row=row)


__all__ = ["Asked", "refusals"]
