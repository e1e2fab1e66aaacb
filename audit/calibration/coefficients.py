"""Coefficients of agreement of weighted calls: percent, Cohen, Krippendorff, Gwet, PABAK; many weightings at once.

A weighting [draws, calls] is ones for the figure itself and random for its interval. Krippendorff 2019 (Content Analysis,
chapter 12) for alpha; Cohen 1960 and Conger 1980 for kappa of several; Gwet 2008 for AC1; Byrt, Bishop & Carlin 1993 for PABAK.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
_NONE = 1e-12


class Scale(StrEnum):
    """What the distance of two marks is: other, further apart in rank, further apart in number."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Units:
    """Calls two or more marked, as numbers. `counts` [calls, marks] how often each mark was given, `pairs` [calls, pairs of
    people, marks, marks] 1 where the pair gave them; `values` [marks] on the scale, in rising order for ordinal and interval.
    """

    counts: Floats
    pairs: Floats
    values: Floats
    scale: Scale


def units(codes: Codes, values: Floats, scale: Scale = Scale.NOMINAL) -> Units:
    """Of codes [calls, people] into `values`, -1 where somebody gave no mark; calls with fewer than two are left out."""
    marks = len(values)
    kept = codes[(codes >= 0).sum(axis=1) >= 2]
    given = (kept[:, :, None] == np.arange(marks)).astype(float)
    both = list(combinations(range(codes.shape[1]), 2))
    first, second = [i for i, _ in both], [j for _, j in both]
    pairs = given[:, first, :, None] * given[:, second, None, :]
    return Units(given.sum(axis=1), pairs, values, scale)


def percent(found: Units, weight: Floats) -> Floats:
    """Share of pairs that agree, averaged over calls: [draws]."""
    n = found.counts.sum(axis=1)
    agree = (found.counts * (found.counts - 1.0)).sum(axis=1) / (n * (n - 1.0))
    return np.asarray(weight @ agree / weight.sum(axis=1))


def alpha(found: Units, weight: Floats, whole: bool = False) -> Floats:
    """Krippendorff's alpha [draws]; NaN where all marks are one. `whole` corrects for few marks, as the point estimate does."""
    n = found.counts.sum(axis=1)
    marks = found.counts.shape[1]
    made = found.counts[:, :, None] * found.counts[:, None, :]
    made[:, range(marks), range(marks)] -= found.counts
    made /= (n - 1.0)[:, None, None]
    together = (weight @ made.reshape(len(n), -1)).reshape(-1, marks, marks)
    margin = together.sum(axis=2)
    total = margin.sum(axis=1)
    apart = _distance(found, margin)
    seen = (together * apart).sum(axis=(1, 2))
    chance = (margin[:, :, None] * margin[:, None, :] * apart).sum(axis=(1, 2)) / (total - 1.0 if whole else total)
    return _one_minus(seen, chance)


def _distance(found: Units, margin: Floats) -> Floats:
    """[draws, marks, marks], squared."""
    if found.scale is Scale.NOMINAL:
        return np.asarray(1.0 - np.eye(margin.shape[1]))[None]
    if found.scale is Scale.INTERVAL:
        return np.asarray((found.values[:, None] - found.values[None, :]) ** 2)[None]
    middle = np.cumsum(margin, axis=1) - margin / 2.0
    return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)


def kappa(found: Units, weight: Floats) -> Floats:
    """Cohen's kappa of two [draws]; of several, Conger's: agreement and chance summed over pairs. NaN without variation."""
    shape = found.pairs.shape
    table = (weight @ found.pairs.reshape(shape[0], -1)).reshape(-1, *shape[1:])
    size = table.sum(axis=(2, 3))
    agree = np.trace(table, axis1=2, axis2=3).sum(axis=1)
    chance = ((table.sum(axis=3) * table.sum(axis=2)).sum(axis=2) / np.maximum(size, _NONE)).sum(axis=1)
    return _one_minus(size.sum(axis=1) - agree, size.sum(axis=1) - chance)


def ac1(found: Units, weight: Floats) -> Floats:
    """Gwet's AC1 [draws]: chance from how even marks are, so that a rare mark does not undo it."""
    marks = found.counts.shape[1]
    each = found.counts / found.counts.sum(axis=1, keepdims=True)
    share = weight @ each / weight.sum(axis=1, keepdims=True)
    chance = (share * (1.0 - share)).sum(axis=1) / (marks - 1)
    return np.asarray((percent(found, weight) - chance) / (1.0 - chance))


def pabak(found: Units, weight: Floats) -> Floats:
    """Kappa as it would be were marks even and people unbiased [draws]: (marks · agreement - 1) / (marks - 1)."""
    marks = found.counts.shape[1]
    return np.asarray((marks * percent(found, weight) - 1.0) / (marks - 1))


def _one_minus(seen: Floats, chance: Floats) -> Floats:
    there = chance > _NONE
    return np.where(there, 1.0 - seen / np.where(there, chance, 1.0), np.nan)
