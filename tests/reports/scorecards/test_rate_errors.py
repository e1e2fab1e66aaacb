"""Errors of vendors' effects: what the fit swallowed is given back once, and few huge payments are known by few people."""

import numpy as np
import pytest

from reports.scorecards import vendor_effects
from reports.scorecards.adjusted import Recovery, recovery
from reports.scorecards.facts import Floats
from reports.scorecards.rate_model import fit_rates, kept
from tests.reports.scorecards.worlds import accounts


def drawn(spread: float) -> Recovery:
    """Eight vendors alike, the same people paying; amounts spread on the logarithm."""
    rng, n = np.random.default_rng(21), 8000
    pays, size = rng.random(n) < 0.1, np.exp(rng.normal(0, 1, n) * spread - spread**2 / 2)
    return recovery(accounts(rng.integers(0, 8, n), pays * 10_000 * size), 8)


def test_a_residual_keeps_what_the_fit_leaves_it_of_its_variance() -> None:
    """Against the whole matrix that turns what was seen into residuals."""
    rng, n = np.random.default_rng(5), 60
    design = np.column_stack([np.ones(n), rng.normal(size=(n, 5))])
    weight, ridge = rng.uniform(0.3, 2, n), np.array([0.0, 4.0, 4.0, 4.0, 4.0, 0.0])
    fit = fit_rates(design, rng.poisson(2, n).astype(float), np.zeros(n), weight, ridge)
    turn = np.eye(n) - design @ fit.inverse @ (design * (weight * fit.mean)[:, None]).T
    variance = 1 / (weight * fit.mean)
    assert kept(fit, design, weight, ridge) == pytest.approx((turn**2 @ variance) / variance)


@pytest.mark.parametrize("share", [0.25, 0.81])
def test_what_the_fit_swallowed_is_given_back_once(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """Residuals that keep a quarter of their variance are doubled, so that squares are what they would have been."""
    assert residuals(monkeypatch, share) == pytest.approx(residuals(monkeypatch, 1.0) / np.sqrt(share))


def residuals(monkeypatch: pytest.MonkeyPatch, share: float) -> Floats:
    """As errors are made of them, were every row to keep this share of its variance."""
    heard: list[Floats] = []

    def listen(pull: Floats, residual: Floats, *rest: Floats) -> tuple[Floats, Floats]:
        heard.append(residual)
        return np.eye(pull.shape[1]), np.full(pull.shape[1], 30.0)

    monkeypatch.setattr(vendor_effects, "kept", lambda fit, design, weight, ridge: np.full(len(design), share))
    monkeypatch.setattr(vendor_effects, "errors", listen)
    drawn(0.5)
    return heard[0]


def test_where_few_payments_decide_what_is_lent_is_known_by_few() -> None:
    even, huge = drawn(0.0), drawn(2.5)
    assert even.freedom.min() > 100
    assert huge.freedom.max() < 10
