"""The interval is honest: it covers the truth about 95 % of the time, at chance and away from it, and for few ghosts."""

import numpy as np
import pytest
from scipy.stats import norm

from audit.ghosts.covertness.auc import auc, interval, naive_spread, parts
from audit.ghosts.covertness.field_scores import Seen, field_scores, field_table
from audit.ghosts.covertness.trait import What


def test_auc_by_hand() -> None:
    assert auc(np.array([1.0, 2.0, 3.0, 3.0]), np.array([0, 1, 0, 1])) == pytest.approx((1 + 0 + 1 + 0.5) / 4)


@pytest.mark.parametrize("truth", [0.5, 0.7, 0.92])
@pytest.mark.parametrize(("ghosts", "real"), [(1000, 4000), (30, 600)])
def test_a_fixed_score_is_covered_at_95(truth: float, ghosts: int, real: int) -> None:
    rng = np.random.default_rng(5)
    labels = np.r_[np.ones(ghosts, dtype=np.int64), np.zeros(real, dtype=np.int64)]
    shift = norm.ppf(truth) * np.sqrt(2)
    inside = 0
    for _ in range(400):
        found = interval(auc(rng.normal(size=ghosts + real) + shift * labels, labels), ghosts, real, factor=1.0)
        inside += found.low <= truth <= found.high
    assert 0.92 <= inside / 400 <= 0.985


def test_a_perfect_score_on_few_ghosts_is_not_certain() -> None:
    found = interval(1.0, 10, 1000)
    assert found.high == 1.0 and found.low < 0.9


def test_a_thousand_ghosts_give_an_interval_under_six_points_and_thirty_do_not() -> None:
    assert interval(0.5, 1000, 4000).width < 0.06
    assert interval(0.5, 30, 4000).width > 0.2


def test_a_linear_learner_spreads_as_much_as_the_interval_allows() -> None:
    """Out-of-fold scores share their training: under chance their AUC varies by about the square root of two more."""
    rng = np.random.default_rng(3)
    ghosts, real, found = 100, 300, []
    labels = np.r_[np.ones(ghosts, dtype=np.int64), np.zeros(real, dtype=np.int64)]
    for _ in range(300):
        rows = rng.normal(size=(ghosts + real, 12))
        values = []
        for judge in parts(labels, 5, rng):
            learn = np.setdiff1d(np.arange(len(labels)), judge)
            weights = rows[learn][labels[learn] == 1].mean(axis=0) - rows[learn][labels[learn] == 0].mean(axis=0)
            values.append(auc(rows[judge] @ weights, labels[judge]))
        found.append(float(np.mean(values)))
    ratio = np.std(found) / naive_spread(ghosts, real)
    assert 1.2 < ratio < 1.6
    inside = np.mean([interval(value, ghosts, real).includes_half for value in found])
    assert inside >= 0.93
    assert abs(np.mean(found) - 0.5) < 0.01


def test_among_many_fields_chance_is_named_one_time_in_twenty() -> None:
    rng = np.random.default_rng(4)
    named, runs = 0, 60
    for _ in range(runs):
        labels = np.zeros(400, dtype=np.int64)
        labels[rng.permutation(400)[:80]] = 1
        fields = [Seen((f"c{i}",), What.VALUE, rng.integers(0, 2 + i % 9, 400), None) for i in range(30)]
        table = field_table(fields, labels, parts(labels, 5, rng), rng, 99)
        named += any(score.p <= 0.05 for score in field_scores(fields, table, labels))
    assert named / runs <= 0.14


def test_one_telling_field_among_many_is_named() -> None:
    rng = np.random.default_rng(4)
    labels = np.zeros(600, dtype=np.int64)
    labels[rng.permutation(600)[:120]] = 1
    fields = [Seen((f"c{i}",), What.VALUE, rng.integers(0, 6, 600), None) for i in range(30)]
    fields[17] = Seen(("told",), What.VALUE, np.where((labels == 1) & (rng.random(600) < 0.4), 3, rng.integers(0, 6, 600)), None)
    scores = field_scores(fields, field_table(fields, labels, parts(labels, 5, rng), rng, 199), labels)
    assert scores[0].columns == ("told",) and scores[0].p <= 0.01


def test_a_part_without_ghosts_has_no_auc_and_is_refused() -> None:
    rng = np.random.default_rng(4)
    labels = np.array([1, 1, 0, 0, 0, 0, 0, 0])
    field = Seen(("c",), What.VALUE, rng.integers(0, 3, 8), None)
    for folds in (parts(labels, 3, rng), [np.array([0, 1]), np.arange(2, 8)]):
        with pytest.raises(ValueError, match="both kinds must judge"):
            field_table([field], labels, folds, rng, 3)
