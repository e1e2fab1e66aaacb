"""The words for a number of payments, for folded text."""

import re

COUNT = (
    r"(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|dieciocho|veinte|veinticuatro"
    r"|treinta\s+y\s+seis|cuarenta\s+y\s+ocho|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen"
    r"|twenty[\s-]four|thirty[\s-]six|\d{1,2})"
)
UNITS = (
    r"(?:(?:monthly|weekly|fortnightly|equal|easy|small|comod[oa]s)\s+)?"
    r"(?:cuot(?:it)?as|pag(?:uit|it)?os|partes|semanas|quincenas|meses|mensualidades|abon(?:it)?os|armad(?:it)?as|letras"
    r"|plazos|tractos|partidas|giros|tantos|recibos|entregas|exhibiciones|parcialidades|veces|pedacitos"
    r"|payments|instal?lments|parts|lots|ways|months|weeks|fortnights|chunks)"
)
COMES_TO = (
    r"(?:(?:me|te|le|les|nos)\s+)?"
    r"(?:quedan?|quedaria\w*|salen?|saldria\w*|son|seria\w*|it's|that's|it\s+comes|that\s+comes)\b"
)
_FIGURE = (
    r"(?:mil|cien|ciento|\w+cient[oa]s|quinient[oa]s|veint\w+|treinta|\w+enta|a\s+hundred|\w+ty|[$]?\d{2,}"
    rf"|{COUNT}\s+(?:mil|hundred|thousand|lucas))\b"
)
# `a diez, quedan de ciento veintinueve mil`, `a doce, seiscientos`: the count is no money.
BARE_COUNT = re.compile(
    rf"\b(?:a|en|over|into|in)\s+{COUNT}(?=(?:\s*,)?\s+{COMES_TO}|\s*,\s*(?:(?:de|of|at|la\s+cuota)\b|{_FIGURE}))"
    rf"|\b{COUNT}\s+{UNITS}\b|\bfirst\s+of\s+(?!\d){COUNT}(?=\s*(?:[.,;!?]|$))"
)
