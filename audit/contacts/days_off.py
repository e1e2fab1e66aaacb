"""Public holidays as sets of days, from the `holidays` package: national, of a subdivision, or of anywhere in a country."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.metadata import version

import holidays
import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
ANYWHERE = "*"
_EPOCH = date(1970, 1, 1).toordinal()


def holidays_version() -> str:
    """The release of the package in use."""
    return version("holidays")


@cache
def places() -> tuple[str, ...]:
    """Every subdivision the package knows, as `CL-NB`, in one fixed order."""
    known = holidays.list_supported_countries(include_aliases=False)
    return tuple(sorted(f"{country}-{part}" for country, parts in known.items() for part in parts))


def is_day_off(day: Days, country: str, place: str | None) -> NDArray[np.bool_]:
    """Which local dates (days since 1970-01-01) are public holidays there; `place` as `CL-NB`, None, or ANYWHERE."""
    if not day.size:
        return np.zeros(0, dtype=bool)
    years = np.flatnonzero(np.bincount(day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970))
    off = np.unique(np.concatenate([_of_year(country, place, year) for year in years.tolist()]))
    return np.isin(day, off)


def names(day: int, country: str, place: str | None, lang: str) -> str:
    """What the day is called there, in Spanish or English where the package has it, else in the country's own tongue."""
    year = date.fromordinal(day + _EPOCH).year
    for part in _parts(country, place):
        found = _listed(country, part, year, "en_US" if lang == "en" else "es").get(date.fromordinal(day + _EPOCH))
        if found:
            return str(found)
    return "?"


@cache
def _of_year(country: str, place: str | None, year: int) -> Days:
    found = {day for part in _parts(country, place) for day in _listed(country, part, year, "es")}
    return np.array(sorted(day.toordinal() - _EPOCH for day in found if day.year == year), dtype=np.int64)


def _parts(country: str, place: str | None) -> Iterable[str | None]:
    if place == ANYWHERE:
        return (None, *(each.partition("-")[2] for each in places() if each.startswith(f"{country}-")))
    return (place.partition("-")[2] if place else None,)


@cache
def _listed(country: str, part: str | None, year: int, language: str) -> holidays.HolidayBase:
    """Never without a language: the package would then ask the environment for one."""
    kind = getattr(holidays, country)
    spoken = language if language in kind.supported_languages else kind.default_language
    return holidays.country_holidays(country, subdiv=part, years=year, expand=False, language=spoken)
