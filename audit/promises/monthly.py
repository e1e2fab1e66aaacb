"""Calendar arithmetic behind spoken days: which fifteenth, which Friday, which end of the month."""

from calendar import monthrange
from datetime import date, timedelta

_FAR_DAYS = 240
_WEEK = 7


def last_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month is shorter."""
    ahead = day.month - 1 + months
    first = date(day.year + ahead // 12, ahead % 12 + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def of_month(month: date, number: int) -> date | None:
    """Day `number` of the month of `month`; its last day where the month has fewer; None above 31."""
    if not 1 <= number <= 31:
        return None
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))


def next_numbered(today: date, number: int) -> date | None:
    """The first day `number` from today on (`el quince`)."""
    here = of_month(today, number)
    if here is None or here >= today:
        return here
    return of_month(months_later(today.replace(day=1), 1), number)


def last_numbered(today: date, number: int) -> date | None:
    """The last day `number` before today (`vencio el quince`)."""
    here = of_month(today, number)
    if here is None or here < today:
        return here
    return of_month(months_later(today.replace(day=1), -1), number)


def dated(today: date, number: int, month: int, year: int | None = None) -> date | None:
    """Day and month, the year told or understood: the coming one, unless that is more than eight months away."""
    if year is not None:
        return of_month(date(year, month, 1), number)
    options = [of_month(date(today.year + shift, month, 1), number) for shift in (-1, 0, 1)]
    days = [d for d in options if d is not None]
    ahead = [d for d in days if 0 <= (d - today).days <= _FAR_DAYS]
    behind = [d for d in days if d < today]
    return ahead[0] if ahead else (behind[-1] if behind else None)


def next_weekday(today: date, weekday: int, today_counts: bool = False) -> date:
    """The coming Monday (0) to Sunday (6); today itself only where `today_counts`."""
    ahead = (weekday - today.weekday()) % _WEEK
    return today + timedelta(days=ahead if ahead or today_counts else _WEEK)


def weekday_of_next_week(today: date, weekday: int) -> date:
    """That weekday of the next Monday-to-Sunday week (`el lunes de la otra semana`)."""
    return today - timedelta(days=today.weekday()) + timedelta(days=_WEEK + weekday)


def nth_weekday(month: date, weekday: int, nth: int) -> date | None:
    """`el primer lunes` of a month; `nth` -1 is the last one; None where the month has no fifth."""
    if nth == -1:
        last = last_of_month(month)
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = month.replace(day=1)
    found = first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (nth - 1))
    return found if found.month == month.month else None


def next_payday(today: date, after_next: bool = False) -> date:
    """The next fifteenth or last day of a month (*quincena*); today counts. `after_next`: the one following it."""
    half = today.replace(day=15)
    found = half if today <= half else last_of_month(today)
    return next_payday(found + timedelta(days=1)) if after_next else found
