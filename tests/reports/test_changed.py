"""Of a page of measures, few of those said to have changed are chance's; and what did change is still told."""

from random import Random

from reports.changed import changed
from reports.intervals import Estimate, wilson


def share(rng: Random, rate: float, n: int) -> Estimate:
    return wilson(sum(rng.random() < rate for _ in range(n)), n)


def test_on_a_page_where_nothing_changed_seldom_anything_is_told() -> None:
    rng = Random(11)
    pages = [changed([(share(rng, 0.3, 200), share(rng, 0.3, 200)) for _ in range(20)]) for _ in range(200)]
    assert sum(any(page) for page in pages) / 200 <= 0.085


def test_of_what_is_told_few_are_wrong_and_most_true_changes_are_told() -> None:
    rng = Random(12)
    told = [
        (told, n < 5)
        for _ in range(100)
        for n, told in enumerate(
            changed([(share(rng, 0.5 if n < 5 else 0.3, 300), share(rng, 0.3, 300)) for n in range(40)]),
        )
    ]
    wrong, right = sum(said is True and not true for said, true in told), sum(said is True and true for said, true in told)
    assert wrong / (wrong + right) <= 0.06
    assert right / 500 > 0.9


def test_without_an_interval_nothing_can_be_said() -> None:
    sure, bare = wilson(30, 100), Estimate(0.5, None, None, 1)
    assert changed([(sure, bare), (sure, None), (bare, sure), (sure, wilson(90, 100))]) == [None, None, None, True]
    assert changed([]) == []


def test_figures_without_any_doubt_differ_by_what_they_are() -> None:
    nought, one = Estimate(0.0, 0.0, 0.0, 5), Estimate(1.0, 1.0, 1.0, 5)
    assert changed([(nought, nought), (one, nought)]) == [False, True]
