"""A segment nobody works is told; one worked less, or a few ghosts missed by chance, is not."""

import numpy as np
import pytest
from scipy.stats import binom

from audit.ghosts.neglect import neglect_of
from audit.ghosts.plan_faults import BadPlan


def _segments(each: int, names: str = "abcd") -> dict[str, str]:
    return {f"{name}{n}": name for name in names for n in range(each)}


def test_a_segment_never_tried_is_left_alone() -> None:
    segments = _segments(12)
    found = neglect_of(segments, {ghost: 3 for ghost, segment in segments.items() if segment != "d"})
    assert [(f.segment, f.untouched, f.left_alone) for f in found] == [
        ("a", 0, False),
        ("b", 0, False),
        ("c", 0, False),
        ("d", 12, True),
    ]
    assert found[3].other_ghosts == 36 and found[3].other_untouched == 0
    assert found[3].p_value < 1e-6


def test_the_p_value_is_fishers_by_hand() -> None:
    """Two segments of two, two ghosts untouched: one or both of b with probability 5/6, both with 1/6; twice for two segments."""
    found = neglect_of({"a0": "a", "a1": "a", "b0": "b", "b1": "b"}, {"a0": 1, "b0": 1})
    assert found[1].p_value == pytest.approx(min(1.0, 2 * 5 / 6))
    both = neglect_of({"a0": "a", "a1": "a", "b0": "b", "b1": "b"}, {"a0": 1, "a1": 1})
    assert both[1].p_value == pytest.approx(2 * 1 / 6)


def test_one_try_each_is_not_never() -> None:
    segments = _segments(20)
    assert not any(f.left_alone for f in neglect_of(segments, {g: 1 if s == "d" else 30 for g, s in segments.items()}))


def test_most_of_the_segment_must_be_untouched() -> None:
    segments = _segments(40, "ab")
    tried = {g: 1 for n, g in enumerate(segments) if g[0] == "a" or n % 40 >= 15}
    found = {f.segment: f for f in neglect_of(segments, tried)}
    assert found["b"].p_value < 0.05 and not found["b"].left_alone


def test_a_vendor_that_minds_no_segment_is_told_at_most_as_often_as_alpha() -> None:
    rng = np.random.default_rng(3)
    segments = _segments(14)
    told = sum(
        any(f.left_alone for f in neglect_of(segments, {g: 1 for g in segments if rng.random() < 0.4})) for _ in range(2000)
    )
    assert told <= binom.ppf(0.9999, 2000, 0.05)


def test_attempts_on_a_ghost_of_no_segment_are_refused() -> None:
    with pytest.raises(BadPlan, match="x9"):
        neglect_of(_segments(2), {"x9": 1})
