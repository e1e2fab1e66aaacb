"""Relations whose factor is one of a few: found in made-up files whose rules are known, kept by every drawn row."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from synthetic.portfolio.draw import Painter
from synthetic.portfolio.factor_search import find_pieces
from synthetic.portfolio.factors import Pieces
from synthetic.portfolio.learning import learn
from synthetic.portfolio.relations import Form
from synthetic.portfolio.table import of_rows

ROWS = 1500
Row = dict[str, float | str]
RATE = {"A": 0.019, "B": 0.0275, "C": 0.031}
HEADER = ("prod", "plan", "base", "days", "rate", "y")


def _row(dice: random.Random) -> Row:
    kind, days = dice.choice("AABC"), dice.randint(1, 200)
    base = dice.randint(40_000, 4_000_000)
    base = base // 1000 * 1000 if dice.random() < 0.4 else base
    return {"prod": kind, "plan": dice.choice("xyz"), "base": base, "days": days, "rate": round(dice.uniform(1.2, 4.1), 2)}


def _found(rule: Callable[[Row, random.Random], float], step: float = 1.0, seed: int = 5) -> Pieces | None:
    dice = random.Random(seed)
    rows = [_row(dice) for _ in range(ROWS)]
    columns = {name: np.array([float(row[name]) for row in rows]) for name in ("base", "days", "rate")}
    columns["y"] = np.array([rule(row, dice) for row in rows])
    kinds = {name: [str(row[name]) for row in rows] for name in ("prod", "plan")}
    return find_pieces("y", columns, ["base", "days", "rate"], kinds, step)


def _by_product(row: Row, _: random.Random) -> float:
    return round(float(row["base"]) * RATE[str(row["prod"])] * float(row["days"]) / 30)


def _by_pair(row: Row, _: random.Random) -> float:
    return round(float(row["base"]) * RATE[str(row["prod"])] * {"x": 1.0, "y": 1.7, "z": 2.3}[str(row["plan"])])


def _after_30_days(row: Row, _: random.Random) -> float:
    return round(float(row["base"]) * 0.0004 * max(0.0, float(row["days"]) - 30))


def _at_least(row: Row, _: random.Random) -> float:
    return float(max(15_000, round(float(row["base"]) * 0.05)))


def _at_most(row: Row, _: random.Random) -> float:
    return float(min(90_000, round(float(row["base"]) * 0.05)))


def _cut_off(row: Row, _: random.Random) -> float:
    return float(int(float(row["base"]) * RATE[str(row["prod"])] / 10) * 10)


def _three(row: Row, _: random.Random) -> float:
    return round(float(row["base"]) * float(row["rate"]) / 100 * float(row["days"]) / 360)


def _costs(row: Row, dice: random.Random) -> float:
    return 0.0 if float(row["days"]) <= 30 else round(float(row["base"]) * dice.choice((0.0, 0.05, 0.09)))


@pytest.mark.parametrize(
    ("rule", "gate", "pieces"),
    [
        (_by_product, {"prod"}, 3),
        (_by_pair, {"prod", "plan"}, 9),
        (_after_30_days, None, 1),
        (_at_least, None, 1),
        (_at_most, None, 1),
        (_cut_off, {"prod"}, 3),
        (_three, None, 1),
        (_costs, {"days"}, 3),
    ],
)
def test_a_rule_is_found_and_says_every_row(
    rule: Callable[[Row, random.Random], float], gate: set[str] | None, pieces: int
) -> None:
    found = _found(rule)
    assert found is not None and found.share >= 0.998, found
    assert len(found.pieces) == pieces, found.pieces
    assert (set(found.gate.names) if found.gate else None) == gate


def test_the_factors_are_those_of_the_file() -> None:
    found = _found(_by_product)
    assert found is not None and found.gate is not None and found.gate.sets
    rate = {cell: found.pieces[int(np.argmax(shares))].factor * 30 for cell, shares in found.gate.allowed.items()}
    assert rate == pytest.approx(RATE, rel=1e-5)


def test_costs_begin_where_they_begin_and_are_as_often_as_they_are() -> None:
    found = _found(_costs)
    assert found is not None and found.gate is not None
    assert found.gate.edge == 30 and not found.gate.sets
    assert sorted(round(p.factor, 6) for p in found.pieces) == [0, 0.05, 0.09]
    assert max(found.gate.allowed["high"]) < 0.45 and max(found.gate.allowed["low"]) == 1


@pytest.mark.parametrize(
    "rule",
    [
        lambda row, dice: round(float(row["base"]) * dice.uniform(0.2, 1)),
        lambda _, dice: dice.randint(10, 400) * 1000,
        lambda row, dice: round(float(row["base"]) * 0.02 * dice.lognormvariate(0, 0.05)),
        lambda row, dice: round(float(row["base"]) * 0.02) if dice.random() < 0.7 else dice.randint(1000, 90_000),
    ],
)
def test_what_is_no_rule_is_not_found(rule: Callable[[Row, random.Random], float]) -> None:
    assert _found(rule) is None


def test_ghosts_keep_what_differs_by_product() -> None:
    """Interest by product, costs of nothing, 5 or 9 % from day 31, arrears from day 31, a payment that often is the whole."""
    dice = random.Random(9)
    rows = []
    for _ in range(900):
        row = _row(dice)
        interest, late, costs = _by_product(row, dice), _after_30_days(row, dice), _costs(row, dice)
        paid = interest if dice.random() < 0.5 else round(interest * dice.uniform(0.1, 0.9))
        total = float(row["base"]) + interest + late + costs
        rows.append([row["prod"], row["base"], row["days"], interest, late, costs, total, paid])
    names = ["prod", "base", "days", "interest", "late", "costs", "total", "paid"]
    learnt = learn(of_rows(names, [[str(c).removesuffix(".0") for c in row] for row in rows]))
    forms = {relation.target: relation.form for relation in learnt.relations}
    assert [forms.get(name) for name in names[3:]] == [Form.PIECES] * 3 + [Form.SUM, Form.SHARE]
    rng = np.random.default_rng(2)
    drawn = Painter(learnt, rng).draw(150, rng)
    kinds = Counter[float]()
    whole = 0
    for i in range(150):
        kind, *cells = (drawn.cells[name][i] for name in names)
        base, days, interest, late, costs, total, paid = (int(cell) for cell in cells)
        row = {"prod": kind, "base": base, "days": days}
        assert abs(interest - _by_product(row, dice)) <= 1
        assert abs(late - _after_30_days(row, dice)) <= 1
        assert total == base + interest + late + costs
        share = min((0.0, 0.05, 0.09), key=lambda s: abs(costs - s * base))
        assert abs(costs - share * base) <= 1 and (share == 0 or days > 30)
        kinds[share] += days > 30
        whole += paid == interest
        assert paid <= interest
    assert all(20 <= kinds[share] <= 70 for share in (0.0, 0.05, 0.09)), kinds  # about 42 each
    assert 50 <= whole <= 100


def test_what_is_round_by_kind_and_days_apart_stay_so() -> None:
    """Cards are never lent in round sums, loans half the time; nothing is paid more than 20 days after it is due."""
    dice = random.Random(4)
    rows = []
    for _ in range(900):
        kind = dice.choice(("card", "loan"))
        size = dice.randint(50_000, 900_000)
        size = size // 10_000 * 10_000 if kind == "loan" and dice.random() < 0.5 else size | 1
        due = date(2026, 1, 1) + timedelta(days=dice.randint(0, 200))
        paid = due - timedelta(days=dice.randint(-20, 150))
        rows.append([kind, str(dice.randint(1, 80)), str(size), due.isoformat(), paid.isoformat()])
    learnt = learn(of_rows(["kind", "age", "size", "due", "paid"], rows))
    rng = np.random.default_rng(3)
    drawn = Painter(learnt, rng).draw(150, rng)
    assert not any("\x00" in name for name in drawn.cells)
    round_ = [int(size) % 10_000 == 0 for size in drawn.cells["size"]]
    loans = [r for r, kind in zip(round_, drawn.cells["kind"], strict=True) if kind == "loan"]
    cards = [r for r, kind in zip(round_, drawn.cells["kind"], strict=True) if kind == "card"]
    assert sum(cards) <= 0.08 * len(cards) and 0.35 <= sum(loans) / len(loans) <= 0.65, (
        sum(cards),
        len(cards),
        sum(loans),
        len(loans),
    )
    for due_cell, paid_cell in zip(drawn.cells["due"], drawn.cells["paid"], strict=True):
        assert -150 <= (date.fromisoformat(paid_cell) - date.fromisoformat(due_cell)).days <= 20


def test_both_copies_are_the_same() -> None:
    """Audit and synthetic never import each other; what both need is kept twice."""
    root = Path(__file__).parents[2]
    here = root / "synthetic" / "portfolio"
    there = {
        "factors.py": root / "audit" / "ghosts",
        "factor_search.py": root / "audit" / "ghosts",
        "total_rows.py": root / "audit",
    }
    for name, folder in there.items():
        ours, theirs = ((place / name).read_text(encoding="utf-8") for place in (here, folder))
        assert theirs == ours.replace("synthetic.portfolio.factors", "audit.ghosts.factors")
