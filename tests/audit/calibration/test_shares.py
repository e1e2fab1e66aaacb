from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from audit.calibration.estimate import Frame, Question, conduct_share, random_rate
from audit.calibration.faults import BadCalibration
from audit.calibration.shares import clustered, limits, share
from audit.calibration.sheet import Purpose
from tests.audit.calibration.sheets import NO, UNTOLD, YES, sheet


def covered(rate: float, n: int) -> float:
    x = np.arange(n + 1)
    inside = [low <= rate <= high for low, high in (limits(float(k), float(n)) for k in x)]
    return float(binom.pmf(x, n, rate)[inside].sum())


@pytest.mark.parametrize("n", [10, 25, 60, 150])
def test_the_interval_covers_95_per_cent_on_average_and_never_falls_far_below(n: int) -> None:
    found = [covered(rate, n) for rate in np.linspace(0.01, 0.99, 60)]
    assert 0.945 <= np.mean(found) <= 0.985
    assert min(found) > 0.91


def test_the_finite_interval_covers_every_portfolio_on_average() -> None:
    found = []
    for population, n in product((30, 80), (10, 25)):
        for bad in range(0, population + 1, 3):
            x = np.arange(max(0, n - (population - bad)), min(n, bad) + 1)
            spans = [share(int(k), n, population) for k in x]
            inside = [(s.low or 0) <= bad / population <= (s.high or 0) for s in spans]
            found.append(float(hypergeom.pmf(x, population, bad, n)[inside].sum()))
    assert np.mean(found) >= 0.94
    assert min(found) > 0.9


def test_nothing_seen_is_the_rule_of_three_and_the_census_is_certain() -> None:
    found = share(0, 60)
    assert found.low == 0.0
    assert found.high == pytest.approx(1 - 0.05 ** (1 / 60), abs=1e-6)
    census = share(3, 40, 40)
    assert (census.low, census.high) == (3 / 40, 3 / 40)
    part = share(0, 30, 40)
    assert part.high is not None and part.high < (share(0, 30).high or 1)
    assert share(0, 0).value is None


def test_counts_that_cannot_be_are_refused() -> None:
    for hits, n, population in ((5, 3, None), (-1, 3, None), (1, 30, 20)):
        with pytest.raises(BadCalibration):
            share(hits, n, population)


def test_calls_of_one_agent_alone_widen_a_share() -> None:
    parts = [(9, 10), (0, 10), (8, 10), (1, 10)]
    alike, single = clustered(parts), share(18, 40)
    assert (alike.high or 0) - (alike.low or 0) > 1.5 * ((single.high or 0) - (single.low or 0))
    assert clustered([(4, 10)]).low is None
    conduct = conduct_share(tuple(parts))
    assert (conduct.high or 0) - (conduct.low or 0) > (single.high or 0) - (single.low or 0)


@pytest.mark.parametrize("calls", [2, 3])
def test_two_calls_that_differ_tell_next_to_nothing_and_fail_at_nothing(calls: int) -> None:
    for parts in product([(0, 1), (1, 1), (1, 26), (24, 26), (26, 26)], repeat=calls):
        told = clustered(list(parts))
        assert told.value is not None and told.low is not None and told.high is not None
        assert 0.0 <= told.low <= told.value <= told.high <= 1.0, parts
    opposed = clustered([(1, 26), (25, 26)])
    assert (opposed.low, opposed.high) == (0.0, 1.0), "one call all wrong and one all right: anything is possible"


def test_only_the_draw_makes_the_rate_and_the_rest_is_told_apart() -> None:
    sheets = [sheet(f"c{i}", "ana", YES if i < 2 else NO) for i in range(10)]
    sheets += [sheet(f"risky{i}", "ana", YES, Purpose.RISK) for i in range(20)]
    sheets += [sheet("known", "ana", YES, Purpose.KNOWN), sheet("untold", "ana", UNTOLD)]
    found = random_rate(sheets, "insult", Frame(population=200))
    assert (found.share.value, found.share.n) == (0.2, 10)
    assert (found.untold, found.left_out) == (1, 21)
    assert (found.worst.low or 0) <= (found.share.low or 0) < (found.share.high or 0) <= (found.worst.high or 0)


def test_a_drawn_call_that_had_been_worked_as_risky_counts_with_the_draw() -> None:
    sheets = [sheet(f"c{i}", "ana", NO) for i in range(8)] + [sheet("c8", "ana", YES, Purpose.RISK)]
    drawn = [f"c{i}" for i in range(10)]
    found = random_rate(sheets, "insult", Frame(population=100, drawn=drawn))
    assert found.share.value == pytest.approx(1 / 9)
    assert found.unscored == 1
    assert random_rate(sheets, "insult", Frame(population=100)).share.value == 0.0


def test_several_sheets_of_a_call_count_once_and_a_tie_is_untold() -> None:
    sheets = [sheet("a", who, mark) for who, mark in (("x", YES), ("y", YES), ("z", NO))]
    sheets += [sheet("b", "x", YES), sheet("b", "y", NO)]
    found = random_rate(sheets, "insult")
    assert (found.share.value, found.share.n, found.untold) == (1.0, 1, 1)


def test_conduct_is_wider_than_these_calls() -> None:
    sheets = [sheet(f"c{i}", "ana", YES if i % 10 == 0 and i < 40 else NO) for i in range(100)]
    agents = {f"c{i}": f"agent{i // 20}" for i in range(100)}
    these = random_rate(sheets, "insult", Frame(population=400, agents=agents)).share
    conduct = random_rate(sheets, "insult", Frame(population=400, agents=agents, question=Question.CONDUCT))
    assert (conduct.share.high or 0) - (conduct.share.low or 0) > (these.high or 0) - (these.low or 0)
    assert conduct.agents == 5
