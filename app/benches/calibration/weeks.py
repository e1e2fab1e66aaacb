"""Drift: found when it was planted and not otherwise, with a look every week of a year."""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.calibration.drift import Week, drift
from audit.calibration.shares import share

_YEAR = 52
Floats = npt.NDArray[np.float64]


def _weeks(rng: np.random.Generator, rates: Floats, calls: Floats) -> list[Week]:
    """A year of one scorer: rates and expected calls [weeks, strata]."""
    of = rng.poisson(calls)
    marked = rng.binomial(of, rates)
    return [
        Week(f"w{week:02d}", {str(s): (int(marked[week, s]), int(of[week, s])) for s in range(rates.shape[1])})
        for week in range(len(rates))
    ]


def invented(worlds: int) -> list[dict[str, Any]]:
    """False alarms in a year at rates that stay; in the last kind the mix of calls turns over half-way, rates in it do not."""
    rng = np.random.default_rng(6)
    out = []
    for rate, calls, strata in (
        *product((0.01, 0.05, 0.2, 0.5), (2.0, 10.0, 40.0), (1,)),
        *product((0.02, 0.1, 0.4), (2.0,), (8,)),
    ):
        found = sum(_alarmed(rng, np.full((_YEAR, strata), rate), np.full((_YEAR, strata), calls)) for _ in range(worlds))
        out.append({"rate": rate, "calls_a_week": calls, "strata": strata, "mix": "same", **_alarms(found, worlds)})
    found = 0
    for _ in range(worlds):
        mix = np.tile([12.0, 3.0], (_YEAR, 1))
        mix[_YEAR // 2 :] = (3.0, 12.0)
        found += _alarmed(rng, np.tile([0.03, 0.35], (_YEAR, 1)), mix)
    out.append({"rate": "3 % and 35 %", "calls_a_week": 15.0, "strata": 2, "mix": "turned over", **_alarms(found, worlds)})
    return out


def _alarmed(rng: np.random.Generator, rates: Floats, calls: Floats) -> bool:
    return drift(_weeks(rng, rates, calls)).alarmed_at is not None


def _alarms(found: int, worlds: int) -> dict[str, Any]:
    return {"alarms_in_a_year": share(found, worlds).as_dict()}


def planted(worlds: int) -> list[dict[str, Any]]:
    """A step at week 20 of a year: share found, weeks until then, the week named, and whether its interval holds it."""
    rng = np.random.default_rng(7)
    out = []
    for (before, after), calls in product(((0.05, 0.15), (0.1, 0.25), (0.1, 0.4), (0.3, 0.1), (0.5, 0.7)), (5.0, 10.0, 30.0)):
        rates = np.full((_YEAR, 1), before)
        rates[20:] = after
        looks = [drift(_weeks(rng, rates, np.full((_YEAR, 1), calls))) for _ in range(worlds)]
        seen = [d for d in looks if d.alarmed_at is not None and d.alarmed_at >= "w20"]
        held = sum((d.not_before or "") <= "w20" <= (d.not_after or "") for d in seen)
        out.append(
            {
                "before": before,
                "after": after,
                "calls_a_week": calls,
                "found": share(len(seen), worlds).as_dict(),
                "weeks_until": _middle([int((d.alarmed_at or "w00")[1:]) - 20 for d in seen]),
                "weeks_off": _middle([abs(int((d.began or "w00")[1:]) - 20) for d in seen]),
                "week_held": share(held, len(seen)).as_dict(),
            }
        )
    return out


def _middle(values: list[int]) -> float | None:
    return float(np.median(values)) if values else None
