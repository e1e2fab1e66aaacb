"""Follows the offers and answers of a call turn by turn."""

from dataclasses import replace
from decimal import Decimal

from audit.calls import Account
from audit.promises import phrases, stance
from audit.promises.choices import (
    all_of_it,
    asides,
    asks_for_plan,
    calls_back,
    chooses,
    counts_plan,
    disputes_a_part,
    echoes,
    follows,
    moved_off,
    sums_up,
)
from audit.promises.figures import First, first_payment, is_later, usable_amounts, usable_days
from audit.promises.instalments import in_parts
from audit.promises.money import Amount
from audit.promises.shares import share_of_it
from audit.promises.stance import Said
from audit.promises.standing import Standing
from audit.promises.terms import Offer, Strength

_STALE_TURNS = 6
_SAME_PAYMENT_DAYS = 4
_NOTHING = First(None, None, False, False)


class Bargaining:
    """The state of the talk: `stands` is what is settled so far, `offer` what the agent put last and nobody answered.

    `disputed`: the debtor denies the debt; `held_until`: the turn at which the agent last stayed its collection;
    `payoff`: what the agent said would settle everything; `paying`: a day was given in so many words for paying.
    """

    def __init__(self, account: Account) -> None:
        self._owed = account.amount
        self.stands = Standing()
        self.offer: Offer | None = None
        self.payoff: Amount | None = None
        self.conditional = self.vague = self.paying = self.disputed = False
        self.held_until = -1
        self._asked: Said | None = None
        self._bid = -_STALE_TURNS
        self._plans: list[Offer] = []
        self._request: First | None = None
        self._open = self._rest = self._looking_back = self._asks_amount = False
        self._named: set[Decimal] = set()

    def agent(self, said: Said) -> None:
        """The agent proposes, asks, or sums up."""
        if phrases.HOLDS.search(said.text) and not (self.stands.amount and self.stands.day) and not _proposes(said):
            self._drop()
            self.held_until, self._asked, self._open = said.i, said, False
            return
        amounts = usable_amounts(said, self._owed, False)
        first = first_payment(said, amounts, [] if self._looking_back and not amounts else usable_days(said))
        if first.amount is None and (share := share_of_it(said, self._total())) is not None:
            first = replace(first, amount=share, amount_asked=True)
        self._put(said, first, amounts)
        request, self._request = self._request, None
        if request is not None:
            self.stands.grant(said, first, request)
        self.stands.clarify(said, first)
        self._quote(said)
        asks_day = phrases.ASKS_DAY.search(said.text) and not phrases.ASKS_PAST.search(said.text)
        self._open = bool(phrases.ASKS_AMOUNT.search(said.text) or asks_day) or self.offer is not None
        asking = [s for s in said.sentences() if s.rstrip().endswith("?")]
        at_the_rest = any(phrases.LATER.search(s) for s in asking) or phrases.ASKS_REST.match(said.text) is not None
        at_the_rest = at_the_rest or bool(asks_day and self._other_part(said))
        if at_the_rest and first.day and first.amount and self.stands.day is None and first.amount.value in self._named:
            self.stands.put_amount(first.amount, said.i, Strength.ACCEPTED)
            self.stands.put_day(first.day, said.i, Strength.ACCEPTED)
        self._rest = self.stands.day is not None and at_the_rest
        self._asked, self._looking_back = said, False

    def _put(self, said: Said, first: First, amounts: list[Amount]) -> None:
        """Makes the turn's figures the offer; a day alone goes with the amount put before it."""
        if not (first.amount or first.day):
            return
        whole = first.amount is not None and first.day is not None
        haggled = said.i - self._bid <= _STALE_TURNS and not self.disputed and phrases.OWES.search(said.text) is None
        share = first.amount is not None and first.amount.derived
        named = self._asks_amount or haggled or share or any(in_parts(said, a) for a in amounts)
        talking = self.stands.amount or self.stands.day or named or phrases.PAYS.search(said.text)
        if not (whole or talking):
            return
        earlier, source = self.offer, said
        if first.amount is None and earlier and earlier.first.amount and self.stands.amount is None:
            first = replace(first, amount=earlier.first.amount, amount_asked=earlier.first.amount_asked)
            amounts, source = list(earlier.amounts), earlier.source
        elif earlier and len(amounts) == 1 and (again := [a for a in earlier.amounts if a.value == amounts[0].value]):
            first, amounts, source = replace(first, amount=again[0]), again, earlier.source  # `¿los ochenta para cuándo?`
        self.offer, self._bid = Offer(said, first, tuple(amounts), source), said.i
        self._plans.append(self.offer)

    def _other_part(self, said: Said) -> bool:
        """`Cuarenta el sábado. Y los cien, ¿qué fecha?`, of two payments the debtor named."""
        held, last = self.stands.amount, said.amounts[-1].value if said.amounts else None
        return self.stands.settled and held is not None and last != held.value and last in self.stands.later

    def _quote(self, said: Said) -> None:
        """What the agent says would settle everything: `cerramos en...`, `pagaría ... y cierra`."""
        for amount in said.amounts:
            if phrases.QUOTES.search(said.lead(amount.start)[-30:]) and not amount.rough:
                self.payoff = amount

    def _total(self) -> Decimal | None:
        return self.payoff.value if self.payoff else self._owed

    def debtor(self, said: Said) -> None:
        """The debtor accepts, counters, asks or refuses."""
        asked = self._asked.text if self._asked else ""
        self._asks_amount = said.text.rstrip().endswith("?") and phrases.ASKS_AMOUNT.search(said.text) is not None
        self._named |= {a.value for a in said.amounts}
        self.disputed = self.disputed and not phrases.ADMITS.search(said.text)
        if self._aside(said, asked):
            return
        self._back_to_a_plan(said)
        first = self._figures(said, asked)
        if self._rest and (first.amount or first.day):
            self.offer, self.stands.parts = None, True
            return
        asked_back = self._open and asked.rstrip().endswith("?")
        if self._talks_of_later(first) or (self.disputed and not asked_back and not (first.amount and first.day)):
            return
        if phrases.UNSURE.search(said.text) and not first.amount:
            first = _NOTHING
        self._answer(said, first, asked)

    def _back_to_a_plan(self, said: Said) -> None:
        """`No, en seis está bien`: of the plans put before, the debtor takes one that is not the last."""
        last = self.offer
        if last is None or not (last.amounts and last.said is last.source is self._asked) or chooses(said, last):
            return
        taken = next((p for p in reversed(self._plans) if p.said is not last.said and chooses(said, p)), None)
        if taken is not None:
            self.offer = replace(taken, said=last.said, first=replace(taken.first, day=last.first.day or taken.first.day))

    def _aside(self, said: Said, asked: str) -> bool:
        """Whether the turn is outside the bargain: an identity answer, a denial, a refusal for good, a tale of the past."""
        terms = phrases.ASKS_AMOUNT.search(asked) or phrases.ASKS_DAY.search(asked) or stance.pays(said.text)
        offered = self.offer is not None and self.offer.said is self._asked
        names_both = bool(said.amounts and said.days)
        if phrases.ASKS_IDENTITY.search(asked) and not (terms or offered or names_both):
            return True
        if self._asked and calls_back(self._asked) and not (said.amounts or stance.pays(said.text)):
            return True
        disputes = phrases.DISPUTES.search(said.text) is not None
        if disputes and disputes_a_part(said, self._owed):
            return True
        if phrases.NEVER.search(said.text) or disputes:
            if not self.stands.settled:
                self.disputed = True
                self._drop()
            return True
        about_past = phrases.ASKS_PAST.search(asked) and phrases.ASKS_DAY.search(asked)
        done = phrases.ASKS_DONE.search(asked) and not stance.pays(said.text)
        self._looking_back = bool(done or (about_past and not phrases.PAYS.search(said.text)))
        return self._looking_back

    def _answer(self, said: Said, first: First, asked: str) -> None:
        by_count = self.offer is not None and self._asked is self.offer.said and chooses(said, self.offer)
        accepts = (stance.accepts(said) or by_count) and not self.disputed
        if phrases.CALL_ME.search(said.text) and not first.amount and not accepts:
            self.offer = None
            return
        offer = self.offer if self.offer and said.i - self.offer.said.i <= _STALE_TURNS else None
        if offer and (first.day or first.amount or accepts):
            self.stands.accept(said, first, offer, by_count)
            offer = None
        elif offer and phrases.REFUSES.search(said.text):
            self.stands.drop_guesses()
            offer = None
        elif offer and phrases.ASKS_WHERE.search(said.text) and not self.disputed:
            self.stands.lean(offer)
        self.offer = offer
        put = self._asked.amounts if self._asked else ()
        self.stands.state(said, first, bool(phrases.ASKS_DAY.search(asked)), put)
        if first.day_asked or (first.amount_asked and first.amount and not first.amount.rough):
            amount, day = first.amount if first.amount_asked else None, first.day if first.day_asked else None
            self._request = First(amount, day, True, True)
        self._note(said, first, accepts, by_count, asked)

    def _figures(self, said: Said, asked: str) -> First:
        """The debtor's own first payment, `todo` and `la mitad` worked out; nothing while nobody speaks of paying."""
        pays = phrases.PAYS.search(said.text) is not None
        total, stands = all_of_it(said, self._total()), self.stands
        talking = stands.amount is not None or stands.day is not None or total is not None
        if not (self._open or pays or talking or (said.amounts and said.days)):
            return _NOTHING
        amounts = usable_amounts(said, self._owed, phrases.ASKS_AMOUNT.search(asked) is not None)
        if stands.amount and stands.day and any(a.value in stands.later for a in amounts):
            return _NOTHING
        amounts = [a for a in amounts if not (echoes(said, a, self._asked) or asks_for_plan(said, a, self._plans))]
        if self.offer is not None and chooses(said, self.offer):
            amounts = [a for a in amounts if not counts_plan(said, a, self.offer)]
        stands.later |= {a.value for at, a in enumerate(amounts) if is_later(said, a.start) or follows(said, amounts[:at], a)}
        first = first_payment(said, amounts or ([total] if total else []), moved_off(said, usable_days(said), self._asked))
        if first.amount is None and (share := share_of_it(said, self._total())) is not None:
            return replace(first, amount=share, amount_asked=said.asks(share.start) or not pays)
        if stands.settled and stands.day and self._asked and asides(said, first, stands.day.value, self._asked):
            return _NOTHING
        return first

    def _drop(self) -> None:
        self.stands.drop()
        self.offer = None

    def _talks_of_later(self, first: First) -> bool:
        """Both sides are at the day of the second payment: the first pair stands."""
        held, asked = self.stands.day, self._asked
        if not (self.stands.parts and held and self.stands.amount and first.day and asked and asked.days) or first.amount:
            return False
        apart = (first.day.day - held.value.day).days > _SAME_PAYMENT_DAYS  # nearer ones move the first payment itself
        return held.strength is Strength.STATED and apart and asked.days[-1].day > held.value.day

    def _note(self, said: Said, first: First, accepts: bool, by_count: bool, asked: str) -> None:
        one_go = phrases.ONE_GO.search(said.text) is not None
        if by_count or (phrases.TAKES_PARTS.search(said.text) and not one_go):
            self.stands.parts = True
        elif one_go and accepts:
            self.stands.parts = False
        if phrases.VAGUE_TIME.search(said.text) and not first.day:
            self.vague = True
        promised = first.day is not None and not said.asks(first.day.start) and stance.pays(said.sentence(first.day.start))
        if promised or ((first.day or accepts) and stance.pays(asked)):
            self.paying = True
        if (first.amount or first.day or accepts) and phrases.CONDITIONAL.search(said.text):
            self.conditional = True


def _proposes(said: Said) -> bool:
    """A stay that comes with instalments or a summing up is an offer like any other."""
    return sums_up(said) or any(in_parts(said, a) for a in said.amounts)
