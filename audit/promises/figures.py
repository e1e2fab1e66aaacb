"""Which of a turn's amounts and days count towards the first payment, and which pair is the first one."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from audit.promises.money import Amount
from audit.promises.parts import COUNT
from audit.promises.phrases import BEHIND, CALLS, EVENTS, HALF, LATER, MONEY_VERB, OWES, PAID, PAYDAY, PAYS, ROUGHLY, WHOLE
from audit.promises.spoken_days import Day, DayKind
from audit.promises.stance import Said, corrected

_NEGATED_AFTER = re.compile(
    r"\s*,?\s*(?:no\b(?!,? ?(?:mas|es cierto|cierto|\?))(?! (?:este|mas|interest|fees?|charges?"
    r"|extra|intereses|mora|recargos?|costs?))|ni hablar|imposible|ya (?:lo|la) tengo comprometid|ya (?:es|esta) comprometid"
    r"|(?:ya )?se me va en|es (?:la|el|de la|del) (?:renta|alquiler|arriendo|hipoteca)"
    r"|(?:that's|is|goes to|is for) (?:my |the )?(?:rent|mortgage)\b|is (?:taken|spoken for)"
    r"|is no good|doesn't work|won't work"
    r"|(?:es|son|sigue siendo|se me hacen?|me parecen?|esta|is|'s|are) (?:muy |demasiado |way |still |un poco |a bit |a little )?"
    r"(?:mucho|muchisimo|demasiado|bastante|much|alto|alta|carisimo|caro|too (?:much|steep|high|rich)|a lot|steep)\b)"
)
_NEGATED_BEFORE = re.compile(
    r"\b(?:ni|no (?:tengo|puedo|llego|alcanzo|junto|los|las|le doy|doy)|not|can't do|don't have|despues del?"
    r"|en (?:vez|lugar) de|instead of|rather than|after)\s+(?:\w+\s+){0,2}$"
)
_UNWANTED = re.compile(
    r"\b(?:no quiero|no voy a|no me comprometo|no (?:le|les|te) prometo|don't want|do not want|not going to|not gonna"
    r"|not (?:agreeing|promising|committing))\b[^,.;]*$"
)
_CHARGES = re.compile(
    r"\b(?:multa|mora|gesti\w+|honorarios|interes\w*|recargo|gastos?|comision|por ciento|punitorio\w*|fee|fees|late"
    r"|charge|costs?|interest|seguro|visita|gasolina|movilidad|expediente|sum\w+|mas)\b"
)
_INCOME = re.compile(
    r"\b(?:cobro|gano|ganando|me pagan|me pagaban|mi (?:sueldo|pension|paga|jubilacion) (?:es|son)(?: de)?"
    r"|i (?:make|earn|bring home)|they pay me|(?:my )?(?:check|pension|wage) is)"
    r"\s+(?:(?:como|unos|unas|solo|apenas|de|about|like|only|just)\s+)*$"
)
_FROM_THEN_ON = re.compile(r"\b(?:desde|a partir de|from|since)\s+$")
_ONE_OF = re.compile(r"\b(?:un|otr|primer)a\s+de\s+$")  # `una de veinte el viernes`
# `Trescientos entre tres pagos da cien`: the whole, before what each comes to.
_DIVIDED = re.compile(rf"\s+(?:entre|(?:dividid|partid|repartid)\w+ (?:en|entre)|divided by|split (?:in|into|over))\s+{COUNT}\b")
_RECEIVED = re.compile(
    r"\b(?:veo|recibi(?:mos|do)?|(?:me|nos) (?:aparecen?|figuran?|entraron)|i see|we (?:got|received))\s+"
    r"(?:(?:los|sus|the|your)\s+)?$"
)
_DEADLINE = re.compile(r"\b(?:antes del?|before)\s+(?:el\s+|the\s+)?$")
# `La quita hasta el treinta`: how long an offer lasts, where the agent says so.
_LASTS = re.compile(
    r"\b(?:hasta(?:\s+el)?|until|till?|through|expires?(?:\s+on)?|ends?(?:\s+on)?|vence|caduca|se\s+acaba)\s+(?:el\s+|the\s+)?$"
)
_DISCOUNT = re.compile(
    r"\b(?:quita|descuento|rebaja|promocion|oferta|campana|beneficio|condona\w*|por\s+ciento|vigente|valid[oa]?|vale"
    r"|discount|offer|settle\w*|deal|percent|valid|good|off)\b"
)
_FELL_ON = re.compile(
    r"(?<!que )(?<!which )\b(?:es|cae|caeria|seria|toca|is|falls\s+on|'s|lands\s+on)\s+(?:un\s+|en\s+|dia\s+|a\s+)?"
    r"(?:sabado|domingo|feriado|festivo|asueto|inhabil|puente|saturday|sunday|(?:bank\s+)?holiday)\b"
)
# `El veintiuno saco la tanda, así que el veintidós`: what stands between names no money.
_HENCE = re.compile(
    r"^(?!.*(?:\bmil\b|cient|ient[oa]s|hundred|thousand|\d|[.?!;]))[^.?!;]*\b(?:asi que|por eso|entonces|so)\W+(?:\w+\s+){0,2}$"
)
# `Mi hermana manda el dinero el viernes, lo cobro el sábado y el lunes le pago`.
_COMES_IN = re.compile(
    r"\b(?:cobro|cobrar|(?:me|nos) (?:pagan?|depositan?|caen?|entran?|llegan?|giran?|mandan?|envian?)|llegan?|mandan?|envian?"
    r"|giran?|depositan?|get paid|gets? (?:here|paid)|comes in|lands|clears)\s+(?:(?:el|la|los|las|lo|mi|the|my) \w+\s+)?"
    r"(?:(?:el|este|on|this)\s+)?$"
)
_COMES_IN_AFTER = re.compile(
    r"\s+(?:ya\s+)?(?:(?:lo|la|los|las)\s+)?(?:cobro|(?:me|nos)\s+(?:pagan?|depositan?|caen?|entran?|llegan?|giran?))\b"
)
_ANOTHER_DAY = re.compile(r"\s*,\s*(?:yo|para|pa|por|y ya|ya|i can)\b|\s+(?:para|pa)\b")
_NOT_UNTIL = re.compile(r"\b(?:hasta|until|till)\s+(?:(?:el|la|the)\s+)?$")
_THEN_GIVES = re.compile(
    r"\s*,?\s*(?:(?:ya|si|yo|ahi|i|i'll|i can|i could|le|te|les|se|lo|la|los|las)\s+){0,3}"
    r"(?:doy|pago|abono|deposito|consigno|transfiero|cancelo|mando|envio|paso|llevo|pongo|giro|hago|pay|send|bring|give|drop|put)\b"
)
_ABOUT_IT = re.compile(r"\b(?:lo|eso|esto|asunto|tema)\s+de(?:l|\s+el)?\s+$")
_FIRST_ONE = re.compile(r"\b(?:primer[oa]?|first|enganche|de entrada|anticipo|inicial|down)\b")
_THEREFORE = re.compile(r"\b(?:so|entonces|asi que|por eso|mejor)\b")
# `El sábado, que recién cobro`: the pay is the reason for the day.
_BECAUSE_PAID = re.compile(
    r"\s*,?\s*(?:que|porque|pues|es cuando|when|because|'cause|that's when|since)\s+"
    rf"(?:(?!no\b)\w+\s+){{0,2}}?(?:{PAYDAY.pattern})"
)
_CLAUSE = 28
_LEAST_APART = 12
_LEAST_THOUSANDS = 10
Figure = TypeVar("Figure", Amount, Day)


@dataclass(frozen=True, slots=True)
class First:
    """The first payment as one turn tells it; either may be missing. `amount_asked`, `day_asked`: only inside a question."""

    amount: Amount | None
    day: Day | None
    amount_asked: bool
    day_asked: bool


def usable_amounts(said: Said, owed: Decimal | None, answering_amount: bool) -> list[Amount]:
    """The turn's amounts that may be a payment: not gone by, not refused, not the statement of the debt, not a charge."""
    kept = []
    several = [a for a in said.amounts if a.value != owed]
    for amount in said.amounts:
        lead, tail = said.lead(amount.start), said.text[amount.end : amount.end + _CLAUSE]
        if _NEGATED_AFTER.match(tail) or _NEGATED_BEFORE.search(lead):
            continue
        if len(said.amounts) > 1 and (_DIVIDED.match(said.text, amount.end) or (said.agent and _RECEIVED.search(lead))):
            continue
        if said.agent and (_states_debt(said, amount, owed) or (amount.value == owed and several and len(said.days) < 2)):
            continue
        if not said.agent and (_INCOME.search(lead) or (_gone_by(lead) and not answering_amount)):
            continue
        if not said.agent and owed is not None and amount.value > owed and said.asks(amount.start):
            continue  # a figure misheard
        if owed is not None and not amount.money and amount.value * 100 < owed:
            asked = answering_amount or PAYS.search(said.sentence(amount.start)) or _ONE_OF.search(lead)
            if said.agent or not asked or not _in_thousands(amount, owed):
                continue
            amount = replace(amount, value=amount.value * 1000)
        if owed is not None and amount.value > owed * 2:
            continue
        kept.append(amount)
    return kept


