"""What a point of treatment costs in recovery, by segment: an association across vendors' months, not an effect."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import chi2

from reports.intervals import Estimate
from reports.scorecards.card import Price
from reports.scorecards.experience import Treatment, experience
from reports.scorecards.facts import Facts
from reports.scorecards.slope import PRIOR_SPREAD, Cells, slopes

LEAST_VENDORS = 3
_UNLEARNT = 0.5
"""A slope as wide as this share of what it was before anything was seen has not been told by the data."""


def price_of(cells: Cells, segment: str = "", seed: int = 5) -> Price:
    """The cost of a point, as a share of expected recovery; positive: treating better goes with recovering less.

    Where it cannot be told the value is None and `said` says why.
    """
    seen = cells.measured()
    shared = seen & (seen.sum(axis=0) >= 2)[None, :]
    many, vendors = int(shared.sum()), int(shared.any(axis=1).sum())
    if vendors < LEAST_VENDORS:
        return _untold(segment, many, _few(vendors))
    if not _unlike(cells, shared):
        return _untold(segment, many, _ALIKE)
    found = slopes(cells, seed)
    if found.spread() > _UNLEARNT * PRIOR_SPREAD * 0.01:
        return _untold(segment, many, _ALIKE)
    low, middle, high = found.quantiles(0.025, 0.5, 0.975)
    return Price(segment, Estimate(-middle, -high, -low, many), many)


def prices_of(cells: Mapping[str, Cells], seed: int = 5) -> tuple[Price, ...]:
    """Prices by segment, in their order."""
    return tuple(price_of(c, segment, seed) for segment, c in cells.items())


def treatments_of(facts: Facts, segment: str = "") -> list[dict[str, tuple[float, float] | None]]:
    """Each month's treatment (score, standard error) by vendor key, over the parts the newest month is scored by.

    A month scored over fewer parts is another thing: it stands as not measured.
    """
    keys = [v.key for v in facts.vendors]
    held = [month.segments.get(segment, {}) if segment else month.sums for month in facts.months]
    newest = next((t.over for t in experience(held[-1], keys).values() if t.over), ())
    out = []
    for sums in held:
        scored = experience(sums, keys, only=newest)
        out.append({k: _pair(t) if t.over == newest else None for k, t in scored.items()})
    return out


def _pair(found: Treatment) -> tuple[float, float] | None:
    if found.score.value is None or found.error is None:
        return None
    return found.score.value, found.error


def cells_of(
    treatments: Sequence[Mapping[str, tuple[float, float] | None]],
    recoveries: Sequence[Mapping[str, tuple[float, float] | None]],
    vendors: Sequence[str],
) -> Cells:
    """Cells of each month's treatment and log recovery, (value, standard error) by vendor key; None or absent: not measured."""
    if len(treatments) != len(recoveries):
        raise ValueError(f"{len(treatments)} months of treatment and {len(recoveries)} of recovery: they must be the same months")
    blank = (float("nan"), float("nan"))
    x = np.array([[month.get(v) or blank for month in treatments] for v in vendors], dtype=np.float64)
    y = np.array([[month.get(v) or blank for month in recoveries] for v in vendors], dtype=np.float64)
    return Cells(x[..., 0], x[..., 1], y[..., 0], y[..., 1])


def _unlike(cells: Cells, shared: np.ndarray) -> bool:
    """Whether treatments differ more than their errors alone would have them (Cochran's Q within months, at 95 %)."""
    weight = np.where(shared, 1 / np.where(shared, cells.x_error, 1.0) ** 2, 0.0)
    x = np.where(shared, cells.x, 0.0)
    mean = (weight * x).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-300)
    freedom = int(shared.sum() - shared.any(axis=0).sum())
    return bool((weight * (x - mean) ** 2).sum() > chi2.ppf(0.95, freedom))


def _untold(segment: str, many: int, said: Mapping[str, str]) -> Price:
    return Price(segment, Estimate(None, None, None, many), many, said)


def _few(vendors: int) -> dict[str, str]:
    es = {0: "ningún proveedor tiene", 1: "un solo proveedor tiene"}.get(vendors, f"{vendors} proveedores tienen")
    en = {0: "no vendor has", 1: "one vendor alone has"}.get(vendors, f"{vendors} vendors have")
    return {
        "es": f"no se puede saber: {es} ambas medidas y hacen falta {LEAST_VENDORS}",
        "en": f"it cannot be told: {en} both measures, and {LEAST_VENDORS} are needed",
    }


_ALIKE = {
    "es": "no se puede saber: los tratos son demasiado parecidos, o se conocen demasiado mal, para ver con qué recupero van",
    "en": "it cannot be told: treatments are too alike, or known too badly, to see which recovery goes with them",
}
