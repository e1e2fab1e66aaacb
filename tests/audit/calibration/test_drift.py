from itertools import pairwise, product

import numpy as np
import pytest

from audit.calibration.drift import Week, drift, evidence
from audit.calibration.drift_power import drift_power
from audit.calibration.drift_sheets import week_name, weeks_against, weeks_own
from audit.calibration.faults import BadCalibration
from tests.audit.calibration.sheets import NO, UNTOLD, YES, sheet


def made(rng: np.random.Generator, rates: list[list[float]], calls: list[list[float]]) -> list[Week]:
    out = []
    for number, (rate, expected) in enumerate(zip(rates, calls, strict=True)):
        of = [int(rng.poisson(e)) for e in expected]
        counts = {str(s): (int(rng.binomial(n, r)), n) for s, (n, r) in enumerate(zip(of, rate, strict=True))}
        out.append(Week(f"w{number:02d}", counts))
    return out


def test_a_step_is_found_with_the_week_it_began() -> None:
    rng = np.random.default_rng(1)
    found = drift(made(rng, [[0.1]] * 20 + [[0.45]] * 20, [[15.0]] * 40))
    assert found.alarmed_at is not None and "w20" <= found.alarmed_at <= "w26"
    assert found.not_before is not None and found.not_after is not None
    assert found.not_before <= "w20" <= found.not_after
    assert found.odds is not None and 3 < found.odds < 12
    assert found.before[0] / found.before[1] < 0.2 < 0.35 < found.after[0] / found.after[1]


def test_a_scorer_who_stays_is_seldom_alarmed_in_a_year_of_looks() -> None:
    rng = np.random.default_rng(2)
    alarms = sum(
        drift(made(rng, [[rate]] * 52, [[8.0]] * 52)).alarmed_at is not None for rate in (0.02, 0.2, 0.5) for _ in range(40)
    )
    assert alarms <= 6


def test_another_mix_of_calls_is_no_drift() -> None:
    rng = np.random.default_rng(3)
    mix = [[14.0, 2.0]] * 26 + [[2.0, 14.0]] * 26
    alarms, blind = 0, 0
    for _ in range(15):
        weeks = made(rng, [[0.05, 0.5]] * 52, mix)
        alarms += drift(weeks).alarmed_at is not None
        poured = [
            Week(w.name, {"all": (sum(x for x, _ in w.counts.values()), sum(n for _, n in w.counts.values()))}) for w in weeks
        ]
        blind += drift(poured).alarmed_at is not None
    assert alarms <= 2
    assert blind == 15, "poured together the mix alone looks like drift"


def test_a_change_in_one_criterion_among_many_is_found_and_named() -> None:
    rng = np.random.default_rng(8)
    strata = [f"c{n:02d}|sound" for n in range(20)]
    weeks = []
    for number in range(24):
        rate = {name: 0.5 if name == "c07|sound" and number >= 12 else 0.03 for name in strata}
        weeks.append(Week(f"w{number:02d}", {name: (int(rng.binomial(5, r)), 5) for name, r in rate.items()}))
    found = drift(weeks)
    assert found.moved == "c07"
    assert found.alarmed_at is not None and found.alarmed_at >= "w12"
    assert found.after[0] / found.after[1] > 0.3


def test_a_look_is_never_changed_by_what_comes_after() -> None:
    rng = np.random.default_rng(4)
    weeks = made(rng, [[0.2, 0.1]] * 30, [[5.0, 3.0]] * 30)
    whole = drift(weeks).looks
    for now in (5, 17, 30):
        part = drift(weeks[:now]).looks
        assert [look.evidence for look in part] == pytest.approx([look.evidence for look in whole[:now]], rel=0.02)


