"""Worlds of vendors: the same of the same seed, the truth they say is the one they were drawn of."""

import numpy as np
import pytest

from synthetic.vendors.knobs import draw_knobs
from synthetic.vendors.shapes import World
from synthetic.vendors.traits import lived_measures
from synthetic.vendors.world import draw_world


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [draw_world(seed, 0.5) for seed in range(12)]


def test_a_seed_is_a_world(worlds: list[World]) -> None:
    again = draw_world(3, 0.5)
    assert np.array_equal(again.months[-1].accounts.recovered, worlds[3].months[-1].accounts.recovered)
    assert np.array_equal(again.truth.conduct, worlds[3].truth.conduct)
    assert not np.array_equal(worlds[4].truth.conduct, worlds[3].truth.conduct)


def test_worlds_differ_in_kind(worlds: list[World]) -> None:
    assert len({len(w.vendors) for w in worlds}) > 3
    assert {w.exam is None for w in worlds} == {True, False}
    pulls = {np.sign(draw_knobs(np.random.default_rng(seed), 1.0, None).pull) for seed in range(30)}
    assert pulls == {-1.0, 0.0, 1.0}


def test_money_comes_back_as_the_truth_says(worlds: list[World]) -> None:
    got = want = 0.0
    for world in worlds:
        for month, gain in zip(world.months, world.truth.recovery, strict=True):
            a = month.accounts
            got += float((a.recovered / a.balance).sum())
            want += float((a.expected * gain[a.vendor] / a.balance).sum())
    assert got == pytest.approx(want, rel=0.03)


def test_marks_err_as_often_as_the_truth_says(worlds: list[World]) -> None:
    bad = flagged = 0.0
    seen = hoped = 0.0
    for world in worlds:
        for month, breach in zip(world.months, world.truth.conduct, strict=True):
            c = month.calls
            bad += float((c.truth[c.drawn] == 1).sum())
            hoped += float(breach[c.vendor[c.drawn]].sum())
            flagged += float(c.flagged.sum())
            right = breach * world.truth.sensitivity + (1 - breach) * (1 - world.truth.specificity)
            seen += float(right[c.vendor].sum())
    assert bad == pytest.approx(hoped, rel=0.12)
    assert flagged == pytest.approx(seen, rel=0.08)


@pytest.mark.parametrize("measure", [m.id for m in lived_measures()])
def test_lived_measures_are_drawn_around_their_truth(worlds: list[World], measure: str) -> None:
    got = want = 0.0
    for world in worlds:
        for month, truth in zip(world.months, world.truth.lived[measure], strict=True):
            for vendor, drawn in enumerate(month.lived[measure]):
                got += float(drawn.x.sum())
                want += float(truth[vendor] * drawn.y.sum())
    assert got == pytest.approx(want, rel=0.06)


def test_one_alone_shares_no_product() -> None:
    world = next(w for w in (draw_world(seed, 0.3) for seed in range(60)) if w.truth.alone.any())
    a = world.months[0].accounts
    mine = set(a.product[world.truth.alone[a.vendor]])
    assert not mine & set(a.product[~world.truth.alone[a.vendor]])


def test_a_size_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        draw_world(1, 0)
