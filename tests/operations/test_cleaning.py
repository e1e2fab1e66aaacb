"""Cells read into values: examples that go wrong in real files, properties, and bulk SQL held to the same answers."""

import random
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.br import cpf
from stdnum.cl import rut

from app.operations import cleaning
from app.operations.cleaning_ids import COUNTRIES, country, identity
from app.operations.cleaning_phones import PLAIN_COUNTRIES, Phone, phones, plan
from app.operations.cleaning_reasons import WORDS, Reason
from app.operations.columns import Column, guess, lacking
from app.operations.columns_reads import BadReads, DateOrder, Reads, reads_of
from app.operations.money import exponent
from app.services.portfolio.maps import amount_sql, mail_sql
from app.services.portfolio.plain_numbers import bare, identity_sql, phone_sql

CON = duckdb.connect()
MONEY = st.integers(0, 10**9)


@given(
    MONEY,
    st.sampled_from(["CLP", "PEN", "KWD"]),
    st.sampled_from([",", "."]),
    st.booleans(),
    st.sampled_from(["", "$ ", "CLP ", "US$"]),
)
def test_an_amount_written_any_way_is_read_exactly(minor: int, code: str, mark: str, grouped: bool, sign: str) -> None:
    places = exponent(code)
    text = f"{Decimal(minor).scaleb(-places):{',' if grouped else ''}.{places}f}"
    if mark == ",":
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert cleaning.amount(sign + text, mark, code) == minor


@given(st.text(alphabet="0123456789.,-$ ()CLPx", max_size=14), st.sampled_from([",", "."]), st.sampled_from(["CLP", "PEN"]))
@settings(max_examples=300, deadline=None)
def test_bulk_amounts_say_nothing_that_one_by_one_does_not(text: str, mark: str, code: str) -> None:
    found = CON.cursor().execute(
        f"SELECT ({amount_sql('raw', mark)}) FROM (SELECT ? AS raw, ?::BIGINT AS scale)", [text, 10 ** exponent(code)]
    )
    row = found.fetchone()
    assert row and row[0] in (None, cleaning.amount(text, mark, code))


@pytest.mark.parametrize(
    ("text", "mark", "code", "wanted"),
    [
        ("1.234.567", ",", "CLP", 1234567),
        ("1.234", ".", "PEN", Reason.TOO_FINE),
        ("1,234", ".", "PEN", 123400),
        ("12.34.56", ",", "CLP", Reason.BAD_AMOUNT),
        ("-1", ",", "CLP", Reason.NEGATIVE),
        ("(1.000)", ",", "CLP", Reason.NEGATIVE),
        ("-0", ",", "CLP", 0),
        ("100,5", ",", "CLP", Reason.TOO_FINE),
        ("100,00", ",", "CLP", 100),
        ("1e5", ",", "CLP", Reason.BAD_AMOUNT),
        ("١٢٣", ",", "CLP", Reason.BAD_AMOUNT),
        ("", ",", "CLP", Reason.NO_AMOUNT),
        ("\u00a0S/ 12,50 ", ",", "PEN", 1250),
        ("9" * 20, ",", "CLP", Reason.TOO_MUCH),
    ],
)
def test_amounts(text: str, mark: str, code: str, wanted: int | Reason) -> None:
    assert cleaning.amount(text, mark, code) == wanted


@settings(deadline=None)
@given(st.dates(date(1940, 1, 1), date(2100, 12, 31)), st.sampled_from("/-."))
def test_a_day_written_any_way_is_read(day: date, sign: str) -> None:
    assert cleaning.day(day.strftime(f"%d{sign}%m{sign}%Y"), DateOrder.DMY) == day
    assert cleaning.day(day.strftime(f"%m{sign}%d{sign}%Y"), DateOrder.MDY) == day
    for order in DateOrder:
        assert cleaning.day(day.isoformat(), order) == cleaning.day(f"{day.isoformat()} 00:00:00", order) == day


@pytest.mark.parametrize(
    "text", ["31/02/2026", "29/02/2025", "00/01/2026", "1/13/2026", "hoy", "46000", "2026", "1/1", "31/12/20255"]
)
def test_a_day_that_is_not_is_refused(text: str) -> None:
    assert cleaning.day(text, DateOrder.DMY) is Reason.BAD_DATE


def test_years_of_another_age_are_refused() -> None:
    assert cleaning.day("01/01/1900", DateOrder.DMY) is Reason.FAR_DATE
    assert cleaning.day("15-ene-26", DateOrder.DMY) == date(2026, 1, 15)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_reason(text: str) -> None:
    for code in COUNTRIES:
        assert isinstance(identity(text, code), str)
        found = phones(text, code)
        assert isinstance(found, Reason) or all(p.e164.startswith("+") for p in found)
    assert cleaning.mail(text) is None or isinstance(cleaning.mail(text), str)
    cleaning.day(text, DateOrder.DMY), cleaning.days(text), cleaning.risk(text), cleaning.state(text), country(text)


@settings(deadline=None)
@given(st.integers(1_000_000, 49_999_999))
def test_a_rut_holds_with_its_digit_only(body: int) -> None:
    digit = rut.calc_check_digit(str(body))
    if identity(f"{body}{digit}", "CL") is Reason.FILLER_IDENTITY:
        return
    assert identity(f"{body:,}".replace(",", ".") + f"-{digit.lower()}", "CL") == f"{body}{digit}"
    other = "0" if digit != "0" else "1"
    assert identity(f"{body}-{other}", "CL") is Reason.BAD_IDENTITY


