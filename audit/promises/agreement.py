"""The first payment both sides settled on, read from the turns of a call in their order."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from audit.calls import Call
from audit.promises import phrases, stance
from audit.promises.arbiter import Pair, countered, last_pair, refused_at_last, walked_off, withdrew
from audit.promises.bargaining import Bargaining
from audit.promises.currencies import OF_COUNTRY
from audit.promises.figures import is_later
from audit.promises.money import Amount
from audit.promises.spoken_days import Day
from audit.promises.stance import Said, hear
from audit.promises.terms import Strength, Term
from speech.transcript import Speaker

_UNDATED = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed first: `amount` in `currency` and `day`, each None where it was left open; the `turns` that settle it.

    `kind_hint` is `promise`, `payment_plan` or None where nothing was agreed. `vague`: something was promised, without
    a figure or a day. `confidence` 0 to 1.
    """

    amount: Decimal | None = None
    currency: str | None = None
    day: date | None = None
    turns: tuple[int, ...] = ()
    confidence: float = 0.0
    vague: bool = False
    kind_hint: str | None = None


def heard_turns(call: Call) -> list[Said]:
    """The turns of a call with their amounts and days. Without `called_at` no spoken day can be placed: there are none."""
    currency = call.account.currency or OF_COUNTRY.get(call.country or "")
    today = call.called_at.date() if call.called_at else _UNDATED
    heard: list[Said] = []
    asked_day = False
    asked, answered, offered = "", "", tuple[Day, ...]()
    for turn in call.turns:
        before = answered if turn.speaker is Speaker.AGENT else asked
        said = hear(turn, today, call.country, currency, call.account.amount, asked_day, before, offered)
        if call.called_at is None:
            said = replace(said, days=())
        if said.agent:
            asked_day, asked = phrases.ASKS_DAY.search(said.text) is not None, said.text
            offered = said.days or offered
        else:
            answered = said.text
        heard.append(said)
    return heard


def find_agreement(call: Call) -> Agreement:
    """The first payment settled on the call, whatever its outcome; an empty Agreement where nothing was.

    The debtor's own figures stand before the agent's; the agent's count once accepted. A summing up that changes
    them does not change the agreement.
    """
    if not any(t.speaker is Speaker.DEBTOR for t in call.turns):
        return Agreement()
    heard = heard_turns(call)
    if withdrew(heard):
        return Agreement()
    bargaining = Bargaining(call.account)
    for said in heard:
        if said.agent:
            bargaining.agent(said)
        else:
            bargaining.debtor(said)
    return _result(bargaining, call, heard)


def _result(held: Bargaining, call: Call, heard: list[Said]) -> Agreement:
    amount, day, filled = _filled(held, heard)
    pair = last_pair(heard, call.account.amount)
    if pair and held.disputed and not (pair.accepted and (pair.amount_heard or pair.day_heard)):
        pair = None
    value = amount.value.value if amount and not amount.value.rough else None
    standing = pair is not None and _stands(pair, held.held_until)
    if pair and standing and (value is None or day is None):
        amount, day = Term(pair.amount, pair.turn, Strength.ACCEPTED), Term(pair.day, pair.turn, Strength.ACCEPTED)
        value, filled = pair.amount.value, True
    backed = pair is not None and pair.accepted and pair.amount_heard and pair.day_heard
    if pair and backed and amount and value not in (None, pair.amount.value) and pair.turn > amount.turn:
        amount, value = Term(pair.amount, pair.turn, Strength.STATED), pair.amount.value
    if pair and amount and value not in (None, pair.amount.value) and countered(heard, pair, amount.turn):
        amount, value = Term(pair.amount, pair.turn, Strength.STATED), pair.amount.value
    if pair and day and day.value.day != pair.day.day and _day_cleared(pair, day):
        day = Term(pair.day, pair.turn, Strength.STATED)
    if pair and amount and day and value == call.account.amount and _takes_less(pair, amount, day):
        amount, value = Term(pair.amount, pair.turn, Strength.ACCEPTED), pair.amount.value
    if amount is None and day is not None and held.paying and not _another_figure(heard, day.turn, held, call):
        total = held.payoff.value if held.payoff else call.account.amount
        value, filled = total, True
    given = amount is not None and amount.strength is Strength.STATED
    unsettled = filled or not held.stands.settled or (not given and refused_at_last(heard))
    if value is None or day is None or (unsettled and walked_off(heard)):
        return Agreement(vague=held.vague or held.stands.amount is not None or held.stands.day is not None)
    turns = tuple(sorted({t.turn for t in (amount, day) if t}))
    value = _to_the_cent(value, call.account.amount)
    whole = value == call.account.amount
    kind = "payment_plan" if held.stands.parts or (not whole and _in_parts(_settling(heard, turns, pair))) else "promise"
    currency = call.account.currency or OF_COUNTRY.get(call.country or "")
    return Agreement(value, currency, day.value.day, turns, _confidence(held, day, filled), False, kind)


