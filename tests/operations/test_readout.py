"""The read-out: its error and coverage by simulation, its headline by what was declared, and what breaks it."""

from collections.abc import Callable
from datetime import date, timedelta
from math import sqrt

import numpy as np
import pytest

from app.operations.readout import ArmSeen, Declared, Look, Outcome, Verdict, read_out
from app.operations.readout_intervals import Interval, Sample, anytime, fixed, wilson
from app.operations.readout_mismatch import mismatch
from app.operations.readout_power import detectable, needed

BEGINS = date(2026, 6, 1)


def declared(look: Look = Look.HORIZON, outcome: Outcome = Outcome.CURED) -> Declared:
    return Declared(outcome, look, BEGINS, enrol_days=28, window_days=30, people=2000, detectable=0.06)


def arm(strategy: int, share: int, n: int, cured: int, complained: int = 0, enrolled: int | None = None) -> ArmSeen:
    samples = {Outcome.CURED: Sample.share(cured, n), Outcome.COMPLAINED: Sample.share(complained, n)}
    return ArmSeen(strategy, share, n if enrolled is None else enrolled, samples)


AFTER = declared().decides_on


def headline(champion: ArmSeen, challenger: ArmSeen, look: Look = Look.HORIZON, today: date = AFTER) -> Verdict:
    return read_out(declared(look), [champion, challenger], today).verdict


def test_the_day_it_decides_is_when_the_last_enrolled_was_followed() -> None:
    assert declared().enrols_until == date(2026, 6, 28)
    assert declared().decides_on == date(2026, 7, 28)


def test_a_clear_difference_is_told_and_a_small_one_is_not() -> None:
    assert headline(arm(1, 50, 1000, 300), arm(2, 50, 1000, 400)) is Verdict.BETTER
    assert headline(arm(1, 50, 1000, 400), arm(2, 50, 1000, 300)) is Verdict.WORSE
    assert headline(arm(1, 50, 1000, 300), arm(2, 50, 1000, 320)) is Verdict.CANNOT_BE_TOLD_APART


def test_before_the_declared_day_nothing_is_read_but_harm() -> None:
    early = AFTER - timedelta(days=1)
    one = read_out(declared(), [arm(1, 50, 1000, 300), arm(2, 50, 1000, 400)], early)
    assert one.verdict is Verdict.TOO_EARLY
    assert all(row.difference is None for row in one.challengers[0][2] if row.outcome is not Outcome.COMPLAINED)
    assert headline(arm(1, 50, 1000, 300, 5), arm(2, 50, 1000, 400, 80), today=early) is Verdict.HARM


def test_any_day_means_any_day() -> None:
    assert headline(arm(1, 50, 1000, 300), arm(2, 50, 1000, 420), Look.ANYTIME, BEGINS + timedelta(days=40)) is Verdict.BETTER


def test_more_cures_with_more_complaints_are_harm_and_not_a_win() -> None:
    assert headline(arm(1, 50, 1000, 300, 5), arm(2, 50, 1000, 400, 60)) is Verdict.HARM


def test_arms_that_did_not_fall_as_drawn_are_not_read() -> None:
    assert headline(arm(1, 50, 1000, 300), arm(2, 50, 1200, 480)) is Verdict.BROKEN
    assert mismatch([1000, 1200], [50, 50]).p < 0.001 < mismatch([1000, 1040], [50, 50]).p
    assert mismatch([500, 300, 200], [50, 30, 20]).p == pytest.approx(1.0)
    assert mismatch([500, 380, 120], [50, 30, 20]).broken


def test_nobody_is_no_verdict_and_nothing_measured_is_no_zero() -> None:
    assert headline(arm(1, 50, 0, 0), arm(2, 50, 0, 0)) is Verdict.NO_PEOPLE
    read = read_out(declared(), [arm(1, 50, 1000, 300), arm(2, 50, 1000, 320)], AFTER)
    recovered = next(row for row in read.challengers[0][2] if row.outcome is Outcome.RECOVERED)
    assert recovered.champion == Interval(None, None, None, 0) and recovered.difference is None


def test_no_complaint_at_all_is_no_certainty() -> None:
    found = anytime(Sample.share(0, 400), Sample.share(0, 400), 0.05, 800)
    assert found is not None and found.low is not None and found.low < -0.005
    assert fixed(Sample.amounts(np.zeros(30)), Sample.amounts(np.zeros(30))) is None
    assert anytime(Sample.share(0, 20), Sample.share(15, 20), 0.05, 800) is None


