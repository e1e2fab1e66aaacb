import numpy as np
import pytest

from reports.scorecards.past import MonthRecovery, Past, past_of
from reports.scorecards.projection import Told
from reports.scorecards.what_if import Move, happen, move_accounts
from tests.reports.scorecards.small_world import facts, recovered

RATES = {"complaints": (0.01, 0.002, 0.005), "contacts_against_law": (0.2, 0.05, 0.1)}
SIZES = ((2000, 2000, 2000),) * 6


def world() -> Past:
    return past_of(facts(SIZES, RATES), recovered((1.1, 0.9, 1.0), 6))


def test_a_move_costs_what_the_two_recoveries_and_rates_differ_by() -> None:
    past = world()
    told = move_accounts(past, Move("a", "b", 0.5))
    share, money = told.line(Told.RECOVERY_SHARE).change, told.line(Told.RECOVERY_MONEY).change
    assert share.value == pytest.approx(0.5 * (0.9 - 1.1) / 1.1, abs=0.01)
    assert money.value == pytest.approx(0.5 * (0.9 - 1.1) * 1_000_000, rel=0.1)
    assert share.low is not None and share.high is not None and share.low < -0.15 < share.high and share.n == 1000
    complaints, law = told.line(Told.COMPLAINTS).change, told.line(Told.AGAINST_LAW).change
    assert complaints.value == pytest.approx(0.5 * 2000 * (0.002 - 0.01), abs=2)
    assert law.value == pytest.approx(0.5 * 2000 * (0.05 - 0.2), rel=0.1)
    assert law.low is not None and law.high is not None and law.low < -150 < law.high < 0


def test_back_and_forth_are_mirrored() -> None:
    past = world()
    there = move_accounts(past, Move("a", "c", 0.3)).line(Told.RECOVERY_MONEY).change
    back = move_accounts(past, Move("c", "a", 0.3)).line(Told.RECOVERY_MONEY).change
    assert there.value is not None and back.value is not None
    assert there.value == pytest.approx(-back.value, rel=0.15)


def test_more_months_ahead_leave_less_to_chance_of_each() -> None:
    past = world()
    one, six = (move_accounts(past, Move("a", "b", 0.1, months)).line(Told.COMPLAINTS).change for months in (1, 6))
    assert one.low is not None and one.high is not None and six.low is not None and six.high is not None
    assert six.high - six.low < one.high - one.low


def test_one_month_of_past_is_wider_than_six() -> None:
    past = world()
    short = facts(SIZES[:1], RATES)
    few = move_accounts(past_of(short, recovered((1.1, 0.9, 1.0), 1)), Move("a", "b", 0.5))
    many = move_accounts(past, Move("a", "b", 0.5))
    width = [p.line(Told.RECOVERY_SHARE).change for p in (few, many)]
    spans = [(w.high or 0) - (w.low or 0) for w in width]
    assert spans[0] > spans[1]
    assert any("fewer than three months" in n["en"] for n in few.notes)


def test_accounts_the_receiver_never_had_cannot_be_told() -> None:
    found = facts(SIZES, RATES, segments=((0, 1), (0,), (0, 1)))
    told = move_accounts(past_of(found, recovered((1.1, 0.9, 1.0), 6)), Move("a", "b", 0.5))
    assert all(line.change.value is None and line.cause is not None for line in told.lines)
    assert "it cannot be told" in (told.lines[0].cause or {})["en"]
    early = past_of(found, recovered((1.1, 0.9, 1.0), 6), "early")
    assert move_accounts(early, Move("a", "b", 0.5)).lines[0].change.value is not None


def test_twice_its_largest_month_cannot_be_told() -> None:
    found = facts(((2000, 500, 2000),) * 6, RATES)
    past = past_of(found, recovered((1.1, 0.9, 1.0), 6))
    assert move_accounts(past, Move("a", "b", 0.24)).lines[0].change.value is not None
    too_many = move_accounts(past, Move("a", "b", 0.26)).lines[0]
    assert too_many.change.value is None and "500" in (too_many.cause or {})["es"]


def test_a_giver_without_accounts_or_recovery_has_nothing_to_tell() -> None:
    found = facts(((2000, 2000, 2000), (0, 2000, 2000)), RATES)
    none = move_accounts(past_of(found, recovered((1.1, 0.9, 1.0), 2)), Move("a", "b", 0.5))
    assert all(line.cause is not None for line in none.lines)
    whole = facts(SIZES, RATES)
    unmeasured = [{k: v for k, v in month.items() if k != "b"} for month in recovered((1.1, 0.9, 1.0), 6)]
    told = move_accounts(past_of(whole, unmeasured), Move("a", "b", 0.5))
    assert told.line(Told.RECOVERY_SHARE).cause is not None and told.line(Told.COMPLAINTS).cause is None


def test_a_month_in_which_nothing_came_back_is_left_out() -> None:
    found = facts(SIZES, RATES)
    months = recovered((1.1, 0.9, 1.0), 6)
    months[2]["a"] = MonthRecovery(float("-inf"), 0.1, 1_000_000)
    past = past_of(found, months)
    assert np.isnan(past.log_recovery[0, 2])
    assert move_accounts(past, Move("a", "b", 0.5)).line(Told.RECOVERY_SHARE).change.value is not None


NO_MOVES = [Move("a", "a", 0.5), Move("a", "z", 0.5), Move("a", "b", 0), Move("a", "b", 1.2), Move("a", "b", 0.5, 0)]


@pytest.mark.parametrize("move", NO_MOVES)
def test_moves_that_are_none_are_refused(move: Move) -> None:
    past = world()
    with pytest.raises(ValueError, match=r"vendor"):
        move_accounts(past, move)


def test_what_does_not_fit_is_refused() -> None:
    found = facts(SIZES, RATES)
    with pytest.raises(ValueError, match="5 months of recovery for 6"):
        past_of(found, recovered((1.1, 0.9, 1.0), 5))
    with pytest.raises(ValueError, match="segment 'x'"):
        past_of(found, recovered((1.1, 0.9, 1.0), 6), "x")


def test_counts_happen_as_variably_as_they_are_told_to() -> None:
    rng = np.random.default_rng(4)
    for raised in (1.0, 3.0):
        drawn = happen(np.full(40_000, 20.0), raised, rng)
        assert drawn.mean() == pytest.approx(20, rel=0.02)
        assert drawn.var() == pytest.approx(20 * raised, rel=0.05)


def test_the_same_question_has_the_same_answer() -> None:
    past = world()
    assert move_accounts(past, Move("a", "b", 0.2)) == move_accounts(past, Move("a", "b", 0.2))
