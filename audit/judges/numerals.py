"""Hiding numbers that identify somebody (documents, phones, references), written or said, and leaving money and dates."""

import re
from decimal import Decimal

NUMBER = "[NUMBER]"
_DIGITS = re.compile(r"(?<![\w$€£])(?:\+\s?)?\d(?:[\s.\-/()]{0,2}\d){5,}(?!\w)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?")
_DAY = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})")
_MONEY_AFTER = re.compile(
    r"\s*(?:pesos?|d[oó]lar(?:es)?|soles|euros?|guaran[ií]es|quetzales|reais|reales|pounds?|dollars?|mil\b|millon|%"
    r"|clp|cop|mxn|usd|eur|gbp|pen|ars|brl|pyg|gtq|dop)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:\$|€|£|\bS/\.?|\bRS|\bR\$|₲|\bQ)\s*$", re.IGNORECASE)
LONGEST_PLAIN_AMOUNT = 6
"""Written digits: six or fewer in a row may be money; more are only money where a currency stands beside them."""

_UNITS = (
    "cero|uno|una|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|doble"
    "|zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
)
_TENS = (
    "diez|once|doce|trece|catorce|quince|diecis[eé]is|diecisiete|dieciocho|diecinueve|veinte|veintiuno|veintid[oó]s"
    "|veintitr[eé]s|veinticuatro|veinticinco|veintis[eé]is|veintisiete|veintiocho|veintinueve|treinta|cuarenta|cincuenta"
    "|sesenta|setenta|ochenta|noventa|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_GROUP = rf"(?:(?:{_TENS})(?:(?:\s+y\s+|[\s-]+)(?:{_UNITS})(?!\w))?|(?:{_UNITS})|\d{{1,4}})"
_BETWEEN = r"(?:[\s,.\-]+(?:guion\s+|guión\s+|raya\s+|punto\s+|dash\s+)?)"
_SAID = re.compile(rf"(?<!\w){_GROUP}(?!\w)(?:{_BETWEEN}{_GROUP}(?!\w))+", re.IGNORECASE)
_ONE = re.compile(rf"(?<!\w){_GROUP}(?!\w)", re.IGNORECASE)
_DIGIT = re.compile(rf"(?:{_UNITS}|\d)", re.IGNORECASE)
_MULTIPLIER = re.compile(
    r"\s*(?:y\s+)?(?:mil\b|mill[oó]n|cien|\w*cient[oa]s|thousand|hundred|million|pesos|d[oó]lares|soles|euros|de\s+\w+bre\b)",
    re.IGNORECASE,
)
_ASKS_DATUM = re.compile(
    r"nacimiento|naci[oó]\b|naciste|documento|c[eé]dula|\bdni\b|\bcurp\b|\brfc\b|\brut\b|\brun\b|\bcuit\b|\bnit\b|d[ií]gitos|direcci[oó]n"
    r"|domicilio|calle|tel[eé]fono|celular|n[uú]meros? de|clave|c[oó]digo|\bcvv\b|date of birth|\bborn\b|digits"
    r"|social security|postcode|zip code|address|phone number|card number|account number|number on|passcode|\bpin\b|\bcode\b",
    re.IGNORECASE,
)
_BIG = r"mil|mill[oó]n(?:es)?|cien(?:to)?|\w*cient[oa]s|quinient[oa]s|novecient[oa]s|hundred|thousand|million"
_SENTENCE = re.compile(r"[^.!?…]+")
_ALONE = re.compile(rf"(?<!\w)(?!(?:un|una|uno|one|oh)\b)(?:{_GROUP}|{_BIG})(?!\w)", re.IGNORECASE)
_MONEY_SAID = re.compile(
    r"[$€£]|\b(?:pesos?|soles|d[oó]lares|euros?|reais|quetzales|guaran[ií]es|dollars?|pounds?|deb[eo]|owe)\b", re.IGNORECASE
)
LONGEST_ECHO_WORDS = 6
_DIGITS_SAID = 3
_GROUPS_SAID = 4


def hide_numbers(text: str, amount: Decimal | None) -> str:
    """The text with identifying numbers as `[NUMBER]`; `amount` is the account's, which may be said in any writing."""
    text = _DIGITS.sub(lambda found: _written(found, text, amount), text)
    return _SAID.sub(lambda found: _said(found, text), text)


def asks_datum(text: str) -> bool:
    """Whether a turn ends by asking for a datum that identifies somebody: then every number of the answer is one."""
    sentences = [part for part in _SENTENCE.findall(text) if part.strip()]
    return bool(sentences) and _ASKS_DATUM.search(sentences[-1]) is not None


def is_echo(text: str) -> bool:
    """Whether an agent's turn ("sí", "ajá, cuarenta y cinco, ¿y?") leaves the answer to such a question unfinished."""
    return len(text.split()) <= LONGEST_ECHO_WORDS and _MONEY_SAID.search(text) is None


def hide_every_number(text: str) -> str:
    """The answer to such a question: no number stays."""
    return _ALONE.sub(NUMBER, text)


def _written(found: re.Match[str], text: str, amount: Decimal | None) -> str:
    run = found[0]
    if _GROUPED.fullmatch(run) or _DAY.fullmatch(run):
        return run
    if _MONEY_AFTER.match(text, found.end()) or _MONEY_BEFORE.search(text[: found.start()]):
        return run
    digits = re.sub(r"\D", "", run)
    if amount is not None and amount == amount.to_integral_value() and digits == str(int(amount)):
        return run
    plain_run = digits == run and len(digits) <= LONGEST_PLAIN_AMOUNT
    return run if plain_run else NUMBER


def _said(found: re.Match[str], text: str) -> str:
    """Three digits one by one, or four groups in a row, are no amount: nobody says money like that."""
    if _MULTIPLIER.match(text, found.end()):
        return found[0]
    groups = [m[0] for m in _ONE.finditer(found[0])]
    single = [g for g in groups if _DIGIT.fullmatch(g)]
    return NUMBER if len(groups) >= _GROUPS_SAID or (len(single) >= _DIGITS_SAID and len(single) == len(groups)) else found[0]
