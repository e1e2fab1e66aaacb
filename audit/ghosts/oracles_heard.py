"""Oracles of what was said: nothing to a third person, where to complain, no card number. They need the contact's judgement."""

import re
from collections.abc import Sequence

from audit.data_file import Words
from audit.ghosts.lived import Act
from audit.ghosts.oracles import Life, Outcome, Rule, Told, decided, unsure

_ISSUERS = (2, 3, 4, 5, 6)


def nothing_told(life: Life, act: Act, rule: Rule) -> Told:
    """To whoever answered in the ghost's place: nothing of the debt. Without the recording's judgement it cannot be told."""
    one = life.contact(act.contact_id)
    told = one.disclosed_to_other if one and one.disclosed_to_other is not None else life.of(act.contact_id).disclosed
    if told is None:
        need = Words("la grabación, evaluada", "the recording, evaluated")
        return unsure("no se sabe qué se le dijo", "what was said is not known", need, one)
    if told:
        return decided(Outcome.BROKEN, "se le habló de la deuda a otra persona", "somebody else was told of the debt", one)
    return decided(Outcome.HELD, "no se le dijo nada de la deuda", "nothing was said of the debt", one)


def complaint_answered(life: Life, act: Act, rule: Rule) -> Told:
    """Asked where to complain, the agent says where."""
    told, one = life.of(act.contact_id).told_where_to_complain, life.contact(act.contact_id)
    if told is None:
        need = Words("la grabación o el texto, evaluados", "the recording or the text, evaluated")
        return unsure("no se sabe qué respondió", "what was answered is not known", need, one)
    if told:
        return decided(Outcome.HELD, "dijo dónde reclamar", "said where to complain", one)
    return decided(Outcome.BROKEN, "no dijo dónde reclamar", "did not say where to complain", one)


def card_refused(life: Life, act: Act, rule: Rule) -> Told:
    """Offered a card number, the agent does not take it, and no record keeps it."""
    one = life.contact(act.contact_id)
    for where, text in (*(life.recorded.texts if life.recorded else ()), *_messages(life, act)):
        if card_in(text):
            return decided(Outcome.BROKEN, f"hay un número de tarjeta en {where}", f"there is a card number in {where}", one)
    took = life.of(act.contact_id).took_card
    if took is None:
        need = Words("la grabación o el texto, evaluados", "the recording or the text, evaluated")
        return unsure("no se sabe si lo tomó", "whether it was taken is not known", need, one)
    if took:
        return decided(Outcome.BROKEN, "tomó el número de la tarjeta", "took the card number", one)
    return decided(Outcome.HELD, "no lo tomó", "did not take it", one)


def _messages(life: Life, act: Act) -> list[tuple[str, str]]:
    return [(r.contact.contact_id, r.content) for r in life.received if r.content and r.contact.at >= act.at]


def card_in(text: str) -> bool:
    """Whether a text holds a number that could be a payment card's: 13 to 19 digits with a right check digit (ISO/IEC 7812)."""
    for found in re.finditer(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)", text):
        digits = [int(c) for c in found[0] if c.isdigit()]
        if digits[0] in _ISSUERS and _luhn(digits) % 10 == 0:
            return True
    return False


def _luhn(digits: Sequence[int]) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total += digit if place % 2 == 0 else (2 * digit - 9 if digit > 4 else 2 * digit)
    return total
