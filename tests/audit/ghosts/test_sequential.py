"""Looking before the end: errors and powers against waves drawn ghost by ghost, and the watch that holds on any day."""

from dataclasses import replace

import numpy as np
import pytest

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power import Standard, teeth
from audit.ghosts.power_tails import Clustering
from audit.ghosts.sequential import Looks, Spending, Stopping, courses, error_of, even_looks, power_of
from audit.ghosts.sequential_bounds import boundaries, with_clearing
from audit.ghosts.sequential_monitor import watch
from tests.audit.ghosts.waves_drawn import agent_rates, ghost_by_ghost

WAVES = 20_000
CLOSE = 0.015


def walked(looks: Looks, faults: np.ndarray) -> tuple[float, float, float]:
    """Share accused, share cleared and ghosts on average, following the rule look by look."""
    going = np.ones(len(faults), dtype=bool)
    accused, cleared, ghosts = np.zeros(len(faults), bool), np.zeros(len(faults), bool), np.zeros(len(faults))
    for n, at, clear in zip(looks.ghosts, looks.accuse_at, looks.clear_at, strict=True):
        count = faults[:, :n].sum(axis=1)
        ghosts[going] = n
        accused |= going & (count >= at)
        cleared |= going & (count < at) & (count <= clear)
        going &= ~(accused | cleared)
    return float(accused.mean()), float(cleared.mean()), float(ghosts.mean())


def drawn(seed: int, ghosts: int, clustering: Clustering, rate: float, shuffled: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found = ghost_by_ghost(rng, WAVES, ghosts, clustering.ghosts_per_agent or 1, rate, clustering.rho)
    return rng.permuted(found, axis=1) if shuffled else found


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize("effect", [1.0, 1.3, 2.5])
@pytest.mark.parametrize("stopping", [Stopping.CURTAILED, Stopping.SPENDING])
def test_looks_neither_inflate_the_error_nor_lose_the_power_told(number: int, effect: float, stopping: Stopping) -> None:
    clustering = Clustering(effect, 5)
    standard = Standard(0.02, 0.05, clustering)
    for ghosts, matters in ((40, 0.15), (90, 0.12)):
        threshold = int(teeth(standard, (matters,), ghosts).threshold[ghosts])
        looks = with_clearing(boundaries(even_looks(ghosts, number), threshold, standard, stopping), matters, standard, 0.0)
        assert error_of(looks, 0.02, (clustering,)) <= 0.05
        for shuffled in (True, False):
            fair, bad = (drawn(number, ghosts, clustering, rate, shuffled) for rate in (0.02, matters))
            assert walked(replace(looks, clear_at=(-1,) * len(looks.ghosts)), fair)[0] <= 0.054
            told = courses(looks, matters, clustering)
            accused, cleared, used = walked(looks, bad)
            assert min(abs(accused - c.accuses) for c in told) < CLOSE
            assert accused > power_of(looks, matters, clustering) - CLOSE
            assert min(abs(used - c.expected_ghosts) for c in told) < 0.02 * ghosts
            assert cleared <= 0.056


def test_curtailing_changes_neither_error_nor_power() -> None:
    clustering = Clustering(1.4, 4)
    standard = Standard(0.03, 0.05, clustering)
    threshold = int(teeth(standard, (0.15,), 50).threshold[50])
    once = boundaries((50,), threshold, standard, Stopping.NEVER)
    often = boundaries(even_looks(50, 6), threshold, standard, Stopping.CURTAILED)
    mixed_once, mixed_often = (courses(looks, 0.15, clustering)[0] for looks in (once, often))
    assert mixed_often.accuses == pytest.approx(mixed_once.accuses, abs=1e-12)
    assert mixed_once.expected_ghosts == pytest.approx(50)
    assert mixed_often.expected_ghosts < 49


def test_naive_looks_are_worse_than_told_boundaries() -> None:
    """Testing each week at the full alpha is the mistake the boundaries are there for."""
    standard = Standard(0.05, 0.05, Clustering())
    found = teeth(standard, (0.2,), 120)
    weeks = even_looks(120, 6)
    naive = Looks(weeks, tuple(int(found.threshold[n]) for n in weeks), (-1,) * 6)
    assert error_of(naive, 0.05, (Clustering(),)) > 0.07
    proper = boundaries(weeks, int(found.threshold[120]), standard, Stopping.SPENDING)
    assert error_of(proper, 0.05, (Clustering(),)) <= 0.05


def test_a_bad_vendor_is_stopped_early_and_a_spotless_one_cleared_early() -> None:
    standard = Standard(0.02, 0.05, Clustering(1.2))
    looks = with_clearing(boundaries(even_looks(90, 6), 5, standard, Stopping.SPENDING), 0.12, standard, 0.8)
    assert courses(looks, 0.25, standard.clustering)[0].expected_ghosts < 40
    spotless = courses(looks, 0.0, standard.clustering)[0]
    assert spotless.clears == pytest.approx(1.0) and spotless.expected_ghosts < 70
    assert list(looks.accuse_at) == sorted(looks.accuse_at)


@pytest.mark.parametrize("spending", list(Spending))
def test_all_alpha_is_spent_at_the_end_and_no_more(spending: Spending) -> None:
    spent = [spending.spent(share, 0.05) for share in (0.1, 0.3, 0.7, 1.0)]
    assert spent == sorted(spent) and spent[-1] == 0.05 and spent[0] > 0.0


def test_fewer_ghosts_than_looks() -> None:
    assert even_looks(3, 6) == (1, 2, 3)
    assert even_looks(47, 4) == (12, 24, 36, 47)


@pytest.mark.parametrize(("rate", "rho"), [(0.02, 0.0), (0.05, 0.2), (0.2, 0.5), (0.05, 1.0)])
def test_the_watch_holds_on_every_day_whatever_agents_are_like(rate: float, rho: float) -> None:
    rng = np.random.default_rng([21, int(rate * 100), int(rho * 10)])
    left = false = 0
    waves = 300
    for _ in range(waves):
        sizes = rng.integers(1, 9, 25)
        rates = (rng.random(25) < rate) * 1.0 if rho == 1.0 else agent_rates(rng, rate, rho, (1, 25))[0]
        seen = watch([(int(x), int(n)) for x, n in zip(rng.binomial(sizes, rates), sizes, strict=True)], rate)
        left += bool(((seen.low > rate) | (seen.high < rate)).any())
        false += bool((seen.evidence >= 20.0).any())
    assert left / waves <= 0.08 and false / waves <= 0.08


def test_the_watch_sees_a_bad_vendor_and_narrows() -> None:
    rng = np.random.default_rng(22)
    seen = watch([(int(x), 5) for x in rng.binomial(5, agent_rates(rng, 0.3, 0.05, (1, 40))[0])], 0.02)
    assert seen.evidence[-1] > 20.0 and seen.low[-1] > 0.02 and seen.low[-1] < 0.3 < seen.high[-1]
    assert (np.diff(seen.low) >= 0).all() and (np.diff(seen.high) <= 0).all()
    clean = watch([(0, 5)] * 40, 0.02)
    assert clean.low[-1] == 0.0 and clean.high[-1] < 0.2 and clean.evidence[-1] < 1.0


@pytest.mark.parametrize("agent", [(3, 2), (-1, 4), (0, 0)])
def test_an_agent_that_cannot_be(agent: tuple[int, int]) -> None:
    with pytest.raises(BadPlan):
        watch([agent], 0.02)
