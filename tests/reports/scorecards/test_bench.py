"""The bench's own counting: what it says of a world is so, and its figures add up."""

import pytest

from app.benches.scorecard.figures import figures
from app.benches.scorecard.told import told
from reports.scorecards.measure import vendor_measures


def row(
    measure: str, own: tuple[int, int], equal: bool | None, named: tuple[bool, bool, float, float] | None
) -> dict[str, object]:
    return {
        "measure": measure,
        "own": own,
        "shrunk": own,
        "equal_told": equal,
        "apart": (2, 6),
        "wrong_order": 1,
        "ranks_hold": True,
        "chances": ((0.9, 1.0), (0.1, 0.0)),
        "moved": (0, 0),
        "named": named,
    }


def test_figures_add_worlds_up() -> None:
    rows = [
        row("recovery_adjusted", (9, 10), False, (True, False, 0.2, 0.0)),
        row("recovery_adjusted", (5, 5), True, (True, True, 0.4, 0.1)),
        row("critical_calls", (3, 4), None, None),
        {"measure": "overlap", "alone_told": 1, "alone": 1, "others_valued": 4, "others": 5},
    ]
    found = figures(rows)
    recovery = found["families"]["recovery"]
    assert recovery["own"]["value"] == pytest.approx(14 / 15, abs=1e-4)
    assert recovery["own"]["n"] == 15
    assert recovery["worlds_with_equal_vendors_told_apart"]["value"] == 0.5
    assert recovery["told_apart_in_the_wrong_order"] | {"low": 0, "high": 0} == {"value": 0.5, "low": 0, "high": 0, "n": 4}
    assert recovery["named"]["raw_wrong"]["value"] == 1.0
    assert recovery["named"]["ours_wrong"]["value"] == 0.5
    assert recovery["named"]["loss_spared"]["value"] == pytest.approx(0.25)
    assert found["families"]["conduct"]["own"]["value"] == 0.75
    assert found["overlap"]["others_valued"]["value"] == 0.8


def test_a_world_is_told_whole_and_the_same_again() -> None:
    found = told(8, 0.2)
    assert found == told(8, 0.2)
    measures = {str(r["measure"]) for r in found}
    assert {"critical_calls", "recovery_adjusted", "tone", "overlap"} <= measures
    assert measures - {"overlap"} <= set(vendor_measures())
    assert all(r["own"][0] <= r["own"][1] for r in found if r["measure"] != "overlap")
    assert {r["seed"] for r in found} == {8}
