"""Contacts at hand made into columns: the way in for a ghost's short timeline."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from audit.contacts.clocks import zone_number
from audit.contacts.contact import Contact, Direction
from audit.contacts.days_off import places
from audit.contacts.errors import BadContacts
from audit.contacts.ruled import CHANNELS
from audit.contacts.timeline import ANSWERED, UNKNOWN, Ints, Timeline
from audit.rulebooks import ALIASES

FIRST_YEAR, LAST_YEAR = 1971, 2198
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def timelines(contacts: Sequence[Contact]) -> Iterator[Timeline]:
    """One timeline a country, sorted; `row` is the contact's place in the sequence. Raises BadContacts."""
    _check(contacts)
    by_country: dict[str, list[int]] = {}
    for row, contact in enumerate(contacts):
        by_country.setdefault(country_code(contact.country), []).append(row)
    for country in sorted(by_country):
        yield _timeline(country, contacts, by_country[country])


def country_code(country: str) -> str:
    """As the rulebooks name it: `uk` is `GB`."""
    code = country.strip().upper()
    return ALIASES.get(code, code)


def place_number(place: str | None, country: str) -> int:
    """Where a subdivision (`CL-NB`, `nb`) stands in `places()`; UNKNOWN where it is empty, foreign or not known."""
    if not place:
        return UNKNOWN
    name = place.strip().upper()
    name = name if "-" in name else f"{country}-{name}"
    return _place_numbers(country).get(name, UNKNOWN)


@cache
def _place_numbers(country: str) -> dict[str, int]:
    return {name.upper(): number for number, name in enumerate(places()) if name.startswith(f"{country}-")}


def _timeline(country: str, contacts: Sequence[Contact], rows: list[int]) -> Timeline:
    rows = sorted(rows, key=lambda row: (contacts[row].debtor_id, _instant(contacts[row].at), row))
    some = [contacts[row] for row in rows]
    debtors = {debtor: number for number, debtor in enumerate(dict.fromkeys(c.debtor_id for c in some))}
    accounts = {account: number for number, account in enumerate(dict.fromkeys(c.account_id for c in some))}
    zones = {name: UNKNOWN if not name else zone_number(name) for name in {c.timezone for c in some}}
    places_known = {name: place_number(name, country) for name in {c.subdivision for c in some}}

    return Timeline(
        country=country,
        row=_column(rows),
        debtor=_column([debtors[c.debtor_id] for c in some]),
        account=_column([accounts[c.account_id] for c in some]),
        at_us=_column([_instant(c.at) for c in some]),
        zone=_column([zones[c.timezone] for c in some]),  # type: ignore[misc]
        place=_column([places_known[c.subdivision] for c in some]),
        channel=_column([CHANNELS.index(c.channel) for c in some]),
        inbound=np.array([c.direction is Direction.INBOUND for c in some], dtype=bool),
        answered=_column([ANSWERED.index(c.answered_by) for c in some]),
    )


def _instant(at: datetime) -> int:
    """Microseconds since 1970 in UTC; two times in one zone would otherwise be compared by their clocks alone."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _check(contacts: Sequence[Contact]) -> None:
    seen: set[str] = set()
    for contact in contacts:
        id = contact.contact_id
        if id in seen:
            raise BadContacts(
                f"contact_id {id!r} está dos veces; deje cada contacto una vez",
                f"contact_id {id!r} is there twice; keep each contact once",
            )
        seen.add(id)
        if contact.at.tzinfo is None or not FIRST_YEAR <= contact.at.year <= LAST_YEAR:
            at = contact.at.isoformat()
            raise BadContacts(
                f"contacto {id!r}: at {at} necesita desfase (como -04:00) y un año de {FIRST_YEAR} a {LAST_YEAR}",
                f"contact {id!r}: at {at} needs an offset (as -04:00) and a year from {FIRST_YEAR} to {LAST_YEAR}",
            )
        if contact.timezone and zone_number(contact.timezone) is None:
            zone = contact.timezone
            raise BadContacts(
                f"contacto {id!r}: timezone {zone!r} no es una zona IANA; escríbala como America/Santiago o déjela vacía",
                f"contact {id!r}: timezone {zone!r} is no IANA zone; write it as America/Santiago or leave it empty",
            )
