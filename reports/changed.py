"""What changed between two periods: of everything a page shows at once, so that few of those told are chance's."""

from collections.abc import Sequence
from math import erfc, hypot, sqrt

from scipy.stats import false_discovery_control

from reports.intervals import Estimate

WRONG = 0.05
"""Of what is said to have changed, the share that may not have (Benjamini and Hochberg 1995)."""
_NORMAL_975 = 1.959963984540054


def changed(pairs: Sequence[tuple[Estimate, Estimate | None]]) -> list[bool | None]:
    """Whether each measure differs from itself in the period before (now, before); None where either has no interval.

    The periods are held independent, which errs to the cautious side.
    """
    chances = [None if before is None else _alike(now, before) for now, before in pairs]
    known = [n for n, chance in enumerate(chances) if chance is not None]
    told: list[bool | None] = [None] * len(pairs)
    if known:
        for n, held in zip(known, false_discovery_control([chances[n] for n in known]), strict=True):
            told[n] = bool(held <= WRONG)
    return told


def _alike(one: Estimate, other: Estimate) -> float | None:
    """Two-sided p from the interval of the difference (Newcombe 1998, method 10), its half towards zero read as a normal's."""
    if one.value is None or other.value is None:
        return None
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    gap = one.value - other.value
    nearer, farther = (one.value - one.low, other.high - other.value), (one.high - one.value, other.value - other.low)
    half = hypot(*(nearer if gap > 0 else farther))
    return erfc(abs(gap) / half * _NORMAL_975 / sqrt(2)) if half > 0 else float(gap == 0)
