"""Business days of the ghost's country."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from audit.ghosts.lived import Ghost
from audit.ghosts.reconcile_hours import day_off


def after_business_days(at: datetime, days: int, ghost: Ghost) -> datetime:
    """The instant at which `days` business days (Monday to Friday, no public holidays) have passed after the local date of `at`.

    Midnight at the end of the last of them, by the ghost's clock; `at` itself where `days` is 0.
    """
    if days <= 0:
        return at
    zone = ZoneInfo(ghost.zone)
    day, left = at.astimezone(zone).date(), days
    while left:
        day += timedelta(days=1)
        left -= is_business_day(day, ghost)
    return datetime.combine(day + timedelta(days=1), time(), zone)


def is_business_day(day: date, ghost: Ghost) -> bool:
    """Whether banks and offices work there that day."""
    return day.weekday() < 5 and not day_off(ghost.country, ghost.subdivision, day)
