"""How a careful vendor works in a country, and the wave's calendar of days it may work on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import numpy as np
import yaml

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.errors import BadWave

HOUR_S = 3600
MARGIN_S = 900
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Practice:
    """Working hours by weekday (None: closed), gaps in days, and which excesses the country's law forbids.

    `over` extra calls on a call's day are sure to pass a cap, or None; `late`: calls outside hours are a breach;
    `rest`: calls on Sundays and public holidays are.
    """

    country: str
    zones: tuple[str, ...]
    places: tuple[str, ...]
    currency: str
    amount: int
    lang: str
    hours: tuple[tuple[int, int] | None, ...]
    call_gap_days: int
    written_gap_days: int
    quiet_days: int
    quiet_week: bool = False
    over: int | None = None
    late: bool = False
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The wave's days. `open_s` and `close_s` are seconds of the local day between which a careful vendor dials (margins
    taken off); `works` says whether it works at all, `rests` whether the day is a Sunday or national holiday."""

    first: date
    works: Flags
    rests: Flags
    open_s: Floats
    close_s: Floats
    weekday: Ints


@cache
def practices() -> Mapping[str, Practice]:
    """Every country the simulator knows."""
    rows = yaml.safe_load(Path(__file__).with_name("practice.yaml").read_text(encoding="utf-8"))
    return {country: _practice(country, row) for country, row in rows.items()}


def practice(country: str) -> Practice:
    """A careful vendor's practice there. Raises BadWave for a country the simulator does not know."""
    if country not in practices():
        raise BadWave(f"country {country!r}: the simulator has no practice for it; use one of {', '.join(practices())}")
    return practices()[country]


def _practice(country: str, row: Mapping[str, Any]) -> Practice:
    shown = {day: row["open"].get(day) for day in _WEEK}
    shown |= dict.fromkeys(_WEEK[:5], row["open"]["mon"])
    return Practice(
        country=country,
        zones=tuple(row["zones"]),
        places=tuple(row["places"]),
        currency=row["currency"],
        amount=row["amount"],
        lang=row["lang"],
        hours=tuple(None if shown[day] is None else (shown[day][0], shown[day][1]) for day in _WEEK),
        call_gap_days=row["call_gap"],
        written_gap_days=row["written_gap"],
        quiet_days=row["quiet"],
        quiet_week=row.get("quiet_week", False),
        over=row.get("over"),
        late=row.get("late", False),
        rest=row.get("rest", False),
    )


def calendar(how: Practice, first: date, days: int) -> Calendar:
    """The wave's days in the country: no work on a public holiday of the country or of any of its places in the wave."""
    dates = [first + timedelta(days=n) for n in range(days)]
    shut = _holidays(how.country, how.places, first.year, dates[-1].year)
    national = _holidays(how.country, (), first.year, dates[-1].year)
    free = np.array([day in shut for day in dates])
    weekday = np.array([day.weekday() for day in dates])
    hours = [how.hours[n] for n in weekday]
    return Calendar(
        first=first,
        works=np.array([h is not None for h in hours]) & ~free,
        rests=np.array([day in national for day in dates]) | (weekday == 6),
        open_s=np.array([(h or (9, 18))[0] * HOUR_S + MARGIN_S for h in hours], float),
        close_s=np.array([(h or (9, 18))[1] * HOUR_S - MARGIN_S for h in hours], float),
        weekday=weekday,
    )


@cache
def _holidays(country: str, places: tuple[str, ...], first: int, last: int) -> frozenset[date]:
    years = range(first, last + 1)
    known = set(holidays.list_supported_countries().get(country, ()))
    found = set(holidays.country_holidays(country, years=years))
    for place in places:
        code = place.partition("-")[2]
        if code in known:
            found |= set(holidays.country_holidays(country, subdiv=code, years=years))
    return frozenset(found)
