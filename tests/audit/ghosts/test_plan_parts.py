"""Cost, risk of being noticed and twins: the parts of a plan, each against what can be counted by hand or drawn."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from audit.ghosts.cost import Prices, cost_of
from audit.ghosts.notice import Suspicion, most_under, risk_of
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.twins import TwinVerdict, discordance, pairs_needed, twin_power, twin_result, visible_rate


def test_cost_to_the_peso() -> None:
    cost = cost_of(176, Prices("CLP", 9_800, 9_500, 12_000, returned=1.0, minutes_per_contact=3.0), contacts_per_ghost=10)
    assert (cost.lines_minor, cost.agent_minutes, cost.agent_time_minor) == (1_724_800, 5_280, 836_000)
    assert (cost.payments_minor, cost.returned_minor, cost.net_minor) == (2_112_000, 2_112_000, 2_560_800)
    assert cost.per_ghost_minor == 14_550
    assert cost_of(0, Prices("MXN", 100)).per_ghost_minor == 0
    assert cost_of(3, Prices("USD", 0, 0, 333, returned=0.5)).returned_minor == 500, "half a cent goes up"
    for wrong in ({"currency": "pesos"}, {"line_minor": -1}, {"returned": 1.1}):
        with pytest.raises(BadPlan):
            Prices(**{"currency": "CLP", **wrong})


def test_risk_is_chance_when_nobody_can_tell_and_grows_with_everything_else() -> None:
    blind = Suspicion(0.5, 0.5, 0.5, inspected=10)
    drawn = hypergeom.sf(0, 5_000, 44, 10)
    assert risk_of(44, 5_000, blind, 10).value == pytest.approx(drawn, rel=0.01)
    base = risk_of(44, 5_000, Suspicion(0.53, 0.49, 0.57), 10)
    assert base.low < base.value < base.high
    for worse in (
        risk_of(60, 5_000, Suspicion(0.53, 0.49, 0.57), 10),
        risk_of(44, 3_000, Suspicion(0.53, 0.49, 0.57), 10),
        risk_of(44, 5_000, Suspicion(0.60, 0.55, 0.65), 10),
        risk_of(44, 5_000, Suspicion(0.53, 0.49, 0.57, inspected=25), 10),
        risk_of(44, 5_000, Suspicion(0.53, 0.49, 0.57, slip_per_contact=0.001), 10),
    ):
        assert worse.value > base.value
    assert risk_of(0, 5_000, blind, 10).value == 0.0
    most = most_under(0.10, 5_380, Suspicion(0.53, 0.49, 0.57), 10, 200)
    assert (
        risk_of(most, 5_380, Suspicion(0.53, 0.49, 0.57), 10).value
        <= 0.10
        < risk_of(most + 1, 5_380, Suspicion(0.53, 0.49, 0.57), 10).value
    )
    for wrong in ((0.6, 0.4, 0.5), (0.5, 0.0, 1.0)):
        with pytest.raises(BadPlan):
            Suspicion(*wrong)


@pytest.mark.parametrize(("rate", "base", "alike"), [(0.3, 0.1, 0.0), (0.5, 0.2, 0.3), (0.12, 0.02, 0.1)])
def test_twin_power_and_false_alarm_by_simulation(rate: float, base: float, alike: float) -> None:
    rng = np.random.default_rng([51, int(100 * rate)])
    only_with, only_without = discordance(rate, base, alike)
    for pairs in (18, 45, 120):
        told = twin_power(pairs, only_with, only_without)
        for p, q, expected in ((only_with, only_without, told.power), ((only_with + only_without) / 2,) * 2 + (told.error,)):
            drawn = rng.multinomial(pairs, (p, q, 1 - p - q), 6_000)
            said = {
                pair: twin_result(0, pair[0], pair[1], pairs - sum(pair)).p_value
                for pair in {(int(a), int(b)) for a, b, _ in drawn}
            }
            assert abs(np.mean([said[int(a), int(b)] <= 0.05 for a, b, _ in drawn]) - expected) < 0.02
        assert told.error <= 0.05


def test_pairs_needed_is_the_smallest() -> None:
    needed = pairs_needed(0.3, 0.05)
    assert needed is not None and needed.power >= 0.8 > twin_power(needed.pairs - 1, 0.3, 0.05).power
    assert pairs_needed(0.02, 0.019) is None
    seen = visible_rate(18, 0.02)
    assert (
        seen is not None
        and twin_power(18, *discordance(seen, 0.02)).power >= 0.8 > twin_power(18, *discordance(seen - 0.01, 0.02)).power
    )


def test_twin_results_and_their_interval() -> None:
    assert twin_result(1, 9, 1, 20).verdict is TwinVerdict.WORSE
    assert twin_result(1, 1, 9, 20).verdict is TwinVerdict.BETTER
    doubt = twin_result(2, 3, 1, 12, left_out=2)
    assert doubt.verdict is TwinVerdict.CANNOT_TELL and doubt.low < 0 < doubt.high and doubt.left_out == 2
    assert twin_result(0, 5, 0, 13).odds_ratio is None and twin_result(0, 5, 0, 13).odds_high == float("inf")
    assert twin_result(0, 0, 0, 18).p_value == 1.0
    rng = np.random.default_rng(52)
    for rate, base in ((0.3, 0.1), (0.15, 0.15), (0.1, 0.02)):
        p, q = discordance(rate, base)
        held = [
            r.low <= rate - base <= r.high
            for r in (twin_result(0, int(a), int(b), int(c)) for a, b, c in rng.multinomial(40, (p, q, 1 - p - q), 1_500))
        ]
        assert 0.93 <= np.mean(held) <= 0.99
    for wrong in ((-1, 0, 0, 5), (0, 0, 0, 0)):
        with pytest.raises(BadPlan):
            twin_result(*wrong)
    with pytest.raises(BadPlan):
        discordance(0.1, 0.02, 0.9)
