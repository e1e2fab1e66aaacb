import numpy as np

from app.benches.projections import run
from app.benches.scorecard.balanced import balanced, inside
from app.benches.scorecard.what_if import projected
from reports.intervals import Estimate
from reports.scorecards.card import Point


def test_one_made_world_is_told_and_held_against_its_truth() -> None:
    found = projected(51_001)
    assert len(found.pits["recovery"]) == len(found.hits["back_test.recovery.hit"]) > 8
    assert len(found.hits["move.told"]) == 4
    assert all(0 <= pit <= 1 for pits in found.pits.values() for pit in pits)


def test_the_balance_of_one_made_world_is_held_against_its_truth() -> None:
    found = balanced(51_001)
    assert len(found["treatment"]) >= 3 and len(found["ellipse"]) >= 2 and len(found["price.inside"]) == 1
    assert found == balanced(51_001)


def test_a_region_holds_its_centre_and_not_what_is_beyond_it() -> None:
    none = Estimate(None, None, None, 0)
    point = Point("a", none, none, (60.0, 1.0, 5.0, 0.1, 0.0), (), False, ())
    assert inside(point, 60, 1) and inside(point, 64.9, 1) and not inside(point, 65.1, 1) and not inside(point, 60, 1.11)


def test_figures_have_their_n() -> None:
    told: list[str] = []
    found = run(1, told.append)
    assert found["worlds"] == 1 and set(found["pit"]) == {"recovery", "complaints", "against_law"}
    for share in found["shares"].values():
        assert share["n"] >= share["hits"] >= 0 and share["low"] <= share["share"] <= share["high"]
    assert np.sum(found["pit"]["recovery"]["tenths"]) == found["pit"]["recovery"]["n"]
