"""The vendor's clock, seen from outside: its zone, how far it is off, how it drifts, and where it is off by whole hours.

The true lag makes a peak among the differences between what was logged and what was lived; everything else (lies, other calls) is
spread out. A lag of whole hours that holds for a stretch of the log, an agent or a channel is a clock, not a lie; a lag that only
ever moves forbidden contacts into permitted hours is not a clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from audit.contacts.contact import Contact
from audit.ghosts.matching_parts import Part
from audit.ghosts.vendor_log import PHONE, LogRow

DAY_S = 86_400.0
_REACH_S = 14.2 * 3600
_WINDOW_S = 240.0
_FEWEST = 3
_DRIFTS_S_PER_DAY = tuple(range(-120, 121, 4))
_DRIFT_GAIN = 1.2
_ZONE_GAIN = 1.2
TOLERANCE_S, WIDEST_S, UNKNOWN_S = 60.0, 240.0, 300.0
ZONES = (
    "UTC", "America/Bogota", "America/Mexico_City", "America/Santiago", "America/Sao_Paulo", "America/New_York",
    "America/Asuncion", "America/Argentina/Buenos_Aires", "Europe/Madrid", "Europe/London", "Asia/Manila", "Asia/Kolkata",
)  # fmt: skip
DEBTORS, IGNORE_OFFSET = "debtor", "ignore_offset"
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clock:
    """How a system's clock stands: seconds fast (`offset_s` at `origin`), drift, spread of what remains, and how it was learned.

    `zone` is `debtor` (local time of each debtor), an IANA zone, or `ignore_offset` where the offset written is not the one kept.
    `rows` is how many rows it rests on; `known` is False where too few agree, and then times are compared loosely.
    """

    system: str
    zone: str
    offset_s: float = 0.0
    drift_s_per_day: float = 0.0
    origin: float = 0.0
    spread_s: float = 0.0
    grain_s: int = 0
    rows: int = 0
    known: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def tolerance_s(self) -> float:
        """How far apart two times of one event may stand after correction, in seconds."""
        base = min(max(TOLERANCE_S, 4 * self.spread_s), WIDEST_S) if self.known else UNKNOWN_S
        return base + self.grain_s

    def lag(self, at: float) -> float:
        """Seconds the clock is fast at a logged instant, parts apart."""
        return self.offset_s + self.drift_s_per_day * (at - self.origin) / DAY_S

    def part_of(self, row: LogRow, at: float) -> Part | None:
        """The part a row falls in, if any."""
        return next((part for part in self.parts if part.holds(row, at)), None)


@dataclass(frozen=True, slots=True)
class Event:
    """A contact with its instants in epoch seconds: when it began and when talk ended."""

    contact: Contact
    at: float
    ends: float


@dataclass(frozen=True, slots=True)
class Told:
    """A row with the instants (epoch seconds) it may mean under a reading of its zone; two where the clock has 12 hours."""

    row: LogRow
    ghost: str
    zone: str
    at: tuple[float, ...]


def event(contact: Contact) -> Event:
    """A contact's instants."""
    at = contact.at.timestamp()
    return Event(contact, at, at + (contact.duration_s or 0.0))


def instants(row: LogRow, reading: str, zone: str, twelve_hour: bool) -> tuple[float, ...]:
    """The instants a row's time may mean under a reading: two in the hour a clock goes back. None where it has no clock time."""
    if row.wall is None or row.day_only:
        return ()
    wall = row.wall
    if wall.tzinfo is None or reading == IGNORE_OFFSET:
        local = row.zone or (zone if reading in (DEBTORS, IGNORE_OFFSET) else reading)
        wall = wall.replace(tzinfo=ZoneInfo(local))
    ats = tuple(dict.fromkeys(wall.replace(fold=fold).astimezone(UTC).timestamp() for fold in (0, 1)))
    return (*ats, *(at + DAY_S / 2 for at in ats)) if twelve_hour else ats


def alike(row: LogRow, contact: Contact) -> bool:
    """Whether row and contact may be of one channel; telephone channels go together, a row without channel goes with all."""
    return row.channel is None or row.channel is contact.channel or (row.channel in PHONE and contact.channel in PHONE)


def readings(rows: Sequence[tuple[LogRow, str]], asked: str | None) -> tuple[str, ...]:
    """The ways a system's times may be meant: the asked zone alone, else the debtor's first."""
    if asked:
        return (asked,)
    if any(row.wall is not None and row.wall.tzinfo for row, _ in rows):
        return (DEBTORS, IGNORE_OFFSET)
    return tuple(dict.fromkeys((DEBTORS, *(zone for _, zone in rows), *ZONES)))


def differences(told: Iterable[Told], events: Mapping[str, Sequence[Event]]) -> tuple[Array, Array]:
    """Logged less lived, in seconds, for every row and like contact of its ghost within reach; and the logged instants."""
    starts = {ghost: np.array([got.at for got in lived]) for ghost, lived in events.items()}
    gaps: list[float] = []
    when: list[float] = []
    for one in told:
        lived = events.get(one.ghost, ())
        for at in one.at:
            low, high = np.searchsorted(starts[one.ghost], [at - _REACH_S, at + _REACH_S]) if lived else (0, 0)
            near = [at - got.at for got in lived[low:high] if alike(one.row, got.contact)]
            gaps += near
            when += [at] * len(near)
    return np.array(gaps), np.array(when)


