"""Coaching's effect: what chance would have brought back is not called improvement, and what truly changed is found."""

from dataclasses import replace

import pytest

from audit.coaching.calls import AgentCall, BadCoaching, ScorerSeen, Side
from audit.coaching.effect import FEWEST_AFTER, Told, effect
from tests.audit.coaching.teams import team


def test_the_worst_of_equals_is_not_called_improved() -> None:
    found = [effect((made := team(seed, 0.0)).calls, made.worst, seed=seed) for seed in range(12)]
    rises = [(f.after.value or 0) - (f.before.value or 0) for f in found]
    assert sum(rises) / len(rises) > 0.1, "they do better afterwards: that is what chance brings back"
    assert sum(f.told is Told.IMPROVED for f in found) <= 1
    assert all((f.expected.value or 0) > (f.before.value or 1) for f in found)


def test_a_true_gain_is_found_with_its_size_inside() -> None:
    found = [(effect((made := team(seed, 2.2, n=60)).calls, made.worst, seed=seed), made.change) for seed in range(8)]
    assert sum(f.told is Told.IMPROVED for f, _ in found) >= 6
    assert sum((f.change.low or 0) <= change <= (f.change.high or 0) for f, change in found) >= 7


def test_a_fall_is_called_worse() -> None:
    made = team(3, -2.5, n=80, spread=0.6)
    assert effect(made.calls, made.worst).told is Told.WORSE


def test_harder_calls_afterwards_are_not_held_against_the_agent() -> None:
    made = team(5, 0.0, n=120, hard=True)
    blind = tuple(replace(c, given={}) for c in made.calls)
    fair, unfair = effect(made.calls, made.worst), effect(blind, made.worst)
    assert fair.told is not Told.WORSE
    assert (fair.expected.value or 1) < (unfair.expected.value or 0) - 0.1, "what is expected is of the calls that came"


def test_a_machine_that_errs_is_corrected_and_said_to_be() -> None:
    made = team(7, 0.0, n=80, right=0.85)
    scorer = ScorerSeen(good_right=170, good=200, bad_right=170, bad=200)
    plain, corrected = effect(made.calls, made.worst), effect(made.calls, made.worst, scorer)
    assert corrected.corrected and not plain.corrected
    assert (corrected.after.high or 0) - (corrected.after.low or 0) > (plain.after.high or 0) - (plain.after.low or 0)


def test_a_persons_word_needs_no_correction() -> None:
    made = team(8, 0.0)
    checked = tuple(replace(c, checked=True) for c in made.calls)
    scorer = ScorerSeen(140, 200, 140, 200)
    plain, sure = effect(made.calls, made.worst), effect(checked, made.worst, scorer)
    assert (sure.after.value or 0) == pytest.approx(plain.after.value or 0, abs=0.02)


@pytest.mark.parametrize("side", list(Side))
def test_too_few_calls_are_said_and_no_effect_is(side: Side) -> None:
    made = team(9, 2.0)
    few = [c for c in made.calls if c.agent == made.worst and c.side is side][:5]
    found = effect([c for c in made.calls if not (c.agent == made.worst and c.side is side)] + few, made.worst)
    assert found.told is Told.TOO_FEW and found.lacking == side.value and found.change.value is None


def test_a_team_of_nobody_else_cannot_say_what_chance_is() -> None:
    calls = [AgentCall("A", side, n % 2 == 0) for side in Side for n in range(FEWEST_AFTER + 10)]
    found = effect(calls, "A")
    assert (found.told, found.lacking) == (Told.TOO_FEW, "others")


def test_an_agent_without_calls_is_an_error_that_says_so() -> None:
    with pytest.raises(BadCoaching, match="A-99"):
        effect(team(1, 0.0).calls, "A-99")


def test_the_same_calls_give_the_same_figures() -> None:
    made = team(11, 1.0)
    assert effect(made.calls, made.worst, seed=4) == effect(made.calls, made.worst, seed=4)


def test_a_scorer_that_cannot_be_is_refused() -> None:
    with pytest.raises(BadCoaching, match="right must lie"):
        ScorerSeen(5, 4, 1, 2)
