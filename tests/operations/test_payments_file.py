"""Amounts and days as banks write them; what could be two things is not guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.operations.ledger_payments_file import PaymentRow, Rejected, amount_of, day_of, read_payments


@pytest.mark.parametrize(
    ("told", "comma", "amount"),
    [
        ("12.500", True, "12500"),
        ("12.500", False, "12.500"),
        ("12,500", False, "12500"),
        ("12,50", True, "12.50"),
        ("12.50", True, "12.50"),
        ("1.234.567,89", True, "1234567.89"),
        ("1,234,567.89", False, "1234567.89"),
        ("1.234.567", False, "1234567"),
        ("$ 1.000", True, "1000"),
        ("S/ 45,10", True, "45.10"),
        ("-5", True, "-5"),
        ("100", False, "100"),
    ],
)
def test_amounts_are_read_by_the_files_own_marks(told: str, comma: bool, amount: str) -> None:
    assert amount_of(told, comma) == Decimal(amount)


@pytest.mark.parametrize("told", ["", "abc", "1.2.3", "12,34,5", "1,23.456,7", "NaN", "1e5", "--5", "..", "1 000 x"])
def test_what_is_no_amount_is_none(told: str) -> None:
    assert amount_of(told, True) is None


def test_days() -> None:
    for told in ("2026-05-31", "31/05/2026", "31-05-2026", "31.05.2026", "20260531", "2026-05-31T10:00:00", "31/05/2026 10:31"):
        assert day_of(told) == date(2026, 5, 31)
    for told in ("", "05/31/2026", "31/5", "mañana", "2026-02-30"):
        assert day_of(told) is None


def test_a_file_with_bom_semicolons_and_latin_letters_is_read() -> None:
    text = "\ufeffCuenta;Monto;Fecha de pago;Referencia;Moneda\nÑ-1;1.000,50;31/05/2026;r;pen\n;;;;\nB;1;x;r2;\n"
    for content in (text.encode(), text.lstrip("\ufeff").encode("cp1252")):
        rows = list(read_payments(content))
        assert rows[0] == PaymentRow(2, "Ñ-1", Decimal("1000.50"), date(2026, 5, 31), "r", None, "PEN")
        assert isinstance(rows[1], Rejected) and rows[1].line == 4


def test_a_cell_beyond_all_measure_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_payments(b"cuenta;monto;fecha;referencia\n" + b"x" * 200_000 + b";1;2026-05-01;r\n"))


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_refused(content: bytes) -> None:
    try:
        for row in read_payments(content):
            assert isinstance(row, PaymentRow | Rejected)
    except BadInput as told:
        assert told.text.es and told.text.en