def _another_figure(heard: list[Said], turn: int, held: Bargaining, call: Call) -> bool:
    """Whether the turn of the day names a figure that could not be placed: then it is not told that everything is paid."""
    said = next(s for s in heard if s.i == turn)
    all_of_it = {held.payoff.value if held.payoff else None, call.account.amount}
    named = [a for a in said.amounts if not a.rough and _to_the_cent(a.value, call.account.amount) not in all_of_it]
    return not said.agent and (bool(named) or said.foreign)


def _takes_less(pair: Pair, amount: Term[Amount], day: Term[Day]) -> bool:
    """The whole debt was only the agent's figure, and its summing up asks less on the debtor's own day, to a yes."""
    unsaid = amount.strength < Strength.STATED and pair.turn > amount.turn and pair.amount.value < amount.value.value
    return unsaid and pair.accepted and pair.day_heard and pair.day.day == day.value.day


def _day_cleared(pair: Pair, day: Term[Day]) -> bool:
    """The debtor only asked after the day that stands (`¿y ya no voy el viernes?`); the summing up has another one told."""
    return day.strength is Strength.GUESSED and pair.turn > day.turn and pair.day_heard


def _to_the_cent(value: Decimal, owed: Decimal | None) -> Decimal:
    """`Ciento ochenta y siete` of a bill of 187.35 is the bill."""
    return owed if owed is not None and value == owed.to_integral_value(rounding="ROUND_FLOOR") else value


def _stands(pair: Pair, held_until: int) -> bool:
    """Whether a summing up nobody opposed is backed by the debtor's yes or own figures, and by no later stay of the debt."""
    if pair.turn == held_until:
        return pair.accepted and pair.amount_heard
    return pair.turn > held_until and (pair.accepted or pair.amount_heard or pair.day_heard)


def _filled(held: Bargaining, heard: list[Said]) -> tuple[Term[Amount] | None, Term[Day] | None, bool]:
    """What stands, with what the agent's last words add to it after the debtor's last turn."""
    last_debtor = max((s.i for s in heard if not s.agent), default=-1)
    amount, day, offer = held.stands.amount, held.stands.day, held.offer
    if offer is None or offer.said.i < last_debtor - 1 or (amount is None and day is None):
        return amount, day, False
    confirmed = offer.first.day and day and offer.first.day.day == day.value.day
    if amount and offer.first.amount and amount.strength < Strength.STATED and confirmed:
        return Term(offer.first.amount, offer.said.i, Strength.ACCEPTED), day, False
    if offer.said.i < last_debtor:
        return amount, day, False
    filled = (amount is None and offer.first.amount is not None) or (day is None and offer.first.day is not None)
    if amount is None and offer.first.amount:
        amount = Term(offer.first.amount, offer.said.i, Strength.ACCEPTED)
    if day is None and offer.first.day and (offer.first.amount or stance.pays(offer.said.text)):
        day = Term(offer.first.day, offer.said.i, Strength.ACCEPTED)
    return amount, day, filled


def _confidence(held: Bargaining, day: Term[Day], filled: bool) -> float:
    doubts = (
        0.25 * held.conditional
        + 0.15 * day.value.doubt
        + 0.2 * filled
        + 0.1 * (held.stands.amount is not None and held.stands.amount.strength is Strength.GUESSED)
        + 0.1 * (day.strength is Strength.GUESSED)
    )
    return round(max(0.2, 0.95 - doubts), 2)


def _settling(heard: list[Said], turns: tuple[int, ...], pair: Pair | None) -> list[Said]:
    """The turns that settle the agreement, and every summing up after."""
    wanted = {*turns} | ({pair.turn} if pair else set())
    return [s for s in heard if s.i in wanted or (s.i > max(turns) and s.agent and s.amounts and s.days)]


def _in_parts(heard: list[Said]) -> bool:
    """Whether what was settled is the first of several payments, and not only an offer of more."""
    planned = (s for said in heard for s in said.sentences() if phrases.PLAN.search(s))
    return any(not phrases.ONLY_OFFERED.search(s) for s in planned) or any(_names_later(s) for s in heard)


def _names_later(said: Said) -> bool:
    if len({d.day for d in said.days}) > 1 and len(said.amounts) > 1:
        return True
    return any(is_later(said, d.start) for d in said.days)
