"""Arms by hash: stable, in their shares, and without anything to do with one another."""

from collections import Counter
from itertools import pairwise

import pytest

from app.operations.arms import Arm, BadShares, arm_of

ARMS = (Arm(7, 70), Arm(9, 30))
PEOPLE = range(1, 20_001)


def given(seed: str, arms: tuple[Arm, ...] = ARMS) -> list[int]:
    return [arm_of(person, seed, arms).strategy for person in PEOPLE]


def test_a_person_stays_where_they_are() -> None:
    assert given("a") == given("a")
    # Written down: a change of the hash would move people in the middle of an experiment.
    assert [arm_of(person, "seed", ARMS).strategy for person in range(1, 11)] == [9, 7, 7, 9, 7, 7, 9, 7, 9, 7]


def test_shares_are_kept_within_chance() -> None:
    counts = Counter(given("a"))
    assert abs(counts[9] - 6000) < 4 * (20_000 * 0.3 * 0.7) ** 0.5
    thirds = Counter(given("b", (Arm(1, 34), Arm(2, 33), Arm(3, 33))))
    assert all(abs(thirds[n] - 20_000 * share) < 300 for n, share in ((1, 0.34), (2, 0.33), (3, 0.33)))


def test_two_experiments_have_nothing_to_do_with_each_other() -> None:
    both = Counter(zip(given("a"), given("b"), strict=True))
    assert abs(both[9, 9] - 20_000 * 0.09) < 4 * (20_000 * 0.09 * 0.91) ** 0.5


def test_neighbouring_people_are_not_alike() -> None:
    arms = given("a")
    same = sum(a == b for a, b in pairwise(arms))
    assert abs(same - 19_999 * 0.58) < 4 * (20_000 * 0.58 * 0.42) ** 0.5


@pytest.mark.parametrize("arms", [(), (Arm(1, 50), Arm(2, 49)), (Arm(1, 100), Arm(2, 0)), (Arm(1, 50), Arm(1, 50))])
def test_shares_that_do_not_add_up_are_refused(arms: tuple[Arm, ...]) -> None:
    with pytest.raises(BadShares):
        arm_of(1, "a", arms)
