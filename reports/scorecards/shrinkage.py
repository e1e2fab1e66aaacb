"""Vendors drawn towards their fellows: normal on the measure's scale, mean and spread integrated over a grid, not fixed.

What the data say of a vendor is a likelihood in cells of the scale, whole (no normal stands for it), so that no event in few
calls is held rightly. The prior of the spread τ is s₀/(s₀+τ)² (DuMouchel 1994), s₀ twice the harmonic mean of the vendors'
own errors; the mean is flat. Beside Gelman and Hill 2007, ch. 5; Spiegelhalter, Abrams and Myles 2004, 5.7.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr

from reports.scorecards.facts import Floats, Ints
from reports.scorecards.scales import Scale, back

DRAWS = 4000
_SPREADS, _MEANS = 18, 15
_HALF = 2.0
"""Half the prior lies under so many of the vendors' own errors."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of V vendors' values on a scale, from their own data alone.

    `edges` [V, G+1] are the cells of each, `logs` [S, V, G] the log likelihood in them under S scenarios of what errs alike for
    all (a scorer's error), `weight` [S] the log weight of each scenario before the vendors are seen. `own` [V, G] is the log
    prior a vendor's own interval is made with (Jeffreys's: near to covering as it says).
    """

    scale: Scale
    edges: Floats
    logs: Floats
    weight: Floats
    own: Floats

    def centre(self) -> Floats:
        """The middle of each cell [V, G]."""
        return np.asarray((self.edges[:, 1:] + self.edges[:, :-1]) / 2)

    def alone(self) -> Floats:
        """The probability of each cell [V, G], of each vendor's own evidence and what errs alike."""
        joint = self.logs + self.own[None]
        by_vendor = logsumexp(joint, axis=2)
        scenario = self.weight + by_vendor.sum(axis=1)
        scenario = np.exp(scenario - logsumexp(scenario))
        return np.asarray(np.einsum("s,svg->vg", scenario, np.exp(joint - by_vendor[:, :, None])))


def drawn_together(evidence: Evidence, seed: int, draws: int = DRAWS) -> Floats:
    """Draws [draws, V] of the vendors' values (as people read them) of all the evidence together.

    One vendor alone is drawn of its own evidence. The same evidence and seed give the same draws.
    """
    rng = np.random.default_rng([53, seed])
    vendors = evidence.edges.shape[0]
    if vendors == 1:
        cells = _pick(rng, evidence.alone()[:1], np.zeros(draws, dtype=np.int64))
        return back(evidence.scale, _within(rng, evidence.edges, cells[:, None]))
    mean, spread, prior = _hyper(evidence)
    mass = _mass(evidence.edges, mean, spread)
    top = evidence.logs.max(axis=2, keepdims=True)
    likely = np.exp(evidence.logs - top)
    marginal = np.matmul(likely.transpose(1, 0, 2), mass)  # [V, S, K]
    with np.errstate(divide="ignore"):
        joint = np.log(marginal).sum(axis=0) + top[:, :, 0].sum(axis=1)[:, None] + evidence.weight[:, None] + prior[None]
    flat = np.exp(joint - logsumexp(joint)).ravel()
    chosen = _systematic(rng, flat, draws)
    apart, which = np.unique(chosen, return_inverse=True)
    scenario, hyper = np.divmod(apart, len(prior))
    cells = np.empty((draws, vendors), dtype=np.int64)
    for vendor in range(vendors):
        cells[:, vendor] = _pick(rng, likely[scenario, vendor] * mass[vendor, :, hyper], which)
    return back(evidence.scale, _within(rng, evidence.edges, cells))


def spread_prior(errors: Floats, apart: float) -> tuple[Floats, Floats]:
    """A grid of spreads and the log of its prior weight, for vendors' own standard errors and how far their values lie apart."""
    middle = float(np.sqrt(len(errors) / np.sum(1 / errors**2)))
    half = _HALF * middle
    spread = np.geomspace(0.03 * middle, 12 * max(apart, middle), _SPREADS)
    return spread, np.log(spread) - 2 * np.log(half + spread)


def _hyper(evidence: Evidence) -> tuple[Floats, Floats, Floats]:
    """Pairs of mean and spread worth looking at, with the log of their prior weight: for each spread, where the mean can be."""
    alone, centre = evidence.alone(), evidence.centre()
    middle = (alone * centre).sum(axis=1)
    error = np.sqrt((alone * (centre - middle[:, None]) ** 2).sum(axis=1)) + 1e-12
    spread, prior = spread_prior(error, float(middle.std(ddof=1)))
    step = np.linspace(-4.5, 4.5, _MEANS)
    precision = 1 / (error[None] ** 2 + spread[:, None] ** 2)
    width = precision.sum(axis=1) ** -0.5
    at = (precision * middle[None]).sum(axis=1) * width**2
    means = at[:, None] + width[:, None] * step[None]
    weight = np.broadcast_to((prior + np.log(width))[:, None], means.shape)
    return means.ravel(), np.repeat(spread, _MEANS), weight.ravel()


def _mass(edges: Floats, mean: Floats, spread: Floats) -> Floats:
    """What the normal of each pair puts into each cell [V, G, K]; the outermost cells hold the tails."""
    below = ndtr((edges[:, :, None] - mean) / spread)
    below[:, 0], below[:, -1] = 0.0, 1.0
    return np.asarray(np.diff(below, axis=1))


def _systematic(rng: np.random.Generator, weight: Floats, count: int) -> Ints:
    places = (np.arange(count) + rng.random()) / count
    found = np.searchsorted(np.cumsum(weight), places).clip(max=len(weight) - 1)
    return np.asarray(rng.permutation(found), dtype=np.int64)


def _pick(rng: np.random.Generator, weight: Floats, which: Ints) -> Ints:
    """A cell of row `which` of `weight` for each draw, by its weight: all rows laid end to end, one search."""
    rows, cells = weight.shape
    steps = np.cumsum(weight, axis=1)
    steps = steps / steps[:, -1:] + np.arange(rows)[:, None]
    found = np.searchsorted(steps.ravel(), which + rng.random(len(which)), side="right") - which * cells
    return np.asarray(found.clip(0, cells - 1), dtype=np.int64)


def _within(rng: np.random.Generator, edges: Floats, cells: Ints) -> Floats:
    """Anywhere in the cell, alike for all vendors of a draw."""
    vendor = np.arange(edges.shape[0])[None]
    low, high = edges[vendor, cells], edges[vendor, cells + 1]
    return np.asarray(low + (high - low) * rng.random(cells.shape))
