"""The plan as a whole: numbers that agree, the file that is sealed, what cannot be planned, cost, risk, twins."""

import json
from dataclasses import replace

import pytest
from scipy.stats import hypergeom

from audit.ghosts.cost import Prices
from audit.ghosts.notice import Suspicion
from audit.ghosts.plan import make_plan
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.plan_file import as_dict, from_dict
from audit.ghosts.plan_plot import plot_of
from audit.ghosts.plan_question import Family, Question, VendorAsked
from audit.ghosts.plan_words import advice_said, conclusion, looks_said, rule, twins_said
from audit.ghosts.power import teeth
from audit.ghosts.sequential import Stopping

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


def test_twins_say_what_they_see_and_what_it_would_take() -> None:
    plan = make_plan(replace(ASKED, twins=18))
    assert (
        plan.twins is not None
        and "18 parejas gemelas" in twins_said(plan, "es")
        and str(plan.twins.pairs_needed) in twins_said(plan, "es")
    )
