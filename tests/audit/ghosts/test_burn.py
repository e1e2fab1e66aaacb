"""The burn alarm: false alarms under accounts and days that differ, power against softened treatment, retirement."""

import numpy as np
import pytest

from audit.ghosts.burn import THRESHOLD, WINDOW, Burn, Feature, burn_watch, judged
from audit.ghosts.burn_counts import DayCounts, MatchedSet
from audit.ghosts.burn_retire import Cause, after_retiring, to_retire
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Outcome, rate_of
from audit.ghosts.rates_decision import Accusation, Verdict, decide


def lives(rng: np.random.Generator, ghosts: int, reals: int, days: int, softer: float = 1.0, since: int = 0, uneven: float = 4.0):
    """Counts [days, 4, sets, members]: accounts, sets and days differ from one another, and an account's days are alike."""
    shape = (ghosts, reals + 1)
    account, segment, day = rng.gamma(uneven, 1 / uneven, shape), rng.gamma(4, 1 / 4, (ghosts, 1)), rng.gamma(3, 1 / 3, days)
    voice, odd = rng.beta(4, 2, shape), rng.beta(1, 6, shape)
    out = []
    for d in range(days):
        mean = 0.5 * account * segment * day[d] * rng.gamma(1.5, 1 / 1.5, shape)
        mean[:, 0] *= softer if d >= since else 1.0
        tried = rng.poisson(mean)
        out.append(np.stack([tried, rng.binomial(tried, odd), rng.binomial(tried, voice), rng.poisson(0.03 * account)]))
    return np.array(out)


def alarmed(counts: np.ndarray) -> int | None:
    """The day of the alarm, by the same sums `burn_watch` makes."""
    inside = np.ones(counts.shape[2:], bool)
    lived = np.concatenate([np.zeros((1, *counts.shape[1:])), np.cumsum(counts, axis=0)])
    evidence = 0.0
    for day in range(1, len(lived)):
        values, _ = judged(lived[day], lived[max(day - WINDOW, 0)], inside)
        evidence += float(np.mean([value for _, value in values])) / len(counts)
        if evidence >= THRESHOLD:
            return day
    return None


@pytest.mark.parametrize(("ghosts", "reals", "uneven"), [(20, 3, 1.0), (30, 1, 4.0), (12, 5, 0.4)])
def test_false_alarms_over_a_whole_wave_are_few(ghosts: int, reals: int, uneven: float) -> None:
    rng = np.random.default_rng([41, ghosts])
    waves = 100
    assert sum(alarmed(lives(rng, ghosts, reals, 14, uneven=uneven)) is not None for _ in range(waves)) <= 7


def test_the_mean_of_every_e_value_is_one() -> None:
    """Exchangeable members, whichever is called the ghost: averaged over all namings the e-value is exactly one."""
    rng = np.random.default_rng(42)
    counts = lives(rng, 1, 5, 9).astype(float)
    lived = np.cumsum(counts, axis=0)
    inside = np.ones((1, 6), bool)
    named = [judged(np.roll(lived[-1], k, axis=2), np.roll(lived[1], k, axis=2), inside)[0] for k in range(6)]
    for i, feature in enumerate(Feature):
        assert np.mean([values[i][1] for values in named]) == pytest.approx(1.0), feature


@pytest.mark.parametrize(("softer", "since", "least"), [(0.3, 0, 0.95), (0.5, 0, 0.8), (0.3, 10, 0.75), (0.0, 14, 0.9)])
def test_softened_treatment_is_seen(softer: float, since: int, least: float) -> None:
    rng = np.random.default_rng([43, since])
    waves = 30
    days = [alarmed(lives(rng, 44, 5, 28, softer, since)) for _ in range(waves)]
    assert np.mean([d is not None for d in days]) >= least
    assert sum(d is not None and d <= since for d in days) <= 2


def as_days(counts: np.ndarray) -> tuple[list[MatchedSet], list[dict[str, DayCounts]]]:
    sets = [MatchedSet(f"g{s}", tuple(f"r{s}-{m}" for m in range(1, counts.shape[3]))) for s in range(counts.shape[2])]
    names = [[found.ghost, *found.reals] for found in sets]
    return sets, [
        {name: DayCounts(*(int(v) for v in day[:, s, m])) for s, row in enumerate(names) for m, name in enumerate(row)}
        for day in counts
    ]


