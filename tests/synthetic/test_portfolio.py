import random
from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest
from scipy.stats import ks_2samp

from synthetic.portfolio.columns import understand
from synthetic.portfolio.draw import Drawn, Painter
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.learning import Learnt, learn
from synthetic.portfolio.numbering import CHECKS, draw_numbers, learn_sequence, luhn
from synthetic.portfolio.relations import Form, add_months
from synthetic.portfolio.searching import find_relations
from synthetic.portfolio.support import grid_of, settle
from synthetic.portfolio.table import Table, of_rows, read
from synthetic.portfolio.wording import Wording
from tests.synthetic.portfolios import write_portfolio

ASIDE = ("nro_operacion", "rut", "nombre", "telefono", "email")
KINDS = ("comuna", "region", "codigo_postal", "cod_producto", "sexo", "tramo", "empresa_cobranza")
COUNT = 150


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return read(write_portfolio(tmp_path_factory.mktemp("portfolio") / "cartera.csv"))


@pytest.fixture(scope="module")
def learnt(table: Table) -> Learnt:
    return learn(table, ASIDE, KINDS)


@pytest.fixture(scope="module")
def drawn(learnt: Learnt) -> Iterator[Drawn]:
    rng = np.random.default_rng(5)
    yield Painter(learnt, rng).draw(COUNT, rng)


def _number(cell: str) -> int:
    return int(cell.replace(".", ""))


def test_the_relations_of_the_file_are_found(learnt: Learnt) -> None:
    found = {relation.target: (relation.form, set(relation.parents), relation.exact) for relation in learnt.relations}
    assert found["saldo_total"] == (Form.SUM, {"capital", "interes", "gastos"}, True)
    assert found["interes"] == (Form.PRODUCT, {"capital", "dias_mora"}, True)
    assert found["fecha_vencimiento"] == (Form.SUM, {"dias_mora"}, True)
    assert {"producto", "region", "tramo"} <= set(found)


def test_every_drawn_row_keeps_them(drawn: Drawn) -> None:
    cells = drawn.cells
    for i in range(COUNT):
        capital, interest, costs, total = (_number(cells[name][i]) for name in ("capital", "interes", "gastos", "saldo_total"))
        assert total == capital + interest + costs
        assert abs(interest - capital * 0.0006 * int(cells["dias_mora"][i])) <= 1
        due = datetime.strptime(cells["fecha_vencimiento"][i], "%d/%m/%Y")
        assert (datetime(2026, 10, 31) - due).days == int(cells["dias_mora"][i])
        days = int(cells["dias_mora"][i])
        assert cells["tramo"][i] == ("0-30" if days <= 30 else "31-90" if days <= 90 else "91+")


def test_kinds_that_go_together_stay_together(table: Table, drawn: Drawn) -> None:
    for first, second in (("comuna", "region"), ("codigo_postal", "comuna"), ("cod_producto", "producto")):
        real = set(zip(table.column(first).cells(), table.column(second).cells(), strict=True))
        assert set(zip(drawn.cells[first], drawn.cells[second], strict=True)) <= real


def test_no_drawn_row_is_a_real_persons(table: Table, drawn: Drawn) -> None:
    names = ["fecha_nacimiento", "comuna", "cod_producto", "fecha_apertura", "cuotas", "capital", "dias_mora", "gastos"]
    real = [tuple(row) for row in zip(*(table.column(name).cells() for name in names), strict=True)]
    ghosts = [tuple(row) for row in zip(*(drawn.cells[name] for name in names), strict=True)]
    for ghost in ghosts:
        assert min(sum(a != b for a, b in zip(ghost, row, strict=True)) for row in real) >= 2
    assert len(set(ghosts)) == COUNT


def test_ghosts_are_as_near_to_real_rows_as_real_rows_are(learnt: Learnt, drawn: Drawn) -> None:
    values = {
        c.name: c.row_values for c in learnt.told if c.name in ("capital", "dias_mora", "fecha_apertura", "fecha_nacimiento")
    }
    real = np.column_stack([np.argsort(np.argsort(v)) / len(v) for v in values.values()])
    placed = np.column_stack([np.searchsorted(np.sort(v), drawn.values[name]) / len(v) for name, v in values.items()])
    between = np.sqrt(((real[:, None] - real[None]) ** 2).sum(axis=2)) + np.eye(len(real)) * 9
    nearest = np.sqrt(((placed[:, None] - real[None]) ** 2).sum(axis=2)).min(axis=1)
    assert ks_2samp(between.min(axis=1), nearest).pvalue > 0.001


@pytest.mark.parametrize("name", ["capital", "dias_mora", "fecha_apertura", "fecha_nacimiento", "saldo_total"])
def test_each_number_is_distributed_as_in_the_file(learnt: Learnt, drawn: Drawn, name: str) -> None:
    assert ks_2samp(learnt.known(name).row_values, drawn.values[name]).pvalue > 0.001


def test_round_amounts_stay_round_as_often(table: Table, drawn: Drawn) -> None:
    real = np.mean([cell.endswith(".000") for cell in table.column("capital").cells()])
    made = np.mean([cell.endswith(".000") for cell in drawn.cells["capital"]])
    assert abs(real - made) < 4 * np.sqrt(0.25 / COUNT)


def test_missing_mail_is_as_frequent(table: Table, drawn: Drawn) -> None:
    real = np.mean([cell != "" for cell in table.column("email").cells()])
    assert abs(drawn.filled["email"].mean() - real) < 4 * np.sqrt(0.25 / COUNT)


