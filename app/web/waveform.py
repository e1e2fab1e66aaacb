"""Geometry of the two-lane waveform: SVG paths and places in per cent, so that no page needs inline styles."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.queries.review_rows import ConductRow, DutyRow
from app.web.formats import clock
from app.web.names import conduct_sign, name

WIDE_BARS, NARROW_BARS = 270, 96
_HEIGHT = 40.0
_SIGN_PX = 18
_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of the time axis at `x` per cent."""

    x: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Band:
    """A mark over the lanes: `x` and `width` in per cent; `label` empty where it would run into the next one."""

    sign: str
    criterion: str
    start_s: float
    end_s: float
    x: float
    width: float
    label: str
    title: str
    instance: int | None = None
    flipped: bool = False
    """The label stands left of the sign, because the right edge is near."""
    nudge_px: int = 0
    """How far right of its second the sign stands, beside the signs that begin with it."""


def bars(peaks: Sequence[float], count: int = WIDE_BARS) -> str:
    """An SVG path of `count` upright bars in a box of `count` by 40; silence is a dot. Peaks 0–1 of any number."""
    loudest = max(peaks, default=0.0)
    parts = []
    for n in range(count):
        low = n * len(peaks) // count
        high = max(low + 1, (n + 1) * len(peaks) // count)
        part = peaks[low:high]
        level = max(part) / loudest if part and loudest > 0 else 0.0
        half = max(0.25, round(level * (_HEIGHT / 2 - 2), 1)) if level > 0.04 else 0.25
        parts.append(f"M{n + 0.5} {_HEIGHT / 2 - half:g}V{_HEIGHT / 2 + half:g}")
    return "".join(parts)


def ticks(duration_s: float, most: int = 9) -> tuple[Tick, ...]:
    """Round times along the axis, at most `most`."""
    if duration_s <= 0:
        return ()
    step = next((s for s in _STEPS_S if duration_s / s < most), _STEPS_S[-1])
    places = [at for at in range(0, int(duration_s) + 1, step) if at < duration_s * 0.985 or at == 0]
    return tuple(Tick(round(100 * at / duration_s, 2), clock(at), "start" if at == 0 else "middle") for at in places)


def bands(conduct: Sequence[ConductRow], duties: Sequence[DutyRow], duration_s: float, lane_px: int = 1000) -> tuple[Band, ...]:
    """The findings in order of time, then ticks of met duties that do not sit on a finding."""
    if duration_s <= 0:
        return ()
    found = _side_by_side([r for r in conduct if r.start_s is not None and conduct_sign(r) != "met"], duration_s, lane_px)
    out: list[Band] = []
    for n, (row, nudge) in enumerate(found):
        start, end = row.start_s or 0.0, max(row.end_s or 0.0, (row.start_s or 0.0) + duration_s * 0.008)
        x = 100 * start / duration_s
        text = name(row.criterion, "short")
        needed = 100 * (len(text) * 7.0 + 30 + nudge) / lane_px
        following = found[n + 1][0].start_s if n + 1 < len(found) else None
        room = (100 * following / duration_s if following is not None else 100.0) - x
        left = 100 * (found[n - 1][0].start_s or 0.0) / duration_s if n else 0.0
        flipped = room < needed and following is None and x - left > needed + 3
        label = text if room >= needed or flipped else ""
        width = min(100 * (end - start) / duration_s, 100 - x)
        whole = name(row.criterion, "criterion")
        title = f"{whole}, {clock(start)}" if text == whole else f"{text}: {whole}, {clock(start)}"
        place = round(x, 3), round(width, 3)
        out.append(Band(conduct_sign(row), row.criterion, start, end, *place, label, title, row.instance, flipped, nudge))
    return tuple(out) + _duty_ticks(out, duties, duration_s, lane_px)


def _side_by_side(rows: Sequence[ConductRow], duration_s: float, lane_px: int) -> list[tuple[ConductRow, int]]:
    """In order of time, each with how many pixels its sign stands aside; of those that begin together the gravest is last."""
    near_s = duration_s * _SIGN_PX / lane_px
    groups: list[list[ConductRow]] = []
    for row in sorted(rows, key=lambda r: r.start_s or 0.0):
        if groups and (row.start_s or 0.0) - (groups[-1][0].start_s or 0.0) < near_s:
            groups[-1].append(row)
        else:
            groups.append([row])
    out = []
    for group in groups:
        group.sort(key=lambda r: (r.severity == "critical", conduct_sign(r) == "critical"))
        out += [(row, place * _SIGN_PX) for place, row in enumerate(group)]
    return out


def _duty_ticks(found: Sequence[Band], duties: Sequence[DutyRow], duration_s: float, lane_px: int) -> tuple[Band, ...]:
    taken = [(b.x - 2, b.x + 1 + (100 * (len(b.label) * 7.0 + 30) / lane_px if b.label and not b.flipped else 2)) for b in found]
    taken += [(b.x - 100 * (len(b.label) * 7.0 + 30) / lane_px, b.x) for b in found if b.flipped]
    out = []
    for row in sorted((d for d in duties if d.status == "met" and d.start_s is not None), key=lambda d: d.start_s or 0.0):
        start = row.start_s or 0.0
        x = 100 * start / duration_s
        if any(low <= x <= high for low, high in taken) or not 0 <= x <= 100:
            continue
        taken.append((x - 2, x + 2))
        text = name(row.criterion, "criterion")
        out.append(Band("met", row.criterion, start, row.end_s or start, round(x, 3), 0.0, "", f"{text}, {clock(start)}"))
    return tuple(out)
