"""An amount is read by its currency, and never a thousandth of what was meant."""

import pytest

from app.errors import BadInput
from app.operations.typed_amount import minor_of


@pytest.mark.parametrize(
    ("told", "currency", "minor"),
    [
        ("150.000", "CLP", 150_000),
        ("150,000", "PYG", 150_000),
        ("1,000", "CLP", 1_000),
        ("$ 1.234.567", "CLP", 1_234_567),
        ("12.500,00", "CLP", 12_500),
        ("-1.000", "CLP", -1_000),
        ("1.000", "COP", 100_000),
        ("1,000", "MXN", 100_000),
        ("1,000", "PEN", 100_000),
        ("S/ 45,10", "PEN", 4_510),
        ("45.10", "PEN", 4_510),
        ("1.234,50", "USD", 123_450),
        ("1000", "USD", 100_000),
    ],
)
def test_what_can_be_one_amount_is_read(told: str, currency: str, minor: int) -> None:
    assert minor_of(told, currency) == minor


@pytest.mark.parametrize(
    ("told", "currency", "why"),
    [
        ("1.00", "CLP", "without decimals"),
        ("1,00", "PYG", "without decimals"),
        ("0.500", "CLP", "without decimals"),
        ("1,234.567", "CLP", "without decimals"),
        ("1.000", "MXN", "two ways"),
        ("1,000", "COP", "two ways"),
        ("1.000", "USD", "two ways"),
        ("1,000", "USD", "two ways"),
        ("12,5,0", "COP", "no amount"),
        ("1234.567", "PEN", "no coins"),
    ],
)
def test_what_could_be_two_is_refused_with_its_field(told: str, currency: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        minor_of(told, currency, "amount")
    assert refused.value.field == "amount"
