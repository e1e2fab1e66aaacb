"""Files as clients send them: encodings, marks, separators, merged titles, workbooks, fixed width, huge cells."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.errors import BadInput
from app.models import Debt, Person
from app.operations.columns_reads import DateOrder, Format
from app.services.portfolio.shape import Shape, guess_shape
from tests.app.portfolio.world import Client, client_on

ROWS = (
    ("Operación", "Nombre", "Saldo", "Vencido", "Vencimiento"),
    ("A1", "Ñandú Pérez", "1.234,50", "0", "31/12/2026"),
    ("A2", "Eva Paz", "99", "9,5", "01/02/2026"),
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with client_on("sqlite", tmp_path, "") as made:
        yield made


def text(separator: str = ";", end: str = "\n", rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    return end.join(separator.join(row) for row in rows) + end


def shape(tmp_path: Path, data: bytes, country: str = "PE") -> Shape:
    path = tmp_path / "x"
    path.write_bytes(data)
    return guess_shape(path, "x.csv", country)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_separators(client: Client, encoding: str, separator: str, end: str) -> None:
    load = client.load("c.csv", text(separator, end).encode(encoding), "PE")
    assert load.state == "loaded", load.problem
    with client.database.reading() as db:
        found = db.execute(select(Debt.number, Debt.balance_minor, Person.name).join(Person).order_by(Debt.number)).tuples().all()
    assert found == [("A1", 123450, "Ñandú Pérez"), ("A2", 9900, "Eva Paz")]


def test_titles_above_the_header_and_blank_lines_are_passed_over(client: Client) -> None:
    data = "BANCO LINDERO;;;;\nCartera al 20/11/2026;;;;\n;;;;\n" + text()
    load = client.load("c.csv", data.encode(), "PE")
    assert (load.reads["lines_above"], load.counts["accepted"]) == (3, 2)
    bad = client.load("d.csv", (data + "A3;Luis;abc;0;\n").encode(), "PE")
    assert [(row, why) for row, _, why, _ in client.issues(bad)] == [(7, "bad_amount")], "the row as a spreadsheet counts it"


def test_rows_that_are_no_rows_are_told_by_their_line(client: Client) -> None:
    data = text() + "A3;Luis Soto;5;0;\nA4;falta\nA5;sobra;1;0;;x\nA6;Eva Soto;x;0;\n"
    load = client.load("c.csv", data.encode(), "PE")
    assert load.counts["rows"] == 6
    told = sorted((row, why) for row, _, why, _ in client.issues(load))
    assert told == [(5, "broken_row"), (6, "broken_row"), (7, "bad_amount")]
    assert (load.counts["accepted"], load.counts["rejected"]) == (3, 3)


def test_a_workbook_with_several_sheets_titles_dates_and_formulas(client: Client) -> None:
    book = Workbook()
    book.active.title = "Resumen"  # type: ignore[union-attr]
    sheet = book.create_sheet("Cartera")
    sheet.append(["Cartera de noviembre"])
    sheet.merge_cells("A1:E1")
    sheet.append(ROWS[0])
    sheet.append(["A1", "Ñandú Pérez", 1234.5, 0, datetime(2026, 12, 31)])
    sheet.append([40012345, "Eva Paz", 99, 9.5, datetime(2026, 2, 1)])
    sheet.append(["A3", "Luis Soto", "=1+1", 0, None])
    out = io.BytesIO()
    book.save(out)
    load = client.load("c.xlsx", out.getvalue(), "PE")
    assert load.state == "loaded", load.problem
    assert (load.reads["sheet"], load.reads["lines_above"], load.counts["sheets"]) == ("Cartera", 1, ["Resumen", "Cartera"])
    with client.database.reading() as db:
        found = db.execute(select(Debt.number, Debt.balance_minor, Debt.overdue_minor).order_by(Debt.number)).tuples().all()
    assert found == [("40012345", 9900, 950), ("A1", 123450, 0)]
    assert [(row, why) for row, _, why, _ in client.issues(load)] == [(5, "no_amount")], "a formula nobody computed has no value"


def test_fixed_width(client: Client) -> None:
    lines = ["Operacion Nombre          Saldo    ", "A1        Ana Soto         1000    ", "A2        Eva Paz Rojas     250    "]
    load = client.load("c.txt", "\n".join(lines).encode(), "CL")
    assert load.state == "loaded", load.problem
    assert load.reads["format"] == "fixed"
    with client.database.reading() as db:
        assert db.execute(select(Debt.number, Debt.balance_minor).order_by(Debt.number)).tuples().all() == [
            ("A1", 1000),
            ("A2", 250),
        ]


def test_a_huge_cell_harms_only_its_own_row(client: Client) -> None:
    rows = (*ROWS, ("A3", "x" * 5_000_000, "5", "0", ""), ("A4", "Luis Soto", "5", "0", ""))
    load = client.load("c.csv", text(rows=rows).encode(), "PE")
    assert load.state == "loaded", load.problem
    with client.database.reading() as db:
        assert set(db.scalars(select(Debt.number))) == {"A1", "A2", "A4"}
    assert load.counts["rejected"] == 1


def test_what_the_cells_say_of_decimals_and_days(tmp_path: Path) -> None:
    point = (ROWS[0], ("A1", "Ana", "1,234.50", "0", "12/31/2026"))
    found = shape(tmp_path, text(rows=point).encode())
    assert (found.reads.decimal, found.reads.dates) == (".", DateOrder.MDY)
    either = (ROWS[0], ("A1", "Ana", "100", "0", "01/02/2026"))
    assert "día o el mes" in " ".join(d.es for d in shape(tmp_path, text(rows=either).encode()).doubts)
    both = (ROWS[0], ("A1", "Ana", "1,5", "0", "13/12/2026"), ("A2", "Eva", "1.5", "0", "12/13/2026"))
    assert len(shape(tmp_path, text(rows=both).encode()).doubts) == 2


def test_headers_without_a_name_or_alike_are_told_apart(tmp_path: Path) -> None:
    rows = (("Operación", "", "Nombre", "Saldo", "Fono", "Fono"), ("A1", "x", "Ana", "1", "2", "3"))
    assert shape(tmp_path, text(rows=rows).encode()).headers == ("Operación", "columna 2", "Nombre", "Saldo", "Fono", "Fono (2)")


def test_a_mapping_is_remembered_for_the_next_file_of_those_columns(client: Client) -> None:
    from app.operations.columns_reads import reads_of
    from app.services.portfolio.loads import set_reads, take_file
    from tests.app.portfolio.world import LIMIT, NOW
    from tests.app.world import given

    rows = (("K1", "K2", "K3"), ("A1", "Ana Soto", "1000"))
    with client.database.writing() as db:
        first = take_file(db, client.store, client.actor, given("a.csv", text(rows=rows).encode()), "CL", LIMIT, NOW)
        said = reads_of({**first.reads, "columns": {"K1": "number", "K2": "name", "K3": "balance"}})
        set_reads(db, client.store, client.actor, first.id, said, "La de siempre", NOW)
    load = client.load("b.csv", text(rows=rows).encode())
    assert (load.state, load.mapping_id is not None, load.counts["accepted"]) == ("loaded", True, 1)
    with pytest.raises(BadInput), client.database.writing() as db:
        set_reads(db, client.store, client.actor, first.id, reads_of({**first.reads, "columns": {"K1": "number"}}), "", NOW)


def test_a_zip_that_is_no_workbook_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        shape(tmp_path, b"PK\x03\x04nonsense")
    assert "Excel" in refused.value.text.es and Format.XLSX
