"""`La mitad`, `una tercera parte`, `a quarter of it`: a share of what is owed, as an amount."""

import re
from decimal import Decimal

from audit.promises import phrases
from audit.promises.money import Amount
from audit.promises.stance import Said

_OF_SOMETHING_ELSE = (
    r"(?! (?:parte )?(?:de (?:la (?:mora|tasa|multa)|los (?:intereses|recargos|gastos)|lo que gan\w+|mi (?:sueldo|salario))"
    r"|of (?:the (?:interest|fees?)|my (?:pay|check|wages))))"
)
_OF_IT = r"(?= of (?:it|that|the (?:balance|total|amount|debt|bill|whole))\b)"
_ENDS = r"(?= of (?:it|that|the)\b|'s\b|\s*[,.;?!]|\s*$| now| on| this| by| is)"
_SHARES = (
    (phrases.HALF, Decimal(2)),
    (re.compile(rf"\b(?:(?:la|una) tercera parte|un tercio){_OF_SOMETHING_ELSE}"), Decimal(3)),
    (re.compile(rf"\b(?:a|one) third\b{_ENDS}{_OF_SOMETHING_ELSE}"), Decimal(3)),
    (re.compile(rf"\b(?:la|una) cuarta parte{_OF_SOMETHING_ELSE}"), Decimal(4)),
    (re.compile(rf"\b(?:a|one) quarter{_OF_IT}"), Decimal(4)),
)  # fmt: skip
_TWO = re.compile(r"\b(?:dos|two)[\s-]+(?:tercios|terceras|thirds)\b")
_CENT = Decimal("0.01")


def share_of_it(said: Said, total: Decimal | None) -> Amount | None:
    """The share of `total` a turn names. One that is no whole number of cents is rough: only the other side's figure tells it."""
    if total is None:
        return None
    if _TWO.search(said.text):
        return None
    for pattern, parts in _SHARES:
        if match := pattern.search(said.text):
            share = total / parts
            rough = share % _CENT != 0
            return Amount(share.quantize(_CENT) if rough else share, match.start(), match.end(), rough=rough, derived=True)
    return None
