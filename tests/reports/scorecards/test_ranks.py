"""Places, the best and pairs come of the same draws and cannot contradict each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.scorecards.ranks import best, by_harm, gaps, places


def draws(*means: float, spread: float = 0.1, count: int = 4000) -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.array(means) + spread * rng.normal(size=(count, len(means)))


def test_far_apart_are_told_and_near_ones_not() -> None:
    found = gaps(draws(1.0, 1.01, 2.0))
    assert [(g.first, g.second, g.apart) for g in found] == [(0, 1, False), (0, 2, True), (1, 2, True)]
    assert places(3, found, up=True) == ((2, 3), (2, 3), (1, 1))
    assert places(3, found, up=False) == ((1, 2), (1, 2), (3, 3))


def test_best_follows_the_way_that_is_better() -> None:
    drawn = draws(1.0, 1.3, 2.0)
    assert best(drawn, up=True)[2] == pytest.approx(1.0, abs=1e-3)
    assert best(drawn, up=False)[0] > 0.95
    assert list(by_harm(drawn, up=True)) == [0, 1, 2]
    assert list(by_harm(drawn, up=False)) == [2, 1, 0]


def test_ties_share_being_best() -> None:
    assert list(best(np.ones((10, 4)), up=True)) == [0.25] * 4


def test_the_band_holds_all_pairs_together() -> None:
    rng = np.random.default_rng(5)
    drawn = rng.normal(size=(8000, 8)) * rng.uniform(0.2, 2, 8)
    found = gaps(drawn)
    off = np.array([drawn[:, g.first] - drawn[:, g.second] for g in found])
    low, high = (np.array([getattr(g, side) for g in found])[:, None] for side in ("low", "high"))
    assert ((off >= low) & (off <= high)).all(axis=0).mean() == pytest.approx(0.95, abs=0.01)


def test_one_alone_has_no_pair() -> None:
    assert gaps(draws(1.0)) == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=7), st.booleans())
def test_places_hold_together(means: list[float], up: bool) -> None:
    drawn = draws(*means, count=500)
    told = places(len(means), gaps(drawn), up)
    assert all(1 <= low <= high <= len(means) for low, high in told)
    assert best(drawn, up).sum() == pytest.approx(1.0)
    assert any(low == 1 for low, _ in told)
    assert any(high == len(means) for _, high in told)
