"""What instalments leave of a capital: found in made-up files whose rules are known, kept by drawn rows, never imagined."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from synthetic.portfolio.draw import Painter
from synthetic.portfolio.learning import learn
from synthetic.portfolio.relations import Form, Relation
from synthetic.portfolio.table import Table, of_rows

HEADER = ("capital", "plazo", "pagadas", "saldo", "dias", "mora", "edad")
Rule = Callable[[float, float, random.Random], float]


def _file(rule: Rule, rows: int = 1200, seed: int = 4) -> Table:
    dice, found = random.Random(seed), []
    for _ in range(rows):
        term = dice.choice([6, 12, 12, 18, 24, 36])
        paid, days = min(term, int(dice.betavariate(1.3, 1.6) * (term + 1))), dice.randint(1, 300)
        capital = round(dice.lognormvariate(9, 0.7), 2)
        balance = round(capital * rule(paid, term, dice), 2)
        cells = (capital, term, paid, balance, days, round(balance * 0.04 * days / 30, 2), dice.randint(20, 70))
        found.append([str(cell) for cell in cells])
    return of_rows(HEADER, found)


def _of(table: Table) -> dict[str, Relation]:
    return {relation.target: relation for relation in learn(table).relations}


def test_a_balance_by_instalments_is_found_and_kept() -> None:
    table = _file(lambda paid, term, _: 1 - paid / term)
    found = _of(table)
    assert (found["saldo"].form, found["saldo"].parents, found["saldo"].exact) == (
        Form.PART,
        ("capital", "pagadas", "plazo"),
        True,
    )
    assert "saldo" in found["mora"].needs
    drawn = Painter(learn(table), np.random.default_rng(3)).draw(120, np.random.default_rng(3)).values
    left = drawn["capital"] * (1 - drawn["pagadas"] / drawn["plazo"])
    assert np.abs(drawn["saldo"] - left).max() <= 0.011
    assert np.abs(drawn["mora"] - drawn["saldo"] * 0.04 * drawn["dias"] / 30).max() <= 0.011


@pytest.mark.parametrize("least, most", [(0.94, 1.03), (0.8, 1.0)])
def test_what_is_near_it_is_as_near_in_drawn_rows(least: float, most: float) -> None:
    table = _file(lambda paid, term, dice: (1 - paid / term) * dice.uniform(least, most))
    assert (_of(table)["saldo"].form, _of(table)["saldo"].exact) == (Form.PART, False)
    drawn = Painter(learn(table), np.random.default_rng(3)).draw(150, np.random.default_rng(3)).values
    open_ = drawn["pagadas"] < drawn["plazo"]
    assert ((drawn["saldo"] == 0) == ~open_).all()
    left = drawn["capital"] * (1 - drawn["pagadas"] / drawn["plazo"])
    share = drawn["saldo"][open_] / left[open_]
    assert share.min() >= least - 0.005 and share.max() <= most + 0.005
    assert abs(np.mean(share) - (least + most) / 2) < 0.15 * (most - least)


def test_what_was_paid_is_the_other_part() -> None:
    found = _of(_file(lambda paid, term, dice: paid / term * dice.uniform(0.9, 1.1)))["saldo"]
    assert (found.form, found.constant, found.factors) == (Form.PART, 0.0, (1.0,))


def test_none_is_imagined() -> None:
    assert "saldo" not in _of(_file(lambda _paid, _term, dice: dice.uniform(0.05, 1.0)))
