"""The plan's power and false accusation against waves drawn at random."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power import Standard, first_enough, lower_bound, teeth, upper_bound
from audit.ghosts.power_tails import Clustering, agent_pmf, pmf, portfolio_pmf
from tests.audit.ghosts.waves_drawn import shared_at_random, shared_evenly

WAVES = 20_000
CLOSE = 0.015  # four standard errors of 20,000 waves at a power of one half


@pytest.mark.parametrize("effect", [1.0, 1.2, 1.5, 2.0, 2.5])
@pytest.mark.parametrize("each", [3, 5, 8])
def test_power_and_error_are_what_random_waves_show(effect: float, each: int) -> None:
    rng = np.random.default_rng([11, int(effect * 10), each])
    known, unknown = Clustering(effect, each), Clustering(effect)
    for ghosts, tolerated, matters in ((10, 0.02, 0.4), (25, 0.05, 0.25), (44, 0.02, 0.12), (97, 0.05, 0.14), (200, 0.02, 0.06)):
        bad = shared_evenly(rng, WAVES, ghosts, each, matters, known.rho).sum(axis=1)
        fair = shared_evenly(rng, WAVES, ghosts, each, tolerated, known.rho).sum(axis=1)
        for clustering, allowed in ((known, CLOSE), (unknown, 0.02)):
            found = teeth(Standard(tolerated, 0.05, clustering), (matters,), 200)
            threshold = found.threshold[ghosts]
            if known.rho > 0.5 and clustering is unknown:
                continue
            assert abs((bad >= threshold).mean() - found.power[0][ghosts]) < allowed
            assert (fair >= threshold).mean() <= 0.05 + 0.004
            assert found.false_accusation[ghosts] <= 0.05


@pytest.mark.parametrize(("effect", "agents"), [(1.2, 9), (1.5, 6), (2.0, 12), (2.5, 20)])
def test_power_holds_when_ghosts_fall_to_agents_at_random(effect: float, agents: int) -> None:
    rng = np.random.default_rng([12, agents])
    for ghosts, tolerated, matters in ((44, 0.02, 0.12), (60, 0.05, 0.2), (120, 0.03, 0.1)):
        found = teeth(Standard(tolerated, 0.05, Clustering(effect)), (matters,), 200)
        rho = (effect - 1.0) * agents / (ghosts - 1.0)
        bad = shared_at_random(rng, WAVES, ghosts, agents, matters, rho).sum(axis=1)
        fair = shared_at_random(rng, WAVES, ghosts, agents, tolerated, rho).sum(axis=1)
        assert abs((bad >= found.threshold[ghosts]).mean() - found.power[0][ghosts]) < 0.02
        assert (fair >= found.threshold[ghosts]).mean() <= 0.054


@pytest.mark.parametrize("accounts", [80, 150, 400])
def test_power_in_a_finite_portfolio(accounts: int) -> None:
    rng = np.random.default_rng([13, accounts])
    standard = Standard(0.02, 0.05, Clustering())
    found = teeth(standard, (0.12,), 120 if accounts > 120 else accounts, accounts)
    bad = 0.12 * accounts
    for ghosts in (10, 20, 33, 60):
        threshold = found.threshold[ghosts]
        mixed = np.where(rng.random(WAVES) < bad - int(bad), int(bad) + 1, int(bad))
        drawn = rng.hypergeometric(mixed, accounts - mixed, ghosts)
        endless = teeth(standard, (0.12,), ghosts).power[0][ghosts]
        expected = found.power[0][ghosts]
        assert abs((drawn >= threshold).mean() - expected) < (0.02 if ghosts <= 0.05 * accounts else CLOSE)
        assert (
            rng.hypergeometric(int(0.02 * accounts), accounts - int(0.02 * accounts), ghosts, WAVES) >= threshold
        ).mean() <= 0.05
        assert expected >= endless - 0.005 or expected < 0.5
    few, many = first_enough(standard, 0.12, 0.8, accounts), first_enough(standard, 0.12, 0.8)
    assert few is not None and many is not None and few.ghosts <= many.ghosts


def test_without_clustering_it_is_the_binomial_of_the_textbook() -> None:
    found = teeth(Standard(0.02, 0.05, Clustering()), (0.12,), 120)
    for ghosts in range(1, 121):
        counts = np.arange(ghosts + 2)
        expected = counts[binom.sf(counts - 1, ghosts, 0.02) <= 0.05][0]
        assert found.threshold[ghosts] == expected
        assert found.power[0][ghosts] == pytest.approx(binom.sf(expected - 1, ghosts, 0.12), abs=1e-12)
    enough = first_enough(Standard(0.02, 0.05, Clustering()), 0.12, 0.8)
    assert enough is not None
    power = found.power[0]
    assert enough.ghosts == np.flatnonzero(power >= 0.8)[0] == 35
    assert enough.dips_at is not None and power[enough.dips_at] < 0.8 <= power[enough.dips_at - 1]
    assert (power[enough.safe_from :] >= 0.8).all() and power[enough.safe_from - 1] < 0.8


def test_clustering_asks_for_more_ghosts() -> None:
    ghosts = []
    for effect in (1.0, 1.2, 1.5, 2.5):
        enough = first_enough(Standard(0.02, 0.05, Clustering(effect)), 0.12, 0.8)
        assert enough is not None
        ghosts.append(enough.ghosts)
    assert ghosts == sorted(ghosts) and ghosts[-1] > 2 * ghosts[0]


def test_no_number_of_ghosts_for_what_cannot_be_told() -> None:
    assert first_enough(Standard(0.40, 0.05, Clustering(1.2)), 0.41, 0.9) is None
    assert first_enough(Standard(0.02, 0.05, Clustering()), 0.12, 0.8, accounts=12) is None


def test_distributions() -> None:
    for rho in (0.0, 0.1, 0.7, 1.0):
        found = agent_pmf(6, 0.3, rho)
        x = np.arange(7)
        assert found.sum() == pytest.approx(1.0) and found @ x == pytest.approx(1.8)
        assert found @ (x - 1.8) ** 2 == pytest.approx(6 * 0.3 * 0.7 * (1 + 5 * rho))
    assert agent_pmf(4, 0.0, 0.2)[0] == 1.0 and agent_pmf(4, 1.0, 0.2)[4] == 1.0
    assert portfolio_pmf(20, 0.1, 100) == pytest.approx(hypergeom.pmf(np.arange(21), 100, 10, 20), abs=1e-10)
    assert portfolio_pmf(20, 0.105, 100) @ np.arange(21) == pytest.approx(2.1)


@pytest.mark.parametrize("effect", [1.0, 1.4, 2.5])
def test_one_sided_bounds_are_right_at_their_own_rate(effect: float) -> None:
    clustering = Clustering(effect, 5)
    rng = np.random.default_rng([14, int(effect * 10)])
    for faults, ghosts in ((0, 44), (3, 44), (1, 12), (11, 12)):
        high = upper_bound(faults, ghosts, clustering)
        assert pmf(ghosts, high, clustering)[: faults + 1].sum() == pytest.approx(0.05, abs=1e-6)
        drawn = shared_evenly(rng, WAVES, ghosts, 5, high, clustering.rho).sum(axis=1)
        assert abs((drawn <= faults).mean() - 0.05) < 0.006
        low = lower_bound(faults, ghosts, clustering)
        assert low == 0.0 if faults == 0 else pmf(ghosts, low, clustering)[faults:].sum() == pytest.approx(0.05, abs=1e-6)
    assert upper_bound(12, 12, clustering) == 1.0
    assert upper_bound(0, 44, Clustering()) == pytest.approx(1 - 0.05 ** (1 / 44), abs=1e-8)


@pytest.mark.parametrize(("effect", "each"), [(0.9, None), (float("nan"), None), (3.0, 2), (1.2, 0), (25.0, None)])
def test_a_clustering_that_cannot_be(effect: float, each: int | None) -> None:
    with pytest.raises(BadPlan):
        Clustering(effect, each)