def clock_of(system: str, reading: str, gaps: Array, when: Array, grain_s: int) -> tuple[Clock, int]:
    """The clock under a reading, roughly, and how many differences stand in its peak."""
    blank = Clock(system, reading, grain_s=grain_s)
    if len(gaps) < _FEWEST:
        return blank, 0
    origin = float(np.median(when))
    days = (when - origin) / DAY_S
    window = _WINDOW_S + grain_s
    steady, centre = _peak(gaps, window)
    drift = 0.0
    rates = _DRIFTS_S_PER_DAY if steady < 0.6 * len(set(when.tolist())) else ()
    best = max(
        ((*_peak(gaps - rate * days, window), float(rate)) for rate in rates), key=lambda found: found[0], default=(0, 0.0, 0.0)
    )
    if best[0] >= _DRIFT_GAIN * steady + 3:
        steady, centre, drift = best
    background = len(gaps) * window / (2 * _REACH_S)
    if steady < max(_FEWEST, background + 4 * background**0.5 + 1):
        return blank, steady
    return replace(blank, offset_s=centre, drift_s_per_day=drift, origin=origin, known=True), steady


def _peak(gaps: Array, window: float) -> tuple[int, float]:
    """The most differences in any window, and their median; a window around zero wins where it holds nearly as many."""
    ordered = np.sort(gaps)
    counts = np.searchsorted(ordered, ordered + window, side="right") - np.arange(len(ordered))
    best = int(np.argmax(counts))
    low, high = np.searchsorted(ordered, [-window / 2, window / 2])
    if (high - low) * _ZONE_GAIN + 1 >= counts[best]:
        return int(high - low), float(np.median(ordered[low:high]))
    return int(counts[best]), float(np.median(ordered[best : best + counts[best]]))


def _refined(clock: Clock, gaps: Array, when: Array) -> Clock:
    """Offset, drift and spread from the differences near the peak, by medians."""
    for _ in range(3):
        rest = gaps - clock.offset_s - clock.drift_s_per_day * (when - clock.origin) / DAY_S
        near = np.abs(rest) <= _WINDOW_S / 2 + clock.grain_s
        if near.sum() < _FEWEST:
            break
        x, y = when[near], gaps[near]
        drift = clock.drift_s_per_day
        if near.sum() >= 12 and np.ptp(x) >= 4 * DAY_S:
            step = max(1, len(x) // 400)
            slope = _slope(x[::step], y[::step]) * DAY_S
            drift = slope if abs(slope) * np.ptp(x) / DAY_S > 20 else 0.0
        rest = y - drift * (x - clock.origin) / DAY_S
        offset = float(np.median(rest))
        spread = 1.4826 * float(np.median(np.abs(rest - offset)))
        clock = replace(clock, offset_s=offset, drift_s_per_day=drift, spread_s=spread, rows=int(near.sum()))
    return clock


def _slope(x: Array, y: Array) -> float:
    """The median of the slopes between all pairs of points (Theil and Sen), 0 where all stand at one time."""
    i, j = np.triu_indices(len(x), 1)
    apart = x[j] - x[i]
    usable = apart != 0
    return float(np.median((y[j] - y[i])[usable] / apart[usable])) if usable.any() else 0.0


def best_clock(
    system: str, rows: Sequence[tuple[LogRow, str]], events: Mapping[str, Sequence[Event]], ghosts: Sequence[str], grain_s: int,
    asked: str | None, twelve_hour: bool,
) -> Clock:  # fmt: skip
    """The reading and clock under which most rows fall into place; the debtor's own time where none does clearly better.

    `rows` are (row, debtor's zone), `ghosts` whose each is.
    """
    found: list[tuple[int, Clock, Array, Array]] = []
    for reading in readings(rows, asked):
        told = [
            Told(row, ghost, zone, instants(row, reading, zone, twelve_hour))
            for (row, zone), ghost in zip(rows, ghosts, strict=True)
        ]
        gaps, when = differences(told, events)
        clock, count = clock_of(system, reading, gaps, when, grain_s)
        found.append((count, clock, gaps, when))
    first, best = found[0], max(found, key=lambda each: each[0])
    _, clock, gaps, when = best if best[0] >= _ZONE_GAIN * first[0] + 2 else first
    return _refined(clock, gaps, when) if clock.known else clock


def turns_clock(at: float, zones: Iterable[str]) -> bool:
    """Whether any of the zones changes its clock within a day of an instant."""
    moment = datetime.fromtimestamp(at, UTC)
    edges = (moment - timedelta(days=1), moment + timedelta(days=1))
    return any(len({edge.astimezone(ZoneInfo(zone)).utcoffset() for edge in edges}) > 1 for zone in zones)
