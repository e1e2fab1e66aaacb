"""How likely a drift is seen, and when: what a quiet chart is worth."""

from dataclasses import dataclass

import numpy as np

from audit.calibration.drift import ALPHA, evidence
from audit.calibration.faults import BadCalibration


@dataclass(frozen=True, slots=True)
class Power:
    """Share of simulated scorers whose step was seen in the weeks after it, and half of all by `median_weeks` (None: fewer)."""

    found: float
    median_weeks: int | None
    worlds: int


def drift_power(
    before: float, after: float, calls_a_week: float, weeks_before: int, weeks_after: int, worlds: int = 200, seed: int = 20261122
) -> Power:
    """The chance to see a step of a rate from `before` to `after`, with so many calls a week, all of one stratum.

    An alarm before the step counts as not seen. Raises BadCalibration for rates outside 0–1 or fewer than one week on a side.
    """
    if not (0.0 <= before <= 1.0 and 0.0 <= after <= 1.0) or min(weeks_before, weeks_after) < 1 or calls_a_week <= 0.0:
        raise BadCalibration(
            f"tasas {before:g} y {after:g}, {weeks_before} y {weeks_after} semanas, {calls_a_week:g} llamadas: tasas de 0 a 1, "
            "una semana o más a cada lado y alguna llamada",
            f"rates {before:g} and {after:g}, {weeks_before} and {weeks_after} weeks, {calls_a_week:g} calls: rates from 0 to 1, "
            "a week or more on each side and some calls",
        )
    rng = np.random.default_rng(seed)
    rates = np.r_[np.full(weeks_before, before), np.full(weeks_after, after)][:, None]
    waits = []
    for _ in range(worlds):
        of = rng.poisson(calls_a_week, rates.shape)
        over = evidence(rng.binomial(of, rates).astype(float), of.astype(float)) >= -np.log(ALPHA)
        first = int(over.argmax()) if over.any() else -1
        waits.append(first - weeks_before + 1 if first >= weeks_before else None)
    seen = sorted(w for w in waits if w is not None)
    half = worlds // 2
    return Power(len(seen) / worlds, seen[half] if len(seen) > half else None, worlds)
