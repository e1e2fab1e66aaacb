"""The plan as a whole: numbers that agree, the file that is sealed, what cannot be planned, cost, risk, twins."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import hypergeom

from audit.ghosts.cost import Prices, cost_of
from audit.ghosts.notice import Suspicion, most_under, risk_of
from audit.ghosts.plan import make_plan
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.plan_file import as_dict, from_dict
from audit.ghosts.plan_plot import plot_of
from audit.ghosts.plan_question import Family, Question, VendorAsked
from audit.ghosts.plan_words import advice_said, conclusion, looks_said, rule, twins_said
from audit.ghosts.power import teeth
from audit.ghosts.sequential import Stopping
from audit.ghosts.twins import TwinVerdict, discordance, pairs_needed, twin_power, twin_result, visible_rate

FOUR = tuple(
    VendorAsked(*v) for v in (("Marea Sur", 14_210), ("Contacto Andén", 12_940), ("Tresaltos", 6_870), ("Nexo Llano", 5_380))
)
ASKED = Question(
    vendors=FOUR, matters=0.12, tolerated=0.02, design_effect=1.2, suspicion=Suspicion(0.53, 0.49, 0.57, measured=True)
)


def test_the_conclusion_comes_from_the_numbers() -> None:
    plan = make_plan(ASKED)
    assert conclusion(plan, "es") == (
        "Si un proveedor maltrata al 12 % de las personas, lo notarás con 80 % de seguridad; acusarás a uno que cumple menos de "
        "5 % de las veces. Si no ves ninguna falta, su tasa real está bajo 6,9 % (95 %)."
    )
    assert "you will see it with 80 % certainty" in conclusion(plan, "en") and "below 6.9 %" in conclusion(plan, "en")
    assert rule(plan, "es").startswith(
        f"{plan.ghosts_per_cell} fantasmas por proveedor: se acusa con {plan.threshold} o más faltas."
    )
    assert plan.power >= 0.80 and plan.false_accusation <= 0.05
    assert {v.ghosts for v in plan.vendors} == {plan.ghosts_per_cell} and plan.ghosts == 4 * plan.ghosts_per_cell


def test_plot_and_plan_agree() -> None:
    plan = make_plan(ASKED)
    at = plan.plot.ghosts.index(plan.ghosts_per_cell)
    assert plan.plot.lines[0].rate == 0.12 and plan.plot.lines[0].power[at] == pytest.approx(plan.power, abs=1e-6)
    assert plan.plot.threshold[at] == plan.threshold
    assert max(plan.plot.lines[0].power[:at]) < 0.80, "no smaller number has the power asked for"
    assert plan.plot.lines[2].rate < 0.12 < plan.plot.lines[1].rate
    assert all(small <= large + 1e-9 for small, large in zip(plan.plot.lines[2].power, plan.plot.lines[1].power, strict=True))
    assert any(after < before for before, after in zip(plan.plot.lines[0].power, plan.plot.lines[0].power[1:], strict=False))
    band = plan.plot.notice[3]
    assert band.vendor == "Nexo Llano" and band.value[at] == pytest.approx(plan.of("Nexo Llano").risk.value, abs=1e-6)
    assert len(plot_of(ASKED, plan.ghosts_per_cell, 200).ghosts) == 200


def test_the_file_gives_back_the_same_plan() -> None:
    question = replace(
        ASKED, looks=4, twins=10, prices=Prices("CLP", 9_800, 9_500, 12_000), channels=("voice", "whatsapp"), family=Family.WAVE
    )
    plan = make_plan(question)
    text = json.dumps(as_dict(plan), ensure_ascii=False, allow_nan=False)
    assert from_dict(json.loads(text)) == plan
    assert make_plan(question) == plan, "the same question always has the same answer"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row.pop("threshold"),
        lambda row: row.update(version="ghost-plan-0"),
        lambda row: row["question"].update(matters="0.12"),
        lambda row: row["question"].update(extra=1),
        lambda row: row["vendors"][0].update(ghosts=4.5),
        lambda row: row["question"].update(family="everyone"),
    ],
)
def test_a_spoiled_file_is_refused(spoil) -> None:
    row = json.loads(json.dumps(as_dict(make_plan(ASKED))))
    spoil(row)
    with pytest.raises(BadPlan):
        from_dict(row)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"matters": 12.0}, "0.12"),
        ({"matters": float("nan")}, "nan"),
        ({"tolerated": 0.12}, "nothing to tell apart"),
        ({"tolerated": -0.1}, "from 0"),
        ({"power": 1.0}, "power"),
        ({"power": 0.04}, "false accusation"),
        ({"alpha": 0.0}, "alpha"),
        ({"weeks": 0}, "weeks"),
        ({"design_effect": 0.5}, "design effect"),
        ({"design_effect_high": 1.1}, "upper end"),
        ({"ghosts_per_agent": 1}, "at most"),
        ({"vendors": ()}, "vendor"),
        ({"vendors": (VendorAsked("A", 900), VendorAsked("A", 800))}, "twice"),
        ({"vendors": (VendorAsked("Chica", 60),)}, "Chica"),
        ({"matters": 0.021}, "2000"),
        ({"twins": 40}, "pairs at most"),
        ({"contacts_per_ghost": -1.0}, "contacts"),
    ],
)
def test_what_cannot_be_planned_says_why(change, said: str) -> None:
    with pytest.raises(BadPlan, match=said) as caught:
        make_plan(replace(ASKED, **change))
    assert caught.value.words.es and caught.value.words.es != caught.value.words.en


def test_separating_asks_for_more_ghosts_and_shares_alpha() -> None:
    together, apart = make_plan(ASKED), make_plan(replace(ASKED, channels=("voice", "whatsapp"), segments=("1-30", "31-90")))
    assert apart.vendors[0].ghosts == 4 * apart.ghosts_per_cell > 4 * together.ghosts_per_cell
    assert apart.false_accusation <= 0.05 and apart.threshold > together.threshold
    wave = make_plan(replace(ASKED, family=Family.WAVE))
    assert wave.false_accusation <= 0.05 / 4 and wave.ghosts > together.ghosts
    assert "en toda la ola" in conclusion(wave, "es")


def test_an_uncertain_design_effect_is_guarded_against() -> None:
    sure, unsure = make_plan(ASKED), make_plan(replace(ASKED, design_effect_high=1.8))
    assert unsure.ghosts > sure.ghosts
    guarded = teeth(replace(ASKED, design_effect=1.8).standard, (0.12,), unsure.ghosts_per_cell)
    assert (
        guarded.false_accusation[unsure.ghosts_per_cell] <= 0.05 and guarded.threshold[unsure.ghosts_per_cell] <= unsure.threshold
    )


def test_a_small_portfolio_needs_fewer_ghosts_than_an_endless_one() -> None:
    question = replace(
        ASKED, design_effect=1.0, vendors=(VendorAsked("Chica", 150), VendorAsked("Grande", 10**6), VendorAsked("?"))
    )
    plan = make_plan(question)
    small, large, unknown = plan.vendors
    assert small.ghosts < large.ghosts == unknown.ghosts
    power = hypergeom.sf(small.threshold - 1, 150, 18, small.ghosts)
    assert small.power == pytest.approx(power, abs=1e-9) and power >= 0.8
    assert unknown.risk is None and unknown.share is None and not unknown.over_ceiling


@pytest.mark.parametrize("stopping", list(Stopping))
def test_looks_keep_error_and_power(stopping: Stopping) -> None:
    plan = make_plan(replace(ASKED, looks=4, stopping=stopping))
    for v in plan.vendors:
        assert v.false_accusation <= 0.05 and v.power >= 0.80
        assert v.threshold == v.schedule.looks.accuse_at[-1] and v.schedule.looks.ghosts[-1] == v.ghosts_per_cell
        if stopping is not Stopping.NEVER:
            assert v.schedule.matters.expected_ghosts < 0.85 * v.ghosts_per_cell
            assert "Se mira 4 veces" in looks_said(plan, "es")
        assert v.schedule.matters.clears <= 0.05 + 1e-9


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


def test_a_vendor_over_the_ceiling_gets_advice_that_keeps_under_it() -> None:
    plan = make_plan(ASKED)
    over = plan.of("Nexo Llano")
    assert over.over_ceiling and over.advice is not None and not plan.of("Marea Sur").over_ceiling
    assert over.advice.risk.value <= 0.10 < over.risk.value and over.advice.power < over.power
    assert over.advice.waves * over.advice.ghosts >= over.ghosts
    assert advice_said(over, plan, "es").startswith("Nexo Llano pasa tu tope. Con ")
    assert advice_said(plan.of("Marea Sur"), plan, "es") == ""
    with pytest.raises(BadPlan):
        plan.of("Nadie")


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
    plan = make_plan(replace(ASKED, twins=18))
    assert (
        plan.twins is not None
        and "18 parejas gemelas" in twins_said(plan, "es")
        and str(plan.twins.pairs_needed) in twins_said(plan, "es")
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
