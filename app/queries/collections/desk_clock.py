"""The clock a person lives by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.models.person import Person
from app.operations.home_clocks import zone_of_country
from audit.contacts.clocks import zone_number


def clock_of(zone: str | None, country: str) -> ZoneInfo:
    """The zone; where none is known, or one that nobody knows, that of the country's capital."""
    known = zone and zone_number(zone) is not None
    return ZoneInfo(str(zone) if known else zone_of_country(country))


def zone_of(person: Person) -> ZoneInfo:
    """The clock of one person."""
    return clock_of(person.zone, person.country)


def day_of(person: Person, now: datetime) -> date:
    """The day it is for them."""
    return now.astimezone(zone_of(person)).date()
