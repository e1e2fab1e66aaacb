"""Times on a ghost's own clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def on_clock(at: datetime, zone: str) -> datetime:
    """`at` as the clock of an IANA zone shows it."""
    return at.astimezone(ZoneInfo(zone))


def monday(at: datetime) -> date:
    """The Monday of the week that a local time is in."""
    return at.date() - timedelta(days=at.weekday())
