"""Intervals and verdicts against waves drawn at random: coverage, false accusation, honest doubt."""

from collections import Counter

import numpy as np
import pytest

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power import Standard, teeth
from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Outcome, Tally, bound, measured_likeness, rate_of, tally
from audit.ghosts.rates_compare import Order, differences
from audit.ghosts.rates_decision import Accusation, Reason, Verdict, decide, decide_counted, decide_family
from tests.audit.ghosts.waves_drawn import agent_rates, shared_evenly

WAVES = 1500


def outcomes(agents: list[tuple[int, int]], retired: int = 0) -> list[Outcome]:
    """Ghosts of agents given as (mistreated, ghosts); the first `retired` well-treated ones are unknown."""
    out: list[Outcome] = []
    for a, (faults, ghosts) in enumerate(agents):
        for g in range(ghosts):
            unknown = retired > 0 and g >= faults
            retired -= unknown
            out.append(Outcome(f"g{a}-{g}", f"a{a}", None if unknown else g < faults))
    return out


def counted(faults: np.ndarray, each: int) -> Tally:
    return Tally(tuple(sorted((int(x), each) for x in faults)), (0, 0), 0)


def coverage(seed: int, agents: int, each: int, rates: tuple[float, ...], rho: float, expected: Clustering) -> dict[float, float]:
    """Share of waves whose interval holds the true rate, rates drawn within a quarter around each nominal one."""
    rng = np.random.default_rng([31, seed])
    out = {}
    for nominal in rates:
        true = nominal * np.exp(rng.uniform(-0.25, 0.25, WAVES))
        drawn = np.array([rng.binomial(each, agent_rates(rng, p, rho, (1, agents))[0]) for p in true])
        limits: dict[Tally, tuple[float, float]] = {}
        held = 0
        for p, faults in zip(true, drawn, strict=True):
            found = counted(faults, each)
            if found not in limits:
                limits[found] = (bound(found, expected, 0.025), bound(found, expected, 0.975))
            held += limits[found][0] <= p <= limits[found][1]
        out[nominal] = held / WAVES
    return out


@pytest.mark.parametrize(("agents", "each"), [(4, 5), (8, 5), (12, 4), (20, 5), (25, 2), (6, 10)])
@pytest.mark.parametrize("rho", [0.0, 0.05, 0.10])
def test_intervals_cover_where_the_plan_guessed_the_clustering(agents: int, each: int, rho: float) -> None:
    expected = Clustering(1.0 + (each - 1) * rho, each)
    found = coverage(agents * each + int(100 * rho), agents, each, (0.04, 0.08, 0.12, 0.2), rho, expected)
    assert 0.94 <= np.mean(list(found.values())) <= 0.981, found
    assert min(found.values()) > 0.915, found


@pytest.mark.parametrize(("agents", "each"), [(8, 5), (20, 5), (25, 2)])
def test_intervals_still_cover_where_agents_differ_five_times_more(agents: int, each: int) -> None:
    found = coverage(agents, agents, each, (0.04, 0.08, 0.12, 0.2), 0.25, Clustering(1.0 + (each - 1) * 0.05, each))
    assert np.mean(list(found.values())) > 0.915, found


@pytest.mark.parametrize(
    ("ghosts", "each", "effect"), [(50, 5, 1.2), (60, 5, 1.2), (84, 4, 1.5), (80, 5, 1.0), (90, 10, 1.5), (100, 5, 2.5)]
)
def test_false_accusation_and_power_of_the_verdict(ghosts: int, each: int, effect: float) -> None:
    clustering = Clustering(effect, each)
    held = Accusation(0.02, 0.12, 0.05, clustering)
    told = teeth(Standard(0.02, 0.05, clustering), (0.12,), ghosts)
    rng = np.random.default_rng([32, ghosts])
    waves = 8000

    def shares(rate: float, rho: float) -> Counter[Verdict]:
        return Counter(
            decide_counted(found, found, held).verdict
            for found in (counted(faults, each) for faults in shared_evenly(rng, waves, ghosts, each, rate, rho))
        )

    planned = clustering.rho
    assert shares(0.02, planned)[Verdict.ACCUSE] / waves <= 0.055
    bad = shares(0.12, planned)
    assert abs(bad[Verdict.ACCUSE] / waves - told.power[0][ghosts]) < 0.02
    assert bad[Verdict.CLEAR] / waves <= 0.056
    for rho in (0.25, 0.5):
        assert shares(0.02, rho)[Verdict.ACCUSE] / waves <= 0.058


