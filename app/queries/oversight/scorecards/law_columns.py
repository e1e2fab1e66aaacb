"""The contacts of a client's vendors as the columns the rulebooks judge, straight from the books, whole people at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, cast, func, not_, select

from app.models.interaction import Interaction
from app.models.person import Person
from app.queries.oversight.scorecards.span import HELD, Span
from audit.contacts.clocks import zone_number
from audit.contacts.rows import country_code, place_number
from audit.contacts.ruled import CHANNELS, CountryRules, rules_of
from audit.contacts.timeline import ANSWERED, UNKNOWN, Timeline

_PIECE = 50_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_CHANNEL = {channel.value: n for n, channel in enumerate(CHANNELS)}
_ANSWER = {answer.value: n for n, answer in enumerate(ANSWERED)}


@dataclass(frozen=True, slots=True)
class Lived:
    """Contacts of one country and vendor with its rules; `fresh` are of the period, the others only came before."""

    vendor_id: int | None
    rules: CountryRules
    contacts: Timeline
    fresh: np.ndarray


def lived(span: Span) -> Iterator[Lived]:
    """Every country with a rulebook, every vendor; each vendor is judged by its own contacts alone.

    A person's contacts of before are there as far as the country's rules look back.
    """
    for country in _countries(span):
        rules = rules_of(country_code(country))
        if rules is None:
            continue
        since = span.start - timedelta(microseconds=rules.look_back_us)
        yield from _pieces(span, country, rules, since)


def _countries(span: Span) -> list[str]:
    mine = Person.organisation_id == span.books.organisation_id
    return list(span.session.scalars(select(Person.country).where(mine).distinct().order_by(Person.country)))


def _wanted(span: Span, country: str, since: datetime) -> Any:
    return (
        select(
            Interaction.vendor_id,
            Interaction.person_id,
            Interaction.id,
            Interaction.debt_id,
            _at_us(span.books.dialect),
            Person.zone,
            Person.subdivision,
            Interaction.channel,
            Interaction.direction,
            Interaction.answered_by,
        )
        .join(Person, Person.id == Interaction.person_id)
        .where(Interaction.organisation_id == span.books.organisation_id, Person.country == country, not_(HELD))
        .where(Interaction.at >= since, Interaction.at < span.end)
        .order_by(Interaction.vendor_id, Interaction.person_id, Interaction.at, Interaction.id)
    )


def _at_us(dialect: str) -> ColumnElement[int]:
    """Microseconds since 1970 as a number: a time made for each of a million rows would take most of the time."""
    if dialect == "sqlite":
        days = func.julianday(func.substr(Interaction.at, 1, 19)) - 2_440_587.5
        micros = func.coalesce(func.nullif(func.substr(Interaction.at, 21, 6), ""), "0")
        return cast(func.round(days * 86_400), BigInteger) * 1_000_000 + cast(micros, BigInteger)
    return cast(func.extract("epoch", Interaction.at) * 1_000_000, BigInteger)


def _pieces(span: Span, country: str, rules: CountryRules, since: datetime) -> Iterator[Lived]:
    """In pieces of whole people: what is held at once does not grow with the log."""
    held: list[Any] = []
    result = span.session.execute(_wanted(span, country, since).execution_options(yield_per=_PIECE))
    for rows in result.partitions():
        held += rows
        ends = [n for n in range(1, len(held)) if held[n][:2] != held[n - 1][:2]]
        if ends:
            yield from _by_vendor(span, rules, held[: ends[-1]])
            held = held[ends[-1] :]
    if held:
        yield from _by_vendor(span, rules, held)


def _by_vendor(span: Span, rules: CountryRules, rows: list[Any]) -> Iterator[Lived]:
    for _, some in groupby(rows, key=itemgetter(0)):
        yield _lived(span, rules, list(some))


def _lived(span: Span, rules: CountryRules, rows: list[Any]) -> Lived:
    vendor, person, id, debt, at, zone, place, channel, direction, answered = zip(*rows, strict=True)
    zones = {name: _zone(name) for name in set(zone)}
    places = {name: place_number(name, rules.country) for name in set(place)}
    at_us = np.array(at, dtype=np.int64)
    contacts = Timeline(
        country=rules.country,
        row=np.array(id, dtype=np.int64),
        debtor=np.array(person, dtype=np.int64),
        account=np.array([one or 0 for one in debt], dtype=np.int64),
        at_us=at_us,
        zone=np.array([zones[one] for one in zone], dtype=np.int64),
        place=np.array([places[one] for one in place], dtype=np.int64),
        channel=np.array([_CHANNEL[one] for one in channel], dtype=np.int64),
        inbound=np.array([one == "inbound" for one in direction], dtype=np.bool_),
        answered=np.array([_ANSWER[one] for one in answered], dtype=np.int64),
    )
    return Lived(vendor[0], rules, contacts, at_us >= (span.start - _EPOCH) // _US)


def _zone(zone: str | None) -> int:
    found = zone_number(zone) if zone else None
    return UNKNOWN if found is None else found
