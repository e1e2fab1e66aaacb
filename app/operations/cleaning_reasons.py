"""Why a row is refused, or taken without a cell: each reason in both languages, with what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What can be wrong with a cell or a row."""

    BROKEN_ROW = "broken_row"
    NO_NUMBER = "no_number"
    NO_NAME = "no_name"
    TOTAL_ROW = "total_row"
    FORMULA = "formula"
    NO_AMOUNT = "no_amount"
    BAD_AMOUNT = "bad_amount"
    NEGATIVE = "negative"
    TOO_FINE = "too_fine"
    TOO_MUCH = "too_much"
    BAD_DATE = "bad_date"
    FAR_DATE = "far_date"
    BAD_DAYS = "bad_days"
    BAD_COUNTRY = "bad_country"
    BAD_CURRENCY = "bad_currency"
    BAD_STATE = "bad_state"
    BAD_RISK = "bad_risk"
    OVER_BALANCE = "over_balance"
    OVERDUE_UNDATED = "overdue_undated"
    OVERDUE_LATER = "overdue_later"
    TWO_NUMBERS = "two_numbers"
    TOO_LONG = "too_long"
    SAME_ROW = "same_row"
    BAD_IDENTITY = "bad_identity"
    FILLER_IDENTITY = "filler_identity"
    OTHER_NAME = "other_name"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_REGION = "bad_region"
    NOT_OVERDUE = "not_overdue"


ACCEPTED = frozenset(
    {
        Reason.SAME_ROW,
        Reason.BAD_IDENTITY,
        Reason.FILLER_IDENTITY,
        Reason.OTHER_NAME,
        Reason.BAD_PHONE,
        Reason.BAD_EMAIL,
        Reason.BAD_REGION,
        Reason.NOT_OVERDUE,
    }
)
"""The row is taken all the same, without the cell, and it is told."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Why, and what to do."""

    es: str
    en: str
    do_es: str
    do_en: str


