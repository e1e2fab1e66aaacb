"""The hierarchical model: integrates to exact sums, draws small vendors in most, and is honest where nothing was seen."""

import numpy as np
import pytest

from reports.kpis.clustered import Sums
from reports.scorecards.counted import counted
from reports.scorecards.measure import vendor_measures
from reports.scorecards.shrinkage import drawn_together
from reports.scorecards.shrinkage_normal import drawn_together_normal
from tests.reports.scorecards.worlds import sums

PROMISES, COMPLAINTS, SKILL = (vendor_measures()[name] for name in ("promises_kept", "complaints", "skill"))


def test_own_share_is_the_ratio_with_an_interval_near_wilsons() -> None:
    own = counted([sums(31, 412), sums(40, 400)], PROMISES).values[0]
    assert own.value == 31 / 412
    assert own.low == pytest.approx(0.0535, abs=0.003)
    assert own.high == pytest.approx(0.1048, abs=0.004)


def test_small_vendors_are_drawn_in_more_than_large_ones() -> None:
    held = [sums(500, 1000), sums(510, 1000), sums(480, 1000), sums(9, 10)]
    found = counted(held, PROMISES)
    assert found.evidence is not None
    middle = np.median(drawn_together(found.evidence, 1), axis=0)
    assert middle[3] < 0.7
    assert abs(middle[0] - 0.5) < 0.015


def test_draws_match_the_exact_posterior_of_a_normal_model() -> None:
    value, error = np.array([0.0, 0.3, 0.9, -0.4, 0.2]), np.array([0.2, 0.3, 0.25, 0.2, 0.4])
    drawn = drawn_together_normal(value, np.diag(error**2), np.full(5, 1e6), 3, draws=40_000)
    middle = float(np.sqrt(5 / np.sum(1 / error**2)))
    tau = np.exp(np.linspace(np.log(1e-3), np.log(30), 4000))
    precision = 1 / (error[None] ** 2 + tau[:, None] ** 2)
    mean = (precision * value).sum(axis=1) / precision.sum(axis=1)
    log = 0.5 * np.log(precision).sum(axis=1) - 0.5 * np.log(precision.sum(axis=1))
    log += -0.5 * (precision * (value - mean[:, None]) ** 2).sum(axis=1) - 2 * np.log(2 * middle + tau) + np.log(tau)
    weight = np.exp(log - log.max())
    pull = tau[:, None] ** 2 * precision
    exact = (weight[:, None] * (mean[:, None] + pull * (value - mean[:, None]))).sum(axis=0) / weight.sum()
    assert drawn.mean(axis=0) == pytest.approx(exact, abs=0.012)


def test_none_in_few_is_no_promise_of_none() -> None:
    found = counted([sums(0, 12), sums(0, 400), sums(8, 300)], PROMISES)
    small, large, _ = found.values
    assert (small.value, small.low) == (0.0, 0.0)
    assert small.high is not None and large.high is not None
    assert small.high > 0.15 > 0.02 > large.high > 0.002
    assert found.evidence is not None
    high = np.quantile(drawn_together(found.evidence, 2), 0.975, axis=0)
    assert high[0] > high[1] > 0.001


def test_all_in_all_reaches_its_end() -> None:
    found = counted([sums(40, 40), sums(30, 60)], PROMISES).values[0]
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low is not None
    assert 0.85 < found.low < 0.97


def test_no_complaint_of_anybody_still_has_a_bound() -> None:
    found = counted([Sums(200, 200, 0, 200, 0, 0, 200), Sums(300, 300, 0, 300, 0, 0, 300)], COMPLAINTS).values[0]
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high is not None
    assert 3 / 400 < found.high < 8 / 200


def test_one_cluster_has_a_value_and_no_interval() -> None:
    found = counted([Sums(1, 9, 30.0, 9.0, 900.0, 270.0, 81.0), Sums(1, 5, 20.0, 5.0, 400.0, 100.0, 25.0)], SKILL)
    assert found.values[0].value == pytest.approx(30 / 9)
    assert found.values[0].low is None
    assert found.known == ()
    assert found.evidence is None


def test_nothing_below_the_line_is_no_value() -> None:
    found = counted([Sums(0, 0, 0, 0, 0, 0, 0), sums(3, 30), sums(5, 30)], PROMISES)
    assert found.values[0].value is None
    assert found.known == (1, 2)


def test_one_vendor_alone_keeps_its_own_evidence() -> None:
    found = counted([sums(30, 100)], PROMISES)
    assert found.evidence is not None
    drawn = drawn_together(found.evidence, 1)
    own = found.values[0]
    assert own.low is not None and own.high is not None
    assert np.quantile(drawn[:, 0], (0.025, 0.975)) == pytest.approx((own.low, own.high), abs=0.006)


def test_forty_vendors_of_wildly_unequal_sizes() -> None:
    rng = np.random.default_rng(4)
    sizes = np.exp(rng.uniform(np.log(5), np.log(200_000), 40)).astype(int)
    found = counted([sums(int(rng.binomial(n, 0.3)), int(n)) for n in sizes], PROMISES)
    assert found.evidence is not None
    low, high = np.quantile(drawn_together(found.evidence, 9), (0.025, 0.975), axis=0)
    assert ((low <= 0.3) & (high >= 0.3)).mean() > 0.85
    assert high.max() < 0.5


def test_the_same_seed_gives_the_same_draws() -> None:
    found = counted([sums(30, 100), sums(20, 90)], PROMISES)
    assert found.evidence is not None
    assert np.array_equal(drawn_together(found.evidence, 1), drawn_together(found.evidence, 1))
    assert not np.array_equal(drawn_together(found.evidence, 1), drawn_together(found.evidence, 2))
