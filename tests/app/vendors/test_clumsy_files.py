"""Invoices and surveys as clumsy and hostile people send them: one sentence of what, where and which value; nothing twice."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.models import InvoiceLine, Survey
from app.models.vendor_bill import InvoiceCheck
from app.queries.rows import Role
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.survey_file import SurveyRejected, SurveyRow, read_surveys
from tests.app.vendors import month as m
from tests.app.vendors.test_bills import load, south
from tests.app.world import World

HEAD = "cuenta;referencia;fecha;monto;tasa;comision\n"
HUGE = str(2**63)


def billed(world: World, db: Session, vendor: int, content: bytes, name: str = "factura.csv") -> InvoiceCheck:
    bill = Bill(vendor, m.FIRST, m.LAST, "CLP")
    return check_invoice(db, world.store, world.actors[Role.MANAGER], bill, Given(name, io.BytesIO(content)), m.NOW)


def said(db: Session, check: InvoiceCheck) -> list[tuple[int, str, str, str]]:
    rows = db.scalars(select(InvoiceLine).where(InvoiceLine.check_id == check.id).order_by(InvoiceLine.n))
    return [(row.n, row.finding, row.said["es"], row.said["en"]) for row in rows]


@pytest.mark.parametrize(
    ("row", "es", "en"),
    [
        (f"D-1;A;;{HUGE};;1", "monto: «9223372036854775808» es más de lo que cabe", "amount: “9223372036854775808” is more than"),
        ("D-1;A;;100;;" + "9" * 5000, "comisión: «999999999", "commission: “999999999"),
        ("D-1;A;;99.000.000.000.000;;1", "monto: «99.000.000.000.000» es demasiado", "amount: “99.000.000.000.000” is too much"),
        ("D-1;A;;-100;;1", "monto: «-100» es negativo", "amount: “-100” is negative"),
        ("D-1;A;;100;;-1", "comisión: «-1» es negativo", "commission: “-1” is negative"),
        ("D-1;A;;=1+1;;1", "monto: «=1+1» no es un monto", "amount: “=1+1” is no amount"),
        ("D-1;A;;100;;", "comisión: falta", "commission: is missing"),
        ("D-1;A;;100;101;1", "la tasa «101» no va de 0 a 100", "the rate “101” is not from 0 to 100%"),
        ("D-1;A;;100;1e-50;1", "la tasa «1e-50» lleva más de 6 decimales", "has more than 6 decimals"),
        ("D-1;A;31/31/2026;100;;1", "la fecha «31/31/2026» no se entiende; escríbala", "cannot be read; write it as"),
        ("D-1;A;;100;;1;000", "tiene 7 celdas y el encabezado 6: ponga entre comillas lo que lleve «;»", "has 7 cells"),
    ],
)
def test_a_line_that_cannot_be_read_says_which_cell_and_what_is_there(world: World, row: str, es: str, en: str) -> None:
    with world.database.writing() as db:
        _, vendor = south(world, db)
        db.commit()
        check = billed(world, db, vendor, f"{HEAD}\n{row}\n".encode())
        ((n, finding, told_es, told_en),) = said(db, check)
        assert (n, finding) == (3, "unreadable") and es in told_es and en in told_en
        assert (check.billed_minor, check.owed_minor) == (0, 0) and len(told_es) < 160


def test_a_line_of_another_currency_is_not_read_as_this_one(both: World) -> None:
    with both.database.writing() as db:
        _, vendor = south(both, db)
        db.commit()
        content = b"cuenta,referencia,monto,comision,moneda\nD-1,A,100,10,USD\nD-1,B,100,10,clp\nD-1,C,100,10,\n"
        lines = said(db, billed(both, db, vendor, content))
        assert [finding for _, finding, _, _ in lines] == ["unreadable", "not_theirs", "not_theirs"]
        assert "USD" in lines[0][2] and "CLP" in lines[0][2] and "bill each currency apart" in lines[0][3]


@pytest.mark.parametrize("most", [HUGE, "9" * 40, "1" + "0" * 18])
def test_no_figure_of_a_file_is_more_than_a_column_holds(both: World, most: str) -> None:
    with both.database.writing() as db:
        _, vendor = south(both, db)
        db.commit()
        check = billed(both, db, vendor, f"{HEAD}D-1;A;;{most};;{most}\nD-1;B;;10000000000000;;10000000000000\n".encode())
        assert [finding for _, finding, _, _ in said(db, check)] == ["unreadable", "not_theirs"]
        assert check.billed_minor == 10**13


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_mark_and_code_people_save_is_read(world: World, mark: str, code: str) -> None:
    text = f"sep={mark}\n\ncuenta;referencia;fecha;monto;comisión\nñandú;A;12/04/2026;10.000;1.000\n".replace(";", mark)
    with world.database.writing() as db:
        _, vendor = south(world, db)
        db.commit()
        check = billed(world, db, vendor, text.encode(code))
        line = db.scalars(select(InvoiceLine).where(InvoiceLine.check_id == check.id)).one()
        assert (line.n, line.number, line.paid_on) == (4, "ñandú", date(2026, 4, 12))
        assert (line.amount_minor, line.billed_minor) == (10_000, 1_000)


@pytest.mark.parametrize(
    ("content", "es", "en"),
    [
        (HEAD.encode("utf-16"), "UTF-16", "save it as “CSV UTF-8”"),
        (HEAD.encode("utf-16-le"), "binario", "binary"),
        (b"PK\x03\x04rest", "Excel", "Excel workbook or a ZIP"),
        (b"a;b\n1;2\n", "cuenta, monto, comisión, referencia o fecha", "account, amount, commission, reference or date"),
        (b"cuenta;cuenta;monto;comision;fecha\n", "«cuenta» está dos veces", "“cuenta” is there twice"),
        ((HEAD + 'D-1;"A;;1;;1\nD-2;B;;1;;1\n').encode(), "fila 2 no cierran", "row 2 do not close"),
    ],
)
def test_what_is_no_table_says_what_it_is_and_what_to_do(world: World, content: bytes, es: str, en: str) -> None:
    with world.database.writing() as db:
        _, vendor = south(world, db)
        db.commit()
        with pytest.raises(BadInput) as told:
            billed(world, db, vendor, content)
        assert es in told.value.text.es and en in told.value.text.en and told.value.field == "file"


@pytest.mark.parametrize(
    ("first", "last", "currency", "field", "part"),
    [
        (date(2099, 1, 1), date(2099, 1, 31), "CLP", "first", "2099-01-01"),
        (m.LAST, m.FIRST, "CLP", "last", "antes de empezar"),
        (m.FIRST, date(9999, 12, 31), "CLP", "last", "revise el año"),
        (m.FIRST, m.LAST, "", "currency", "escriba la moneda"),
        (m.FIRST, m.LAST, "CLPX", "currency", "«CLPX»"),
        (m.FIRST, m.LAST, "C\x00P", "currency", "tres letras"),
        (m.FIRST, m.LAST, "USD", "currency", "no tenía contrato en USD"),
    ],
)
def test_days_to_come_and_currencies_that_are_none_are_said_beside_their_field(
    both: World, first: date, last: date, currency: str, field: str, part: str
) -> None:
    with both.database.writing() as db:
        _, vendor = south(both, db)
        db.commit()
        given = Given("f.csv", io.BytesIO(HEAD.encode()))
        with pytest.raises(BadInput) as told:
            check_invoice(db, both.store, both.actors[Role.MANAGER], Bill(vendor, first, last, currency), given, m.NOW)
        assert told.value.field == field and part in told.value.text.es


def test_a_name_that_cannot_be_kept_does_not_lose_the_file(both: World) -> None:
    with both.database.writing() as db:
        _, vendor = south(both, db)
        db.commit()
        made = billed(both, db, vendor, f"{HEAD}D-1;A;;1;;1\n".encode(), "<b>fac\x00tura</b>" + "x" * 900 + ".csv")
        assert "\x00" not in made.file and made.file.startswith("<b>fac") and len(made.file) <= 500


def rows_of(*rows: str) -> list[SurveyRow | SurveyRejected]:
    return list(read_surveys(("survey_id;account;asked_at;answered_at;csat\n" + "\n".join(rows)).encode()))


@pytest.mark.parametrize("day", ["2026-05-12", "12/05/2026", "12-05-2026", "12.05.2026", "20260512"])
def test_a_day_of_a_survey_is_read_as_people_write_it(day: str) -> None:
    (row,) = rows_of(f"s;D-1;{day};;")
    assert isinstance(row, SurveyRow) and row.asked_at == datetime(2026, 5, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("s;D-1;0001-01-01T00:00:00+14:00;;", "0001-01-01"),
        ("s;D-1;9999-12-31T23:00:00-12:00;;", "9999-12-31"),
        ("s;D-1;1926-05-12;;", "check the year"),
        ("s;D-1;12/05/2026 10:30;;", "write it as"),
        ("s;D-1;2026-05-12T10:30;;", "says no zone; write it as"),
        ("s;D-1;2026-05-12;;" + "9" * 5000, "csat '99999999999999999999': goes from 1 to 5"),
        ("s;D-1;2026-05-12;;-1", "goes from 1 to 5"),
        ("s;D-1;2026-05-12;;4,5", "goes from 1 to 5"),
        ("s;D-1;2026-05-12;;4;5", "has 6 cells and the header 5"),
    ],
)
def test_a_survey_that_cannot_be_read_says_which_cell_and_what_is_there(row: str, part: str) -> None:
    (told,) = rows_of(row)
    assert isinstance(told, SurveyRejected) and told.line == 2 and part in told.why.en and len(told.why.es) < 160


def test_every_row_of_a_file_of_surveys_is_counted_once(both: World) -> None:
    with both.database.writing() as db:
        mine, vendor = south(both, db)
        m.placed(db, mine, vendor, 1)
        m.placed(db, mine, vendor, 2)
        db.commit()
        rows = (
            "s1,D-1,SUR recupera,2026-04-10,,,5,,,",
            "s2,D-2,,2026-04-10,,,,,,",
            "s1,D-1,,2026-04-10,,,5,,,",
            "s1,D-2,,2026-04-10,,,5,,,",
        )
        found = load(both, db, *rows)
        assert (found.rows, found.taken, found.known, len(found.rejected)) == (4, 2, 1, 1)
        assert "another account" in found.rejected[0].why.en and "s1" in found.rejected[0].why.es
        later = load(both, db, "s2,D-2,,2026-04-10,2026-04-12,,4,,,", "s3,D-2,,2026-04-10,2099-01-01,,4,,,")
        assert (later.rows, later.taken, later.answered, len(later.rejected)) == (2, 1, 1, 1)
        assert "answered_at: the day has not come" in later.rejected[0].why.en
        assert sorted(s.once.rpartition(":")[2] for s in db.scalars(select(Survey))) == ["s1", "s2"]
