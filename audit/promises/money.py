"""Amounts of money said in a turn, in the account's currency, and whether a turn states the account's own amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from audit.promises.currencies import (
    CENTS_AFTER,
    NOUN_AFTER,
    OF_COUNTRY,
    THOUSANDS_UNSAID,
    WITHOUT_CENTS,
    currency_said,
    is_money,
)
from audit.promises.dates import day_expressions
from audit.promises.numbers import Number, composed, numbers_in
from audit.promises.parts import BARE_COUNT
from audit.promises.tokens import Language, fold, language_of

_CLOCK = re.compile(
    r"\b(?:a las?|las|tipo|hasta las|antes de las|at|by|before|until)\s+(?:\d{1,2}(?::\d\d)?|una|dos|tres|cuatro|cinco"
    r"|seis|siete|ocho|nueve|diez|once"
    r"|doce|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?!\s*(?:mil|hundred|thousand|cient"
    r"|millon|lucas|\d))"
    r"(?:\s+(?:y\s+(?:media|cuarto|un\s+minuto|pico|cinco|diez|quince)|en\s+punto|thirty|o'clock))?"
    r"|\b(?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\s+menos\s+(?:cinco|diez|cuarto|veinte|veinticinco)\b|\b\d{1,2}:\d\d\b"
    r"|\b\d{1,2}\s*(?:am|pm|hrs?)\b"
)
_COUNTED = re.compile(
    r"\s+(?:gracias|disculpas|perdones|bendiciones)\b|"
    r"\s*(?:%|por\s+ciento|percent|per\s+cent)|\s+(?:cuot\w+|pag(?:o|os|itos)\b|mensualidad\w*|armad\w+|letras?\b"
    r"|mes(?:es)?\b|dias?\b|semanas?\b"
    r"|quincenas?|anos?\b|an(?:it)?os\b|horas?\b|minut\w+|digit\w+|numer\w+|cifras?|vec(?:es)?\b|hij[oa]s?\b|partes?\b"
    r"|llamad\w+|factur\w+|personas?\b"
    r"|primer[oa]s\b(?!,? y el resto)"
    r"|ultim[oa]s\b|de cada|months?|days?|weeks?|years?|hours?|minutes?|payments?|install?ments?|digits?"
    r"|times?\b|kids?|o'clock|numbers?\b|of us\b|people\b|de nosotros)"
)
_PERCENT_WORD = re.compile(r"\bpor\s+cien(?:to)?\b")
_EACH = re.compile(r"\s+(?:\w+\s+)?(?:de|of|at)\s+(?:a\s+)?")
_PLURAL = re.compile(
    r"\s+(?!pesos|soles|dolares|euros|pues|nomas|mas\b|menos|entonces|despues|antes|los\b|las\b|es\b|bucks|pounds|is\b"
    r"|as\b|this|plus|less|pounds)[a-z]{3,}s\b"
)
_CON = re.compile(r"\s*(?:de\s+)?([a-z$/.]+)?\s*(?:con|with|and)\s+|\s+([a-z]+)\s+y\s+|\s+([a-z]+)\s+")
_AND = re.compile(r"\s+and\s+")
_TWO_FIGURES = re.compile(r"\s+(?:of|more|later|extra|another|after)\b")
_RANGE = re.compile(r"\bbetween\s+$")
_ORDINAL_COUNT = re.compile(
    r"\b(?:cuota|letra|articulo|ley|highway|apartment|piso|calle|numero|casa|manzana|unit|room|page"
    r"|form)\s+(?:numero\s+)?$|\b(?:termina\w*\s+en|end(?:s|ing)\s+in)\s+(?:[a-z]+\s+)?$"
)
_YEAR_LEAD = re.compile(r"\b(?:en el|del|ano|in|(?:class|summer|winter|spring|fall|autumn|year|back) of)\s+(?:ano\s+)?$")
# Somebody's age: `me dejó por una de veinte`, `cumplo cincuenta el viernes`, `she turned thirty`.
_AGE_LEAD = re.compile(
    r"\b(?:(?:dej|cambi|larg)\w+\s+(?:\w+\s+)?por\s+un[ao]\s+de|(?:se\s+fue|anda|se\s+caso)\s+con\s+un[ao]\s+de"
    r"|cumpl\w+(?:\s+los)?|a\s+(?:mis|tus|sus)|turn(?:s|ed|ing)?|at\s+age|(?:for|with)\s+a(?:\s+woman|\s+man|\s+guy|\s+girl)?\s+of)\s+$"
)
# `Los diez de cada mes`, `los diez, arrancando este viernes`: days.
_MONTHLY_LEAD = re.compile(r"\blos\s+(?:dias\s+)?$")
_MONTHLY = re.compile(r"\s+de\s+cada\b|\s*,\s*(?:arrancando|empezando|comenzando)\b")
_BONUS = re.compile(r"\bbono\s+(?:catorce|14)\b")
_SMALL_COUNT = 60
_SMALLEST = 10
_MOST_PAYMENTS = 60
_GAP = re.compile(r"[ \-]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money at `start:end` of the turn. `value` in units of `currency`; `rough`: `quinientos y pico`; `money`: a sign or a
    noun said so, so that even a small figure is no count. `derived`: worked out (`la mitad`, `todo`), not said.
    """

    value: Decimal
    start: int
    end: int
    currency: str | None = None
    rough: bool = False
    money: bool = False
    derived: bool = False


