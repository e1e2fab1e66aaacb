"""Follows the offers and answers of a call turn by turn, and holds the figures that stand."""

import re
from decimal import Decimal

from audit.calls import Account
from audit.promises import phrases, stance
from audit.promises.figures import First, first_payment, is_later, is_payday, usable_amounts, usable_days
from audit.promises.money import Amount
from audit.promises.spoken_days import Day, DayKind
from audit.promises.stance import Said
from audit.promises.terms import Offer, Strength, Term, restated

_STALE_TURNS = 6
_NEAR_ENOUGH = Decimal("0.15")


class Bargaining:
    """The state of the talk. `amount` and `day` hold what stands; `offer` is what the agent put last and nobody answered."""

    def __init__(self, account: Account) -> None:
        self._owed = account.amount
        self.amount: Term[Amount] | None = None
        self.day: Term[Day] | None = None
        self.offer: Offer | None = None
        self.payoff: Amount | None = None
        self.conditional = False
        self.vague = False
        self.paying = False
        self.parts = False
        self._asked: Said | None = None
        self._open = False
        self._rest = False
        self._looking_back = False
        self._chooses_parts = False
        self._request: First | None = None
        self._later: set[Decimal] = set()
        self._stated: set[Decimal] = set()
        self.disputed = False
        self.held_until = -1

    def agent(self, said: Said) -> None:
        """The agent proposes, asks, or sums up."""
        if phrases.HOLDS.search(said.text) and not (self.amount and self.day) and not self._sums_up(said):
            self._drop()
            self.held_until, self._asked, self._open = said.i, said, False
            return
        amounts = usable_amounts(said, self._owed, False)
        first = first_payment(said, amounts, [] if self._looking_back and not amounts else usable_days(said))
        self._looking_back = False
        if first.amount is None and (half := self._half_of_it(said)) is not None:
            first = First(half, first.day, True, first.day_asked)
        if (first.amount and first.day) or (
            (first.amount or first.day) and (phrases.PAYS.search(said.text) or self.amount or self.day)
        ):
            earlier = self.offer
            if first.amount is None and earlier and earlier.first.amount and self.amount is None:
                first = First(earlier.first.amount, first.day, earlier.first.amount_asked, first.day_asked)
                amounts = list(earlier.amounts)
            self.offer = Offer(said, first, tuple(amounts))
        self._grant(said, first)
        self._clarify(said, first)
        self._quote(said)
        asks_day = phrases.ASKS_DAY.search(said.text) and not phrases.ASKS_PAST.search(said.text)
        self._open = bool(phrases.ASKS_AMOUNT.search(said.text) or asks_day) or self.offer is not None
        self._rest = self.day is not None and any(phrases.LATER.search(s) for s in said.sentences() if s.rstrip().endswith("?"))
        self._asked = said

    @staticmethod
    def _sums_up(said: Said) -> bool:
        days = [d for d in usable_days(said) if d.kind in (DayKind.NUMBERED, DayKind.WEEKDAY)]
        return bool(days and said.amounts) and phrases.SUMS_UP.search(said.text) is not None

    def _grant(self, said: Said, first: First) -> None:
        """The debtor asked for another day or amount and the agent says yes to it."""
        request, self._request = self._request, None
        if request is None or phrases.REFUSES.search(said.text):
            return
        yes = stance.accepts(said)
        if request.day and yes and (first.day is None or first.day.day == request.day.day):
            self.day = restated(self.day, Term(request.day, said.i, Strength.STATED))
        if request.amount and yes and (first.amount is None or first.amount.value == request.amount.value):
            self.amount = restated(self.amount, Term(request.amount, said.i, Strength.STATED))

    def _clarify(self, said: Said, first: First) -> None:
        """The agent's exact figure for what the debtor said roughly: `cuatro mil y pico`, `el viernes`."""
        amount, day = first.amount, first.day
        if amount and self.amount and not amount.rough:
            held_value = self.amount.value.value
            loose = self.amount.value.rough or self.amount.value.derived or self.amount.strength is Strength.GUESSED
            near = abs(held_value - amount.value) <= _NEAR_ENOUGH * amount.value
            if (loose and near) or held_value == amount.value // 1:
                self.amount = restated(self.amount, Term(amount, said.i, Strength.STATED))
        held = self.day
        told = day is not None and day.kind is DayKind.NUMBERED and not day.doubt
        if day and held and told and held.value.kind is DayKind.WEEKDAY and day.day.weekday() == held.value.day.weekday():
            self.day = restated(self.day, Term(day, said.i, held.strength))

    def _quote(self, said: Said) -> None:
        """What the agent says would settle everything: `cerramos en...`, `pagaría ... y cierra`."""
        for amount in said.amounts:
            if phrases.QUOTES.search(said.lead(amount.start)[-30:]) and not amount.rough:
                self.payoff = amount

    def debtor(self, said: Said) -> None:
        """The debtor accepts, counters, asks or refuses."""
        asked = self._asked.text if self._asked else ""
        self.disputed = self.disputed and not phrases.ADMITS.search(said.text)
        pays = phrases.PAYS.search(said.text) is not None
        asked_terms = phrases.ASKS_AMOUNT.search(asked) or phrases.ASKS_DAY.search(asked) or stance.pays(said.text)
        offered = self.offer is not None and self.offer.said is self._asked
        if phrases.ASKS_IDENTITY.search(asked) and not asked_terms and not offered:
            return
        disputes = phrases.DISPUTES.search(said.text) is not None
        if disputes and self._only_a_part(said):
            return
        if phrases.NEVER.search(said.text) or disputes:
            if not (self.amount and self.day and min(self.amount.strength, self.day.strength) > Strength.GUESSED):
                self.disputed = True
                self._drop()
            return
        if phrases.ASKS_PAST.search(asked) and phrases.ASKS_DAY.search(asked) and not pays:
            self._looking_back = True
            return
        first = self._figures(said, asked, pays)
        if self._talks_of_later(first):
            return
        if self._rest and (first.amount or first.day):
            self.offer, self.parts = None, True
            return
        asked_back = self._open and asked.rstrip().endswith("?")
        if self.disputed and not asked_back and not (first.amount and first.day):
            return
        self._chooses_parts = self._chooses(said)
        if phrases.UNSURE.search(said.text) and not first.amount:
            first = First(None, None, False, False)
        accepts = (stance.accepts(said) or self._chooses_parts) and not self.disputed
        if phrases.CALL_ME.search(said.text) and not first.amount and not accepts:
            self.offer = None
            return
        if self.offer and said.i - self.offer.said.i > _STALE_TURNS:
            self.offer = None
        if self.offer and (first.day or first.amount or accepts):
            self._accept(said, first, plainly=not first.day and not first.amount)
        elif self.offer and phrases.REFUSES.search(said.text):
            self._refuse()
        elif self.offer and phrases.ASKS_WHERE.search(said.text) and not self.disputed:
            self._lean()
        if (
            first.day
            and first.amount
            and (len({d.day for d in said.days}) > 1 or any(is_later(said, d.start) for d in said.days))
        ):
            self.parts = True
        self._state(said, first, bool(phrases.ASKS_DAY.search(asked)))
        self._note(said, first, accepts, asked)

    def _only_a_part(self, said: Said) -> bool:
        """`Los cinco mil de abril ya los pagué`: the rest is not disputed."""
        return self._owed is not None and any(a.value < self._owed for a in said.amounts)

    def _chooses(self, said: Said) -> bool:
        """`Las cuatro`, `dos`: one of the agent's plans taken by its number of payments."""
        if self.offer is None or self._asked is not self.offer.said or phrases.REFUSES.search(said.text):
            return False
        counts = phrases.PARTS_OFFERED.findall(self.offer.said.text)
        return any(
            re.search(rf"(?:^|[.,;!]\s*)\W*(?:las |los |en |the |mejor |pues |the )*{n}\b\s*(?:[.,;!]|$)", said.text)
            for n in counts
        )

    def _figures(self, said: Said, asked: str, pays: bool) -> First:
        all_of_it = self._all_of_it(said)
        talking = self.amount is not None or self.day is not None or all_of_it is not None
        listening = self._open or pays or talking or bool(said.amounts and said.days)
        if not listening:
            return First(None, None, False, False)
        amounts = usable_amounts(said, self._owed, phrases.ASKS_AMOUNT.search(asked) is not None)
        if self.amount and self.day and any(a.value in self._later for a in amounts):
            return First(None, None, False, False)
        amounts = [a for a in amounts if not self._echo(said, a)]
        self._later |= {a.value for a in amounts if is_later(said, a.start)}
        if not amounts and all_of_it is not None:
            amounts = [all_of_it]
        first = first_payment(said, amounts, usable_days(said))
        if first.amount is None and (half := self._half_of_it(said)) is not None:
            return First(half, first.day, said.asks(half.start) or not pays, first.day_asked)
        return first

    def _all_of_it(self, said: Said) -> Amount | None:
        """`Pago todo`, `completa`: the agent's figure for settling everything, else what the account owes."""
        match = phrases.ALL_OF_IT.search(said.text)
        if match is None or said.asks(match.end() - 1):
            return None
        value = self.payoff.value if self.payoff else self._owed
        return Amount(value, match.start(), match.end(), derived=True) if value is not None else None

    def _half_of_it(self, said: Said) -> Amount | None:
        match = phrases.HALF.search(said.text)
        value = self.payoff.value if self.payoff else self._owed
        return Amount(value / 2, match.start(), match.end(), derived=True) if match and value is not None else None

    def _echo(self, said: Said, amount: Amount) -> bool:
        """Whether the debtor only repeats in doubt what the agent has just said: `¿Treinta y cinco?`"""
        sentence = said.sentence(amount.start).rstrip()
        if self._asked is None or not (said.asks(amount.start) or sentence.endswith("!")):
            return False
        return any(a.value == amount.value for a in self._asked.amounts)

    def _drop(self) -> None:
        self.amount = self.day = self.offer = None

    def _refuse(self) -> None:
        """No to the offer; what was only leaned to falls with it."""
        self.offer = None
        if self.amount and self.day and max(self.amount.strength, self.day.strength) is Strength.GUESSED:
            self._drop()

    def _talks_of_later(self, first: First) -> bool:
        """Both sides are at the day of the second payment: the first pair stands."""
        held, asked = self.day, self._asked
        if not (self.parts and held and self.amount and first.day and asked and asked.days) or first.amount:
            return False
        return held.strength is Strength.STATED and first.day.day > held.value.day and asked.days[-1].day > held.value.day

    def _lean(self) -> None:
        """`¿A dónde lo pongo?` is half a yes."""
        offer = self.offer
        if offer and offer.first.amount and self.amount is None:
            self.amount = restated(self.amount, Term(offer.first.amount, offer.said.i, Strength.GUESSED))
        if offer and offer.first.day and self.day is None:
            self.day = restated(self.day, Term(offer.first.day, offer.said.i, Strength.GUESSED))

    def _note(self, said: Said, first: First, accepts: bool, asked: str) -> None:
        if self._chooses_parts or (phrases.TAKES_PARTS.search(said.text) and not phrases.ONE_GO.search(said.text)):
            self.parts = True
        elif phrases.ONE_GO.search(said.text) and accepts:
            self.parts = False
        if phrases.VAGUE_TIME.search(said.text) and not first.day:
            self.vague = True
        if (first.day or accepts) and (stance.pays(said.text) or stance.pays(asked)):
            self.paying = True
        if (first.amount or first.day or accepts) and phrases.CONDITIONAL.search(said.text):
            self.conditional = True

    def _state(self, said: Said, first: First, asked_day: bool) -> None:
        amount, day = first.amount, first.day
        if amount:
            cut_short = said.text.startswith(("...", "…"), amount.end)
            guessed = first.amount_asked or amount.rough or cut_short or phrases.ROUGHLY.search(said.lead(amount.start))
            strength = Strength.GUESSED if guessed else Strength.STATED
            if strength is Strength.STATED:
                self._stated.add(amount.value)
            if self.amount is None or strength >= self.amount.strength:
                self.amount = restated(self.amount, Term(amount, said.i, strength))
        if day:
            background = not asked_day and not amount and is_payday(said, day)
            strength = Strength.GUESSED if first.day_asked or background else Strength.STATED
            if self.day is None or strength >= self.day.strength:
                self.day = restated(self.day, Term(day, said.i, strength))
        asks = (first.amount_asked and amount is not None and not amount.rough) or first.day_asked
        if asks:
            self._request = First(amount if first.amount_asked else None, day if first.day_asked else None, True, True)

    def _accept(self, said: Said, first: First, plainly: bool) -> None:
        offer, self.offer = self.offer, None
        if offer is None:
            return
        terms = offer.first
        amount = _chosen(said, offer)
        by_count = self._chooses_parts
        if by_count and amount and not phrases.EACH.search(offer.said.lead(amount.start)[-30:]):
            amount = None  # `dos`: the parts' amount is still to be said
        counter = (plainly and terms.amount_asked) or (amount is not None and amount.value in self._stated)
        if amount and not first.amount and _gives_way(self.amount, offer, counter):
            self.amount = restated(self.amount, Term(amount, offer.said.i, Strength.ACCEPTED))
            each = phrases.EACH.search(offer.said.lead(amount.start)[-30:])
            self.parts = self.parts or bool(each or phrases.PLAN.search(offer.said.sentence(amount.start)))
        background = first.day is not None and is_payday(said, first.day) and not first.amount
        background = background and terms.day is not None and terms.day.kind is not DayKind.NOW
        if terms.day and (not first.day or background) and _gives_way(self.day, offer, plainly and terms.day_asked):
            self.day = restated(self.day, Term(terms.day, offer.said.i, Strength.ACCEPTED))


def _gives_way(held: Term[Amount] | Term[Day] | None, offer: Offer, counter: bool) -> bool:
    """Whether an accepted offer replaces what stood: a counter-offer does, a careless summing up does not."""
    if held is None or held.strength is Strength.GUESSED or counter:
        return True
    return held.strength is Strength.ACCEPTED and not phrases.SUMS_UP.search(offer.said.text)


def _chosen(said: Said, offer: Offer) -> Amount | None:
    """Which of the agent's figures the debtor took: `las cuotas`, `en uno solo`, `seis`."""
    if len(offer.amounts) < 2:
        return offer.first.amount
    leads = {a: offer.said.lead(a.start) for a in offer.amounts}
    parts = [a for a in offer.amounts if phrases.EACH.search(leads[a][-30:])]
    wholes = [a for a in offer.amounts if a not in parts]
    if parts and phrases.IN_PARTS.search(said.text):
        return parts[0]
    if wholes and phrases.WHOLE.search(said.text):
        return wholes[0]
    counted = [a for a in parts if (word := stance.count_before(leads[a])) and re.search(rf"\b{word}\b", said.text)]
    return counted[0] if counted else offer.first.amount