def test_a_rotten_agent_is_not_yet_a_rotten_vendor() -> None:
    held = Accusation(0.02, 0.12, 0.05, Clustering(1.2, 5))
    spread = decide(outcomes([(1, 5)] * 5 + [(0, 5)] * 5), held)
    concentrated = decide(outcomes([(5, 5)] + [(0, 5)] * 9), held)
    assert (spread.verdict, spread.reason) == (Verdict.ACCUSE, Reason.FAULTS_REACH)
    assert (concentrated.verdict, concentrated.reason) == (Verdict.CANNOT_TELL, Reason.FEW_AGENTS)
    assert rate_of(outcomes([(5, 5)] + [(0, 5)] * 9)).high > rate_of(outcomes([(1, 5)] * 5 + [(0, 5)] * 5)).high


def test_verdicts_in_order() -> None:
    held = Accusation(0.02, 0.12, 0.05, Clustering(1.2, 5))
    verdicts = [decide(outcomes([(1, 5)] * k + [(0, 5)] * (10 - k)), held).verdict for k in range(8)]
    assert verdicts[0] is Verdict.CLEAR and verdicts[-1] is Verdict.ACCUSE and Verdict.CANNOT_TELL in verdicts
    order = [Verdict.CLEAR, Verdict.CANNOT_TELL, Verdict.ACCUSE]
    assert [order.index(v) for v in verdicts] == sorted(order.index(v) for v in verdicts)
    assert decide(outcomes([(0, 2)] * 3), held).verdict is Verdict.CANNOT_TELL


def test_sealed_boundary_is_obeyed() -> None:
    wave = outcomes([(1, 5)] * 5 + [(0, 5)] * 5)
    assert decide(wave, Accusation(0.02, 0.12, 0.05, Clustering(1.2, 5), accuse_at=6)).verdict is Verdict.CANNOT_TELL


def test_nothing_tolerated_means_one_fault_accuses() -> None:
    held = Accusation(0.0, 0.1, 0.05, Clustering(1.2, 5))
    assert decide(outcomes([(1, 5)] + [(0, 5)] * 9), held).verdict is Verdict.ACCUSE
    assert decide(outcomes([(0, 5)] * 12), held).verdict is Verdict.CLEAR


def test_retired_ghosts_widen_the_interval_and_neither_accuse_nor_clear() -> None:
    agents = [(1, 5)] * 3 + [(0, 5)] * 7
    whole, fewer = rate_of(outcomes(agents)), rate_of(outcomes(agents, retired=6))
    assert (fewer.retired, fewer.known, fewer.mistreated) == (6, 44, 3)
    assert fewer.low <= whole.low and fewer.high > whole.high + 0.05
    assert fewer.value == pytest.approx(3 / 44)
    held = Accusation(0.02, 0.12, 0.05, Clustering(1.2, 5))
    clean = [(0, 5)] * 10
    assert decide(outcomes(clean), held).verdict is Verdict.CLEAR
    burned = decide(outcomes(clean, retired=6), held)
    assert (burned.verdict, burned.reason) == (Verdict.CANNOT_TELL, Reason.RETIRED)
    guilty = [(2, 5)] * 6 + [(0, 5)] * 4
    assert decide(outcomes(guilty, retired=20), held).verdict is Verdict.ACCUSE


def test_whatever_would_have_happened_to_the_retired_is_inside() -> None:
    agents = [(1, 5)] * 3 + [(0, 5)] * 7
    found = rate_of(outcomes(agents, retired=4))
    for became in (False, True):
        ended = [Outcome(o.ghost, o.agent, became if o.mistreated is None else o.mistreated) for o in outcomes(agents, retired=4)]
        each = rate_of(ended)
        assert found.low <= each.low and each.high <= found.high


def test_a_rate_near_nothing_is_not_missed_by_a_single_fault() -> None:
    """One fault in 20 ghosts is no proof against half a percent: its limit is the exact one, 0.13 %."""
    one = rate_of(outcomes([(1, 5)] + [(0, 5)] * 3))
    assert one.low == pytest.approx(1 - 0.975 ** (1 / 20))
    assert rate_of(outcomes([(4, 5)] + [(5, 5)] * 3)).high == pytest.approx(0.975 ** (1 / 20))
    found = coverage(9, 4, 5, (0.002, 0.005, 0.01), 0.05, Clustering(1.2, 5))
    assert min(found.values()) > 0.95, found