def _gone_by(lead: str) -> bool:
    """`Pagué mil`, but not `pagué mil y el resto, cuatro mil`."""
    behind = BEHIND.search(lead)
    return behind is not None and LATER.search(lead, behind.end()) is None


def _in_thousands(amount: Amount, owed: Decimal) -> bool:
    """`Pago treinta` of a debt of sixty thousand is thirty thousand, whatever the country."""
    return amount.value >= _LEAST_THOUSANDS and amount.value == int(amount.value) and amount.value * 1000 <= owed


def _states_debt(said: Said, amount: Amount, owed: Decimal | None) -> bool:
    sentence = said.sentence(amount.start)
    if owed is not None and amount.value == owed:
        return not said.days and (said.looks_back or OWES.search(sentence) is not None)
    return _CHARGES.search(said.lead(amount.start)[-_CLAUSE:]) is not None and owed is not None and amount.value < owed


def usable_days(said: Said) -> list[Day]:
    """The turn's days that may be the payment's: not refused; `ahora` only beside an amount; paydays only where alone."""
    kept: list[Day] = []
    for day in said.days:
        lead = said.lead(day.start)
        if _refused(said, day):
            continue
        if day.kind is DayKind.RELATIVE and _FROM_THEN_ON.search(lead):
            continue
        if said.agent and _LASTS.search(lead) and _DISCOUNT.search(said.sentence(day.start)):
            continue
        if _ABOUT_IT.search(lead):
            continue
        if (said.agent and _DEADLINE.search(lead)) or (not said.agent and PAID.search(lead)):
            continue
        if EVENTS.search(lead[-40:]):
            continue
        if CALLS.search(said.sentence(day.start)) and not PAYS.search(said.sentence(day.start)):
            continue
        if day.kind is DayKind.NOW and not any(_beside(day, a) and not ROUGHLY.search(said.lead(a.start)) for a in said.amounts):
            continue
        kept.append(day)
    kept = _settled(said, _unwithdrawn(said, kept))
    firm = [d for d in kept if not is_payday(said, d)]
    return firm if any(not is_later(said, d.start) for d in firm) else kept


