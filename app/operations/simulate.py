"""A strategy played over days that were: what would have gone out, to whom, and what the rulebook would have refused.

It says what would have been sent, never what would have been paid: nobody knows how people would have answered. What people did
(paid, promised, disputed) is taken as it was, though other messages might have changed it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.operations.strategy import WRITTEN, History, Plan, Stop, Taken
from app.operations.strategy_next import Due, next_step
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.permission_many import Asked, refusals
from audit.contacts.permission_wishes import standing_reasons
from audit.contacts.permission_words import House, Wishes
from audit.contacts.rows import country_code
from audit.rule_params import WEEKDAYS

HOUR = time(11)
"""When a day's contacts are tried, on the person's clock; where the house's own hours are others, when those begin."""
_LAWFUL = House()


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

    `reachable` are channels with an address; of `wishes` those count that had been said by then.
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
    wishes: Wishes = field(default_factory=Wishes)
    others: tuple[Contact, ...] = ()

    def wishes_at(self, at: datetime) -> Wishes:
        """What the person had asked by then."""
        return replace(self.wishes, consents=tuple(said for said in self.wishes.consents if said.at <= at))


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


def replay(plan: Plan, pasts: Sequence[Past], first: date, last: date, house: House = _LAWFUL) -> Replay:
    """Every day from `first` to `last`, each contact asked of the gate as `house` has it.

    A step that was refused is tried again every day of its window; a refusal is told once.
    """
    out, live = Replay(), [_Live(past) for past in pasts]
    sent: dict[int, list[Contact]] = defaultdict(list)
    for past in pasts:
        sent[past.person_id] += [c for c in past.others if c not in sent[past.person_id]]
    day = first
    while day <= last:
        tries = _one_each([found for n, one in enumerate(live) if (found := _try(plan, one, day, n, house, out))])
        while tries:
            tries = _settled(tries, day, sent, house, out)
        day += timedelta(days=1)
    return out


def _settled(tries: Sequence["_Tried"], day: date, sent: dict[int, list[Contact]], house: House, out: Replay) -> list["_Tried"]:
    """One contact of each person settled; those left, which are asked knowing of it."""
    now: list[_Tried] = []
    left: list[_Tried] = []
    people: set[str] = set()
    for tried in tries:
        (left if tried.contact.debtor_id in people else now).append(tried)
        people.add(tried.contact.debtor_id)
    asked = [Asked(t.contact, sent[t.one.past.person_id], t.one.past.wishes_at(t.contact.at)) for t in now]
    for tried, rules in zip(now, refusals(asked, house), strict=True):
        _settle(tried, rules, day, sent, out)
    return left


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


def _try(plan: Plan, one: _Live, day: date, n: int, house: House, out: Replay) -> _Tried | None:
    past = one.past
    cycle = next((due_on for due_on, span in reversed(past.cycles) if span.holds(day)), None)
    if day < past.since:
        return None
    stops = {stop for stop, span in past.stops if span.holds(day)} | ({Stop.PAID} if cycle is None else set())
    taken = tuple(taken for on, taken in one.taken if on == cycle)
    found = next_step(plan, History(past.since, cycle, taken, frozenset(stops)), day)
    if not isinstance(found, Due) or cycle is None:
        return None
    tries = [_contact(past, found.step.key, c, _moment(past, day, n, house)) for c in found.step.channels if c in past.reachable]
    if not tries:
        if (found.step.key, "") not in one.told:
            one.told.add((found.step.key, ""))
            out.unreachable[found.step.key] += 1
        return None
    open_to = (c for c in tries if not any(standing_reasons(c, past.wishes_at(c.at))))
    return _Tried(one, found, cycle, next(open_to, tries[0]))


def _moment(past: Past, day: date, n: int, house: House) -> datetime:
    """When the n-th contact of a day is tried, seconds apart."""
    zone, own = ZoneInfo(past.zone) if past.zone else UTC, house.own_hours.get(country_code(past.country))
    spans = [(w.start, w.end) for w in own.allowed if WEEKDAYS[day.weekday()] in w.days] if own else []
    start = HOUR if not spans or any(a <= HOUR < b for a, b in spans) else spans[0][0]
    return datetime.combine(day, start, zone) + timedelta(seconds=n % 3600)


def _contact(past: Past, step: str, channel: Channel, at: datetime) -> Contact:
    """A call counts as answered: what a cap allows must hold whoever picks up."""
    return Contact(
        contact_id=f"{past.debt_id}:{step}:{at.date()}",
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


def by_rule(held: Iterable[Would]) -> dict[str, int]:
    """Refusals by rule, most first."""
    counts: dict[str, int] = defaultdict(int)
    for would in held:
        for rule in would.rules:
            counts[rule] += 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
