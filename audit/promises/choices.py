"""What a turn makes of the figures on the table: which plan is taken, what only echoes, what `todo` comes to."""

import re
from collections.abc import Sequence
from decimal import Decimal

from audit.promises import phrases, stance
from audit.promises.figures import First, is_later, usable_days
from audit.promises.instalments import in_parts, instalment, offered_counts, taken_counts
from audit.promises.money import Amount
from audit.promises.parts import COUNT
from audit.promises.spoken_days import MONTHS, Day, DayKind
from audit.promises.stance import Said
from audit.promises.terms import Offer, Strength, Term

_REASON = 8
_CALLS_BACK = re.compile(r"\b(?:llam\w+|marc\w+|timbr\w+|call|ring|try) (?:\w+ )?")
_IN = re.compile(r"\b(?:en|a|in|over)\s+$")
_AFTERWARDS = re.compile(
    rf"\s+(?:despues|luego|mas adelante|later|afterwards|after that|(?:en|in|para) (?:{'|'.join(MONTHS)})|next month"
    r"|(?:en |para )?el (?:otro mes|mes que viene|proximo mes))\b"
)


def chosen(said: Said, offer: Offer, by_count: bool) -> Amount | None:
    """Which of the agent's figures the debtor took: `las cuotas`, `en uno solo`, `seis`. None where it is still to be said."""
    for count in taken_counts(said.text, offer.source.text):
        if amount := instalment(offer.source, count, offer.amounts):
            return amount
    amount = _picked(said, offer)
    return None if by_count and amount and not in_parts(offer.source, amount) else amount


def _picked(said: Said, offer: Offer) -> Amount | None:
    if len(offer.amounts) < 2:
        return offer.first.amount
    parts = [a for a in offer.amounts if in_parts(offer.source, a)]
    wholes = [a for a in offer.amounts if a not in parts]
    for count in offered_counts(offer.source.text):
        amount = instalment(offer.source, count, parts)
        if amount and re.search(rf"\b{count}\b", said.text):
            return amount
    if parts and phrases.IN_PARTS.search(said.text):
        return parts[0]
    if wholes and phrases.WHOLE.search(said.text):
        return wholes[0]
    return offer.first.amount


def chooses(said: Said, offer: Offer) -> bool:
    """`Las cuatro`, `dos`: one of the agent's plans taken by its number of payments."""
    return any(True for _ in taken_counts(said.text, offer.source.text))


def counts_plan(said: Said, amount: Amount, offer: Offer) -> bool:
    """Whether a figure is only the number of payments taken: `Diez`, of ten instalments offered."""
    return not amount.money and said.text[amount.start : amount.end] in offered_counts(offer.source.text)


def asks_for_plan(said: Said, amount: Amount, plans: Sequence[Offer]) -> bool:
    """`¿Y en diez?`, once instalments are on the table: a number of payments, no figure."""
    if amount.money or not said.asks(amount.start) or not _IN.search(said.lead(amount.start)):
        return False
    counted = re.fullmatch(COUNT, said.text[amount.start : amount.end]) is not None
    return counted and any(offered_counts(p.source.text) for p in plans)


def echoes(said: Said, amount: Amount, asked: Said | None) -> bool:
    """Whether the debtor only repeats in doubt or dismay what was said: `¿Treinta y cinco?`, `¡Tres millones!`"""
    if asked is None or not asked.amounts:
        return False
    cries = said.sentence(amount.start).rstrip().endswith("!")
    if cries and not said.days and not phrases.PAYS.search(said.text):
        return True
    return (cries or said.asks(amount.start)) and any(a.value == amount.value for a in asked.amounts)


def all_of_it(said: Said, total: Decimal | None) -> Amount | None:
    """`Pago todo`, `completa`: the total as an amount."""
    match = phrases.ALL_OF_IT.search(said.text)
    if match is None or total is None or said.asks(match.end() - 1):
        return None
    return Amount(total, match.start(), match.end(), derived=True)


def follows(said: Said, before: Sequence[Amount], amount: Amount) -> bool:
    """Whether a figure is of the payments after the first: `una de veinte el viernes y dos de treinta y ocho después`."""
    single = any(not in_parts(said, b) and said.sentence(b.start) == said.sentence(amount.start) for b in before)
    return single and (in_parts(said, amount) or _AFTERWARDS.match(said.text, amount.end) is not None)


def calls_back(asked: Said) -> bool:
    """Whether the agent only arranges a call: `¿Te llamo el jueves?`, `Espero su llamada el lunes.`"""
    at_a_day = [d for d in asked.days if _CALLS_BACK.search(asked.sentence(d.start))]
    return bool(at_a_day) and not asked.amounts and not usable_days(asked)


def disputes_a_part(said: Said, owed: Decimal | None) -> bool:
    """`Los cinco mil de abril ya los pagué`: the rest is not disputed."""
    return owed is not None and any(a.value < owed for a in said.amounts)


def asides(said: Said, first: First, held: Day, asked: Said) -> bool:
    """`Sí, hoy en la comida`, after a summing up that asked for no day: not another day to pay."""
    loose = first.day is not None and first.day.kind in (DayKind.RELATIVE, DayKind.NOW) and first.amount is None
    told = loose and any(d.day == held.day for d in asked.days) and bool(asked.amounts)
    return told and stance.accepts(said) and not stance.pays(said.text) and phrases.ASKS_DAY.search(asked.text) is None


def moved_off(said: Said, days: list[Day], asked: Said | None) -> list[Day]:
    """Without the agent's day where the debtor says what is on it and names another: `El treinta me cobran la renta. El doce`."""
    if asked is None or len({d.day for d in days}) < 2 or days[0].day not in {d.day for d in asked.days}:
        return days
    sentence = said.sentence(days[0].start)
    reason = len(sentence) - (days[0].end - days[0].start) > _REASON
    others = [d for d in days if d.day != days[0].day and said.sentence(d.start) != sentence]
    taken = said.amounts or stance.pays(sentence) or phrases.ACCEPTS.search(sentence.strip()) or is_later(said, days[0].start)
    return others if reason and not taken and any(not is_later(said, d.start) for d in others) else days


def sums_up(said: Said) -> bool:
    """Whether the turn repeats an amount and a day as settled."""
    days = [d for d in usable_days(said) if d.kind in (DayKind.NUMBERED, DayKind.WEEKDAY)]
    return bool(days and said.amounts) and phrases.SUMS_UP.search(said.text) is not None


def gives_way(held: Term[Amount] | Term[Day] | None, offer: Offer, counter: bool) -> bool:
    """Whether an accepted offer replaces what stood: a counter-offer does, a careless summing up does not."""
    if held is None or held.strength is Strength.GUESSED or counter:
        return True
    return held.strength is Strength.ACCEPTED and not phrases.SUMS_UP.search(offer.said.text)
