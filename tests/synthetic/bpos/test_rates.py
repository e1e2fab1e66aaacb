"""Each knob plants what it says: counts are held to the binomial they come from."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from synthetic.bpos import Books, Burn, Conduct, Vendor, simulate
from synthetic.bpos.books import LIE
from synthetic.bpos.events import KIND
from synthetic.bpos.living import talked
from synthetic.bpos.simulate import Lived
from synthetic.bpos.words import Kind, Lie
from tests.synthetic.bpos.waves import COUNTRIES, EVERY_KIND, plan


def _one(vendor: Vendor, seed: int = 1, **wave: object) -> Lived:
    return simulate(plan(vendor, **wave), seed).lived[0]  # type: ignore[arg-type]


def _fits(hits: int, n: int, rate: float) -> bool:
    """Within what the binomial does 9,999 times in 10,000."""
    return bool(binom.ppf(5e-5, n, rate) <= hits <= binom.ppf(1 - 5e-5, n, rate))


@pytest.mark.parametrize("rate", [0.05, 0.2, 0.6])
@pytest.mark.parametrize("country", COUNTRIES)
def test_the_rate_of_mistreatment_is_the_one_asked_for(country: str, rate: float) -> None:
    badly = _one(Vendor("v", conduct=Conduct(rate, 0.0, EVERY_KIND)), country=country, ghosts=600, twins=600).mistreated
    assert _fits(int(badly.sum()), len(badly), rate)


def test_agents_cluster_as_asked() -> None:
    """Debtors of one agent are alike by the intraclass correlation, by analysis of variance over many agents."""
    rho = 0.2
    found = _one(Vendor("v", agents=400, conduct=Conduct(0.3, rho, EVERY_KIND)), ghosts=4000, twins=4000)
    groups = [found.mistreated[found.debtors.agent == a].astype(float) for a in range(400)]
    size = np.mean([len(g) for g in groups])
    between = size * np.var([g.mean() for g in groups], ddof=1)
    within = np.mean([g.var(ddof=1) for g in groups])
    assert (between - within) / (between + (size - 1) * within) == pytest.approx(rho, abs=0.05)


@pytest.mark.parametrize("kind", Kind)
def test_a_repertoire_of_one_way_plants_that_way_only(kind: Kind) -> None:
    found = _one(Vendor("v", conduct=Conduct(0.8, 0.0, {kind: 1.0})), ghosts=800)
    others = np.delete(found.ways, KIND[kind], axis=1)
    assert found.ways[:, KIND[kind]].sum() >= 10
    assert not others.any()


def test_misconduct_needs_its_occasion() -> None:
    """Nobody goes over a cap where the law has none, and nobody disturbs a Sunday where Sundays are free to disturb."""
    both = Conduct(1.0, 0.0, {Kind.OVER_CALLING: 1.0, Kind.REST_DAY: 1.0})
    assert not _one(Vendor("v", conduct=both), country="AR").mistreated.any()
    assert not _one(Vendor("v", conduct=both), country="US").ways[:, KIND[Kind.REST_DAY]].any()


def test_a_clean_vendor_mistreats_nobody_and_writes_up_everything() -> None:
    for country in COUNTRIES:
        found = _one(Vendor("v"), country=country)
        assert len(found.events) > 1000
        assert not found.mistreated.any()
        assert not found.log.lies.any()
        assert sorted(found.log.contact) == list(range(len(found.events)))


def test_lies_in_the_log_come_at_their_rates() -> None:
    bad = Conduct(0.5, 0.0, {Kind.OUT_OF_HOURS: 1.0})
    books = Books(0.2, 0.1, 0.15, 0.08, 0.4, 0.12, 0.5, clustering=0.0)
    found = _one(Vendor("v", agents=40, conduct=bad, books=books), ghosts=4000, twins=4000)
    log, lies = found.log, found.log.lies
    told = np.flatnonzero(log.contact >= 0)
    talks = talked(found.events)[log.contact[told]]
    hidden = lies[told, LIE[Lie.HIDDEN_ANSWER]]
    night = found.events.planted_as(Kind.OUT_OF_HOURS)[log.contact[told]]
    assert _fits(int(log.unlogged.sum()), len(found.events), 0.1)
    assert abs(lies[:, LIE[Lie.FAKE_ATTEMPT]].mean() - 0.2) < 0.01
    assert _fits(int(hidden.sum()), int(talks.sum()), 0.15)
    assert _fits(int(lies[:, LIE[Lie.WRONG_DURATION]].sum()), int((talks & ~hidden).sum()), 0.12)
    assert _fits(int(lies[:, LIE[Lie.MOVED_INSIDE]].sum()), int(night.sum()), 0.5)
    real = (log.promised > 0) & ~lies[:, LIE[Lie.INVENTED_PROMISE]]
    assert _fits(int(lies[:, LIE[Lie.ALTERED_PROMISE]].sum()), int(real.sum()), 0.4)
    assert lies[:, LIE[Lie.INVENTED_PROMISE]].sum() > 100
    assert not (lies[:, LIE[Lie.INVENTED_PROMISE]] & lies[:, LIE[Lie.ALTERED_PROMISE]]).any()


def test_an_honest_log_drifts_only_by_its_clock() -> None:
    found = _one(Vendor("v", books=Books(drift_s=90.0, jitter_s=1.0)))
    off = found.log.instant - found.events.instant[found.log.contact]
    assert off.mean() == pytest.approx(90, abs=0.2)
    assert np.abs(off - 90).max() < 6


def test_a_vendor_that_notices_goes_soft_on_ghosts_only_and_mistreats_them_no_more() -> None:
    vendor = Vendor("v", conduct=Conduct(0.9, 0.0, EVERY_KIND), burn=Burn(noticed=0.5, from_share=0.3, to_share=0.3, softer=0.2))
    found = _one(vendor, ghosts=800, twins=800)
    noticed = found.debtors.until < 28
    assert _fits(int(noticed.sum()), 800, 0.5)
    assert not noticed[~found.debtors.ghost].any()
    late = found.events.day >= 9
    ways = found.wrong.any(axis=1) & late
    assert not noticed[found.events.account[ways]].any()
    each = np.bincount(found.events.account[late], minlength=1600)
    assert each[noticed].mean() < 0.4 * each[~noticed].mean()


def test_avoided_segments_are_left_alone_and_the_rate_says_so() -> None:
    found = _one(Vendor("v", conduct=Conduct(0.4), avoids=("180+", "91-180")))
    assert set(found.debtors.segment[found.events.account]) == {0, 1}
    assert found.rate == pytest.approx(0.2)
    assert _fits(int(found.mistreated.sum()), 600, 0.2)


def test_the_same_seed_is_the_same_world_and_another_is_not() -> None:
    vendor = Vendor("v", conduct=Conduct(0.3, 0.1, EVERY_KIND), books=Books(fakes=0.1), burn=Burn(0.2))
    first, again, other = (_one(vendor, seed) for seed in (5, 5, 6))
    assert np.array_equal(first.events.instant, again.events.instant)
    assert np.array_equal(first.log.instant, again.log.instant)
    assert not np.array_equal(first.events.instant[:50], other.events.instant[:50])


def test_one_vendor_is_the_same_whatever_the_others_do() -> None:
    quiet, loud = Vendor("a"), Vendor("b", conduct=Conduct(0.5))
    alone = simulate(plan(quiet), 3).lived[0]
    beside = simulate(plan(quiet, loud), 3).lived[0]
    assert np.array_equal(alone.events.instant, beside.events.instant)


def test_ghosts_and_their_matches_are_treated_alike_before_anything_is_noticed() -> None:
    found = _one(Vendor("v", conduct=Conduct(0.3, 0.05, EVERY_KIND)), ghosts=2000, twins=2000)
    ghost, badly = found.debtors.ghost, found.mistreated
    each = np.bincount(found.events.account, minlength=4000)
    spread = np.sqrt(each.var() * 2 / 2000)
    assert abs(each[ghost].mean() - each[~ghost].mean()) < 4 * spread
    assert abs(badly[ghost].mean() - badly[~ghost].mean()) < 4 * np.sqrt(0.3 * 0.7 * 2 / 2000)
    assert np.array_equal(found.debtors.mission[:2000], found.debtors.mission[2000:])


def test_a_bad_knob_is_refused_by_name() -> None:
    from synthetic.errors import BadWave

    with pytest.raises(BadWave, match=r"rate 1\.2"):
        Conduct(1.2)
    with pytest.raises(BadWave, match="fakes 1"):
        Books(fakes=1.0)
    with pytest.raises(BadWave, match="repertoire"):
        Conduct(0.1, 0.0, {})
    with pytest.raises(BadWave, match="'XX'"):
        simulate(replace(plan(Vendor("v")), country="XX"), 1)
