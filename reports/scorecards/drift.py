"""What a vendor will be in coming months, of what it was: its own level, a drift that fades, chance in every month's figure.

Measured in month m = mean + level of the vendor + drift + error of known size; the drift is autoregressive of first order. Mean,
spreads and the drift's memory are integrated (flat, half-Cauchy, a grid), so a short past gives a wide answer and not none.
"""

from dataclasses import dataclass

import numpy as np

from reports.scorecards.facts import Floats

_MEMORY = (0.0, 0.4, 0.7, 0.9, 0.98)
_SPREADS = np.concatenate([[0.0], np.geomspace(0.05, 8.0, 11)])
_EDGES = np.concatenate([[0.0], np.sqrt(np.maximum(_SPREADS[:-1], 0.025) * _SPREADS[1:]), [16.0]])
_DRIFTS = 1.0
"""How far a vendor drifts against how far vendors differ, before anything was seen."""
_NEVER = 1e6


@dataclass(frozen=True, slots=True)
class History:
    """A measure on a scale where it is close to normal, [vendors, months] oldest first, with its errors; NaN: not measured.

    `scale` is how far vendors may differ before having seen them, on that scale.
    """

    values: Floats
    errors: Floats
    scale: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """By grid point: what is needed to draw the months ahead."""

    weight: Floats
    mean: Floats
    mean_error: Floats
    level: Floats
    pull: Floats
    spread: Floats


def ahead(history: History, steps: int = 1, draws: int = 4000, seed: int = 5) -> Floats:
    """Draws (draw, step, vendor) of what each vendor truly will be in the next `steps` months.

    Raises ValueError where nothing was measured, or an error is not positive.
    """
    values, errors = history.values / history.scale, history.errors / history.scale
    seen = np.isfinite(values) & np.isfinite(errors)
    if not seen.any():
        raise ValueError(f"no month of {values.shape[0]} vendors was measured; there is nothing to look ahead from")
    if np.any(errors[seen] <= 0) or steps < 1:
        raise ValueError(f"errors down to {errors[seen].min() * history.scale}, {steps} steps: both must be positive")
    fit = _fit(np.where(seen, values, 0.0), np.where(seen, errors**2, _NEVER), steps)
    rng = np.random.default_rng(seed)
    at = rng.choice(len(fit.weight), draws, p=fit.weight)
    mean = fit.mean[at] + fit.mean_error[at] * rng.standard_normal(draws)
    centre = fit.level[at] + (1 - fit.pull[at]) * mean[:, None, None]
    root = np.linalg.cholesky(fit.spread + 1e-10 * np.eye(steps))[at]
    drawn = centre + np.einsum("dvst,dvt->dvs", root, rng.standard_normal(centre.shape))
    return np.asarray(np.swapaxes(drawn, 1, 2) * history.scale)


def _fit(values: Floats, variances: Floats, steps: int) -> _Fit:
    months = values.shape[1]
    tau, sigma, memory, prior = _grid()
    days = np.arange(months + steps)
    drift = sigma[:, None, None] ** 2 * memory[:, None, None] ** np.abs(days[:, None] - days[None, :])
    whole = tau[:, None, None] ** 2 + drift
    past, cross, future = whole[:, :months, :months], whole[:, months:, :months], whole[:, months:, months:]
    seen = past[:, None] + np.einsum("vm,mn->vmn", variances, np.eye(months))[None]
    sides = np.broadcast_to(np.stack([values, np.ones_like(values)], axis=2), (*seen.shape[:2], months, 2))
    solved = np.linalg.solve(seen, sides)
    weights = solved[..., 1].sum(axis=(1, 2))
    mean = solved[..., 0].sum(axis=(1, 2)) / weights
    fit = np.einsum("vm,gvm->g", values, solved[..., 0]) - weights * mean**2
    log = prior - 0.5 * (np.linalg.slogdet(seen)[1].sum(axis=1) + np.log(weights) + fit)
    weight = np.exp(log - log.max())
    pulls = np.einsum("gsm,gvmk->gvsk", cross, solved)
    learnt = np.linalg.solve(seen, np.broadcast_to(np.swapaxes(cross, 1, 2)[:, None], (*seen.shape[:3], steps)))
    spread = future[:, None] - cross[:, None] @ learnt
    return _Fit(
        weight / weight.sum(), mean, weights**-0.5, pulls[..., 0], pulls[..., 1], (spread + np.swapaxes(spread, 2, 3)) / 2
    )


def _grid() -> tuple[Floats, Floats, Floats, Floats]:
    """Every spread of levels, spread of drift and memory, with the log of its prior weight."""
    own = np.log(np.diff(np.arctan(_EDGES)))
    drifting = np.log(np.diff(np.arctan(_EDGES / _DRIFTS)))
    tau, sigma, memory = (a.ravel() for a in np.meshgrid(_SPREADS, _SPREADS, _MEMORY, indexing="ij"))
    prior = (own[:, None, None] + drifting[None, :, None] + np.zeros(len(_MEMORY))).ravel()
    return tau, sigma, memory, prior