@pytest.fixture(scope="module")
def narrow(table: Table) -> Learnt:
    names = ("cuotas", "gastos", "dias_mora", "empresa_cobranza")
    rows = list(zip(*(table.column(name).cells() for name in names), strict=True))
    return learn(of_rows(names, rows[:400]), (), ("empresa_cobranza",))


def test_a_vendors_part_is_drawn_from_its_own(narrow: Learnt) -> None:
    rng = np.random.default_rng(2)
    painter = Painter(narrow, rng)
    part = painter.draw(20, rng, ("empresa_cobranza", "Andes BPO"))
    assert set(part.cells["empresa_cobranza"]) == {"Andes BPO"}
    with pytest.raises(BadMaterial, match="30 are needed"):
        painter.draw(5, rng, ("empresa_cobranza", "Nadie"))


def test_the_same_seed_draws_the_same(narrow: Learnt) -> None:
    def once() -> Drawn:
        rng = np.random.default_rng(9)
        return Painter(narrow, rng).draw(10, rng)

    assert once().cells == once().cells


def test_a_file_too_small_says_so() -> None:
    with pytest.raises(BadMaterial, match="has 3 rows"):
        learn(of_rows(["saldo"], [["1"], ["2"], ["3"]]))


def test_months_are_added_as_calendars_do() -> None:
    start = np.array([np.datetime64("2026-01-31"), np.datetime64("2026-11-15")]).astype("datetime64[D]").astype(float)
    later = add_months(start, np.array([1.0, 2.0])).astype("datetime64[D]")
    assert [str(day) for day in later] == ["2026-02-28", "2027-01-15"]


def test_a_term_in_months_is_found() -> None:
    rng = random.Random(4)
    rows = []
    for _ in range(400):
        opened = np.datetime64("2020-01-01") + rng.randrange(1500)
        term = rng.choice((6, 12, 18, 24, 36))
        due = add_months(np.array([opened.astype(float)]), np.array([float(term)]))[0]
        rows.append([str(opened), str(term), str(np.datetime64(int(due), "D"))])
    found = find_relations([understand(column) for column in of_rows(["apertura", "cuotas", "vence"], rows).columns])
    assert any(relation.form is Form.MONTHS and relation.exact and relation.target == "vence" for relation in found)


def test_values_never_seen_come_as_often_as_in_the_file() -> None:
    rng = np.random.default_rng(1)
    cells = [str(int(v) * 10) if i % 2 else str(int(v)) for i, v in enumerate(rng.lognormal(9, 1, 2000))]
    known = understand(of_rows(["x"], [[cell] for cell in cells]).columns[0])
    drawn_codes = known.codes[rng.choice(2000, 400, replace=False)]
    texts, _ = settle(known, drawn_codes, rng)
    alone = np.mean(known.counts[known.codes] == 1)
    unseen = np.mean([text not in set(cells) for text in texts])
    assert abs(alone - unseen) < 0.08
    zeros = grid_of(known).zeros
    assert abs(np.mean(zeros[known.codes] > 0) - np.mean([text.endswith("0") for text in texts])) < 0.1


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_check_digits_of_account_numbers_are_found_and_kept(check: str) -> None:
    rng = random.Random(6)
    bodies = sorted(rng.sample(range(10_000_000, 10_900_000), 300))
    cells = [f"OP-{body}{CHECKS[check](str(body))}" for body in bodies]
    numbering = learn_sequence(cells, {"position": np.arange(300.0)})
    assert numbering is not None
    made = draw_numbers(numbering, np.full(50, 150.0), np.arange(300.0), np.random.default_rng(1), "x")
    assert not set(made) & set(cells)
    for cell in made:
        digits = cell.removeprefix("OP-")
        assert CHECKS[numbering.shape.check or ""](digits[:-1]) == digits[-1]
        assert CHECKS[check](digits[:-1]) == digits[-1] or check != numbering.shape.check


def test_numbers_follow_the_date_they_go_with() -> None:
    rng = random.Random(2)
    bodies, days = [], []
    number = 50_000_000
    for day in range(500):
        number += rng.choice((1, 2, 5))
        bodies.append(str(number))
        days.append(float(day))
    numbering = learn_sequence(bodies, {"apertura": np.array(days)})
    assert numbering is not None and numbering.anchor == "apertura"
    wanted = np.array([20.0, 250.0, 480.0])
    made = draw_numbers(numbering, wanted, np.array(days), np.random.default_rng(3), "x")
    for cell, day in zip(made, wanted, strict=True):
        nearest = int(np.argmin([abs(int(body) - int(cell)) for body in bodies]))
        assert abs(days[nearest] - day) <= 35


def test_numbers_without_a_gap_say_that_some_must_be_reserved() -> None:
    cells = [str(n) for n in range(1000, 1300)]
    numbering = learn_sequence(cells, {"position": np.arange(300.0)})
    assert numbering is not None and numbering.counter
    with pytest.raises(BadMaterial, match="kind account"):
        draw_numbers(numbering, np.array([10.0]), np.arange(300.0), np.random.default_rng(1), "folio")


def test_luhn_of_a_known_number() -> None:
    assert luhn("7992739871") == "3"


def test_free_text_is_put_together_anew() -> None:
    cells = [f"Calle {a} {n}" for a in ("Los Robles", "San Martín", "Las Rosas", "El Prado") for n in range(100, 130)]
    wording, rng = Wording(cells), np.random.default_rng(1)
    made = [wording.like(i, rng) for i in range(40)]
    assert not set(made) & set(cells)
    assert all(text.startswith("Calle ") and text.split()[-1].isdigit() for text in made)
