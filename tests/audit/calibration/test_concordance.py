import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from audit.agreement import kappa as kappa_of_pairs
from audit.calibration.coefficients import Scale, ac1, alpha, kappa, pabak, percent, units
from audit.calibration.concordance import concordance
from audit.calibration.concordance_people import beside_consensus, beside_master, beside_others, disagreed
from audit.calibration.faults import BadCalibration
from audit.calibration.marks import Answers, answers
from tests.audit.calibration.sheets import NO, UNTOLD, YES, sheet


def ones(calls: int) -> np.ndarray:
    return np.ones((1, calls))


PACKAGE = (
    (0.4540064522, 0.4770298017, 0.4148175542),
    (0.355579096, 0.3676302136, 0.4430819538),
    (0.4156928214, 0.3345498448, 0.3801732435),
    (0.7323076923, 0.6309090909, 0.6469565217),
    (0.3312301407, 0.285253031, 0.2349070888),
    (0.3193441849, 0.4171084238, 0.3951210826),
    (0.4076433121, 0.4975603337, 0.5519874242),
    (0.2699289661, 0.3353630944, 0.3191830196),
    (0.1272229822, 0.2094151121, 0.265936255),
    (0.4592463923, 0.5965526611, 0.5951412906),
    (0.1901413115, 0.176869533, 0.2347451667),
    (1.0, 1.0, 1.0),
)
"""Alpha by the package `krippendorff` 0.9.0 (GPL: read once, no dependency) of the tables below: nominal, ordinal, interval."""


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("seed", range(12))
def test_alpha_is_that_of_the_package(scale: Scale, seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (int(rng.integers(5, 30)), int(rng.integers(2, 7))))
    codes = np.where(rng.random(codes.shape) < 0.5, codes, codes[:, :1])
    codes = np.where(rng.random(codes.shape) < 0.25, -1, codes)
    held = units(codes, np.array([1.0, 2.0, 3.0, 5.0]), scale)
    theirs = PACKAGE[seed][list(Scale).index(scale)]
    assert alpha(held, ones(len(held.counts)), whole=True)[0] == pytest.approx(theirs, abs=1e-9)


def test_alpha_of_the_published_example() -> None:
    """Krippendorff 2011, Computing Krippendorff's alpha-reliability: four observers, twelve units, missing marks."""
    rows = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    codes = np.array([[int(c) - 1 if c != "." else -1 for c in row] for row in rows]).T
    for scale, published in zip(Scale, (0.743, 0.815, 0.849), strict=True):
        held = units(codes, np.arange(1.0, 6.0), scale)
        assert alpha(held, ones(len(held.counts)), whole=True)[0] == pytest.approx(published, abs=0.0006)


@pytest.mark.parametrize("seed", range(8))
def test_kappa_of_two_is_cohens(seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 3, (40, 2))
    codes[:25, 1] = codes[:25, 0]
    held = units(codes, np.arange(3.0))
    ours = kappa(held, ones(40))[0]
    assert ours == pytest.approx(cohen_kappa_score(codes[:, 0], codes[:, 1]))
    assert ours == pytest.approx(kappa_of_pairs([(str(a), str(b)) for a, b in codes]))


def test_ac1_and_pabak_of_a_known_table() -> None:
    """Gwet 2008: 118, 5, 2, 0 of 125: agreement 0.944, AC1 about 0.94, kappa below 0."""
    codes = np.array([[0, 0]] * 118 + [[0, 1]] * 5 + [[1, 0]] * 2)
    held = units(codes, np.arange(2.0))
    assert percent(held, ones(125))[0] == pytest.approx(0.944)
    assert pabak(held, ones(125))[0] == pytest.approx(0.888)
    share = (5 + 2) / 250
    chance = 2 * share * (1 - share)
    assert ac1(held, ones(125))[0] == pytest.approx((0.944 - chance) / (1 - chance))
    assert kappa(held, ones(125))[0] < 0


def team(rng: np.random.Generator, calls: int, people: int, prevalence: float, right: float) -> Answers:
    truth = rng.random(calls) < prevalence
    return {f"c{i}": {f"p{j}": YES if truth[i] == (rng.random() < right) else NO for j in range(people)} for i in range(calls)}


