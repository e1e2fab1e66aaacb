"""The same hierarchical model where errors go together: vendors share what the accounts' difficulty was learnt from."""

import numpy as np
from scipy.special import logsumexp

from reports.scorecards.facts import Floats
from reports.scorecards.shrinkage import DRAWS, spread_prior

_SCENARIOS = 250


def drawn_together_normal(value: Floats, covariance: Floats, freedom: Floats, seed: int, draws: int = DRAWS) -> Floats:
    """Draws [draws, V] of V values told with a covariance [V, V] that is itself estimated, with `freedom` degrees of it [V].

    Each scenario scales the errors as Student's t does. One vendor alone is drawn of its own evidence.
    """
    rng = np.random.default_rng([59, seed])
    vendors = len(value)
    stretch = np.sqrt(freedom / rng.chisquare(freedom, (_SCENARIOS, vendors)))
    scaled = covariance[None] * stretch[:, :, None] * stretch[:, None, :]
    if vendors == 1:
        pick = rng.integers(0, _SCENARIOS, draws)
        return np.asarray(value + np.sqrt(scaled[pick, 0]) * rng.normal(size=(draws, 1)))
    spread, prior = spread_prior(np.sqrt(np.diag(covariance)), float(value.std(ddof=1)))
    whole = scaled[:, None] + (spread**2)[None, :, None, None] * np.eye(vendors)
    inverse = np.asarray(np.linalg.inv(whole), dtype=np.float64)
    weight = inverse.sum(axis=(2, 3))
    pull = np.einsum("stij,j->sti", inverse, value)
    mean = pull.sum(axis=2) / weight
    off = value - mean[:, :, None]
    fit = np.einsum("sti,stij,stj->st", off, inverse, off)
    joint = prior[None] - 0.5 * (np.linalg.slogdet(whole)[1] + np.log(weight) + fit)
    flat = np.exp(joint - logsumexp(joint)).ravel()
    chosen = rng.choice(len(flat), draws, p=flat / flat.sum())
    scenario, at = np.divmod(chosen, len(spread))
    centre: Floats = np.asarray(mean[scenario, at] + rng.normal(size=draws) / np.sqrt(weight[scenario, at]))
    tau: Floats = spread[at]
    return _given(rng, value, scaled[scenario], tau, centre, inverse[scenario, at])


def _given(rng: np.random.Generator, value: Floats, error: Floats, spread: Floats, centre: Floats, inverse: Floats) -> Floats:
    """Values drawn given mean and spread, by perturbing what was seen (Papandreou and Yuille 2010): no second inverse."""
    draws, vendors = error.shape[0], len(value)
    before = centre[:, None] + spread[:, None] * rng.normal(size=(draws, vendors))
    noise = np.einsum("dij,dj->di", np.linalg.cholesky(error + 1e-12 * np.eye(vendors)), rng.normal(size=(draws, vendors)))
    gap = value - (before + noise)
    return np.asarray(before + (spread**2)[:, None] * np.einsum("dij,dj->di", inverse, gap))
