"""Words of the balance never lie on one another, whatever the vendors; its headline says what can be told and no more."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from flask_babel import force_locale

from app.web.balance_drawing import drawing
from app.web.balance_words import drawn_in, headline
from app.web.changes import changes
from app.web.labels import Box, Shape, place
from app.web.projected import projected
from app.web.scorecard_names import drawings
from app.web.what_if_shown import asked_in
from reports.intervals import Estimate
from reports.scorecards.card import Balance, Point
from reports.scorecards.facts import VendorName
from tests.web import preview, scorecard_samples


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    with preview.create().test_request_context("/?lang=es"):
        yield


def _world(seed: int) -> Balance:
    rng = Random(seed)
    points = []
    for n in range(rng.randint(2, 8)):
        x, y = rng.uniform(20, 90), rng.uniform(0.7, 1.3)
        ellipse = (x, y, rng.uniform(1, 12), rng.uniform(0.01, 0.15), rng.uniform(-0.01, 0.01))
        known = Estimate(x, x - 3, x + 3, 100), Estimate(y, y - 0.1, y + 0.1, 100)
        points.append(Point(str(n), *known, ellipse, (), bool(rng.getrandbits(1)), ()))
    return Balance("", tuple(points), (), (("0", "1"),))


@pytest.mark.parametrize("seed", range(12))
def test_no_word_lies_on_another(seed: int) -> None:
    for narrow in (False, True):
        size = (350, 300) if narrow else (690, 520)
        drawn = drawing(_world(seed), lambda p: (f"Proveedor {p.vendor}", "12.940 cuentas"), "no se distinguen", *size, narrow)
        boxes = [p.named.box for p in drawn.points if p.named] + [t.pill for t in drawn.ties if t.pill]
        assert len(boxes) >= len(drawn.points) or narrow
        assert [(a, b) for a, b in combinations(boxes, 2) if a.covers(b)] == []
        frame = Box(0, 0, *size)
        assert all(box.inside(frame) for box in boxes)


def test_a_label_without_a_free_place_is_left_out() -> None:
    frame = Box(0, 0, 100, 40)
    found = place([Shape(50, 20, 10, 10)] * 3, [(90.0, 30.0)] * 3, frame)
    assert sum(box is not None for box in found) <= 1


def test_the_headline_says_what_can_be_told() -> None:
    said = " ".join(s.text for s in headline(scorecard_samples.comparison()))
    assert "22 puntos mejor" in said and "no se puede afirmar" in said and "no se distinguen" in said
    with force_locale("en"):
        alike = headline(scorecard_samples.unplaced())
    assert alike[0].strong and alike[0].text.startswith("No vendor can be told from another")


def test_how_past_projections_held_and_their_average_are_said_of_a_move_alone() -> None:
    made = replace(scorecard_samples.comparison(), outlook=scorecard_samples.outlook())
    moved = projected(made, asked_in(made, {"from": "1", "to": "2", "move": "10"}), {}, True)
    told = [row for group in moved.groups for row in group.rows if not row.cause]
    assert moved.tested and told and all("en muchos meses así" in row.average for row in told)
    capped = projected(made, asked_in(made, {"move": "0", "cap": "3"}), {}, True)
    assert not capped.tested and capped.groups and not any(row.average for group in capped.groups for row in group.rows)
    odd = projected(made, asked_in(made, {"from": "99", "to": "2", "cap": "3"}), {}, True)
    assert (odd.groups, odd.tested, odd.cap, odd.target) == ((), "", 3, "2") and "«99»" in odd.problem


def test_a_shrunk_difference_says_that_it_is_and_what_the_plain_one_would_be() -> None:
    made = scorecard_samples.comparison()
    own = {p.vendor: round(p.experience.value or 0) for p in made.balance.points}
    one = made.balance.headlines[0]
    said = drawn_in(made)
    assert "acercadas" in said and f"{own[one.first]} − {own[one.second]}" in said
    assert drawn_in(scorecard_samples.unplaced()) == ""


SEEN = {
    "Cobros Marisma": ((15.93, 1.319, 10.70, 0.1629), True, ()),
    "Contacto Andén": ((56.14, 1.027, 11.91, 0.1269), True, ()),
    "Gestora Quillay": ((48.43, 1.010, 11.57, 0.1211), False, ()),
    "Mesa interna": ((55.71, 1.001, 11.49, 0.1324), False, ()),
    "Tresaltos Recaudación": ((27.43, 0.735, 10.65, 0.1159), False, ("Contacto Andén", "Gestora Quillay", "Mesa interna")),
}
"""Five vendors as they were once drawn, a label lying across the lowest region's edge."""


def test_no_words_lie_on_the_edge_of_a_region_where_there_is_room() -> None:
    points = [
        Point(name, Estimate(at[0], 0, 99, 30), Estimate(at[1], 0.5, 1.5, 30), (*at, 0.0), beaten, front, ())
        for name, (at, front, beaten) in SEEN.items()
    ]
    made = replace(scorecard_samples.comparison(), balance=Balance("", tuple(points), (), ()))
    (_, drawn), _narrow = drawings(replace(made, vendors=tuple(VendorName(name, name) for name in SEEN), cards=()))
    shapes = [Shape(v.x, v.y, *_reach(v.region, v.x, v.y)) for v in drawn.points]
    boxes = {v.vendor: v.named.box for v in drawn.points if v.named}
    assert set(boxes) == set(SEEN)
    assert [name for name, box in boxes.items() for s in shapes if any(not box.away(x, y) for x, y in s.outline())] == []


def _reach(region: str, x: float, y: float) -> tuple[float, float]:
    ends = [tuple(float(n) for n in pair.split()) for pair in region.strip("MZ ").split("L")]
    return max(abs(p[0] - x) for p in ends), max(abs(p[1] - y) for p in ends)


def test_only_changes_beyond_their_error_are_told_and_worse_ones_first() -> None:
    found = changes(scorecard_samples.comparison(), most=50)
    assert found and all(c.line.change in ("up", "down") and not c.measure.diagnostic for c in found)
    assert [c.worse for c in found] == sorted((c.worse for c in found), reverse=True)


def test_a_comparison_keyed_anew_is_the_same() -> None:
    made = replace(scorecard_samples.comparison(), outlook=scorecard_samples.outlook())
    assert scorecard_samples.keyed(made, {v.key: v.key for v in made.vendors}) == made
