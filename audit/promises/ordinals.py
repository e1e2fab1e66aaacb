"""`El primero`, `the first`, said of a payment and not of a day: `el primero lo meto el quince`, `the first on June tenth`."""

import re
from collections.abc import Sequence

from audit.promises.spoken_days import WEEKDAYS, Expression

_FIRST = re.compile(r"el\s+primero|the\s+(?:first|second|third|1st|2nd|3rd)")
_WEEKDAY_ALONE = re.compile(rf"(?:(?:el|este|this|next|on)\s+)*(?:{'|'.join(WEEKDAYS)})")
# What stands before the first of a month: `cobro el primero`, `hasta el primero`, `on the first`, `I get paid the first`.
_OF_THE_MONTH = re.compile(
    r"\b(?:cobr\w+|pag(?:an|aron|uen)|deposit(?:an|en)|ca[ei]n?|cae|caiga|entr[ae]n?|ingres[ae]n?|abonan|llegan?|gir[ae]n?"
    r"|llam\w+|habl\w+|marc\w+|vemos|call|ring|talk|speak|desde|hasta|antes|despues|del?|al|para|pa|entre|por|pasado|pasadit[oa]|dia|fecha|lunes|martes|miercoles|jueves"
    r"|viernes|sabado|domingo|y|o|u|ni"
    r"|on|by|before|after|until|till?|around|about|from|since|past|to|for|between|paid|pays|comes?|lands|is|and|or|nor"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[\s,]+$"
)
# Words between that leave it a day: `el primero o el quince`, `el primero cobro y el dos pago`, `the first to the fifth`.
_STILL_A_DAY = re.compile(
    r"\b(?:y|e|o|u|ni|al|a|hasta|que|sino|mejor|no|ya|pero|porque|cuando|si|como|entonces|despues|antes|cobr\w+|pagan"
    r"|depositan|ca[ei]n?|cae|entran?|llegan?|mil|cien\w*|\w+cient[oa]s|quinient[oa]s|\w+(?:enta|inta)|veint\w+"
    r"|llam\w+|habl\w+|mes|month|call|talk|and|or|nor|to|through|then|but|because|when|if|not|so|rather|paid|hundred|thousand|\w+ty)\b"
)
_IS = re.compile(r"\b(?:es|seria|cae|is|falls|being|lands|would\s+be)\b")
_BETWEEN = re.compile(r"(?:\s*,\s*(?:para|seria|on|by|for|due)\s+|\s+)(?:[a-z']+\s+){0,4}(?:[a-z']+)?\s*")
_ASKS_BEFORE = re.compile(
    r"\b(?:para\s+cuando|cuando|que\s+dia|que\s+fecha"
    r"|when\s+(?:can|could|would|will|do|should|are|is|might)|wh(?:at|ich)\s+(?:day|date))\b[^,.;?!]{0,40}$"
)
_ASKS_AFTER = re.compile(r"[^,.;?!]{0,16}\?|\s+(?:para\s+cuando|cuando|que\s+dia|when|what\s+day)\b[^,.;]{0,24}\?")
# `and the second on June tenth`; `what day for the first?`
_LISTED = re.compile(r"\band\s+the\s+(?:second|third|2nd|3rd)$")
_ASKED_FOR = re.compile(r"\bwh(?:en|at\s+day|ich\s+day|at\s+date)\s+for\s+the\s+first$")
_FOR_THEN = re.compile(
    r"\s+(?:(?:for|on|by|para|en)\s+)?(?:then\b(?!\s+i)|that\s+(?:day|date)|entonces\s*[.,;?!]|es[ea]\s+(?:dia|fecha)|ahi\s*[.,;?!])"
)
# `el primero a fin de mes`; `el último de agosto doy el primero`.
_AT_THE_END = re.compile(
    r"\s*,?\s+(?:(?:seria|va|es|para)\s+)?(?:a|el|para)\s+(?:fin|fines|final|finales|ultimo|cierre|termino)\b(?![^.;?!]*\bno\b)"
)
_IS_GIVEN = re.compile(
    r"\s+(?:ya\s+)?(?:te\s+|le\s+|les\s+)?(?:doy|daria|pago|abono|deposito|cancelo|consigno|hago|haria|pongo|mando|meto|paso|dejo|giro"
    r"|transfiero|cubro|liquido)\s+"
)
_LEAD = 14
_ASKED = 60


def without_firsts(folded: str, days: Sequence[Expression]) -> list[Expression]:
    """The day expressions of a text, in order, without those that number a payment."""
    return [d for at, d in enumerate(days) if not _numbers_a_payment(folded, days, at)]


def _numbers_a_payment(folded: str, days: Sequence[Expression], at: int) -> bool:
    day = days[at]
    if not _FIRST.fullmatch(folded, day.start, day.end):
        return False
    lead = _OF_THE_MONTH.search(folded, max(0, day.start - _LEAD), day.start)
    if lead and at == 0 and lead.group().strip(" ,") in {"y", "and"}:
        lead = None  # no other day stands before: `seis de mil, y el primero se lo paso el quince`
    if lead and not _LISTED.search(folded, max(0, day.start - _LEAD), day.end) and not _ASKED_FOR.search(folded, 0, day.end):
        return False
    before = days[at - 1] if at else None
    if before and folded[before.end : day.start].isspace() and not _FIRST.fullmatch(folded, before.start, before.end):
        return True  # el quince el primero
    if before and _IS_GIVEN.fullmatch(folded, before.end, day.start):
        return True
    asked = _ASKS_BEFORE.search(folded, max(0, day.start - _ASKED), day.start)
    if (asked and _ASKS_AFTER.match(folded, day.end)) or re.match(r"\s+(?:para\s+)?cuando\b", folded[day.end :]):
        return True
    if _FOR_THEN.match(folded, day.end):
        return True
    return at + 1 < len(days) and _has_its_day(folded, day, days[at + 1])


def _has_its_day(folded: str, first: Expression, other: Expression) -> bool:
    """Whether the words between say that the payment falls on the other day: `el primero lo meto [el quince]`."""
    between = folded[first.end : other.start]
    if _AT_THE_END.match(folded, first.end):
        return True
    if not _BETWEEN.fullmatch(between) or _STILL_A_DAY.search(between):
        return False
    names_weekday = _WEEKDAY_ALONE.fullmatch(folded, other.start, other.end) is not None
    return not (names_weekday and _IS.search(between))
