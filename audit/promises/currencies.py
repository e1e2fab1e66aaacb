"""What the money of each country is called, and how its people leave the thousands unsaid."""

import re

# Where prices run in thousands, "quinientos" is five hundred thousand and nobody says cents.
THOUSANDS_UNSAID = frozenset({"COP", "CLP", "ARS", "PYG", "CRC"})
WITHOUT_CENTS = THOUSANDS_UNSAID - {"CRC", "ARS"}
OF_COUNTRY = {
    "AR": "ARS", "BO": "BOB", "CL": "CLP", "CO": "COP", "CR": "CRC", "CU": "CUP", "DO": "DOP", "EC": "USD", "ES": "EUR",
    "GB": "GBP", "GT": "GTQ", "HN": "HNL", "MX": "MXN", "NI": "NIO", "PA": "USD", "PE": "PEN", "PR": "USD", "PY": "PYG",
    "SV": "USD", "US": "USD", "UY": "UYU", "VE": "VES",
}  # fmt: skip
_DOLLARS = r"dolar\w*|(?:u\.?s\.?\s+|american\s+)?(?:dollars?|bucks?)|verdes|us\$|usd"
# A plain `dollar` is the account's own where that is a dollar too; Panama pays its balboas in dollars.
_OTHER_DOLLARS = frozenset(
    {"AUD", "BBD", "BMD", "BSD", "BZD", "CAD", "FJD", "GYD", "HKD", "JMD", "KYD", "NAD", "NZD", "PAB", "SGD", "SRD", "TTD", "XCD"}
)
_AMERICAN = re.compile(r"\s*(?:de\s+)?(?:u\.?s\b|american|verdes|dolares\s+(?:american|estadounid|gring))")
_PESO_COUNTRIES = frozenset({"AR", "CL", "CO", "CU", "DO", "MX", "UY"})
_UNITS = {
    "USD": _DOLLARS, "PEN": r"sol(?:es|citos?)?\b|s/\.?", "EUR": r"euros?|eur|€|pavos", "GBP": r"pounds?|quid|gbp|£|sterling",
    "GTQ": r"quetzal\w*|q\b", "HNL": r"lempiras?", "NIO": r"cordobas?", "CRC": r"colon(?:es)?|₡", "PYG": r"guaran\w+|gs\b\.?|₲",
    "BOB": r"bolivianos?|bs\b\.?", "VES": r"bolivares?|bs\b\.?", "PAB": r"balboas?",
}  # fmt: skip
_PESO_NAMED = re.compile(r"\s*(?:de\s+)?(?:pes(?:os?|itos?)|varos?|baros?|mangos?)\b")
_PESOS = r"pes(?:os?|itos?)\b|varos?|baros?|mangos?|billete|plata|\$|rd\$|mxn|cop|clp|ars|uyu|dop"
_ANY = "|".join([_PESOS, *dict.fromkeys(_UNITS.values())])
# Longest marks first: `us$` before `$`.
SIGN_BEFORE = re.compile(r"(?:us\$|rd\$|usd|cop|clp|mxn|s/\.?|bs\.?|gs\.?|b/\.|q\.?|[$€£₡₲])\s*$")
NOUN_AFTER = re.compile(rf"\s*(?:de\s+)?(?:{_ANY})(?!\w)")
CENTS_AFTER = re.compile(r"\s*(?:centavos?|centavitos|centimos?|cents?|pence|p\b|centesimos?|ctvs?)")
_FOREIGN = {code: re.compile(rf"\s*(?:de\s+)?(?:{words})(?!\w)") for code, words in _UNITS.items()}


def currency_said(folded: str, start: int, end: int, own: str | None = None, country: str | None = None) -> str | None:
    """The currency named beside the figure at `start:end`; `own` where its name fits, as several countries share one.

    None for no name, and for `pesos` where they may be the account's own: not on a dollar account of a country of pesos.
    """
    before = SIGN_BEFORE.search(folded, max(0, start - 6), start)
    if before and before.group().strip() in {"us$", "usd"}:
        return "USD"
    if own in _FOREIGN and _FOREIGN[own].match(folded, end):
        return own
    local = OF_COUNTRY.get(country or "")
    if own and own != local and country in _PESO_COUNTRIES and _PESO_NAMED.match(folded, end):
        return local
    named = next((code for code, words in _FOREIGN.items() if words.match(folded, end)), None)
    if named == "USD" and own in _OTHER_DOLLARS and (own == "PAB" or not _AMERICAN.match(folded, end)):
        return own
    return "USD" if named == "PAB" else named


def is_money(folded: str, start: int, end: int) -> bool:
    """Whether a sign before or a noun after the figure at `start:end` says that it is money."""
    return bool(SIGN_BEFORE.search(folded, max(0, start - 6), start) or NOUN_AFTER.match(folded, end))