@pytest.mark.parametrize("rate", [0.01, 0.3, 0.9])
def test_the_evidence_is_one_on_average_at_every_look_whatever_the_rates(rate: float) -> None:
    """By counting every outcome of three weeks of two calls in one stratum and one in another."""
    total = np.zeros(3)
    for a, b, c in product(range(3), repeat=3):
        for d, e, f in product(range(2), repeat=3):
            ways = np.prod([(1, 2, 1)[k] for k in (a, b, c)])
            chance = ways * rate ** (a + b + c) * (1 - rate) ** (6 - a - b - c) * 0.2 ** (d + e + f) * 0.8 ** (3 - d - e - f)
            marked, of = np.array([[a, d], [b, e], [c, f]], dtype=float), np.array([[2.0, 1.0]] * 3)
            total += chance * np.exp(evidence(marked, of, ("x", "y")))
    assert total == pytest.approx(np.ones(3), abs=1e-9)


def test_many_rare_criteria_together_invent_no_drift() -> None:
    rng = np.random.default_rng(9)
    alarms = 0
    for _ in range(6):
        of = np.ones((26, 40))
        marked = rng.binomial(1, 0.02, of.shape).astype(float)
        alarms += bool((evidence(marked, of, [f"c{n // 2}" for n in range(40)]) >= np.log(20)).any())
    assert alarms <= 1


def test_weeks_without_calls_are_there_and_change_nothing() -> None:
    rng = np.random.default_rng(5)
    weeks = made(rng, [[0.3]] * 10, [[6.0]] * 10)
    gap = [*weeks[:5], *(Week(f"gap{i}", {}) for i in range(6)), *weeks[5:]]
    assert drift(gap).looks[-1].evidence == pytest.approx(drift(weeks).looks[-1].evidence, rel=0.7)
    assert drift([]).alarmed_at is None
    with pytest.raises(BadCalibration):
        drift([Week("w", {"a": (3, 2)})])


def test_power_grows_with_calls_and_is_told_before_looking() -> None:
    few, many = (drift_power(0.1, 0.35, calls, 12, 12, worlds=60) for calls in (2.0, 15.0))
    assert few.found < many.found
    assert many.found > 0.8
    assert many.median_weeks is not None and many.median_weeks <= 8
    with pytest.raises(BadCalibration):
        drift_power(1.5, 0.1, 3.0, 4, 4)


def test_sheets_become_weeks_by_criterion_and_what_the_reference_said() -> None:
    reference = {"a": {"insult": YES}, "b": {"insult": NO}, "c": {"insult": UNTOLD}, "d": {"insult": NO}}
    sheets = [sheet("a", "ana", NO), sheet("b", "ana", NO, week=2), sheet("c", "ana", YES), sheet("d", "ana", UNTOLD, week=2)]
    sheets += [sheet("a", "leo", YES), sheet("x", "ana", YES)]
    weeks = weeks_against(sheets, "ana", reference)
    assert [w.counts for w in weeks] == [{"insult|fault": (1, 1)}, {}, {"insult|sound": (0, 1)}]
    assert [w.name for w in weeks] == ["2026-W02", "2026-W03", "2026-W04"]


def test_own_rates_are_compared_within_a_kind_of_call() -> None:
    sheets = [sheet("a", "ana", YES), sheet("b", "ana", NO), sheet("c", "ana", NO, week=1)]
    weeks = weeks_own(sheets, "ana", {"a": "acme", "b": "beta", "c": "acme"})
    assert [w.counts for w in weeks] == [{"insult|acme": (1, 1), "insult|beta": (0, 1)}, {"insult|acme": (0, 1)}]
    assert weeks_own(sheets, "nobody") == ()


def test_weeks_run_over_the_turn_of_the_year() -> None:
    sheets = [sheet("a", "ana", YES, week=-3), sheet("b", "ana", NO, week=2)]
    names = [w.name for w in weeks_own(sheets, "ana")]
    assert names[0] == week_name(sheets[0].at) and names[-1] == week_name(sheets[1].at)
    assert len(names) == 6
    assert all(first < second for first, second in pairwise(names))