def test_several_challengers_share_the_error() -> None:
    two = read_out(declared(), [arm(1, 50, 1000, 300), arm(2, 50, 1000, 344)], AFTER).challengers[0][1]
    crowd = [arm(1, 20, 1000, 300), *(arm(n, 20, 1000, 344) for n in range(2, 6))]
    many = read_out(declared(), crowd, AFTER).challengers[0][1]
    assert (two, many) == (Verdict.BETTER, Verdict.CANNOT_BE_TOLD_APART)


def test_wilson_and_newcombe_are_those_of_the_papers() -> None:
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)  # Newcombe 1998a, table I
    found = fixed(Sample.share(48, 80), Sample.share(56, 70))  # Newcombe 1998b, table II (a): 56/70 - 48/80, method 10
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


Draw = Callable[[np.random.Generator, int], Sample]


def cures(rng: np.random.Generator, n: int) -> Sample:
    return Sample.share(int(rng.binomial(n, 0.12)), n)


def money(rng: np.random.Generator, n: int) -> Sample:
    return Sample.amounts((rng.random(n) < 0.1) * rng.lognormal(10, 1.2, n))


@pytest.mark.parametrize(("draw", "sizes"), [(cures, (900, 100)), (cures, (300, 300)), (money, (900, 100)), (money, (400, 400))])
def test_two_alike_are_told_apart_no_more_often_than_said(draw: Draw, sizes: tuple[int, int]) -> None:
    rng, runs = np.random.default_rng(4), 1200
    wrong = 0
    for _ in range(runs):
        found = fixed(draw(rng, sizes[0]), draw(rng, sizes[1]))
        wrong += found is not None and not (found.low or 0.0) <= 0 <= (found.high or 0.0)
    assert wrong / runs < 0.05 + 3 * sqrt(0.05 * 0.95 / runs)


@pytest.mark.parametrize("rate", [0.03, 0.3])
def test_looking_every_day_does_not_inflate_the_error_where_a_plain_interval_would(rate: float) -> None:
    rng, runs, days = np.random.default_rng(5), 500, range(60, 1201, 20)
    said = {"anytime": 0, "fixed": 0}
    for _ in range(runs):
        a, b = (np.cumsum(rng.random(1200) < rate) for _arm in range(2))
        for name in said:
            said[name] += any(_apart(name, int(a[n - 1]), int(b[n - 1]), n) for n in days)
    assert said["anytime"] / runs < 0.05 + 3 * sqrt(0.05 * 0.95 / runs)
    assert said["fixed"] / runs > 0.12


def _apart(name: str, a: int, b: int, n: int) -> bool:
    one, two = Sample.share(a, n), Sample.share(b, n)
    found = anytime(one, two, 0.05, 2400) if name == "anytime" else fixed(one, two)
    return found is not None and not (found.low or 0.0) <= 0 <= (found.high or 0.0)


def test_the_power_that_is_said_is_the_power_there_is() -> None:
    p, people, share = 0.2, 3000, 0.3
    can = detectable(people, share, sqrt(p * (1 - p)), Look.HORIZON)
    assert can is not None
    rng, runs = np.random.default_rng(6), 800
    seen = 0
    for _ in range(runs):
        a = Sample.share(int(rng.binomial(2100, p - can / 2)), 2100)
        b = Sample.share(int(rng.binomial(900, p + can / 2)), 900)
        found = fixed(a, b)
        seen += found is not None and (found.low or 0.0) > 0
    assert abs(seen / runs - 0.8) < 0.05


def test_how_many_are_needed_answers_what_can_be_seen() -> None:
    for look in Look:
        people = needed(0.05, 0.3, 0.4, look)
        assert people is not None
        can, less = detectable(people, 0.3, 0.4, look), detectable(people - 1, 0.3, 0.4, look)
        assert can is not None and less is not None and can <= 0.05 < less
    assert needed(0.0, 0.3, 0.4, Look.HORIZON) is None
    assert (needed(0.05, 0.3, 0.4, Look.ANYTIME) or 0) > (needed(0.05, 0.3, 0.4, Look.HORIZON) or 0)
    assert detectable(10, 0.1, 0.4, Look.HORIZON) is None