def test_watch_day_by_day() -> None:
    rng = np.random.default_rng(44)
    counts = lives(rng, 30, 5, 21, softer=0.2)
    sets, days = as_days(counts)
    found = burn_watch(sets, days, planned_days=21)
    assert found.alarm_day == alarmed(counts) is not None
    assert [d.evidence for d in found.days] == sorted(d.evidence for d in found.days)
    assert found.evidence == found.days[-1].evidence >= THRESHOLD
    assert [feature for feature, _ in found.days[0].features] == list(Feature)
    part = burn_watch(sets, days[:3], planned_days=21)
    assert part.days == found.days[:3], "what is known on a day does not depend on what comes later"
    assert burn_watch(sets, [], planned_days=21).evidence == 0.0


def test_each_feature_alone_is_seen() -> None:
    sets = [MatchedSet(f"g{i}", tuple(f"r{i}-{k}" for k in range(4))) for i in range(25)]
    usual = DayCounts(attempts=4, odd_hours=1, voice=2, offers=1)
    for odd, feature in (
        (DayCounts(1, 0, 0, 1), Feature.ATTEMPTS),
        (DayCounts(4, 0, 2, 1), Feature.HOURS),
        (DayCounts(4, 1, 4, 1), Feature.CHANNELS),
        (DayCounts(4, 1, 2, 4), Feature.OFFERS),
    ):
        day = {name: odd if name.startswith("g") else usual for found in sets for name in (found.ghost, *found.reals)}
        last = dict(burn_watch(sets, [day] * 5, planned_days=28).days[-1].features)
        assert max(last, key=lambda f: last[f]) is feature and last[feature] > 1000


def test_sets_of_different_sizes_and_days_with_nothing() -> None:
    sets = [MatchedSet("g1", ("a", "b", "c")), MatchedSet("g2", ("d",))]
    quiet = burn_watch(sets, [{}] * 4, planned_days=8)
    assert quiet.evidence == pytest.approx(0.5) and quiet.alarm_day is None
    assert [own for _, own in quiet.own] == pytest.approx([1.0, 1.0])
    assert burn_watch(sets, [{"a": DayCounts(3, 0, 1), "g2": DayCounts(1)}], planned_days=8).alarm_day is None


def outcomes(faults: int, ghosts: int) -> list[Outcome]:
    return [Outcome(f"g{i}", f"a{i % 9}", i < faults) for i in range(ghosts)]


def test_an_alarmed_vendor_can_be_accused_but_not_cleared() -> None:
    burn = Burn((), THRESHOLD, 12, tuple((f"g{i}", 1.0) for i in range(45)))
    held = Accusation(0.02, 0.12, 0.05, Clustering(1.2))
    retired = to_retire(burn)
    assert len(retired) == 45 and {r.cause for r in retired} == {Cause.VENDOR_ALARM}
    clean, guilty = outcomes(0, 45), outcomes(8, 45)
    assert decide(clean, held).verdict is Verdict.CLEAR
    after = after_retiring(clean, retired)
    assert decide(after, held).verdict is Verdict.CANNOT_TELL and rate_of(after).high == 1.0
    assert decide(after_retiring(guilty, retired), held).verdict is Verdict.ACCUSE


def test_one_ghost_alone_is_retired_when_named_or_by_its_own_evidence() -> None:
    burn = Burn((), THRESHOLD, None, (("g0", 1.0), ("g1", 21.0), ("g2", 0.4)))
    retired = to_retire(burn, named=("g2",))
    assert [(r.ghost, r.cause) for r in retired] == [("g1", Cause.OWN_EVIDENCE), ("g2", Cause.NAMED)]
    after = after_retiring([Outcome("g0", "a", False), Outcome("g1", "a", True), Outcome("g2", "b", False)], retired)
    assert [o.mistreated for o in after] == [False, True, None]


def test_what_cannot_be_read() -> None:
    with pytest.raises(BadPlan):
        burn_watch([], [], 7)
    with pytest.raises(BadPlan, match="g1"):
        burn_watch([MatchedSet("g1", ())], [], 7)
    with pytest.raises(BadPlan, match="«a»"):
        burn_watch([MatchedSet("g1", ("a",)), MatchedSet("g2", ("a",))], [], 7)
    with pytest.raises(BadPlan, match="«z»"):
        burn_watch([MatchedSet("g1", ("a",))], [{"z": DayCounts(1)}], 7)
    with pytest.raises(BadPlan):
        burn_watch([MatchedSet("g1", ("a",))], [{}] * 8, 7)
    with pytest.raises(BadPlan):
        DayCounts(attempts=1, voice=2)
