"""Where ghosts stand in the client's order, whatever that order is."""

import random
from itertools import pairwise

import pytest

from audit.ghosts.handoff_order import placed


def column(values: list[str], ghosts: list[str], other: list[str] | None = None) -> tuple[list[list[str]], list[list[str]]]:
    return [[v, o] for v, o in zip(values, other or [""] * len(values), strict=True)], [[g, ""] for g in ghosts]


ORDERS: dict[str, list[str]] = {
    "numbers up": [str(n * 7) for n in range(200)],
    "numbers down": [str(n * 7) for n in range(200, 0, -1)],
    "text up": sorted(f"{n * 37 % 1009:04d}x" for n in range(200)),
    "names with accents": sorted(["Álvarez", "alonso", "Bravo", "Ñuñoa", "nube", "Zapata"] * 30, key=lambda s: s.casefold()),
    "dates of the day first": [f"{d:02d}/{m:02d}/2026" for m in range(1, 13) for d in range(1, 18)],
    "dates down": [f"2026-{m:02d}-{d:02d}" for m in range(12, 0, -1) for d in range(28, 10, -1)],
    "empty first": [""] * 30 + [str(n) for n in range(170)],
}


@pytest.mark.parametrize("case", ORDERS)
def test_the_client_s_order_is_kept(case: str) -> None:
    values = ORDERS[case]
    dice = random.Random(3)
    ghosts = [dice.choice(values) for _ in range(25)]
    real, fake = column(values, ghosts)
    found = placed(["key", "none"], real, fake, dice)
    assert found.kept == ("key",)
    assert found.broken == ()
    lying = [[*real, *fake][n][0] for n in found.order]
    steps = {v: n for n, v in enumerate(dict.fromkeys(values))}
    places = [steps[v] for v in lying]
    assert places == sorted(places)


def test_ghosts_among_equals_stand_anywhere_among_them() -> None:
    """In a file sorted by a column of few values a ghost is not always the first or last of its kind."""
    values = ["A"] * 100 + ["B"] * 100
    spots = []
    for seed in range(300):
        real, fake = column(values, ["B"])
        order = placed(["key", "none"], real, fake, random.Random(seed)).order
        spots.append(order.index(200) - 100)
    assert min(spots) < 5 and max(spots) > 95
    assert 40 < sum(spots) / len(spots) < 60


def test_order_inside_an_order_is_kept() -> None:
    dice = random.Random(4)
    real = [[branch, f"{n:05d}"] for branch in ("norte", "sur", "centro") for n in sorted(dice.sample(range(99999), 60))]
    fake = [[dice.choice(["norte", "sur", "centro"]), f"{dice.randrange(99999):05d}"] for _ in range(12)]
    found = placed(["branch", "account"], real, fake, dice)
    lying = [[*real, *fake][n] for n in found.order]
    blocks = [b for n, (b, _) in enumerate(lying) if n == 0 or lying[n - 1][0] != b]
    assert len(blocks) <= 5
    up = sorted([["a", f"{n:05d}"] for n in range(50)] + [["b", f"{n:05d}"] for n in range(50)])
    found = placed(["branch", "account"], up, [["a", "00020"], ["b", "00044"]], dice)
    assert found.kept == ("branch", "account")
    assert [[*up, ["a", "00020"], ["b", "00044"]][n] for n in found.order] == sorted([*up, ["a", "00020"], ["b", "00044"]])


def test_a_file_sorted_in_pieces_takes_ghosts_inside_the_pieces() -> None:
    dice = random.Random(5)
    values = [f"{n:05d}" for _ in range(8) for n in sorted(dice.sample(range(99999), 50))]
    ghosts = [f"{dice.randrange(99999):05d}" for _ in range(20)]
    real, fake = column(values, ghosts)
    found = placed(["key", "none"], real, fake, dice)
    lying = [[*real, *fake][n][0] for n in found.order]
    assert sum(a > b for a, b in pairwise(lying)) == sum(a > b for a, b in pairwise(values))


def test_a_file_without_order_takes_ghosts_anywhere() -> None:
    dice = random.Random(6)
    values = [str(dice.randrange(10**6)) for _ in range(200)]
    spots = []
    for seed in range(200):
        real, fake = column(values, ["5", "7"])
        found = placed(["key", "none"], real, fake, random.Random(seed))
        assert found.kept == ()
        assert [n for n in found.order if n < 200] == list(range(200))
        spots += [found.order.index(200), found.order.index(201)]
    quarters = [sum(q * 50.5 <= s < (q + 1) * 50.5 for s in spots) for q in range(4)]
    assert min(quarters) > 70


def test_a_constant_column_is_no_order_and_a_short_file_keeps_its_own() -> None:
    dice = random.Random(7)
    real, fake = column(["CLP"] * 200, ["CLP", "USD"])
    assert placed(["key", "none"], real, fake, dice).kept == ()
    found = placed(["key", "none"], [["1", ""], ["2", ""], ["4", ""]], [["3", ""]], dice)
    assert (found.kept, found.order) == (("key",), (0, 1, 3, 2))