_AMOUNT = ("escriba solo la cifra, como 1.234,50", "write the figure only, like 1,234.50")
_DATE = ("escriba el día como 31/12/2025 o 2025-12-31", "write the day like 2025-12-31")
WORDS = {
    Reason.BROKEN_ROW: Wording(
        "la fila no tiene las columnas del encabezado",
        "the row has not the header's columns",
        "revise separadores y comillas de esa fila",
        "check that row's separators and quotes",
    ),
    Reason.NO_NUMBER: Wording("falta el número de la cuenta", "the account's number is missing", "complételo", "fill it in"),
    Reason.TOTAL_ROW: Wording(
        "es la fila de totales, no una cuenta", "is the row of totals, not an account", "déjela fuera del archivo", "leave it out"
    ),
    Reason.NO_NAME: Wording("falta el nombre", "the name is missing", "complételo", "fill it in"),
    Reason.FORMULA: Wording(
        "es una fórmula, no un dato",
        "is a formula, not a value",
        "pegue el valor en vez de la fórmula",
        "paste the value instead of the formula",
    ),
    Reason.NO_AMOUNT: Wording("falta el monto", "the amount is missing", *_AMOUNT),
    Reason.BAD_AMOUNT: Wording("no es un monto", "is not an amount", *_AMOUNT),
    Reason.NEGATIVE: Wording(
        "es negativo: eso es un saldo a favor, no una deuda",
        "is negative: that is a credit, not a debt",
        "quite la fila o corrija el signo",
        "take the row out or correct the sign",
    ),
    Reason.TOO_FINE: Wording(
        "tiene más decimales que su moneda",
        "has more decimals than its currency",
        "redondee en el origen: aquí no se redondea dinero",
        "round it at the source: money is not rounded here",
    ),
    Reason.TOO_MUCH: Wording(
        "pasa del máximo que una deuda puede tener",
        "is over the most a debt may be",
        "revise decimales y moneda",
        "check decimals and currency",
    ),
    Reason.BAD_DATE: Wording("no es una fecha que exista", "is not a day that exists", *_DATE),
    Reason.FAR_DATE: Wording("es de un año imposible", "is of an impossible year", *_DATE),
    Reason.BAD_DAYS: Wording(
        "no es un número de días", "is not a number of days", "escriba un entero, como 45", "write a whole number, like 45"
    ),
    Reason.BAD_COUNTRY: Wording(
        "no es un país conocido", "is not a country we know", "escriba el código, como CL o PE", "write the code, like CL or PE"
    ),
    Reason.BAD_CURRENCY: Wording(
        "no es una moneda", "is not a currency", "escriba el código, como CLP o PEN", "write the code, like CLP or PEN"
    ),
    Reason.BAD_STATE: Wording(
        "no es un estado conocido",
        "is not a known state",
        "escriba vigente, pagada, castigada, judicial o cerrada",
        "write open, paid, charged off, legal or closed",
    ),
    Reason.BAD_RISK: Wording("no es un riesgo de 0 a 1", "is not a risk from 0 to 1", "escriba 0,35 o 35 %", "write 0.35 or 35%"),
    Reason.OVER_BALANCE: Wording(
        "lo vencido pasa del saldo", "what is overdue is over the balance", "corrija uno de los dos", "correct one of the two"
    ),
    Reason.OVERDUE_UNDATED: Wording(
        "hay monto vencido y no dice desde cuándo",
        "there is an overdue amount and not since when",
        "ponga el vencimiento o los días de mora",
        "put in the due date or the days past due",
    ),
    Reason.OVERDUE_LATER: Wording(
        "hay monto vencido y vence en el futuro",
        "there is an overdue amount and it is due in the future",
        "corrija el vencimiento o el monto vencido",
        "correct the due date or the overdue amount",
    ),
    Reason.TWO_NUMBERS: Wording(
        "la misma cuenta está en varias filas con datos distintos; ninguna se tomó",
        "the same account is on several rows with different data; none was taken",
        "deje una sola fila por cuenta",
        "leave one row an account",
    ),
    Reason.TOO_LONG: Wording(
        "es demasiado largo",
        "is too long",
        "revise si falta una comilla o un separador",
        "check for a missing quote or separator",
    ),
    Reason.SAME_ROW: Wording(
        "la fila está repetida igual; se tomó una",
        "the row is there twice, alike; one was taken",
        "nada, si es a propósito",
        "nothing, if on purpose",
    ),
    Reason.BAD_IDENTITY: Wording(
        "no es un documento válido: la cuenta se tomó sin él",
        "is not a valid document: the account was taken without it",
        "revise dígitos y dígito verificador",
        "check its digits and check digit",
    ),
    Reason.FILLER_IDENTITY: Wording(
        "parece un documento de relleno: la cuenta se tomó sin él",
        "looks like a document put in to fill the cell: the account was taken without it",
        "ponga el verdadero",
        "put in the real one",
    ),
    Reason.OTHER_NAME: Wording(
        "ese documento es de otra persona con otro nombre: se dejaron aparte",
        "that document is another person's, of another name: they were kept apart",
        "vea en Personas quién es quién",
        "see who is who in People",
    ),
    Reason.BAD_PHONE: Wording(
        "no es un teléfono que exista: la cuenta se tomó sin él",
        "is not a phone number that can exist: the account was taken without it",
        "revise código de área y cifras",
        "check area code and digits",
    ),
    Reason.BAD_EMAIL: Wording(
        "no es un correo: la cuenta se tomó sin él",
        "is not a mail address: the account was taken without it",
        "escriba nombre@dominio",
        "write name@domain",
    ),
    Reason.BAD_REGION: Wording(
        "no es una región conocida de ese país: no se sabe su hora local",
        "is not a known region of that country: its local time is not known",
        "escriba el nombre oficial",
        "write its official name",
    ),
    Reason.NOT_OVERDUE: Wording(
        "el vencimiento pasó y no hay monto vencido: se tomó como al día",
        "the due date has passed and nothing is overdue: taken as up to date",
        "confirme cuál de los dos vale",
        "confirm which of the two holds",
    ),
}


def what(reason: str, lang: str) -> str:
    """Why."""
    words = WORDS[Reason(reason)]
    return words.en if lang.startswith("en") else words.es


def what_to_do(reason: str, lang: str) -> str:
    """The remedy."""
    words = WORDS[Reason(reason)]
    return words.do_en if lang.startswith("en") else words.do_es
