"""The corrected share: what hand counts give where all was checked, honest where little was, silent where nothing was."""

import numpy as np
import pytest

from reports.scorecards.facts import Calls, Scorer
from reports.scorecards.scorer_error import NO_CALLS, NOBODY_CHECKED, conduct
from tests.reports.scorecards.worlds import calls

EXAM = Scorer(45, 60, 190, 200, {})


def test_all_checked_is_a_plain_share() -> None:
    found = conduct(calls((60, 340, 60, 340, 48, 12), (30, 370, 30, 370, 24, 6)), 2, None)
    one, other = found.values
    assert one.value == pytest.approx(60 / 400, abs=0.01)
    assert one.low == pytest.approx(0.118, abs=0.015)
    assert one.high == pytest.approx(0.188, abs=0.015)
    assert other.value == pytest.approx(30 / 400, abs=0.01)
    assert found.sensitivity.value == pytest.approx(72 / 90, abs=0.07)


def test_marks_alone_are_undone_as_rogan_and_gladen_do() -> None:
    known = (2300, 7700, 2300, 7700, 1600, 400)
    sensitivity, alarms, marked = 0.8, 700 / 8000, 0.2
    exact = (marked - alarms) / (sensitivity - alarms)
    second = conduct(calls(known, (800, 3200, 0, 0, 0, 0)), 2, None).values[1]
    assert second.low is not None and second.high is not None
    assert second.low < exact < second.high
    assert second.value == pytest.approx(exact, abs=0.03)


def test_what_is_looked_at_first_does_no_harm() -> None:
    """Every flagged call checked and one in ten others, or one in ten of all: the same share, within what is known."""
    queue = conduct(calls((200, 1800, 200, 180, 120, 8)), 1, None).values[0]
    drawn = conduct(calls((200, 1800, 20, 180, 12, 8)), 1, None).values[0]
    assert queue.value == pytest.approx(0.06 + 0.9 * 8 / 180, abs=0.02)
    assert drawn.value == pytest.approx(queue.value or 0, abs=0.03)
    assert (queue.high or 0) - (queue.low or 0) <= (drawn.high or 0) - (drawn.low or 0)


def test_chosen_calls_worse_than_drawn_ones_do_not_mislead() -> None:
    """Of unflagged calls the queue found half bad, a random draw 4 in 400: the draw is believed."""
    base = calls((100, 3900, 100, 400, 80, 4))
    truth = base.truth.copy()
    free = np.flatnonzero((truth < 0) & ~base.flagged)[:60]
    truth[free] = 0
    truth[free[:30]] = 1
    found = conduct(Calls(base.vendor, base.agent, base.flagged, truth, base.drawn), 1, None).values[0]
    assert found.high is not None and found.low is not None
    assert found.low < 0.02 + 0.975 * 0.01 < found.high < 0.06


def test_fewer_checks_are_wider() -> None:
    wide, narrow = (conduct(calls((200, 1800, n, 9 * n, n // 2, n // 10)), 1, None).values[0] for n in (10, 200))
    assert (wide.high or 0) - (wide.low or 0) > 1.5 * ((narrow.high or 0) - (narrow.low or 0))


def test_an_exam_alone_is_an_answer_and_a_wide_one() -> None:
    found = conduct(calls((150, 850, 0, 0, 0, 0)), 1, EXAM).values[0]
    assert found.value is not None and found.low is not None and found.high is not None
    assert found.low < (0.15 - 0.05) / 0.70 < found.high
    assert found.high - found.low > 0.07


def test_an_exam_of_other_calls_does_not_outweigh_checks() -> None:
    """The exam says nearly blind, 1,000 random checks say nearly perfect."""
    blind = Scorer(200, 1000, 900, 1000, {})
    found = conduct(calls((500, 4500, 100, 900, 95, 5)), 1, blind)
    assert found.values[0].value == pytest.approx(0.1, abs=0.01)
    assert (found.values[0].high or 0) - (found.values[0].low or 0) < 0.03


def test_nobody_checked_and_no_exam_is_no_value() -> None:
    found = conduct(calls((20, 80, 0, 0, 0, 0)), 1, None)
    assert found.values[0].value is None
    assert found.causes == (NOBODY_CHECKED,)


def test_a_vendor_without_calls_has_a_cause_of_its_own() -> None:
    found = conduct(calls((20, 80, 10, 30, 8, 1), (0, 0, 0, 0, 0, 0)), 2, EXAM)
    assert found.causes == (None, NO_CALLS)
    assert found.known == (0,)


def test_a_machine_that_cannot_tell_gives_no_value() -> None:
    found = conduct(calls((500, 500, 0, 0, 0, 0)), 1, Scorer(10, 20, 10, 20, {}))
    assert found.values[0].value is None
    assert "machine" in (found.causes[0] or {})["en"]


def test_no_breach_seen_reaches_down_to_none() -> None:
    found = conduct(calls((0, 300, 0, 120, 0, 0), (30, 270, 30, 60, 25, 2)), 2, EXAM).values[0]
    assert found.low == 0.0
    assert found.high is not None
    assert 0.001 < found.high < 0.06


def test_nearly_all_bad_is_covered_too() -> None:
    """99 in 100 have a breach; the machine flags 8 in 10 of them."""
    found = conduct(calls((1590, 410, 160, 41, 160, 38)), 1, None).values[0]
    assert found.low is not None and found.high is not None
    assert found.low < 0.985 and found.high > 0.99


def test_agents_alike_widen() -> None:
    base = calls((150, 850, 150, 850, 120, 30))
    apart = Calls(base.vendor, np.arange(1000), base.flagged, base.truth, base.drawn)
    alike = Calls(base.vendor, np.concatenate([np.zeros(150, int), 1 + np.arange(850) % 9]), base.flagged, base.truth, base.drawn)
    loose, tight = (conduct(c, 1, EXAM).values[0] for c in (alike, apart))
    assert (loose.high or 0) - (loose.low or 0) > 2 * ((tight.high or 0) - (tight.low or 0))


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="right must lie"):
        conduct(calls((2, 8, 2, 2, 1, 0)), 1, Scorer(9, 5, 1, 2, {}))
    base = calls((2, 8, 2, 2, 1, 0))
    with pytest.raises(ValueError, match="outside"):
        conduct(Calls(base.vendor + 4, base.agent, base.flagged, base.truth, base.drawn), 2, None)