def _refused(said: Said, day: Day) -> bool:
    lead, tail = said.lead(day.start), said.text[day.end : day.end + _CLAUSE]
    return bool(_NEGATED_AFTER.match(tail) or _NEGATED_BEFORE.search(lead) or _UNWANTED.search(lead))


def refuses_day(said: Said, day: Day) -> bool:
    """`El viernes no, le doy ochocientos cuando me paguen`: that day is named and refused, and no day comes instead."""
    return any(d.day == day.day and _refused(said, d) for d in said.days) and not usable_days(said)


def _unwithdrawn(said: Said, days: list[Day]) -> list[Day]:
    """Without the days another of the turn puts aside: `el quince... no, el quince es sábado. El lunes diecisiete`."""
    aside = {d.day for before, d in pairwise(days) if d.day == before.day and corrected(said, before.end, d.start)}
    aside |= {d.day for d in days if _falls(said, d)}
    aside |= {d.day for d, after in pairwise(days) if d.day != after.day and _HENCE.search(said.text[d.end : after.start])}
    if giving := next((d.start for d in reversed(days) if _THEN_GIVES.match(said.text, d.end)), 0):
        aside |= {d.day for d in days if d.start < giving and _money_comes(said, d)}
    aside |= {d.day for d in days if any(_refused_with(said, a, d) for a in said.amounts)}
    kept = [d for d in days if d.day not in aside]
    return kept if any(not is_later(said, d.start) for d in kept) else days