def test_intervals_hold_the_truth_where_calls_are_few() -> None:
    """Three people right in 85 %, 15 calls, 30 % faults: the population's alpha and agreement are known."""
    rng = np.random.default_rng(4)
    agree = 0.85**2 + 0.15**2
    fault = 0.3 * 0.85 + 0.7 * 0.15
    truth = 1 - (1 - agree) / (2 * fault * (1 - fault))
    held = {"percent": 0, "alpha": 0}
    told = 0
    for seed in range(150):
        found = concordance("insult", team(rng, 15, 3, 0.3, 0.85), seed=seed)
        held["percent"] += (found.percent.low or 0) <= agree <= (found.percent.high or 0)
        if found.alpha.low is not None and found.alpha.high is not None:
            told += 1
            held["alpha"] += found.alpha.low <= truth <= found.alpha.high
    assert held["percent"] >= 0.9 * 150
    assert held["alpha"] >= 0.9 * told
    assert told > 120


def test_no_disagreement_does_not_promise_that_there_is_none() -> None:
    found = concordance("insult", {f"c{i}": {"a": YES if i < 6 else NO, "b": YES if i < 6 else NO} for i in range(15)})
    assert found.percent.value == 1.0
    assert found.percent.low is not None and 0.7 < found.percent.low < 0.95
    assert found.alpha.low is not None and found.alpha.low < 0.95


def test_a_rare_fault_is_too_few_to_tell_of_kappa_but_not_of_agreement() -> None:
    found = concordance("insult", {f"c{i}": {"a": YES if i == 0 else NO, "b": NO} for i in range(20)})
    assert found.kappa.low is None and found.alpha.low is None
    assert found.percent.low is not None and found.ac1.low is not None
    none = concordance("insult", {f"c{i}": {"a": NO, "b": NO} for i in range(20)})
    assert none.kappa.value is None and none.alpha.value is None
    assert none.percent.value == 1.0 and none.ac1.value == 1.0


def test_marks_that_are_no_answer_are_counted_apart() -> None:
    found = concordance("insult", {"a": {"x": YES, "y": UNTOLD}, "b": {"x": YES, "y": YES}, "c": {"x": NO, "y": "not_assessed"}})
    assert (found.calls, found.untold, found.single, found.marks) == (1, 2, 2, 4)
    assert found.percent.value == 1.0


def test_nobody_or_one_person_gives_no_figure() -> None:
    assert concordance("insult", {}).percent.value is None
    alone = concordance("insult", {f"c{i}": {"x": YES} for i in range(9)})
    assert alone.percent.value is None and alone.calls == 0 and alone.single == 9


def test_each_is_held_against_the_others_without_themselves() -> None:
    found: Answers = {
        f"c{i}": {"a": YES if i < 6 else NO, "b": YES if i < 6 else NO, "odd": NO if i < 6 else YES} for i in range(12)
    }
    by = {b.scorer: b for b in beside_others("insult", found)}
    assert by["odd"].agreement.value == 0.0
    assert by["a"].agreement.value is None, "b and odd tie on every call"
    flattered = {b.scorer: b for b in beside_consensus("insult", found)}
    assert flattered["a"].agreement.value == 1.0
    master = {b.scorer: b for b in beside_master("insult", found, {f"c{i}": YES if i < 3 else NO for i in range(12)})}
    assert master["a"].faults_found.value == 1.0
    assert master["a"].passed.value == pytest.approx(6 / 9)
    assert master["a"].strict == pytest.approx(3 / 12)


def test_calls_they_differ_on_come_with_the_most_divided_first() -> None:
    found: Answers = {
        "same": {"a": YES, "b": YES, "c": YES},
        "split": {"a": YES, "b": NO},
        "one out": {"a": YES, "b": YES, "c": NO},
        "unknown": {"a": YES, "b": UNTOLD},
    }
    assert disagreed(found) == ("split", "one out")


def test_two_sheets_of_one_person_are_not_chosen_between() -> None:
    with pytest.raises(BadCalibration, match="two sheets"):
        answers([sheet("c", "ana", YES), sheet("c", "ana", NO)], "insult")
