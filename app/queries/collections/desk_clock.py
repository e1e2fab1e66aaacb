"""The clock a person lives by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.models.person import Person
from audit.contacts.clocks import zone_number

UTC = ZoneInfo("UTC")


def zone_of(person: Person) -> ZoneInfo:
    """Their zone; UTC where none is known, or one that nobody knows."""
    known = person.zone and zone_number(person.zone) is not None
    return ZoneInfo(str(person.zone)) if known else UTC


def day_of(person: Person, now: datetime) -> date:
    """The day it is for them."""
    return now.astimezone(zone_of(person)).date()
