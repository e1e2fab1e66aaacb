"""The contacts of a client's vendors as the columns the rulebooks judge, straight from the books, whole people at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import not_, select

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
            Interaction.at,
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


def _pieces(span: Span, country: str, rules: CountryRules, since: datetime) -> Iterator[Lived]:
    """In pieces of whole people: what is held at once does not grow with the log."""
    rows: list[Any] = []
    for row in span.session.execute(_wanted(span, country, since).execution_options(yield_per=_PIECE)):
        whose = (row[0], row[1])
        new_vendor = rows and rows[-1][0] != row[0]
        if new_vendor or (len(rows) >= _PIECE and (rows[-1][0], rows[-1][1]) != whose):
            yield _lived(span, rules, rows)
            rows = []
        rows.append(row)
    if rows:
        yield _lived(span, rules, rows)


def _lived(span: Span, rules: CountryRules, rows: list[Any]) -> Lived:
    zones = {zone: _zone(zone) for zone in {row[5] for row in rows}}
    places = {place: place_number(place, rules.country) for place in {row[6] for row in rows}}
    at_us = np.array([(row[4] - _EPOCH) // _US for row in rows], dtype=np.int64)
    contacts = Timeline(
        country=rules.country,
        row=np.array([row[2] for row in rows], dtype=np.int64),
        debtor=np.array([row[1] for row in rows], dtype=np.int64),
        account=np.array([row[3] or 0 for row in rows], dtype=np.int64),
        at_us=at_us,
        zone=np.array([zones[row[5]] for row in rows], dtype=np.int64),
        place=np.array([places[row[6]] for row in rows], dtype=np.int64),
        channel=np.array([_CHANNEL[row[7]] for row in rows], dtype=np.int64),
        inbound=np.array([row[8] == "inbound" for row in rows], dtype=np.bool_),
        answered=np.array([_ANSWER[row[9]] for row in rows], dtype=np.int64),
    )
    return Lived(rows[0][0], rules, contacts, at_us >= (span.start - _EPOCH) // _US)


def _zone(zone: str | None) -> int:
    found = zone_number(zone) if zone else None
    return UNKNOWN if found is None else found