def _money_comes(said: Said, day: Day) -> bool:
    return bool(_COMES_IN.search(said.lead(day.start)) or _COMES_IN_AFTER.match(said.text, day.end))


def _falls(said: Said, day: Day) -> bool:
    """`El quince cae sábado`: the words that follow the day at once, or that were read with it."""
    match = _FELL_ON.search(said.text, day.start)
    return match is not None and (match.start() <= day.end + 1 and "," not in said.text[day.start : match.start()])


def _refused_with(said: Said, amount: Amount, day: Day) -> bool:
    """`I'm not doing the nine hundred today`."""
    apart = said.text[amount.end : day.start]
    return (
        amount.end <= day.start
        and not re.search(r"[,.;?!]", apart)
        and len(apart) < _LEAST_APART
        and (_NEGATED_BEFORE.search(said.lead(amount.start)) is not None)
    )


def _beside(day: Day, amount: Amount) -> bool:
    return 0 <= amount.start - day.end <= _CLAUSE or 0 <= day.start - amount.end <= _CLAUSE


def is_payday(said: Said, day: Day) -> bool:
    """Whether the sentence only says when the debtor is paid: `cobro el primero`, but not `cobro el primero, así que el dos`."""
    sentence = said.sentence(day.start)
    lead = said.lead(day.start)
    if _THEREFORE.search(lead) or _NOT_UNTIL.search(lead) or _BECAUSE_PAID.match(said.text, day.end):
        return False
    if any(_money_comes(said, d) and _ANOTHER_DAY.match(said.text, d.end, day.start) for d in said.days if d.end <= day.start):
        return False  # me pagan el martes, para el miércoles sí
    return PAYDAY.search(sentence) is not None and not (
        MONEY_VERB.search(sentence) or HALF.search(sentence) or WHOLE.search(sentence)
    )


def is_later(said: Said, start: int) -> bool:
    """Whether the figure at `start` belongs to a later payment: `y el resto el martes`."""
    return LATER.search(said.lead(start)[-_CLAUSE:]) is not None


def first_payment(said: Said, amounts: list[Amount], days: list[Day]) -> First:
    """The first payment among a turn's usable figures: pairs in order, the earliest day; what was corrected does not count."""
    amounts = _settled(said, amounts)
    marked = [a for a in amounts if _FIRST_ONE.search(said.lead(a.start)[-_CLAUSE:])]
    now_amounts = marked or [a for a in amounts if not is_later(said, a.start)] or amounts[:1]
    now_days = [d for d in days if not is_later(said, d.start)] or days[:1]
    amount, day = _pick(said, now_amounts, now_days, not marked and len(amounts) == len(days), amounts, days)
    return First(
        amount,
        day,
        amount is not None and said.asks(amount.start),
        day is not None and said.asks(day.start),
    )


def _pick(
    said: Said, now_amounts: list[Amount], now_days: list[Day], paired: bool, amounts: list[Amount], days: list[Day]
) -> tuple[Amount | None, Day | None]:
    if paired and len(days) > 1:
        at = min(range(len(days)), key=lambda n: (days[n].day, n))
        return amounts[at], days[at]
    exact = [a for a in now_amounts if not a.rough]
    amount = next(iter(exact or now_amounts), None)
    beside = [d for d in now_days if amount is not None and said.sentence(d.start) == said.sentence(amount.start)]
    return amount, next(iter(beside or now_days), None)


def _settled(said: Said, figures: list[Figure]) -> list[Figure]:
    kept: list[Figure] = []
    for figure in figures:
        if kept and corrected(said, kept[-1].end, figure.start):
            kept.pop()
        kept.append(figure)
    return kept
