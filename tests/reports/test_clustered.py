"""The interval of a ratio over clusters covers the truth about as often as it says, where plain Wilson does not."""

from random import Random

import pytest

from reports.intervals import Estimate, wilson
from reports.kpis.clustered import Sums, estimate
from reports.kpis.measure import Kind, measures


def sums(clusters: list[tuple[float, float]]) -> Sums:
    return Sums(
        len(clusters),
        int(sum(y for _, y in clusters)),
        sum(x for x, _ in clusters),
        sum(y for _, y in clusters),
        sum(x * x for x, _ in clusters),
        sum(x * y for x, y in clusters),
        sum(y * y for _, y in clusters),
    )


def people(rng: Random, n: int, rate: float, alike: float) -> list[tuple[float, float]]:
    """People called one to twelve times; each has a rate of their own, the more apart the more `alike` a person's calls are."""
    out = []
    for _ in range(n):
        calls = rng.randint(1, 12)
        own = rng.betavariate(rate / alike * (1 - alike), (1 - rate) / alike * (1 - alike))
        out.append((float(sum(rng.random() < own for _ in range(calls))), float(calls)))
    return out


@pytest.mark.parametrize(("rate", "n"), [(0.3, 60), (0.1, 120), (0.5, 40), (0.05, 300)])
def test_a_share_of_clustered_rows_is_covered(rate: float, n: int) -> None:
    rng, hits, plain = Random(7), 0, 0
    for _ in range(600):
        found = sums(people(rng, n, rate, 0.3))
        one = estimate(found, Kind.SHARE)
        hits += one.low is not None and one.high is not None and one.low <= rate <= one.high
        naive = wilson(int(found.x), int(found.y))
        plain += naive.low is not None and naive.high is not None and naive.low <= rate <= naive.high
    assert 0.92 <= hits / 600 <= 0.985
    assert plain / 600 < 0.90


def test_money_over_money_is_covered() -> None:
    """Owed is long-tailed; one in four pays a part of it."""
    rng, hits = Random(3), 0
    for _ in range(600):
        clusters = []
        for _ in range(250):
            owed = rng.lognormvariate(11, 1.0)
            clusters.append((owed * rng.random() if rng.random() < 0.25 else 0.0, owed))
        one = estimate(sums(clusters), Kind.RATIO)
        assert one.low is not None and one.high is not None
        hits += one.low <= 0.125 <= one.high
    assert 0.89 <= hits / 600 <= 0.985


def test_all_or_none_counts_people_not_rows() -> None:
    none = estimate(sums([(0.0, 10.0)] * 8), Kind.SHARE)
    assert none.value == 0 and none.low == 0
    assert none.high == wilson(0, 8).high
    every = estimate(sums([(10.0, 10.0)] * 8), Kind.SHARE)
    assert (every.value, every.high, every.low) == (1.0, 1.0, wilson(8, 8).low)


def test_one_person_alone_has_no_interval_and_nobody_no_value() -> None:
    assert estimate(sums([(3.0, 10.0)]), Kind.SHARE) == Estimate(0.3, None, None, 10)
    assert estimate(sums([]), Kind.EACH) == Estimate(None, None, None, 0)
    assert estimate(sums([(5.0, 1.0)]), Kind.EACH).low is None


def test_no_complaint_seen_is_not_none_for_sure() -> None:
    none = estimate(sums([(0.0, 1.0)] * 55), Kind.EACH, counts=True)
    assert none.high == pytest.approx(3.689 / 55, rel=1e-3)
    assert (none.value, none.low) == (0.0, 0.0)


def test_every_measure_is_told_in_the_papers() -> None:
    from pathlib import Path

    paper = (Path(__file__).parents[2] / "docs" / "kpis.md").read_text(encoding="utf-8")
    for measure in measures().values():
        assert f"`{measure.id}`" in paper, measure.id
        assert measure.name["en"] in paper, measure.id
