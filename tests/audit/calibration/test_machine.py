import numpy as np
import pytest

from audit.agreement import Interval
from audit.calibration.cells import cells
from audit.calibration.floor import Stands, diagnostic_only, load_floor, stands
from audit.calibration.reviewers import catches, partly_pooled, reviewers
from audit.calibration.scorer import Cell, People, Said, scorer_error
from audit.calibration.sheet import Mode, Purpose
from audit.errors import BadRubric
from tests.audit.calibration.sheets import NO, UNTOLD, YES, sheet


def test_checking_flagged_calls_alone_says_nothing_of_what_was_missed() -> None:
    found = scorer_error([Cell(Said.FAULT, 40, 40, 36), Cell(Said.CLEAR, 960, 0, 0)])
    assert found.precision.value == pytest.approx(0.9)
    assert found.sensitivity.value is None and found.specificity.value is None and found.prevalence.value is None


def test_cells_are_weighed_by_their_calls_not_by_how_many_were_checked() -> None:
    """36 of 40 flagged are faults; of 960 left 5 in 100 checked: 48 faults were missed, not 5."""
    found = scorer_error([Cell(Said.FAULT, 40, 40, 36), Cell(Said.CLEAR, 960, 100, 5)])
    assert found.sensitivity.value == pytest.approx(36 / (36 + 48))
    assert found.specificity.value == pytest.approx(912 / (912 + 4))
    assert found.prevalence.value == pytest.approx(84 / 1000)
    assert (found.sensitivity.low or 1) < 36 / 84 < (found.sensitivity.high or 0)


def test_nothing_missed_among_few_checked_leaves_sensitivity_open_below() -> None:
    found = scorer_error([Cell(Said.FAULT, 20, 20, 18), Cell(Said.CLEAR, 980, 60, 0)]).sensitivity
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low is not None and found.low < 0.5


def test_a_doubt_sent_to_a_person_counts_as_found_only_where_that_is_asked() -> None:
    found = scorer_error([Cell(Said.FAULT, 10, 10, 10), Cell(Said.SENT, 20, 20, 10), Cell(Said.CLEAR, 100, 100, 5)])
    assert found.sensitivity.value == pytest.approx(10 / 25)
    assert found.with_sent.value == pytest.approx(20 / 25)


def test_people_who_err_are_corrected_for_only_with_enough_known_calls() -> None:
    """They see 80 % of faults and 5 % where there is none; of 0.5 true faults they mark 0.425."""
    held = [Cell(Said.FAULT, 200, 200, 85), Cell(Said.CLEAR, 800, 200, 10)]
    found = scorer_error(held, People(80, 100, 95, 100))
    assert found.corrected
    assert found.precision.value == pytest.approx(0.5)
    assert found.sensitivity.value == pytest.approx(1.0)
    assert not scorer_error(held, People(8, 10, 9, 10)).corrected
    wide, narrow = (scorer_error(held, people).precision for people in (People(80, 100, 95, 100), None))
    assert (wide.high or 0) - (wide.low or 0) > (narrow.high or 0) - (narrow.low or 0)


def test_intervals_hold_where_the_riskiest_calls_are_chosen_by_hand() -> None:
    rng = np.random.default_rng(6)
    held = {"sensitivity": 0, "precision": 0}
    for seed in range(100):
        truth = rng.random(1500) < 0.08
        said = rng.random(1500) < np.where(truth, 0.7, 0.02)
        risky = np.zeros(1500, bool)
        risky[np.argsort(-(said + 0.4 * truth + 0.1 * rng.random(1500)))[:40]] = True
        drawn = np.zeros(1500, bool)
        drawn[rng.choice(1500, 200, replace=False)] = True
        made = []
        for group, seen in ((risky, risky), (~risky, drawn & ~risky)):
            for name, there in ((Said.FAULT, group & said), (Said.CLEAR, group & ~said)):
                made.append(Cell(name, int(there.sum()), int((seen & there).sum()), int((seen & there & truth).sum())))
        found = scorer_error([c for c in made if c.calls], seed=seed)
        precision = 0.08 * 0.7 / (0.08 * 0.7 + 0.92 * 0.02)
        held["sensitivity"] += (found.sensitivity.low or 0) <= 0.7 <= (found.sensitivity.high or 0)
        held["precision"] += (found.precision.low or 0) <= precision <= (found.precision.high or 0)
    assert min(held.values()) >= 89


def test_a_machine_that_asserted_nothing_is_not_certain_never_to() -> None:
    found = scorer_error([Cell(Said.CLEAR, 60, 40, 4)])
    assert found.precision.value is None
    assert found.sensitivity.value == 0.0 and found.sensitivity.high is not None and 0.1 < found.sensitivity.high < 0.7
    assert found.specificity.value == 1.0 and found.specificity.low is not None and 0.85 < found.specificity.low < 0.99


def test_only_blind_sheets_check_and_risk_stands_for_itself() -> None:
    machine = {f"c{i}": YES if i < 4 else UNTOLD if i < 6 else NO for i in range(20)}
    sheets = [sheet("c0", "ana", YES, Purpose.RISK), sheet("c1", "ana", YES, Purpose.RISK, Mode.ASSISTED)]
    sheets += [sheet("c2", "ana", NO), sheet("c7", "ana", YES), sheet("c8", "ana", UNTOLD), sheet("elsewhere", "ana", YES)]
    found = cells(machine, sheets, "insult")
    assert found == (
        Cell(Said.FAULT, 1, 1, 1),
        Cell(Said.FAULT, 3, 1, 0),
        Cell(Said.SENT, 2, 0, 0),
        Cell(Said.CLEAR, 14, 1, 1),
    )


