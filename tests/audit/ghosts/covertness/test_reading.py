"""Any portfolio file is read; ghosts are the rows that match no real row, however either file is written."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from audit.ghosts.covertness.cells import canonical, dates, numbers
from audit.ghosts.covertness.faults import BadPortfolio
from audit.ghosts.covertness.kinds import Kind, held
from audit.ghosts.covertness.planted import planted, read_named
from audit.ghosts.covertness.table import Table, read_table
from tests.audit.ghosts.covertness.portfolio import COLUMNS, made


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    rows = [("nombre", "monto"), ("Íñigo Peña", '"1.250,50"'), ("Ana", '"80,00"')]
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    found = read_table(path)
    assert found.columns == ("nombre", "monto")
    assert found.column("nombre") == ("Íñigo Peña", "Ana")
    assert numbers(found.column("monto")).tolist() == [1250.5, 80.0]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["cuenta", "saldo"])
    book.active.append(["A1", 10.5])
    book.save(out)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    assert read_table(path).cells == (("A1",), ("10.5",))


def test_a_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n1,2,3\n")
    with pytest.raises(BadPortfolio, match="row 3: has 3 cells and the header 2"):
        read_table(path)


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\n\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(BadPortfolio, match="a header and at least one row"):
        read_table(path)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1.234", "99.999", "500"), (1234.0, 99999.0, 500.0)),
        (("1.234", "99.999", "50000"), (1.234, 99.999, 50000.0)),
        (("1,5", "2,25"), (1.5, 2.25)),
        (("$ 1.250.000", "$ 80.000"), (1250000.0, 80000.0)),
        (("(12.50)", "-3", "4-"), (-12.5, -3.0, -4.0)),
        (("1e5", "2.5E-3"), (100000.0, 0.0025)),
    ],
)
def test_numbers_as_people_write_them(cells: tuple[str, ...], values: tuple[float, ...]) -> None:
    assert numbers(cells).tolist() == pytest.approx(values)


def test_dates_as_people_write_them() -> None:
    same = dates(
        ("2026-03-05", "05/03/2026", "5 de marzo de 2026", "5-mar-26", "Mar 5, 2026", "2026/3/5", "20260305", "13/01/2026")
    )
    assert len(set(same[:7])) == 1
    assert dates(("3/14/2026", "3/5/2026"))[1] == dates(("2026-03-05",))[0]


def test_one_spelling_of_what_cells_say() -> None:
    assert canonical(("1.0", "2", " x  Y ", "N/A")) == ["n1", "n2", "x y", ""]
    assert canonical(("1", "2,0", "X y", "")) == ["n1", "n2", "x y", ""]


def test_ghosts_are_found_through_order_format_and_dropped_columns() -> None:
    wave = made(200, 15, seed=1)
    real, handed = wave.tables()
    keep = [c for c in COLUMNS if c not in ("gastos", "empleador")]
    cells = [tuple(f"{v}.0" if c in ("capital", "total") else v.upper() for v in handed.column(c)) for c in reversed(keep)]
    found = planted(real, Table("h.csv", tuple(c.upper() for c in reversed(keep)), tuple(cells)))
    wanted = {row["cuenta"] for row in wave.ghosts}
    assert {handed.column("cuenta")[i] for i in found.ghosts} == wanted
    assert len(found.real) == 200


def test_a_second_copy_of_a_real_row_is_a_ghost() -> None:
    wave = made(50, 1, seed=1)
    wave.ghosts = [dict(wave.real[3])]
    assert len(planted(*wave.tables()).ghosts) == 1


def test_columns_that_the_layout_masks_are_not_compared() -> None:
    wave = made(300, 20, seed=1)
    real, handed = wave.tables()
    masked = tuple(f"***{cell[-4:]}" for cell in handed.column("telefono"))
    at = handed.columns.index("telefono")
    found = planted(real, Table("h.csv", handed.columns, (*handed.cells[:at], masked, *handed.cells[at + 1 :])))
    assert found.rewritten == ("telefono",)
    assert {handed.column("cuenta")[i] for i in found.ghosts} == {row["cuenta"] for row in wave.ghosts}


def test_a_file_of_ghosts_alone_is_all_ghosts_and_one_without_is_refused() -> None:
    wave = made(50, 10, seed=1)
    real, _ = wave.tables()
    alone = made(0, 10, seed=55)
    assert planted(real, alone.tables()[1]).real == ()
    with pytest.raises(BadPortfolio, match="no ghosts to judge"):
        planted(real, real)


def test_named_ghosts_are_those_rows(tmp_path: Path) -> None:
    wave = made(50, 4, seed=1)
    real, handed = wave.tables()
    path = tmp_path / "ghosts.jsonl"
    path.write_text("".join(f'{{"account_id": "{row["cuenta"]}"}}\n' for row in wave.ghosts))
    assert {handed.column("cuenta")[i] for i in planted(real, handed, read_named(path)).ghosts} == {
        r["cuenta"] for r in wave.ghosts
    }
    with pytest.raises(BadPortfolio, match="no column holds the 1 named accounts"):
        planted(real, handed, ("not-there",))
    path.write_text('{"id": 1}\n')
    with pytest.raises(BadPortfolio, match="line 1: account_id is missing"):
        read_named(path)


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("rut", ("12.345.678-5", "9.876.543-3") * 10, Kind.CATEGORY),
        ("monto", tuple(f"{i * 37}.{i % 100:02d}" for i in range(40)), Kind.NUMBER),
        ("monto", (*(str(i * 37) for i in range(40)), "pendiente"), Kind.NUMBER),
        ("fecha_apertura", tuple(f"{i % 28 + 1:02d}/0{i % 9 + 1}/2024" for i in range(40)), Kind.DATE),
        ("cuenta", tuple(str(400_000 + 7 * i) for i in range(40)), Kind.IDENTIFIER),
        ("movil", tuple(f"+56 9 {30_000_000 + i}" for i in range(40)), Kind.PHONE),
        ("contacto", tuple(f"a{i}@b.cl" for i in range(40)), Kind.EMAIL),
        ("estado", ("al día", "mora", "castigo") * 14, Kind.CATEGORY),
        ("pais", ("CL",) * 40, Kind.CONSTANT),
    ],
)
def test_what_a_column_holds(name: str, cells: tuple[str, ...], kind: Kind) -> None:
    assert held(name, cells).kind is kind
