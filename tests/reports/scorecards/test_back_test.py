import numpy as np
import pytest

from reports.scorecards.back_test import LEAST_TOLD, LEVELS, BackTest, Tested, back_test
from reports.scorecards.drift import History, ahead
from reports.scorecards.past import Counted, Past


def past(rng: np.random.Generator, vendors: int, months: int, jump: float = 0.0, drift: float = 0.04) -> Past:
    """Vendors drifting with a memory of 0.8; in the last month they all `jump` in recovery, up or down by turns."""
    level = 0.1 * rng.standard_normal((vendors, 1))
    walk = np.zeros((vendors, months))
    for m in range(months):
        walk[:, m] = 0.8 * walk[:, m - 1] * (m > 0) + drift * (0.6 if m else 1.0) * rng.standard_normal(vendors)
    walk[:, -1] += jump * (-1.0) ** np.arange(vendors)
    errors = rng.uniform(0.02, 0.05, walk.shape)
    people = np.full(walk.shape, 3000.0)
    counts = {
        name: Counted(rng.poisson(people * rate * np.exp(3 * level + walk)).astype(float), people, np.ones(walk.shape))
        for name, rate in (("complaints", 0.004), ("against_law", 0.05))
    }
    return Past(
        vendors=tuple(f"v{n}" for n in range(vendors)),
        segment="",
        log_recovery=level + walk + errors * rng.standard_normal(walk.shape),
        log_error=errors,
        expected=np.full(walk.shape, 1e6),
        chance=errors,
        accounts=people.astype(np.int64),
        people=people,
        complaints=counts["complaints"],
        against_law=counts["against_law"],
        covered=np.ones((vendors, vendors)),
    )


def by_kind(found: tuple[BackTest, ...]) -> dict[Tested, BackTest]:
    return {f.tested: f for f in found}


def test_it_tells_only_from_what_came_before() -> None:
    """Changing a month changes nothing of what was told of it, nor before it."""
    found = past(np.random.default_rng(1), 4, 5)
    changed = past(np.random.default_rng(1), 4, 5)
    changed.log_recovery[:, -1] += 5
    before, after = (by_kind(back_test(p))[Tested.RECOVERY] for p in (found, changed))
    assert [(t.low, t.high) for t in before.told] == [(t.low, t.high) for t in after.told]
    assert [t.hit for t in before.told if t.month < 4] == [t.hit for t in after.told if t.month < 4]
    assert not any(t.hit for t in after.told if t.month == 4)


def test_hits_are_counted_with_their_n() -> None:
    told = by_kind(back_test(past(np.random.default_rng(2), 4, 8)))
    for found in told.values():
        assert found.hits.n == len(found.told) == 4 * 6 and found.cause is None
        assert found.hits.value == sum(t.low <= t.came <= t.high for t in found.told) / 24
        assert set(found.coverage) == set(LEVELS)


def test_too_short_a_past_is_not_shown() -> None:
    found = by_kind(back_test(past(np.random.default_rng(3), 3, 4)))[Tested.RECOVERY]
    assert found.hits.n == 6 < LEAST_TOLD and found.cause is not None and "6" in found.cause["es"]
    assert by_kind(back_test(past(np.random.default_rng(3), 3, 1)))[Tested.RECOVERY].hits.value is None


def test_what_was_not_measured_is_passed_over() -> None:
    found = past(np.random.default_rng(4), 4, 6)
    found.log_recovery[1] = np.nan
    found.complaints.seen[:, 4] = np.nan
    told = by_kind(back_test(found))
    assert "v1" not in {t.vendor for t in told[Tested.RECOVERY].told}
    assert 4 not in {t.month for t in told[Tested.COMPLAINTS].told} and told[Tested.AGAINST_LAW].hits.n == 16


def test_a_break_in_all_vendors_is_missed_and_seen_to_be() -> None:
    found = by_kind(back_test(past(np.random.default_rng(5), 6, 6, jump=0.8)))[Tested.RECOVERY]
    assert sum(t.hit for t in found.told if t.month == 5) == 0


def test_it_holds_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20261122)
    told = [t for _ in range(25) for f in back_test(past(rng, 5, 7)) for t in f.told]
    assert len(told) == 25 * 3 * 5 * 5
    pit = np.array([t.pit for t in told])
    assert 0.92 <= np.mean([t.hit for t in told]) <= 0.985
    assert 0.45 <= np.mean(np.abs(pit - 0.5) <= 0.25) <= 0.60
    assert abs(pit.mean() - 0.5) < 0.03


def test_looking_ahead_widens_with_the_months_and_refuses_nothing_or_nonsense() -> None:
    values = np.array([[0.1, 0.2, 0.1, 0.15], [-0.1, 0.0, -0.2, -0.1]])
    errors = np.full_like(values, 0.03)
    drawn = ahead(History(values, errors, 0.1), 6)
    assert drawn.shape == (4000, 6, 2) and drawn[:, 5].std() >= drawn[:, 0].std()
    assert np.array_equal(drawn, ahead(History(values, errors, 0.1), 6))
    with pytest.raises(ValueError, match="no month"):
        ahead(History(np.full_like(values, np.nan), errors, 0.1))
    with pytest.raises(ValueError, match="must be positive"):
        ahead(History(values, errors * 0, 0.1))


def test_the_unit_of_a_history_does_not_matter() -> None:
    values = np.array([[0.1, 0.2, 0.1], [-0.1, 0.0, -0.2]])
    one = ahead(History(values, np.full_like(values, 0.03), 0.1))
    other = ahead(History(values * 1000, np.full_like(values, 30.0), 100.0))
    assert np.allclose(one * 1000, other)


def test_a_vendor_never_measured_is_what_vendors_may_be() -> None:
    values = np.array([[0.1, 0.2, 0.1], [-0.1, 0.0, -0.2], [np.nan] * 3])
    drawn = ahead(History(values, np.full_like(values, 0.03), 0.1))[:, 0]
    assert drawn[:, 2].std() > drawn[:, 0].std() and abs(float(np.median(drawn[:, 2]))) < 0.1