def test_bulk_documents_and_phones_say_what_the_libraries_say() -> None:
    dice = random.Random(11)
    lead = {
        "CL": "9 2 32 800 45",
        "CO": "3 60 31 0",
        "MX": "55 33 1 2 81",
        "PE": "9 1 8",
        "BR": "119 213 11 0 90",
        "US": "212 305 800 900 1",
    }
    cells = []
    for _ in range(6_000):
        code = dice.choice(PLAIN_COUNTRIES)
        length = plan(code).length if dice.random() < 0.8 else dice.randrange(7, 13)
        text = (dice.choice(lead[code].split()) + "".join(dice.choice("0123456789") for _ in range(12)))[:length]
        text = dice.choice(["+", "", ""]) + plan(code).code + text if dice.random() < 0.3 else text
        cells.append((text, code))
        cells.append(
            (
                "".join(dice.choice("0123456789") for _ in range(dice.choice([7, 8, 9, 10, 11]))),
                dice.choice(["CL", "CO", "PE", "AR", "BR"]),
            )
        )
        body = str(dice.randrange(1_000_000, 40_000_000))
        cells.append((f"{body}-{rut.calc_check_digit(body)}", "CL"))
        nine = f"{dice.randrange(10**9):09d}"
        cells.append((next(nine + f"{n:02d}" for n in range(100) if cpf.is_valid(nine + f"{n:02d}")), "BR"))
    con = duckdb.connect()
    con.execute("CREATE TABLE cell (raw VARCHAR, place VARCHAR)")
    con.executemany("INSERT INTO cell VALUES (?, ?)", cells)
    wanted = f"SELECT raw, place, ({identity_sql(bare('raw'), 'place')}), ({phone_sql('raw', 'place')}) FROM cell"
    kinds = {True: "m", False: "f", None: "?"}
    settled = [0, 0]
    for raw, place, document, phone in con.execute(wanted).fetchall():
        if document is not None:
            settled[0] += 1
            assert document == identity(raw, place), raw
        if phone is not None:
            settled[1] += 1
            found = phones(raw, place)
            assert isinstance(found, tuple) and [(p.e164, kinds[p.mobile]) for p in found] == [tuple(phone)], raw
    assert min(settled) > 3_000, "most plain cells are settled in bulk"


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("+56 9 8765 4321", "CL", [("+56987654321", True)]),
        ("09 8765 4321", "CL", [("+56987654321", True)]),
        ("(2) 2345 6789", "CL", [("+56223456789", False)]),
        ("5215512345678", "MX", [("+525512345678", None)]),
        ("912345678 / 921234567", "PE", [("+51912345678", True), ("+51921234567", True)]),
        ("11 15 2345 6789", "AR", [("+5491123456789", True)]),
        ("56987654321.0", "CL", [("+56987654321", True)]),
        ("no tiene", "CL", []),
        ("0", "CL", []),
    ],
)
def test_phones_as_clients_write_them(text: str, code: str, wanted: list[tuple[str, bool | None]]) -> None:
    assert phones(text, code) == tuple(Phone(*one) for one in wanted)


@pytest.mark.parametrize("text", ["12345", "999999999", "+56 9 1234 5678 9999", "abc", "300 123 4567 ext 4"])
def test_what_is_no_phone(text: str) -> None:
    assert phones(text, "CL" if "56" in text else "CO") is Reason.BAD_PHONE


@settings(deadline=None)
@given(st.from_regex(r"[a-z0-9_+.-]{1,12}@[a-z0-9.-]{1,12}\.[a-z]{2,4}", fullmatch=True))
def test_bulk_mail_says_nothing_that_one_by_one_does_not(text: str) -> None:
    row = CON.cursor().execute(f"SELECT {mail_sql('raw')} FROM (SELECT ? AS raw)", [text]).fetchone()
    assert row and row[0] in (None, cleaning.mail(text))


def test_every_reason_is_said_in_both_languages_with_what_to_do() -> None:
    assert set(WORDS) == set(Reason)
    assert all(w.es and w.en and w.do_es and w.do_en for w in WORDS.values())


def test_headers_are_known_in_three_languages_and_the_plainest_wins() -> None:
    found = guess(["Nº Operación", "Monto", "Saldo total", "TELÉFONO 2", "fono1", "Sucursal", "Vencimento"])
    assert found == {
        "Saldo total": Column.BALANCE,
        "TELÉFONO 2": Column.PHONE,
        "fono1": Column.PHONE,
        "Vencimento": Column.DUE,
    } | ({"Nº Operación": Column.NUMBER} if "Nº Operación" in found else {})
    assert [en for _, en in lacking({"a": Column.NUMBER, "b": Column.NAME})] == ["say which column is the balance"]


def test_a_saved_shape_comes_back_as_it_was() -> None:
    reads = Reads(columns={"a": "number", "b": "-"}, widths=(("a", 1, 5),), decimal=".", dates=DateOrder.MDY)
    assert reads_of(reads.as_json()) == reads
    with pytest.raises(BadReads):
        reads_of({"columns": {"a": "nonsense"}})