def amounts_in(
    text: str, currency: str | None, country: str | None = None, language: Language | None = None, owed: Decimal | None = None
) -> list[Amount]:
    """Every amount of `text` in order. Days, clock times, counts (`tres cuotas`), percentages and rows of digits are none.

    `currency` (of the account; the country's where None) decides what is left unsaid: `quinientos` in Colombia is
    500 000, `two fifty` is 250, `four eighty-six thirty` and `cuatrocientos ochenta y seis con treinta` are 486.30. `owed`
    (what the account owes, where known) tells `tres novecientos` thousands from `tres novecientos` millions.
    """
    text = composed(text)
    folded = fold(text)
    currency = currency or OF_COUNTRY.get(country or "")
    language = language or language_of(folded, country)
    taken = [(e.start, e.end) for e in day_expressions(folded, country)] + [
        m.span() for pattern in (_CLOCK, _PERCENT_WORD, BARE_COUNT, _BONUS) for m in pattern.finditer(folded)
    ]
    blank = _blanked(folded, taken)
    numbers = [n for n in numbers_in(blank, language, country) if not n.code and n.value > 0]
    joined = _juxtaposed(blank, numbers, language, currency, owed)
    whole = _with_cents(folded, joined, currency)
    counts = {n.start for n, after in pairwise(whole) if n.value <= _SMALL_COUNT and _EACH.fullmatch(folded, n.end, after.start)}
    return [a for n in whole if n.start not in counts and (a := _amount(folded, n, currency, country, owed)) is not None]


def _blanked(folded: str, spans: Sequence[tuple[int, int]]) -> str:
    letters = list(folded)
    for start, end in spans:
        letters[start:end] = "|" * (end - start)
    return "".join(letters)


def _juxtaposed(text: str, numbers: list[Number], language: Language, currency: str | None, owed: Decimal | None) -> list[Number]:
    """Figures said side by side are one amount: `two fifty` 250, `tres novecientos` 3900, `one twenty-four fifty-four` 124.54."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if last is not None and _GAP.fullmatch(text, last.end, number.start) and not number.scaled:
            value = _side_by_side(last, number, language, currency, owed)
            if value is not None:
                whole = value == value.to_integral_value()
                told = not whole or (value >= 1000 and (language is Language.ENGLISH or last.value >= _SMALL_COUNT))
                loose = language is Language.SPANISH and last.value < 10 and number.value < 100 and whole
                joined[-1] = replace(last, value=value, end=number.end, scaled=told, rough=number.rough or loose)
                continue
        joined.append(number)
    return joined


def _side_by_side(
    first: Number, second: Number, language: Language, currency: str | None, owed: Decimal | None
) -> Decimal | None:
    whole = first.value == first.value.to_integral_value()
    if not whole or second.value != second.value.to_integral_value():
        return None
    if language is Language.SPANISH:
        if 100 <= second.value < 1000 and first.value < 1000 and not first.scaled:
            return first.value * 1000 + second.value
        cents = currency not in THOUSANDS_UNSAID and 10 <= second.value < 100
        if (
            1 < first.value < 10
            and 20 <= second.value < 100
            and not first.scaled
            and not (cents and _divides(first.value + second.value / 100, owed))
        ):
            return first.value * 100 + second.value  # dos veinticinco
        cents = cents and (first.value >= 100 or (not first.scaled and _divides(first.value + second.value / 100, owed)))
        return first.value + second.value / 100 if cents else None
    if not 10 <= second.value < 100:
        return None
    with_cents = first.value + second.value / 100
    if first.value < 100 and not first.scaled and not (owed and first.value * 100 > owed * 2 and _divides(with_cents, owed)):
        return first.value * 100 + second.value
    return with_cents


def _divides(value: Decimal, owed: Decimal | None) -> bool:
    """`Treinta y siete cincuenta` of a debt of 450: twelve payments of 37.50 make the debt, to the cent."""
    payments = (owed / value).to_integral_value() if owed else 0
    return owed is not None and 2 <= payments <= _MOST_PAYMENTS and abs(payments * value - owed) * 100 <= payments


def _with_cents(folded: str, numbers: list[Number], currency: str | None) -> list[Number]:
    """Joins what `con`, `with` or a currency's name holds apart: `486 con 30`, `dos mil soles con cincuenta`."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        value = _cents(folded, last, number, currency) if last is not None else None
        if last is not None and value is not None:
            cents = CENTS_AFTER.match(folded, number.end)
            joined[-1] = replace(
                last, value=value, end=cents.end() if cents else number.end, scaled=True, rough=last.rough or number.rough
            )
        else:
            joined.append(number)
    return joined