def test_below_the_floor_is_diagnostic_only_and_few_marks_change_nothing() -> None:
    floor = load_floor()
    assert floor.precision == 0.90
    assert stands(Interval(0.95, 0.8, 0.99, 40)) is Stands.ASSERTS
    assert stands(Interval(0.85, 0.7, 0.95, 40)) is Stands.DIAGNOSTIC_ONLY
    assert stands(Interval(0.85, 0.6, 0.97, 10)) is Stands.TOO_FEW
    assert stands(Interval(0.3, 0.1, 0.6, 10)) is Stands.DIAGNOSTIC_ONLY
    assert stands(Interval(0.0, 0.0, 0.6, 2)) is Stands.TOO_FEW
    assert stands(Interval(None, None, None, 0)) is Stands.TOO_FEW
    named = [("insult", Interval(0.5, 0.4, 0.6, 80)), ("harassment", Interval(0.97, 0.9, 1.0, 80))]
    assert diagnostic_only(named) == {"insult"}


def test_a_floor_nobody_knows_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    wrong = tmp_path / "floor.yaml"
    wrong.write_text("floor: {precision: 1.9}\npeople: {}\nsession: {}\n")
    with pytest.raises(BadRubric, match="precision"):
        load_floor(wrong)


def test_reviewers_are_measured_blind_by_known_calls_and_untold_is_no_catch() -> None:
    known = {f"b{i}": {"insult": YES} for i in range(6)} | {f"g{i}": {"insult": NO} for i in range(4)}
    sheets = [sheet(f"b{i}", "ana", YES if i < 4 else UNTOLD if i == 4 else NO, Purpose.KNOWN) for i in range(6)]
    sheets += [sheet(f"g{i}", "ana", NO if i else YES, Purpose.KNOWN) for i in range(4)]
    sheets += [sheet("b0", "leo", NO, Purpose.KNOWN), sheet("b1", "leo", YES, Purpose.RISK, Mode.ASSISTED)]
    ana, leo = reviewers(sheets, known)
    assert (ana.sensitivity.right, ana.sensitivity.n, ana.sensitivity.untold) == (4, 5, 1)
    assert ana.specificity.alone.value == 0.75
    assert (leo.sensitivity.right, leo.sensitivity.n) == (0, 1)
    assert leo.specificity.pooled.value is None
    assert [(c.scorer, c.caught, c.shown, c.untold) for c in catches(sheets, known)] == [("ana", 4, 6, 1), ("leo", 0, 1, 0)]


def test_few_calls_are_drawn_towards_the_team() -> None:
    found = partly_pooled([(1, 2), (18, 20), (19, 20), (17, 20)])
    assert found[0].value is not None and 0.6 < found[0].value < 0.95
    assert found[1].value == pytest.approx(0.9, abs=0.03)
    assert partly_pooled([(0, 0)])[0].value is None


def test_nothing_found_of_few_faults_is_never_surer_than_the_exact_interval_of_those_few() -> None:
    """The machine asserted nothing of 3000 calls: that says little of the 15 calls in which people found the fault."""
    found = scorer_error([Cell(Said.CLEAR, 3000, 120, 15)]).sensitivity
    assert (found.value, found.low, found.n) == (0.0, 0.0, 15)
    assert found.high == pytest.approx(0.218, abs=0.001)


def test_few_heavy_calls_widen_a_figure_to_what_they_are_worth() -> None:
    """20 light faults and 2 heavy ones are worth fewer than 22: a plain interval at n = 22 would be too narrow."""
    light, heavy = Cell(Said.FAULT, 20, 20, 20), Cell(Said.CLEAR, 2000, 100, 2)
    found = scorer_error([light, heavy]).sensitivity
    worth = (20 + 2 * 20) ** 2 / (20 + 2 * 20**2)
    assert worth < 5 and found.low is not None and found.high is not None
    assert found.high - found.low > 0.6


def test_a_figure_that_hangs_on_a_call_or_two_has_no_value() -> None:
    assert scorer_error([Cell(Said.CLEAR, 3000, 120, 2)]).sensitivity == Interval(None, None, None, 2)


def test_the_interval_of_sensitivity_holds_the_truth_as_often_as_it_says() -> None:
    """A machine of sensitivity 0.1 on 400 calls, 12 % with the fault, where people check 90 of those it cleared."""
    rng = np.random.default_rng(7)
    held = told = 0
    for _ in range(60):
        bad = rng.random(400) < 0.12
        said = bad & (rng.random(400) < 0.1)
        looked = rng.choice(np.flatnonzero(~said), 90, replace=False)
        flagged, missed = int(said.sum()), int(bad[looked].sum())
        cells_ = [Cell(Said.CLEAR, 400 - flagged, 90, missed)]
        cells_ += [Cell(Said.FAULT, flagged, flagged, flagged)] if flagged else []
        found = scorer_error(cells_).sensitivity
        if found.low is not None and found.high is not None:
            told += 1
            held += found.low <= 0.1 <= found.high
    assert told >= 55 and held / told >= 0.93
