"""Two measures of a few vendors at once: what each truly is, given what was measured of all and with which error.

(θx, θy) of each vendor ~ Normal(mean, T), T from τx, τy and ρ; measured = θ + error of known covariance. The means have a flat
prior and are integrated analytically; τ are half-Cauchy (Gelman 2006, Bayesian Analysis 1:515), ρ uniform, both on a grid, so
that nothing is fixed at its best value and nothing needs a sampler's diagnosis. Draws are seeded.
"""

from dataclasses import dataclass

import numpy as np

from reports.scorecards.facts import Floats

_TAUS = 14
_RHOS = np.linspace(-0.9, 0.9, 9)


@dataclass(frozen=True, slots=True)
class Latent:
    """Draws (draw, vendor) of what each vendor truly is in both measures."""

    x: Floats
    y: Floats


def latent(x: Floats, y: Floats, errors: Floats, scales: tuple[float, float], draws: int = 4000, seed: int = 5) -> Latent:
    """Draws of the posterior. `errors` is the (2K, 2K) covariance of (x…, y…); `scales` are the half-Cauchy scales of τx and τy.

    Raises ValueError for fewer than two vendors, shapes that do not fit or numbers that are not finite.
    """
    many = len(x)
    z = np.concatenate([x, y])
    if many < 2 or len(y) != many or errors.shape != (2 * many, 2 * many):
        raise ValueError(f"{many} vendors, errors {errors.shape}: needs two vendors or more and errors of both measures")
    if not (np.all(np.isfinite(z)) and np.all(np.isfinite(errors))):
        raise ValueError("a measure or its error is not finite; leave that vendor out of the comparison")
    units = np.repeat(scales, many)
    found = _drawn(z / units, errors / np.outer(units, units), draws, np.random.default_rng(seed)) * units
    return Latent(found[:, :many], found[:, many:])


def _drawn(z: Floats, errors: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """In units of the scales."""
    many = len(z) // 2
    t, prior = _grid(z)
    between = np.einsum("gij,kl->gikjl", t, np.eye(many)).reshape(len(t), 2 * many, 2 * many)
    means = np.kron(np.eye(2), np.ones((many, 1)))
    whole = between + errors + 1e-9 * np.eye(2 * many)
    solved = np.linalg.solve(whole, np.broadcast_to(np.column_stack([means, z]), (len(t), 2 * many, 3)))
    inner = means.T @ solved[:, :, :2]
    mean = np.linalg.solve(inner, (means.T @ solved[:, :, 2:])[:, :, 0:1])[:, :, 0]
    rest = z - mean @ means.T
    fit = np.einsum("gi,gi->g", rest, solved[:, :, 2] - np.einsum("gij,gj->gi", solved[:, :, :2], mean))
    log = prior - 0.5 * (np.linalg.slogdet(whole)[1] + np.linalg.slogdet(inner)[1] + fit)
    weight = np.exp(log - log.max())
    which, counts = np.unique(rng.choice(len(t), draws, p=weight / weight.sum()), return_counts=True)
    pull = np.swapaxes(np.linalg.solve(whole[which], between[which]), 1, 2)
    centre = mean[which] @ means.T + np.einsum("gij,gj->gi", pull, rest[which])
    loose = means - pull @ means
    spread = between[which] - pull @ between[which] + loose @ np.linalg.solve(inner[which], np.swapaxes(loose, 1, 2))
    values, vectors = np.linalg.eigh((spread + np.swapaxes(spread, 1, 2)) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    at = np.repeat(np.arange(len(which)), counts)
    return np.asarray(centre[at] + np.einsum("dij,dj->di", root[at], rng.standard_normal((draws, 2 * many))))


def _grid(z: Floats) -> tuple[Floats, Floats]:
    """Every (τx, τy, ρ) as a 2 x 2 covariance with its log prior; τ log-spaced up to well beyond what was seen."""
    many = len(z) // 2
    axes = [_taus(float(np.std(half, ddof=1))) for half in (z[:many], z[many:])]
    (tx, px), (ty, py) = axes
    x, y, r = (a.ravel() for a in np.meshgrid(tx, ty, _RHOS, indexing="ij"))
    prior = (px[:, None, None] + py[None, :, None] + np.zeros(len(_RHOS))).ravel()
    return np.stack([np.stack([x * x, r * x * y], 1), np.stack([r * x * y, y * y], 1)], 1), prior


def _taus(seen: float) -> tuple[Floats, Floats]:
    edges = np.concatenate([[0.0], np.geomspace(0.01, max(6.0, 6 * seen), _TAUS)])
    middles = np.concatenate([[0.0], np.sqrt(edges[1:-1] * edges[2:])])
    return middles, np.log(np.diff(np.arctan(edges)))
