"""The first payment both sides settled on, read from the turns of a call in their order."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Generic, TypeVar

from audit.calls import Account, Call
from audit.promises import stance
from audit.promises.currencies import OF_COUNTRY
from audit.promises.figures import First, first_payment, usable_amounts, usable_days
from audit.promises.money import Amount
from audit.promises.spoken_days import Day, DayKind
from audit.promises.stance import Said, hear
from speech.transcript import Speaker

T = TypeVar("T", Amount, Day)
_NEAR_ENOUGH = Decimal("0.15")


class Strength(IntEnum):
    """How firmly a figure stands: asked or guessed, the agent's and accepted, the debtor's own words."""

    GUESSED = 1
    ACCEPTED = 2
    STATED = 3


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


@dataclass(frozen=True, slots=True)
class _Term(Generic[T]):
    value: T
    turn: int
    strength: Strength


class Bargaining:
    """Follows offers and answers turn by turn. `amount` and `day` hold what stands so far."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.amount: _Term[Amount] | None = None
        self.day: _Term[Day] | None = None
        self.offer: tuple[Said, First, list[Amount]] | None = None
        self.whole: int | None = None
        self.half: int | None = None
        self.payments = 1
        self.conditional = False
        self.vague: int | None = None
        self.committed = False
        self.payoff: Amount | None = None
        self.asked: Said | None = None

    def agent(self, said: Said) -> None:
        """The agent proposes, asks, or sums up."""
        amounts = usable_amounts(said, self._account.amount, False)
        days = usable_days(said)
        first = first_payment(said, amounts, days)
        if first.amount or first.day or stance.HALF.search(said.text):
            self.offer = (said, first, amounts)
        self._clarify(said, first)
        self.asked = said

    def _clarify(self, said: Said, first: First) -> None:
        """The agent's exact figure for what the debtor said roughly, or left out."""
        amount, day = first.amount, first.day
        if amount and self.amount and not amount.rough and self._loose(self.amount, amount):
            self.amount = _Term(amount, said.i, Strength.STATED)
        if day and self.day and self._same_weekday_later(self.day, day):
            self.day = _Term(day, said.i, self.day.strength)

    @staticmethod
    def _loose(held: _Term[Amount], amount: Amount) -> bool:
        close = abs(held.value.value - amount.value) <= _NEAR_ENOUGH * amount.value
        return close and (held.value.rough or held.strength is Strength.GUESSED)

    @staticmethod
    def _same_weekday_later(held: _Term[Day], day: Day) -> bool:
        if held.value.kind is not DayKind.WEEKDAY or day.kind is not DayKind.NUMBERED or day.doubt:
            return False
        return day.day.weekday() == held.value.day.weekday() and day.day != held.value.day

    def debtor(self, said: Said) -> None:
        """The debtor accepts, counters, or refuses."""
        asked = self.asked.text if self.asked else ""
        if stance.ASKS_IDENTITY.search(asked) and not stance.ASKS_AMOUNT.search(asked) and not stance.ASKS_DAY.search(asked):
            self._end_turn()
            return
        if stance.NEVER.search(said.text):
            self._drop()
            return
        amounts = usable_amounts(said, self._account.amount, bool(stance.ASKS_AMOUNT.search(asked)))
        first = first_payment(said, amounts, usable_days(said))
        accepts = stance.ACCEPTS.search(said.text) is not None
        refuses = stance.REFUSES.search(said.text) is not None
        self._wholes(said)
        if self.offer and (accepts or first.day or first.amount) and not (refuses and not first.day and not first.amount):
            self._accept(said, first, plainly=accepts and not first.day and not first.amount)
        elif self.offer and refuses:
            self.offer = None
        self._state(said, first)
        if stance.VAGUE_TIME.search(said.text) and not first.day:
            self.vague = said.i
        self.conditional = self.conditional or bool(stance.CONDITIONAL.search(said.text))
        self._end_turn()

    def _end_turn(self) -> None:
        self.asked = None

    def _drop(self) -> None:
        self.amount = self.day = self.offer = self.whole = self.half = None

    def _wholes(self, said: Said) -> None:
        for match in stance.WHOLE.finditer(said.text):
            if not said.asks(match.start()) and "no" not in said.lead(match.start()).split()[-3:]:
                self.whole = said.i
        if stance.HALF.search(said.text):
            self.half = said.i

    def _state(self, said: Said, first: First) -> None:
        if first.amount:
            strength = Strength.GUESSED if first.amount_asked or first.amount.rough else Strength.STATED
            if self.amount is None or strength >= self.amount.strength or self.amount.strength < Strength.STATED:
                self.amount = _Term(first.amount, said.i, strength)
        if first.day:
            strength = Strength.GUESSED if first.day_asked else Strength.STATED
            if self.day is None or strength >= self.day.strength:
                self.day = _Term(first.day, said.i, strength)
        if first.payments > 1:
            self.payments = first.payments

    def _accept(self, said: Said, first: First, plainly: bool) -> None:
        if self.offer is None:
            return
        offered, terms, amounts = self.offer
        amount = _chosen(said, offered, terms, amounts)
        counter = plainly and offered.text.rstrip().endswith("?")
        if amount and not first.amount and self._replaces(self.amount, counter and terms.amount_asked):
            self.amount = _Term(amount, offered.i, Strength.ACCEPTED)
        if terms.day and not first.day and self._replaces(self.day, counter and terms.day_asked):
            self.day = _Term(terms.day, offered.i, Strength.ACCEPTED)
        if terms.payments > 1:
            self.payments = terms.payments
        self.offer = None

    @staticmethod
    def _replaces(held: "_Term[Amount] | _Term[Day] | None", counter: bool) -> bool:
        return held is None or held.strength is Strength.GUESSED or held.strength is Strength.ACCEPTED or counter


