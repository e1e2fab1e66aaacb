"""Numbers and weekdays said without their last s, as in the Caribbean and the south of Spain: `do mil quiniento, el vierne`."""

import re

_ENDS = {"do": "dos", "tre": "tres", "sei": "seis", "die": "diez"}
_SMALL = "|".join(_ENDS)
_TENS = r"treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
_COUNTED = r"mil|mill[oó]n(?:es)?|pesos?|cuotas?|pagos?|d[ií]as?|semanas?"
_DAY = r"el|d[ií]a|lunes?|martes?|mi[eé]rcoles?|jueves?|viernes?"
_COUNTING = re.compile(rf"\b(?P<n>{_SMALL})(?=\s+(?:{_COUNTED})\b)", re.IGNORECASE)
_AFTER_TENS = re.compile(rf"\b(?P<lead>(?:{_TENS})\s+y\s+)(?P<n>{_SMALL})\b", re.IGNORECASE)
_OF_THE_MONTH = re.compile(rf"\b(?P<lead>(?:{_DAY})\s+)(?P<n>{_SMALL})\b(?!\s+mil\b)", re.IGNORECASE)
_HUNDREDS = re.compile(r"\b((?:do[sc]|tre[sc]?|cuatro|sei[sc]?|sete|ocho|nove)[sc]?ient[oa]|quinient[oa])\b", re.IGNORECASE)
_TWENTIES = re.compile(r"\b(veinti(?:d[oó]|tr[eé]|s[eé]i))\b", re.IGNORECASE)
_WEEKDAYS = re.compile(r"\b((?:el|este|ese|pal|para|pr[oó]ximo|otro)\s+(?:lune|marte|mi[eé]rcole|jueve|vierne))\b", re.IGNORECASE)


def completed(text: str) -> str:
    """The text with those letters put back; everything else untouched."""
    text = _WEEKDAYS.sub(r"\1s", _TWENTIES.sub(r"\1s", _HUNDREDS.sub(r"\1s", text)))
    for pattern in (_COUNTING, _AFTER_TENS, _OF_THE_MONTH):
        text = pattern.sub(_with_its_end, text)
    return text


def _with_its_end(match: re.Match[str]) -> str:
    return (match.groupdict().get("lead") or "") + _ENDS[match["n"].casefold()]
