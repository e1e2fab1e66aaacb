"""The figures that stand in a bargain, and how an answer, a grant or a clearer word changes them."""

import re
from decimal import Decimal

from audit.promises import phrases, stance
from audit.promises.choices import chosen, gives_way
from audit.promises.figures import First, is_later, is_payday, refuses_day
from audit.promises.instalments import in_parts
from audit.promises.money import Amount
from audit.promises.spoken_days import Day, DayKind
from audit.promises.stance import Said
from audit.promises.talked_months import is_bare, names_month
from audit.promises.terms import Offer, Strength, Term, restated

_NEAR_ENOUGH = Decimal("0.15")
_ROUNDING = Decimal("0.01")
_NEAR_DAYS, _HALF_A_MONTH = 3, 16
_DECLINES = re.compile(r"^\W*(?:\w+\s+){1,3}no\b\s*[,.;]")


class Standing:
    """The first payment as it stands: `amount`, `day`; `parts` when more payments follow; `later` and `stated` amounts."""

    def __init__(self) -> None:
        self.amount: Term[Amount] | None = None
        self.day: Term[Day] | None = None
        self.parts = False
        self.later: set[Decimal] = set()
        self._month_open = False
        self.stated: set[Decimal] = set()

    @property
    def settled(self) -> bool:
        """Both stand, and neither is a guess."""
        return bool(self.amount and self.day and min(self.amount.strength, self.day.strength) > Strength.GUESSED)

    def drop(self) -> None:
        """Nothing stands any more."""
        self.amount = self.day = None

    def drop_guesses(self) -> None:
        """A refusal undoes what was only leaned to."""
        if self.amount and self.day and max(self.amount.strength, self.day.strength) is Strength.GUESSED:
            self.drop()

    def put_amount(self, amount: Amount, turn: int, strength: Strength) -> None:
        """`amount` stands from now on."""
        self.amount = restated(self.amount, Term(amount, turn, strength))

    def put_day(self, day: Day, turn: int, strength: Strength) -> None:
        """`day` stands from now on."""
        self.day = restated(self.day, Term(day, turn, strength))

    def grant(self, said: Said, first: First, request: First) -> None:
        """The debtor asked for another day or amount and the agent says yes to it."""
        repeats = request.day and first.day and first.day.day == request.day.day and not first.day_asked
        if phrases.REFUSES.search(said.text) or _DECLINES.search(said.text) or not (repeats or stance.accepts(said)):
            return
        if request.day and (first.day is None or first.day.day == request.day.day):
            self.put_day(request.day, said.i, Strength.STATED)
        if request.amount and (first.amount is None or first.amount.value == request.amount.value):
            self.put_amount(request.amount, said.i, Strength.STATED)

    def clarify(self, said: Said, first: First) -> None:
        """The agent's exact figure for what the debtor said roughly: `cuatro mil y pico`, `el viernes`."""
        amount, day, held = first.amount, first.day, self.day
        if amount and self.amount and not amount.rough:
            value = self.amount.value
            loose = value.rough or value.derived or self.amount.strength is Strength.GUESSED
            rounded = 0 < amount.value - value.value <= _ROUNDING * amount.value
            near = abs(value.value - amount.value) <= _NEAR_ENOUGH * amount.value
            if (loose and near) or rounded:
                self.put_amount(amount, said.i, Strength.STATED)
        told = day is not None and day.kind is DayKind.NUMBERED and not day.doubt
        other_month = self._month_open and held and day and held.value.day.day == day.day.day and names_month(day, said.text)
        if day and held and told and (other_month or _same_day_said_loosely(held.value, day)):
            self.put_day(day, said.i, held.strength)

    def state(self, said: Said, first: First, asked_day: bool, offered: tuple[Amount, ...] = ()) -> None:
        """The debtor's own figures. `offered`: the agent's, which the debtor may repeat while thinking: `ochocientos... ya`."""
        amount, day = first.amount, first.day
        if amount:
            cut_short = said.text.startswith(("...", "…"), amount.end)
            cut_short = cut_short and all(a.value != amount.value for a in offered)
            guessed = first.amount_asked or amount.rough or cut_short or phrases.ROUGHLY.search(said.lead(amount.start))
            strength = Strength.GUESSED if guessed else Strength.STATED
            if strength is Strength.STATED:
                self.stated.add(amount.value)
            if self.amount is None or strength >= self.amount.strength:
                self.put_amount(amount, said.i, strength)
        if day:
            background = not asked_day and not amount and is_payday(said, day)
            strength = Strength.GUESSED if first.day_asked or background else Strength.STATED
            if (self.day is None or strength >= self.day.strength) and not self._names_again(day):
                self.put_day(day, said.i, strength)
                self._month_open = is_bare(day, said.text)
        if amount and day and (len({d.day for d in said.days}) > 1 or _leaves_a_rest(said, amount, day)):
            self.parts = True

    def _names_again(self, day: Day) -> bool:
        """`El viernes, sí`, once Friday the thirty-first stands."""
        held = self.day.value if self.day else None
        if held is None or day.kind is not DayKind.WEEKDAY or held.kind is DayKind.WEEKDAY:
            return False
        return held.day.weekday() == day.day.weekday()

    def accept(self, said: Said, first: First, offer: Offer, by_count: bool) -> None:
        """The offer's figures, where the debtor gave none of their own."""
        terms, plainly = offer.first, not first.day and not first.amount
        amount = chosen(said, offer, by_count)
        if amount and amount.value in self.later and self.settled and not by_count:
            self.parts = True
            return
        takes_it = first.amount is None and (plainly or stance.accepts(said))
        counter = by_count or (takes_it and terms.amount_asked) or (amount is not None and amount.value in self.stated)
        if amount and not first.amount and gives_way(self.amount, offer, counter):
            self.put_amount(amount, offer.source.i, Strength.ACCEPTED)
            planned = phrases.PLAN.search(offer.source.sentence(amount.start)) is not None
            self.parts = self.parts or in_parts(offer.source, amount) or planned
        background = first.day is not None and not first.amount and is_payday(said, first.day)
        asked = first.day_asked and stance.accepts(said)
        own_day = first.day is not None and not asked and not (background and terms.day and terms.day.kind is not DayKind.NOW)
        too_soon = background and terms.day and first.day and first.day.day > terms.day.day and not stance.accepts(said)
        refused = terms.day is not None and (too_soon or refuses_day(said, terms.day))
        if terms.day and not own_day and not refused and gives_way(self.day, offer, plainly and terms.day_asked):
            self.put_day(terms.day, offer.said.i, Strength.ACCEPTED)

    def lean(self, offer: Offer) -> None:
        """`¿A dónde lo pongo?` is half a yes."""
        if offer.first.amount and self.amount is None:
            self.put_amount(offer.first.amount, offer.said.i, Strength.GUESSED)
        if offer.first.day and self.day is None:
            self.put_day(offer.first.day, offer.said.i, Strength.GUESSED)


def _same_day_said_loosely(held: Day, told: Day) -> bool:
    """The debtor's weekday or payday (`en la quincena`), for which the agent gives the day of the month."""
    if held.kind is DayKind.WEEKDAY:
        return told.day.weekday() == held.day.weekday()
    near = _HALF_A_MONTH if held.doubt else _NEAR_DAYS
    return held.kind is DayKind.CUSTOM and abs((told.day - held.day).days) <= near


def _leaves_a_rest(said: Said, amount: Amount, day: Day) -> bool:
    """`Treinta el viernes y lo otro en octubre`."""
    return (
        any(is_later(said, d.start) for d in said.days) or phrases.LATER.search(said.text, max(amount.end, day.end)) is not None
    )