def _chosen(said: Said, offered: Said, terms: First, amounts: list[Amount]) -> Amount | None:
    """Which of the agent's figures the debtor took: `las cuotas`, `en uno solo`."""
    if len(amounts) < 2:
        return terms.amount
    if stance.WHOLE.search(said.text):
        return max(amounts, key=lambda a: a.value)
    return terms.amount


def find_agreement(call: Call) -> Agreement:
    """The first payment settled on the call, whatever its outcome; an empty Agreement where nothing was.

    Without `called_at` no spoken day can be placed: the day stays None.
    """
    account = call.account
    currency = account.currency or OF_COUNTRY.get(call.country or "")
    bargaining = Bargaining(account)
    today = call.called_at.date() if call.called_at else date.min
    asked_day = False
    last_debtor = max((t.i for t in call.turns if t.speaker is not Speaker.AGENT), default=-1)
    for turn in call.turns:
        said = hear(turn, today if call.called_at else date(2000, 1, 1), call.country, currency, account.amount, asked_day)
        if call.called_at is None:
            said = replace(said, days=())
        if said.agent:
            bargaining.agent(said)
            asked_day = stance.ASKS_DAY.search(said.text) is not None
        else:
            bargaining.debtor(said)
            asked_day = False
    return _result(bargaining, call, currency, last_debtor)


def _result(held: Bargaining, call: Call, currency: str | None, last_debtor: int) -> Agreement:
    amount = held.amount.value.value if held.amount else None
    day = held.day
    if held.offer and held.offer[0].i > last_debtor and (held.amount or held.day):
        _, first, _ = held.offer
        amount = amount if amount is not None else (first.amount.value if first.amount else None)
        day = day or (_Term(first.day, held.offer[0].i, Strength.ACCEPTED) if first.day else None)
    if amount is None and day is not None:
        owed = call.account.amount
        amount = owed if held.whole is not None or held.half is None or owed is None else owed / 2
    if amount is None or day is None:
        return Agreement(vague=held.vague is not None)
    turns = tuple(sorted({t.turn for t in (held.amount, day) if t}))
    kind = "payment_plan" if held.payments > 1 else "promise"
    return Agreement(amount, currency, day.value.day, turns, 0.9, False, kind)
