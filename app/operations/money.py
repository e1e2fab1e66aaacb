"""Money in minor units: `CLP` 12.500 is 12500, `PEN` 12,50 is 1250. Nothing here rounds without saying so."""

from decimal import Decimal

from babel.numbers import get_currency_precision


class NotExact(ValueError):
    """An amount has more decimals than its currency: `amount`, `currency`."""

    def __init__(self, amount: Decimal, currency: str) -> None:
        super().__init__(f"{amount} is finer than the smallest coin of {currency}")
        self.amount, self.currency = amount, currency


def exponent(currency: str) -> int:
    """Decimals of a currency by ISO 4217: 0 for CLP and PYG, 2 for most."""
    return int(get_currency_precision(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """Exactly, or NotExact is raised."""
    scaled = amount.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise NotExact(amount, currency)
    return int(scaled)


def from_minor(minor: int, currency: str) -> Decimal:
    """The decimal a person reads and files carry."""
    return Decimal(minor).scaleb(-exponent(currency))
