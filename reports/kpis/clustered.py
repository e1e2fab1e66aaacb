"""How sure a measure is when its rows come in clusters: one person called ten times is one person.

A measure is a ratio of sums over clusters, R = Σx / Σy. Its variance is the linearised one of a ratio under cluster
sampling (Cochran, Sampling Techniques, 3rd ed., 6.3–6.4 and 9A.2); a share's interval is Wilson's with the effective number of
rows that this variance leaves (Korn and Graubard 1998, Survey Methodology 24:193).
"""

from dataclasses import dataclass
from math import sqrt

from reports.intervals import Estimate, student_975, wilson_of
from reports.kpis.measure import Kind

_NONE_SEEN = 3.6888794541139363
"""The upper end of Poisson's exact 95 % interval where nothing happened: −ln 0.025."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over clusters of what each holds: `x` above the line, `y` below, and their products. `rows` is shown as n."""

    clusters: int
    rows: int
    x: float
    y: float
    xx: float
    xy: float
    yy: float


def estimate(sums: Sums, kind: Kind, counts: bool = False) -> Estimate:
    """R with its 95 % interval; where things are counted and none was seen, Poisson's exact bound over people.

    no value where nothing is below the line, no interval where one cluster is all there is."""
    if sums.y == 0:
        return Estimate(None, None, None, sums.rows)
    ratio = sums.x / sums.y
    if kind is Kind.SHARE:
        low, high = _share(ratio, sums)
        return Estimate(ratio, low, high, sums.rows)
    if sums.clusters < 2:
        return Estimate(ratio, None, None, sums.rows)
    if counts and sums.x == 0:
        return Estimate(0.0, 0.0, _NONE_SEEN / sums.clusters, sums.rows)
    variance = _variance(ratio, sums)
    if variance == 0:
        return Estimate(ratio, None, None, sums.rows)
    half = student_975(sums.clusters - 1) * sqrt(variance)
    return Estimate(ratio, max(0.0, ratio - half), ratio + half, sums.rows)


def _variance(ratio: float, sums: Sums) -> float:
    left = sums.xx - 2 * ratio * sums.xy + ratio * ratio * sums.yy
    return max(0.0, left) * sums.clusters / (sums.clusters - 1) / sums.y**2


def _share(share: float, sums: Sums) -> tuple[float | None, float | None]:
    """Where all or none hit, the rows tell nothing of how alike a cluster's are: each cluster counts once."""
    if sums.clusters < 2:
        return None, None
    effective = float(sums.clusters)
    if 0 < share < 1 and (variance := _variance(share, sums)) > 0:
        effective = min(sums.y, share * (1 - share) / variance)
    found = wilson_of(share, effective)
    return found.low, found.high
