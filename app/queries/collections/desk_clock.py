"""The clock a person lives by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.models.person import Person
from app.operations.home_clocks import zone_of_country
from audit.contacts.clocks import zone_number


def zone_of(person: Person) -> ZoneInfo:
    """Their zone; where none is known, or one that nobody knows, that of their country's capital."""
    known = person.zone and zone_number(person.zone) is not None
    return ZoneInfo(str(person.zone) if known else zone_of_country(person.country))


def day_of(person: Person, now: datetime) -> date:
    """The day it is for them."""
    return now.astimezone(zone_of(person)).date()
