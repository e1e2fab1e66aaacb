"""Debtors' clocks for whole columns of instants, from the pinned `tzdata` package and never from the machine's own zones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Instants = NDArray[np.int64]
SECOND_US = 1_000_000
HOUR_US = 3_600 * SECOND_US
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def zones() -> tuple[str, ...]:
    """Every IANA zone the package knows, in one fixed order."""
    listed = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return tuple(sorted(listed))


@cache
def zone_number(name: str) -> int | None:
    """Where a zone stands in `zones()`, whatever its upper and lower case; None for no zone."""
    return _numbers().get(name.strip().lower())


def zones_version() -> str:
    """The release of the package in use."""
    return version("tzdata")


def local_us(at_us: Instants, zone: str) -> Instants:
    """The zone's wall clock at these instants: microseconds since 1970-01-01 00:00 on that clock. Years 1970 to 2199."""
    if not at_us.size:
        return at_us.copy()
    years = at_us.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970
    changes = [change for year in np.flatnonzero(np.bincount(years)).tolist() for change in _changes(zone, year)]
    since = np.array([at for at, _ in changes], dtype=np.int64)
    offsets = np.array([offset for _, offset in changes], dtype=np.int64)
    return at_us + offsets[np.searchsorted(since, at_us, side="right") - 1]


def changes_of(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """The year's first instant and every change of offset in it, with the offset from then on, all in microseconds."""
    return _changes(zone, year)


@cache
def _numbers() -> dict[str, int]:
    return {name.lower(): number for number, name in enumerate(zones())}


@cache
def _zone(name: str) -> ZoneInfo:
    place = files("tzdata.zoneinfo")
    for part in name.split("/"):
        place = place / part
    with place.open("rb") as file:
        return ZoneInfo.from_file(file, name)


@cache
def _changes(name: str, year: int) -> tuple[tuple[int, int], ...]:
    """The year's first instant and every change of offset in it, with the offset from then on, all in microseconds."""
    return tuple(_walk(_zone(name), year))


def _walk(zone: ZoneInfo, year: int) -> Iterator[tuple[int, int]]:
    """Changes a day apart or more are found by days, then to the second; no zone has changed twice in a day since 1970."""
    start = int((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    end = int((datetime(year + 1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    offset = _offset_s(zone, start)
    yield start * SECOND_US, offset * SECOND_US
    for day in range(start + 86_400, end + 86_400, 86_400):
        if (after := _offset_s(zone, min(day, end))) != offset:
            low, high = day - 86_400, min(day, end)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if _offset_s(zone, middle) != offset else (middle, high)
            offset = after
            yield high * SECOND_US, offset * SECOND_US


def _offset_s(zone: ZoneInfo, at_s: int) -> int:
    offset = (_EPOCH + timedelta(seconds=at_s)).astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
