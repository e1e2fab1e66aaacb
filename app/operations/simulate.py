"""A strategy played over days that were: what would have gone out, to whom, and what the rulebook would have refused.

It says what would have been sent, never what would have been paid: nobody knows how people would have answered. What people did
(paid, promised, disputed) is taken as it was, though other messages might have changed it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.operations.strategy import WRITTEN, History, Plan, Stop, Taken
from app.operations.strategy_next import Due, next_step
from audit.contacts.check import findings_of
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.ruled import Reading, rules_of

HOUR = 11
"""When a day's contacts are tried, on the person's clock."""
NO_RULEBOOK = "no-rulebook"


@dataclass(frozen=True, slots=True)
class Span:
    """Something that held from a day to another, both in it; `last` None: it still does."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it held on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Past:
    """A debt as it was. `cycles` are days reckoned from, with when they stood; `others` what somebody else did to the person.

    `reachable` are channels with an address; `refused` those the person said no to.
    """

    debt_id: int
    person_id: int
    country: str
    zone: str | None
    subdivision: str | None
    since: date
    cycles: tuple[tuple[date, Span], ...]
    stops: tuple[tuple[Stop, Span], ...]
    reachable: frozenset[Channel]
    refused: frozenset[Channel] = frozenset()
    others: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Would:
    """A contact that would have gone out (`rules` empty) or been refused on its first try, and by which rules."""

    debt_id: int
    person_id: int
    step: str
    channel: Channel
    at: datetime
    rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Replay:
    """What came of it. `unreachable` counts steps that had no address on any of their channels, by step."""

    went: list[Would] = field(default_factory=list)
    held: list[Would] = field(default_factory=list)
    unreachable: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class _Live:
    past: Past
    taken: list[tuple[date, Taken]] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)


Judging = Callable[[Sequence[Contact]], Mapping[str, tuple[str, ...]]]
"""Contacts to the rules each breaks, by its id."""


def replay(plan: Plan, pasts: Sequence[Past], first: date, last: date, judging: Judging | None = None) -> Replay:
    """Every day from `first` to `last`. A step refused by law is tried again every day of its window; a refusal is told once."""
    judging = judging or broken
    out, live = Replay(), [_Live(past) for past in pasts]
    sent: dict[int, list[Contact]] = defaultdict(list)
    for past in pasts:
        sent[past.person_id] += [c for c in past.others if c not in sent[past.person_id]]
    day = first
    while day <= last:
        tries = _one_each([found for n, one in enumerate(live) if (found := _try(plan, one, day, n, out))])
        contacts = [c for person in {t.contact.debtor_id for t in tries} for c in sent[int(person)] if c.at.date() <= day]
        rules = judging([*contacts, *(t.contact for t in tries)]) if tries else {}
        for tried in tries:
            _settle(tried, rules.get(tried.contact.contact_id, ()), day, sent, out)
        day += timedelta(days=1)
    return out


@dataclass(frozen=True, slots=True)
class _Tried:
    one: _Live
    due: Due
    cycle: date
    contact: Contact


def _one_each(tries: Sequence[_Tried]) -> list[_Tried]:
    """One message a person and day, whatever they owe; calls go to the desk as they come."""
    out, written = [], set()
    for tried in tries:
        person = tried.contact.debtor_id
        if tried.contact.channel not in WRITTEN or person not in written:
            out.append(tried)
        if tried.contact.channel in WRITTEN:
            written.add(person)
    return out


def _try(plan: Plan, one: _Live, day: date, n: int, out: Replay) -> _Tried | None:
    past = one.past
    cycle = next((due_on for due_on, span in reversed(past.cycles) if span.holds(day)), None)
    if day < past.since:
        return None
    stops = {stop for stop, span in past.stops if span.holds(day)} | ({Stop.PAID} if cycle is None else set())
    taken = tuple(taken for on, taken in one.taken if on == cycle)
    found = next_step(plan, History(past.since, cycle, taken, frozenset(stops)), day)
    if not isinstance(found, Due) or cycle is None:
        return None
    channel = next((c for c in found.step.channels if c in past.reachable and c not in past.refused), None)
    if channel is None:
        if (found.step.key, "") not in one.told:
            one.told.add((found.step.key, ""))
            out.unreachable[found.step.key] += 1
        return None
    return _Tried(one, found, cycle, _contact(past, found.step.key, channel, day, n))


def _contact(past: Past, step: str, channel: Channel, day: date, n: int) -> Contact:
    """A call counts as answered: what a cap allows must hold whoever picks up."""
    zone = ZoneInfo(past.zone) if past.zone else UTC
    at = datetime.combine(day, time(HOUR, n // 60 % 60, n % 60), zone)
    return Contact(
        contact_id=f"{past.debt_id}:{step}:{day}",
        debtor_id=str(past.person_id),
        account_id=str(past.debt_id),
        vendor="",
        country=past.country,
        channel=channel,
        direction=Direction.OUTBOUND,
        at=at,
        subdivision=past.subdivision,
        timezone=past.zone,
        answered_by=AnsweredBy.NONE if channel in WRITTEN else AnsweredBy.DEBTOR,
    )


def _settle(tried: _Tried, rules: tuple[str, ...], day: date, sent: dict[int, list[Contact]], out: Replay) -> None:
    past, step, contact = tried.one.past, tried.due.step.key, tried.contact
    would = Would(past.debt_id, past.person_id, step, contact.channel, contact.at, rules)
    if not rules:
        sent[past.person_id].append(contact)
        tried.one.taken.append((tried.cycle, Taken(step, day)))
        out.went.append(would)
        return
    new = [rule for rule in rules if (step, rule) not in tried.one.told]
    if new:
        tried.one.told |= {(step, rule) for rule in new}
        out.held.append(would)


def broken(contacts: Sequence[Contact]) -> dict[str, tuple[str, ...]]:
    """The rules each contact breaks by the strict reading; where a country has no rulebook, that nothing may go out."""
    found: dict[str, list[str]] = defaultdict(list)
    for finding in findings_of(contacts):
        if finding.reading is Reading.STRICT and finding.rule_id not in found[finding.contact_id]:
            found[finding.contact_id].append(finding.rule_id)
    for contact in contacts:
        if rules_of(contact.country) is None:
            found[contact.contact_id].append(NO_RULEBOOK)
    return {id: tuple(rules) for id, rules in found.items() if rules}


def by_rule(held: Iterable[Would]) -> dict[str, int]:
    """Refusals by rule, most first."""
    counts: dict[str, int] = defaultdict(int)
    for would in held:
        for rule in would.rules:
            counts[rule] += 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
