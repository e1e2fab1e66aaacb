"""Words of the balance never lie on one another, whatever the vendors; its headline says what can be told and no more."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from flask_babel import force_locale

from app.web.balance_drawing import drawing
from app.web.balance_words import headline
from app.web.changes import changes
from app.web.labels import Box, Shape, place
from reports.intervals import Estimate
from reports.scorecards.card import Balance, Point
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


def test_only_changes_beyond_their_error_are_told_and_worse_ones_first() -> None:
    found = changes(scorecard_samples.comparison(), most=50)
    assert found and all(c.line.change in ("up", "down") and not c.measure.diagnostic for c in found)
    assert [c.worse for c in found] == sorted((c.worse for c in found), reverse=True)


def test_a_comparison_keyed_anew_is_the_same() -> None:
    made = replace(scorecard_samples.comparison(), outlook=scorecard_samples.outlook())
    assert scorecard_samples.keyed(made, {v.key: v.key for v in made.vendors}) == made
