"""Where before, after and by chance fall in the drawing of an effect, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask_babel import gettext

from app.web import formats
from audit.coaching.effect import Told

WIDTH, HEIGHT = 260, 300
_TOP, _BOTTOM, _LEFT = 14, 34, 42


@dataclass(frozen=True, slots=True)
class Bar:
    """A point with its interval, in pixels."""

    x: int
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EffectPlot:
    """The drawing: bars before and after, the height of what chance alone would bring, the lines of the scale (word, pixels)."""

    before: Bar | None
    after: Bar | None
    chance: float | None
    lines: tuple[tuple[str, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def effect_plot(told: Mapping[str, Any]) -> EffectPlot:
    """Of a kept effect."""
    figures = [told[name] for name in ("before", "after", "expected")]
    highest = max((f["high"] for f in figures if f["high"] is not None), default=1.0)
    top = min(1.0, ceil(highest * 5 + 0.25) / 5)

    def y(share: float) -> float:
        return round(HEIGHT - _BOTTOM - share / top * (HEIGHT - _TOP - _BOTTOM), 1)

    def bar(figure: Mapping[str, Any], x: int) -> Bar | None:
        return None if figure["value"] is None else Bar(x, y(figure["value"]), y(figure["low"]), y(figure["high"]))

    count = round(top * 5)
    chance = told["expected"]["value"]
    return EffectPlot(
        before=bar(told["before"], _LEFT + 52),
        after=bar(told["after"], _LEFT + 152),
        chance=None if chance is None else y(chance),
        lines=tuple((formats.rate(20 * n), y(n / 5)) for n in range(count + 1)),
    )


def points(value: float | None) -> str:
    """A difference of shares in points, with its sign where it is negative."""
    return formats.NONE if value is None else formats.num(100 * value)


def _apart(told: Mapping[str, Any]) -> int:
    """Points between after and by chance as both are printed: the middle of a difference is not that of its parts."""
    after, by_chance = (float(told[name]["value"]) for name in ("after", "expected"))
    return round(100 * after) - round(100 * by_chance)


def effect_line(told: Mapping[str, Any]) -> str:
    """The sentence with its calls, for where it stands without the drawing."""
    calls = {part: formats.num(told[part]["n"]) for part in ("before", "after")}
    return str(gettext("%(said)s n = %(before)s before and %(after)s after.", said=effect_said(told), **calls))


def effect_said(told: Mapping[str, Any]) -> str:
    """The sentence under the drawing: conclusion, interval, limit."""
    change = told["change"]
    if told["told"] == Told.TOO_FEW:
        few: str = {
            "before": gettext("Too few calls before it: nothing can be said of an effect."),
            "after": gettext("Too few calls after it: nothing can be said of an effect yet."),
            "others": gettext("Too few colleagues with calls: what chance brings cannot be told."),
        }[told["lacking"]]
        return few
    span = f"[{points(change['low'])}\u2060;\u00a0{points(change['high'])}]"
    values = {"points": formats.num(abs(_apart(told))), "span": span}
    if told["told"] == Told.IMPROVED:
        return str(gettext("Improved %(points)s points %(span)s more than chance would have brought.", **values))
    if told["told"] == Told.WORSE:
        return str(gettext("Did %(points)s points %(span)s worse than chance would have brought.", **values))
    return str(gettext("Cannot be told: the difference to what chance brings, %(span)s points, holds zero.", **values))
