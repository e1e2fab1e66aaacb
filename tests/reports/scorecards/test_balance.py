from itertools import combinations

import numpy as np
import pytest

from reports.intervals import Estimate
from reports.scorecards.balance import EXPERIENCE, Held, balance_of
from reports.scorecards.card import Balance, HeadlineKind


def held(key: str, x: float, x_error: float, y: float, y_error: float) -> Held:
    treatment = Estimate(x, x - 1.96 * x_error, x + 1.96 * x_error, 400)
    recovery = Estimate(np.exp(y), np.exp(y - 1.96 * y_error), np.exp(y + 1.96 * y_error), 9000)
    return Held(key, treatment, recovery, x_error, y_error)


def inside(ellipse: tuple[float, float, float, float, float], x: float, y: float) -> bool:
    a, b, long, short, turn = ellipse
    along = (x - a) * np.cos(turn) + (y - b) * np.sin(turn)
    across = -(x - a) * np.sin(turn) + (y - b) * np.cos(turn)
    return bool((along / long) ** 2 + (across / short) ** 2 <= 1)


def test_clearly_better_in_both_dominates_and_leads() -> None:
    found = balance_of([held("good", 75, 2, 0.1, 0.02), held("bad", 50, 2, -0.1, 0.02), held("soft", 85, 2, -0.1, 0.02)])
    points = {p.vendor: p for p in found.points}
    assert points["bad"].dominated_by == ("good",) and points["good"].dominated_by == () and not points["bad"].frontier
    assert points["good"].frontier and points["soft"].frontier
    assert found.headlines[0].kind is HeadlineKind.TREATS_BETTER and found.headlines[0].first == "soft"
    assert points["soft"].experience_rank == (1, 1) and points["good"].recovery_rank == (1, 1)
    assert found.together == ()


def test_vendors_alike_are_said_to_be_so() -> None:
    found = balance_of([held("a", 60, 4, 0.01, 0.04), held("b", 61, 4, -0.01, 0.04), held("c", 60.5, 4, 0, 0.04)])
    assert found.together == (("a", "b"), ("a", "c"), ("b", "c"))
    assert [h.kind for h in found.headlines] == [HeadlineKind.NONE_APART]
    assert all(p.experience_rank == (1, 3) and p.dominated_by == () for p in found.points)


def test_a_trade_is_told_from_whoever_treats_better() -> None:
    found = balance_of([held("hard", 50, 1.5, 0.12, 0.015), held("soft", 80, 1.5, -0.12, 0.015), held("mid", 65, 1.5, 0, 0.015)])
    first = found.headlines[0]
    assert (first.kind, first.first, first.second) == (HeadlineKind.TRADE, "soft", "hard")
    assert first.experience is not None and first.experience.low is not None and first.experience.low > 0
    assert first.recovery is not None and first.recovery.high is not None and first.recovery.high < 0


def test_one_vendor_alone_is_a_point_without_comparison() -> None:
    found = balance_of([held("a", 60, 4, 0.0, 0.05)])
    (point,) = found.points
    assert point.ellipse is not None and inside(point.ellipse, 60, 1.0) and not inside(point.ellipse, 72, 1.0)
    assert not point.frontier and point.experience_rank is None and not (found.pairs or found.headlines or found.together)


@pytest.mark.parametrize(
    "missing", [Estimate(None, None, None, 0), Estimate(60.0, None, None, 1), Estimate(float("nan"), 1, 2, 3)]
)
def test_whoever_lacks_a_measure_is_not_compared(missing: Estimate) -> None:
    odd = Held("x", missing, Estimate(1.0, 0.9, 1.1, 500))
    found = balance_of([held("a", 60, 4, 0, 0.05), odd, held("b", 70, 4, 0, 0.05)])
    points = {p.vendor: p for p in found.points}
    assert points["x"].ellipse is None and not points["x"].frontier and points["a"].ellipse is not None
    assert {(p.first, p.second) for p in found.pairs} == {("a", "b")}


def test_nothing_recovered_has_no_logarithm_and_is_not_compared() -> None:
    nothing = Held("x", Estimate(60, 50, 70, 40), Estimate(0.0, 0.0, 0.2, 30))
    assert balance_of([nothing, held("b", 70, 4, 0, 0.05)]).pairs == ()


def test_no_spread_at_all_still_answers() -> None:
    found = balance_of([held(k, 60, 3, 0.0, 0.05) for k in "abcd"])
    assert all(p.ellipse is not None and np.all(np.isfinite(p.ellipse)) for p in found.points)
    assert len(found.together) == 6


def test_errors_shared_by_the_vendors_do_not_tell_them_apart_less() -> None:
    vendors = [held("a", 60, 3, 0.06, 0.05), held("b", 60, 3, -0.06, 0.05), held("c", 60, 3, 0.0, 0.05)]
    shared = 0.05**2 * (0.97 * np.ones((3, 3)) + 0.03 * np.eye(3))
    alone, together = balance_of(vendors), balance_of(vendors, covariance=shared)
    assert not any(p.apart for p in alone.pairs)
    assert [p.apart for p in together.pairs if {p.first, p.second} == {"a", "b"} and p.measure != EXPERIENCE] == [True]
    with pytest.raises(ValueError, match="one row and one column"):
        balance_of(vendors, covariance=np.eye(2))


def test_it_is_the_same_each_time_and_money_of_another_scale_changes_nothing() -> None:
    vendors = [held("a", 60, 3, 0.06, 0.05), held("b", 66, 3, -0.06, 0.05)]
    assert balance_of(vendors) == balance_of(vendors)


def _world(rng: np.random.Generator, many: int, tau: tuple[float, float], rho: float) -> tuple[np.ndarray, list[Held]]:
    spread = [[tau[0] ** 2, rho * tau[0] * tau[1]], [rho * tau[0] * tau[1], tau[1] ** 2]]
    true = rng.multivariate_normal([60, 0], spread, many)
    errors = np.column_stack([rng.uniform(1.5, 6, many), rng.uniform(0.01, 0.06, many)])
    seen = true + errors * rng.standard_normal((many, 2))
    return true, [held(str(n), *(float(v) for v in (seen[n, 0], errors[n, 0], seen[n, 1], errors[n, 1]))) for n in range(many)]


def _wrong(found: Balance, true: np.ndarray) -> bool:
    """Whether any pair's interval misses the true difference, in treatment."""
    gaps = {(p.first, p.second): p.difference for p in found.pairs if p.measure == EXPERIENCE}
    return any(
        not (gaps[str(a), str(b)].low or 0) <= true[a, 0] - true[b, 0] <= (gaps[str(a), str(b)].high or 0)
        for a, b in combinations(range(len(true)), 2)
    )


def test_regions_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(20261122)
    hits, regions, wrong, rounds = 0, 0, 0, 30
    kinds = [(3, (10.0, 0.08), -0.6), (6, (10.0, 0.08), -0.6), (6, (4.0, 0.03), 0.0), (12, (8.0, 0.05), 0.5)]
    for many, tau, rho in kinds * rounds:
        true, vendors = _world(rng, many, tau, rho)
        found = balance_of(vendors)
        hits += sum(inside(p.ellipse, true[n, 0], float(np.exp(true[n, 1]))) for n, p in enumerate(found.points) if p.ellipse)
        regions += many
        wrong += _wrong(found, true)
    assert 0.90 <= hits / regions <= 0.985, hits / regions
    assert wrong / (len(kinds) * rounds) <= 0.10
