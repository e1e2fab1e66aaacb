"""Agents side by side: few calls name nobody, difficulty is taken out, and equals are not told apart."""

from audit.coaching.calls import FEWEST_FOR_A_RATE, AgentCall, Side
from audit.coaching.fair import Against, nameable_agents, team_rate


def calls(agent: str, good: int, bad: int, told: str = "none") -> list[AgentCall]:
    return [AgentCall(agent, Side.BEFORE, n < good, given={"told": told}) for n in range(good + bad)]


def test_who_has_few_calls_has_no_rate_and_is_told_apart_from_nobody() -> None:
    made = [*calls("A", 30, 10), *calls("B", 28, 12), *calls("C", 0, FEWEST_FOR_A_RATE - 1)]
    found = {a.agent: a for a in team_rate(made).agents}
    assert found["C"].against is Against.TOO_FEW and found["C"].own.value is None and found["C"].own.n == FEWEST_FOR_A_RATE - 1
    assert found["A"].own.value is not None


def test_what_is_surely_better_is_said_and_equals_are_not() -> None:
    made = [c for n in range(7) for c in calls(f"A{n}", 26, 14)] + calls("best", 40, 0) + calls("worst", 4, 36)
    found = {a.agent: a.against for a in team_rate(made).agents}
    assert found["best"] is Against.BETTER and found["worst"] is Against.WORSE
    assert {found[f"A{n}"] for n in range(7)} == {Against.SAME}


def test_hard_calls_are_not_the_agents_fault() -> None:
    made = []
    for n in range(8):
        made += calls(f"A{n}", 45, 5) + calls(f"A{n}", 15, 15, "hardship")
    made += calls("given the hard ones", 3, 1) + calls("given the hard ones", 30, 30, "hardship")
    found = {a.agent: a for a in team_rate(made).agents}["given the hard ones"]
    assert (found.own.value or 0) < 0.6 < (found.fair.value or 0)
    assert found.against is Against.SAME


def test_one_agent_alone_is_beside_nobody() -> None:
    found = team_rate(calls("A", 20, 20)).agents[0]
    assert found.against is Against.TOO_FEW and found.own.value is not None


def test_no_calls_no_rate() -> None:
    assert team_rate([]).team.value is None


def test_an_agent_with_four_calls_may_not_be_named() -> None:
    assert nameable_agents([*calls("A", 2, 2), *calls("B", 3, 2)]) == {"B"}


def test_a_team_that_never_fails_is_not_told_with_certainty_it_cannot_have() -> None:
    found = team_rate([c for n in range(8) for c in calls(f"A{n}", 40, 0)])
    assert 0.9 < (found.team.low or 0) < (found.team.high or 0) <= 1
    assert all((a.fair.high or 0) - (a.fair.low or 1) > 0.002 for a in found.agents)
