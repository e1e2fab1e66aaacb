"""What every real row keeps: found in a file, broken by hand one at a time, named, mended where something follows."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from audit.ghosts.agreement import broken_rules, mended
from audit.ghosts.agreement_columns import seen
from audit.ghosts.agreement_parts import part_rule
from audit.ghosts.agreement_rules import MOST_COLUMNS, Bond
from audit.ghosts.commit import SECRET
from audit.ghosts.commit_error import BadWave
from tests.audit.ghosts.sealed_wave import folder_of, ghost_line, handed, row
from tests.portfolios import public_portfolio
from tests.synthetic.portfolios import write_portfolio

Rows = list[list[str]]
REAL = 600


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Rows]:
    path = write_portfolio(tmp_path_factory.mktemp("agreement") / "cartera.csv", rows=640)
    lines = list(csv.reader(path.read_text(encoding="cp1252").splitlines(), delimiter=";"))
    return lines[0], lines[1:]


def changed(names: list[str], row: list[str], **cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(names, row, strict=True)]


@pytest.mark.parametrize(
    ("cells", "bond", "columns"),
    [
        ({"dias_mora": "777"}, Bond.SUM, {"dias_mora", "fecha_vencimiento"}),
        ({"tramo": "0-30", "dias_mora": "95", "fecha_vencimiento": "28/07/2026"}, Bond.FOLLOWS, {"tramo", "dias_mora"}),
        ({"saldo_total": "1.000.001"}, Bond.SUM, {"saldo_total", "capital", "interes", "gastos"}),
        ({"comuna": "Temuco", "region": "RM"}, Bond.FOLLOWS, {"comuna", "region"}),
        ({"cod_producto": "TC", "producto": "Consumo"}, Bond.FOLLOWS, {"cod_producto", "producto"}),
        ({"nro_operacion": "4100000003"}, Bond.CHECK_DIGIT, {"nro_operacion"}),
        ({"fecha_apertura": "2026-01-05"}, Bond.FORM, {"fecha_apertura"}),
        ({"telefono": "56 9 1234"}, Bond.FORM, {"telefono"}),
    ],
)
def test_a_rule_broken_by_hand_is_named(
    portfolio: tuple[list[str], Rows], cells: dict[str, str], bond: Bond, columns: set[str]
) -> None:
    names, rows = portfolio
    found = broken_rules(names, rows[:REAL], [changed(names, rows[REAL + 1], **cells)])
    assert any(b.bond is bond and set(b.columns) == columns for b in found), [(b.bond, b.columns) for b in found]
    assert all(f"«{b.columns[0]}»" in b.words.es and "600 filas" in b.words.es for b in found if b.bond is bond)


def test_real_rows_that_were_not_learnt_from_break_hardly_anything(portfolio: tuple[list[str], Rows]) -> None:
    names, rows = portfolio
    assert len({b.ghost for b in broken_rules(names, rows[:REAL], rows[REAL:])}) <= 1


def test_a_public_portfolio_asks_for_nothing_that_its_own_rows_do_not_keep() -> None:
    lines = list(csv.reader(public_portfolio("credit_data").read_text(encoding="utf-8").splitlines()))
    names, rows = lines[0], lines[1:]
    asked = broken_rules(names, rows[:-400], rows[-400:])
    assert len({b.ghost for b in asked}) <= 2, [b.words.en for b in asked]


def test_what_follows_is_mended_from_what_it_follows(portfolio: tuple[list[str], Rows]) -> None:
    """The due date stays; days past due, their band and the total are computed anew."""
    names, rows = portfolio
    whole = rows[REAL + 2]
    spoilt = changed(names, whole, dias_mora="3", tramo="91+", saldo_total="5")
    found = mended(names, rows[:REAL], [spoilt, whole], fixed=["fecha_vencimiento", "nro_operacion"])
    assert found.rows == (tuple(whole), tuple(whole))
    assert set(found.changed) == {0} and {"dias_mora", "saldo_total"} <= set(found.changed[0])
    assert not found.broken


def test_what_nobody_can_compute_is_left_and_named(portfolio: tuple[list[str], Rows]) -> None:
    names, rows = portfolio
    spoilt = changed(names, rows[REAL + 3], nro_operacion="4100000003", telefono="1")
    found = mended(names, rows[:REAL], [spoilt])
    assert found.rows[0] == tuple(spoilt)
    assert {b.columns[0] for b in found.broken} == {"nro_operacion", "telefono"}


def test_of_a_few_real_rows_nothing_is_known(portfolio: tuple[list[str], Rows]) -> None:
    names, rows = portfolio
    assert broken_rules(names, rows[:60], [changed(names, rows[100], dias_mora="777")]) == ()


def test_a_ghost_whose_bucket_is_not_that_of_its_days_does_not_leave(tmp_path: Path) -> None:
    dice = random.Random(4)
    real = [{**row(dice, n * 10), **late(dice)} for n in range(1, 260)]
    folder_of(tmp_path, real, [ghost_line(1, {**row(dice, 15), "dias": "45", "tramo": "1-30"})])
    with pytest.raises(BadWave, match=r"ghost F-1: «tramo» is always (the band that it falls in|what goes with it) \(«dias»\)"):
        handed(tmp_path)
    assert not (tmp_path / "wave" / SECRET).exists()


def late(dice: random.Random) -> dict[str, str]:
    days = dice.randint(1, 400)
    return {"dias": str(days), "tramo": "1-30" if days <= 30 else "31-90" if days <= 90 else "91+"}


def by_kind(dice: random.Random) -> list[str]:
    """Interest at the rate of the product, costs of nothing, 5 or 9 % of the capital from day 31, their sum."""
    product, days, capital = dice.choice("TCR"), dice.randint(1, 200), dice.randint(50_000, 5_000_000)
    interest = round(capital * {"T": 0.028, "C": 0.019, "R": 0.031}[product] * days / 30)
    costs = round(capital * dice.choice((0.0, 0.05, 0.09))) if days > 30 else 0
    return [product, str(days), str(capital), str(interest), str(costs), str(capital + interest + costs)]


KIND_NAMES = ["producto", "dias", "capital", "interes", "gastos", "total"]


def test_a_factor_by_kind_is_held_and_mended() -> None:
    dice = random.Random(6)
    rows = [by_kind(dice) for _ in range(1400)]
    real, ghosts = rows[:1200], rows[1200:]
    assert not broken_rules(KIND_NAMES, real, ghosts)
    whole = next(row for row in ghosts if row[0] == "T" and int(row[1]) > 60 and row[4] != "0")
    other_rate = changed(KIND_NAMES, whole, producto="C")
    early = changed(KIND_NAMES, whole, dias="12", interes=str(round(int(whole[2]) * 0.028 * 12 / 30)))
    seven = changed(KIND_NAMES, whole, gastos=str(round(int(whole[2]) * 0.07)))
    for spoilt, column in ((other_rate, "interes"), (early, "gastos"), (seven, "gastos")):
        found = broken_rules(KIND_NAMES, real, [spoilt])
        assert any(b.bond is Bond.FACTOR and b.columns[0] == column for b in found), (column, found)
    mend = mended(KIND_NAMES, real, [other_rate, early, seven])
    assert not mend.broken
    for cells in mend.rows:
        product, days, capital, interest, costs, total = cells
        assert int(total) == int(capital) + int(interest) + int(costs)
        assert abs(int(interest) - int(capital) * {"T": 0.028, "C": 0.019}[product] * int(days) / 30) <= 1
    assert mend.rows[1][4] == "0" and int(mend.rows[2][4]) in (round(int(whole[2]) * 0.05), round(int(whole[2]) * 0.09))


def loan(dice: random.Random, n: int) -> list[str]:
    """A loan in instalments: what is owed is the share of its capital not paid yet."""
    capital, term = dice.randrange(300_000, 9_000_000, 1000), dice.choice((12, 18, 24, 36, 48))
    paid = dice.randrange(term + 1)
    return [str(70_000_000 + 7 * n), str(capital), str(term), str(paid), str(round(capital * (1 - paid / term)))]


def test_what_instalments_leave_of_a_capital_is_held_and_mended() -> None:
    names, dice = ["cuenta", "capital", "plazo", "pagadas", "saldo"], random.Random(5)
    rows = [loan(dice, n) for n in range(400)]
    good, wrong = ["81000000", "2400000", "24", "6", "1800000"], ["81000001", "2400000", "24", "6", "2100000"]
    broken = broken_rules(names, rows, [good, wrong])
    assert {b.ghost for b in broken} == {1} and {b.bond for b in broken} == {Bond.PART}
    assert broken[0].columns == ("saldo", "capital", "pagadas", "plazo")
    done = mended(names, rows, [good, wrong])
    assert done.rows[1][4] == "1800000" and done.changed == {1: ("saldo",)} and done.broken == ()
    held = mended(names, rows, [good, wrong], fixed=("saldo",))
    assert [b.bond for b in held.broken] == [Bond.PART]


def test_balances_that_only_look_like_it_ask_for_nothing() -> None:
    names, dice = ["cuenta", "capital", "plazo", "pagadas", "saldo"], random.Random(6)
    rows = [loan(dice, n) for n in range(400)]
    for line in rows[::40]:
        line[4] = str(round(int(line[4]) * 1.02) + 5)
    wrong = ["81000001", "2400000", "24", "6", "2100000"]
    assert Bond.PART not in {b.bond for b in broken_rules(names, rows, [wrong])}


def test_of_many_columns_only_so_many_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, tried = random.Random(7), set[tuple[float, ...]]()
    counts = [seen(f"n{k}", [str(k + dice.randrange(3)) for _ in range(200)], 200) for k in range(0, 90, 3)]
    capitals = [seen(f"c{k}", [str(dice.randrange(1000, 900_000)) for _ in range(200)], 200) for k in range(30)]
    target = seen("saldo", [str(dice.randrange(1000, 900_000)) for _ in range(200)], 200)

    def none_told(_target: object, made: np.ndarray, _slack: float) -> int:
        tried.add(tuple(np.nan_to_num(made)))
        return 0

    monkeypatch.setattr("audit.ghosts.agreement_parts.rows_told", none_told)
    assert part_rule(target, [*counts, *capitals]) is None
    assert 0 < len(tried) <= 2 * MOST_COLUMNS * MOST_COLUMNS * (MOST_COLUMNS - 1)