def _cents(folded: str, first: Number, second: Number, currency: str | None) -> Decimal | None:
    between = _CON.fullmatch(folded, first.end, second.start)
    if between is None or second.scaled or second.value != second.value.to_integral_value() or first.value % 1:
        return None
    noun = next((g for g in between.groups() if g), None)
    if noun is not None and not NOUN_AFTER.fullmatch(noun):
        return None
    named = CENTS_AFTER.match(folded, second.end) is not None
    con = between.group().split()[-1:] in (["con"], ["with"])
    after_noun = noun is not None and not con and second.value >= 10 and currency not in THOUSANDS_UNSAID
    if second.value < 100 and (
        named or (con and currency not in WITHOUT_CENTS) or (after_noun and not is_money(folded, second.start, second.end))
    ):
        return None if _COUNTED.match(folded, second.end) else first.value + second.value / 100
    if (
        _AND.fullmatch(between.group())
        and _odd_hundreds(folded, first, second)
        and currency not in WITHOUT_CENTS | THOUSANDS_UNSAID
    ):
        return None if _COUNTED.match(folded, second.end) else first.value + second.value / 100
    if con and currency in THOUSANDS_UNSAID and 100 <= second.value < 1000 and first.value < 1000:
        return first.value * 1000 + second.value
    return None


def _odd_hundreds(folded: str, first: Number, second: Number) -> bool:
    """`Three twenty-one and seventy-five`: nobody offers 321 and 75 more; `and fifty dollars`, `between` tell two figures."""
    apart = (
        _TWO_FIGURES.match(folded, second.end) or NOUN_AFTER.match(folded, second.end) or _RANGE.search(folded, 0, first.start)
    )
    return first.value >= 100 and first.value % 10 != 0 and 10 <= second.value < 100 and not apart


def _amount(folded: str, number: Number, currency: str | None, country: str | None, owed: Decimal | None) -> Amount | None:
    cents_only = CENTS_AFTER.match(folded, number.end)
    if cents_only and number.value < 100 and not number.value % 1 and not number.scaled:
        return Amount(number.value / 100, number.start, cents_only.end(), currency, number.rough, True)
    money = is_money(folded, number.start, number.end)
    if (number.value < 2 and not number.scaled) or (not money and _is_no_money(folded, number)):
        return None
    said = currency_said(folded, number.start, number.end, currency, country)
    plain = said not in (None, currency) or (money and number.value < 1_000_000)
    value = number.value if plain else _thousands_told(number, currency, owed)
    return Amount(value, number.start, number.end, said or currency, number.rough, money)


def _is_no_money(folded: str, number: Number) -> bool:
    """A count, a percentage, a year, a lone digit: `tres cuotas`, `en el noventa y nueve`."""
    if _COUNTED.match(folded, number.end) or _ORDINAL_COUNT.search(folded, max(0, number.start - 24), number.start):
        return True
    if number.scaled:
        return False
    if number.value < _SMALLEST or (number.value <= _SMALL_COUNT and _PLURAL.match(folded, number.end)):
        return True
    monthly = number.value <= 31 and _MONTHLY_LEAD.search(folded, max(0, number.start - 12), number.start)
    if monthly and _MONTHLY.match(folded, number.end):
        return True
    if number.value < 100 and _AGE_LEAD.search(folded, max(0, number.start - 36), number.start):
        return True
    return 31 < number.value < 100 and _YEAR_LEAD.search(folded, max(0, number.start - 12), number.start) is not None


def _thousands_told(number: Number, currency: str | None, owed: Decimal | None) -> Decimal:
    """The value with the thousands custom leaves unsaid: `quinientos` 500 000, `un millón novecientos quince` 1 915 000."""
    value = number.value
    if currency not in THOUSANDS_UNSAID:
        return value
    rest = value % 1_000_000
    if value > 1_000_000 and 100 <= rest < 1000:
        return value - rest + rest * 1000
    if number.scaled:
        return value
    millions = owed is not None and value >= 1000 and value * 1000 <= owed
    return value * 1000 if value < 1000 or millions else value


_PAUSE = re.compile(r",\s+")


def amount_matches(text: str, amount: Decimal, currency: str | None, country: str | None = None) -> bool:
    """Whether the turn states `amount`: exactly, or without its cents where the turn gives no cents. `y pico` is not exact.

    An engine hears pauses inside a figure ("dos millones, cuatrocientos, dieciocho mil"), so the text is read without commas too.
    """
    found = [*amounts_in(text, currency, country), *amounts_in(_PAUSE.sub(" ", text), currency, country)]
    whole = amount.to_integral_value(rounding="ROUND_FLOOR")
    return any(not a.rough and (a.value == amount or (a.value == whole and amount != whole)) for a in found)
