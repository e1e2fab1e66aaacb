from collections import Counter
from itertools import pairwise

import pytest
from scipy.stats import hypergeom

from audit.calibration.faults import BadCalibration
from audit.calibration.sampling import Ask, Risk, calls_needed, doubt_of, draw, risk_order
from audit.calibration.shares import share

KEY = b"a key of the workspace's own"
CALLS = [f"r{i:04d}" for i in range(400)]


def test_the_size_is_the_known_one_and_a_finite_portfolio_needs_fewer() -> None:
    assert 375 <= calls_needed(Ask(0.05)).calls <= 390
    assert 360 <= calls_needed(Ask(0.05, population=10_000)).calls <= 375
    assert calls_needed(Ask(0.05, population=30)).calls <= 30
    assert calls_needed(Ask(0.001, population=50)).whole_population


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2, 0.5])
@pytest.mark.parametrize("population", [120, 900, 5000])
def test_the_interval_is_no_wider_than_asked_as_often_as_promised(rate: float, population: int) -> None:
    ask = Ask(0.06, population=population, planning_rate=rate)
    size = calls_needed(ask).calls
    bad = round(rate * population)
    within = 0.0
    for hits in range(size + 1):
        found = share(hits, size, population)
        assert found.low is not None and found.high is not None
        if (found.high - found.low) / 2 <= ask.half_width + 1e-12:
            within += float(hypergeom.pmf(hits, population, bad, size))
    assert within >= ask.assurance - 1e-9


def test_precision_that_alike_calls_of_few_agents_cannot_give_is_refused() -> None:
    alike = Ask(0.05, likeness=0.2, agents=40, planning_rate=0.1)
    assert calls_needed(alike).calls > calls_needed(Ask(0.05, planning_rate=0.1)).calls
    with pytest.raises(BadCalibration, match="not reached"):
        calls_needed(Ask(0.01, likeness=0.3, agents=5))


@pytest.mark.parametrize(
    "ask", [Ask(0.0), Ask(0.7), Ask(0.05, confidence=1.0), Ask(0.05, planning_rate=1.2), Ask(0.05, likeness=0.1)]
)
def test_a_question_that_makes_no_sense_is_refused(ask: Ask) -> None:
    with pytest.raises(BadCalibration):
        calls_needed(ask)


def test_the_draw_is_the_same_for_whoever_has_the_key_and_another_without() -> None:
    first = draw(CALLS, 40, KEY, "portfolio 2026-W05")
    assert draw(list(reversed(CALLS)), 40, KEY, "portfolio 2026-W05") == first
    assert len(set(first.calls)) == 40
    assert set(draw(CALLS, 40, KEY + b"x", "portfolio 2026-W05").calls) != set(first.calls)
    assert set(draw(CALLS, 40, KEY, "portfolio 2026-W06").calls) != set(first.calls)


def test_a_smaller_draw_is_the_start_of_a_larger_one() -> None:
    for small, large in pairwise((5, 20, 80, 400)):
        assert draw(CALLS, large, KEY, "p").calls[:small] == draw(CALLS, small, KEY, "p").calls


def test_topping_up_keeps_what_was_drawn_and_lets_later_calls_in_as_if_always_there() -> None:
    old = draw(CALLS[:200], 30, KEY, "p")
    new = draw(CALLS, 40, KEY, "p", cut=old.cut)
    assert set(old.calls) <= set(new.calls)
    assert set(new.calls) & set(CALLS[200:])
    again = draw(CALLS, 0, KEY, "p", cut=new.cut)
    assert again.calls == new.calls


def test_every_call_is_drawn_as_often() -> None:
    drawn = Counter(call for week in range(600) for call in draw(CALLS[:40], 10, KEY, f"w{week}").calls)
    assert min(drawn.values()) > 100
    assert max(drawn.values()) < 200


def test_label_and_call_are_not_confused() -> None:
    assert draw(["bc"], 1, KEY, "a").cut != draw(["c"], 1, KEY, "ab").cut


def test_what_would_spoil_the_draw_is_refused() -> None:
    with pytest.raises(BadCalibration, match="bytes"):
        draw(CALLS, 5, b"short", "p")
    with pytest.raises(BadCalibration, match="twice"):
        draw([*CALLS, CALLS[0]], 5, KEY, "p")
    with pytest.raises(BadCalibration, match="cannot be drawn"):
        draw(CALLS, 401, KEY, "p")
    with pytest.raises(BadCalibration, match="no name"):
        draw(CALLS, 5, KEY, "")


def test_risk_goes_by_harm_then_complaints_then_judges_then_doubt() -> None:
    found = [
        Risk("doubtful", doubt=doubt_of(0.5)),
        Risk("sure", doubt=doubt_of(0.99)),
        Risk("judges", judges_differ=1),
        Risk("complaint", complaints=1),
        Risk("critical", critical=1),
        Risk("critical and complaint", critical=1, complaints=2),
    ]
    order = [r.call for r in risk_order(found)]
    assert order == ["critical and complaint", "critical", "complaint", "judges", "doubtful", "sure"]