def test_limits_at_the_ends() -> None:
    none, all_of_them, nobody = rate_of(outcomes([(0, 5)] * 8)), rate_of(outcomes([(5, 5)] * 8)), rate_of([])
    assert none.low == 0.0 and 0.02 < none.high < 0.15 and none.value == 0.0
    assert all_of_them.high == 1.0 and all_of_them.low > 0.8
    assert (nobody.low, nobody.high, nobody.value) == (0.0, 1.0, None)
    unknown = rate_of([Outcome(f"g{i}", None, i < 3) for i in range(40)])
    assert unknown.low < 0.075 < unknown.high


def test_more_ghosts_and_more_even_agents_make_it_narrower() -> None:
    widths = [rate_of(outcomes([(1, 5)] * k + [(0, 5)] * k)) for k in (2, 5, 10, 20)]
    assert [w.high - w.low for w in widths] == sorted((w.high - w.low for w in widths), reverse=True)


def test_a_family_is_held_to_one_alpha() -> None:
    """Six questions of a vendor at the tolerated rate: any false accusation in at most 5 %; alone each, in more."""
    clustering = Clustering(1.0, 1)
    held = Accusation(0.05, 0.25, 0.05, clustering)
    rng = np.random.default_rng(33)
    waves, together, alone = 300, 0, 0
    for _ in range(waves):
        cases = [([Outcome(f"g{i}", f"a{i}", bool(bad)) for i, bad in enumerate(rng.random(55) < 0.05)], held) for _ in range(6)]
        together += any(d.verdict is Verdict.ACCUSE for d in decide_family(cases))
        alone += any(decide(wave, each).verdict is Verdict.ACCUSE for wave, each in cases)
    assert together / waves <= 0.07 < alone / waves


def test_holm_accuses_the_clear_cases_in_their_own_places() -> None:
    held = Accusation(0.02, 0.12, 0.05, Clustering(1.2, 5))
    bad, good = outcomes([(2, 5)] * 8), outcomes([(0, 5)] * 16)
    found = decide_family([(good, held), (bad, held), (good, held)])
    assert [d.verdict is Verdict.ACCUSE for d in found] == [False, True, False]
    with pytest.raises(BadPlan):
        decide_family([(good, held), (good, Accusation(0.02, 0.12, 0.01, Clustering(1.2, 5)))])


def test_differences_cover_and_vendors_alike_are_not_told_apart() -> None:
    rng = np.random.default_rng(34)
    waves, held, told = 400, 0, 0
    for _ in range(waves):
        first, second = ([(int(x), 5) for x in shared_evenly(rng, 1, 50, 5, p, 0.05)[0]] for p in (0.16, 0.08))
        found = differences({"A": outcomes(first), "B": outcomes(second)})[0]
        held += found.low <= 0.08 <= found.high
        same = [(int(x), 5) for x in shared_evenly(rng, 1, 50, 5, 0.16, 0.05)[0]]
        told += differences({"A": outcomes(first), "B": outcomes(same)})[0].order is not Order.CANNOT_BE_TOLD_APART
    assert 0.92 <= held / waves <= 0.995
    assert told / waves <= 0.08


def test_three_vendors_at_once() -> None:
    found = differences(
        {"Mala": outcomes([(3, 5)] * 10), "Buena": outcomes([(0, 5)] * 10), "Nueva": outcomes([(0, 5)] * 5, retired=25)}
    )
    assert [(d.first, d.second) for d in found] == [("Mala", "Buena"), ("Mala", "Nueva"), ("Buena", "Nueva")]
    assert [d.order for d in found] == [Order.FIRST_WORSE, Order.CANNOT_BE_TOLD_APART, Order.CANNOT_BE_TOLD_APART]
    assert found[0].confidence == pytest.approx(1 - 0.05 / 3) and found[1].value is None
    assert differences({"Sola": outcomes([(0, 5)])}) == ()


def test_measured_design_effect() -> None:
    even = measured_likeness(outcomes([(1, 5)] * 12))
    apart = measured_likeness(outcomes([(5, 5)] * 3 + [(0, 5)] * 9))
    assert 1.0 <= even.low <= even.design_effect < 1.3
    assert apart.design_effect > 2.5 and apart.low > even.high - 2.0
    with pytest.raises(BadPlan):
        measured_likeness(outcomes([(0, 1)] * 9))


def test_a_ghost_twice_is_refused() -> None:
    with pytest.raises(BadPlan, match="g1"):
        tally([Outcome("g1", "a", True), Outcome("g1", "a", False)])
    with pytest.raises(BadPlan):
        decide([], Accusation(0.02, 0.12, 0.05, Clustering()))
