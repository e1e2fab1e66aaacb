"""Reading the options of `trasluz ghosts plan` that carry more than one value."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision, list_currencies

from app.errors import BadInput
from audit.ghosts.cost import Prices
from audit.ghosts.notice import Suspicion
from audit.ghosts.plan_question import VendorAsked

_PRICES = {"line": "line_minor", "hour": "agent_hour_minor", "payment": "payment_minor"}
_NUMBERS = {"returned": "returned", "minutes": "minutes_per_contact"}


def vendor(text: str) -> VendorAsked:
    """`Marea Sur=14210`, or only the name where its accounts are not known."""
    name, equals, number = text.rpartition("=")
    if not equals:
        return VendorAsked(text.strip())
    digits = number.strip()
    if not (digits.isascii() and digits.isdigit()):
        raise BadInput(
            f"--vendor «{text}»: «{digits}» no es un número de cuentas; escriba por ejemplo «{name}=14210»",
            f"--vendor «{text}»: «{digits}» is not a number of accounts; write for instance «{name}=14210»",
        )
    return VendorAsked(name.strip(), int(digits[:12]))


def suspicion(text: str, inspected: int) -> Suspicion:
    """`0.53,0.49,0.57` as the covertness lab gave it; empty: the limit for release, assumed."""
    if not text.strip():
        return Suspicion(inspected=inspected)
    parts = [_number("--auc", part) for part in text.split(",")]
    if len(parts) != 3:
        raise BadInput(f"--auc «{text}»: escriba valor,bajo,alto", f"--auc «{text}»: write value,low,high")
    value, low, high = (float(part) for part in parts)
    return Suspicion(auc=value, auc_low=low, auc_high=high, inspected=inspected, measured=True)


def prices(texts: Sequence[str], currency: str) -> Prices | None:
    """`line=9800,hour=9500` in the currency's own decimals; None where no price was given."""
    if not texts:
        return None
    if currency not in list_currencies():
        raise BadInput(
            f"la moneda «{currency}» no existe; escriba por ejemplo CLP", f"there is no currency «{currency}»; write CLP, say"
        )
    found: dict[str, int | float] = {}
    for part in ",".join(texts).split(","):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name in _PRICES:
            found[_PRICES[name]] = _minor(part, value, currency)
        elif name in _NUMBERS:
            found[_NUMBERS[name]] = float(_number(f"--cost {name}", value))
        else:
            known = ", ".join((*_PRICES, *_NUMBERS))
            raise BadInput(
                f"--cost «{part}»: no se conoce «{name}»; son {known}",
                f"--cost «{part}»: «{name}» is not known; they are {known}",
            )
    return Prices(currency, **found)  # type: ignore[arg-type]


def _minor(part: str, value: str, currency: str) -> int:
    digits = get_currency_precision(currency)
    minor = _number("--cost", value).scaleb(digits)
    if minor != minor.to_integral_value():
        raise BadInput(
            f"--cost «{part}»: {currency} tiene {digits} decimales; escriba a lo más tantos",
            f"--cost «{part}»: {currency} has {digits} decimals; write no more than that",
        )
    return int(minor)


def _number(where: str, text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > Decimal("1e12"):
        raise BadInput(f"{where}: «{text.strip()}» no es un número", f"{where}: «{text.strip()}» is not a number")
    return value
