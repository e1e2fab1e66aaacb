"""The agent's last full summing up (an amount and a day), and whether it may stand for the agreement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit.promises import phrases, stance
from audit.promises.figures import First, first_payment, is_later, refuses_day, usable_amounts, usable_days
from audit.promises.money import Amount
from audit.promises.spoken_days import Day
from audit.promises.stance import Said


@dataclass(frozen=True, slots=True)
class Pair:
    """An amount and a day the agent said together, the turn, and whether the debtor then said yes or had said so before."""

    amount: Amount
    day: Day
    turn: int
    accepted: bool
    amount_heard: bool
    day_heard: bool


def last_pair(heard: list[Said], owed: Decimal | None) -> Pair | None:
    """The last agent's turn that names an amount and a day to pay it, unless the debtor then refuses or disputes it."""
    for at in range(len(heard) - 1, -1, -1):
        said = heard[at]
        first = _first(said, owed) if said.agent else None
        if first is None or first.amount is None or first.day is None or first.amount.rough:
            continue
        if is_later(said, first.amount.start) and not is_later(said, first.day.start):
            continue  # `la entrega el quince y después cuotas de trescientos`
        answers = [s for s in heard[at + 1 :] if not s.agent]
        if (answers and _against(answers[0])) or any(refuses_day(s, first.day) for s in answers):
            return None
        before = [s for s in heard[:at] if not s.agent]
        return Pair(
            first.amount,
            first.day,
            said.i,
            any(stance.accepts(s) for s in answers) or _closes_unopposed(answers, before),
            said_amount(before, first.amount.value),
            said_day(before, first.day.day),
        )
    return None


def _closes_unopposed(answers: list[Said], before: list[Said]) -> bool:
    """The call ends on the summing up, and the debtor's last words were no refusal."""
    return not answers and bool(before) and not _against(before[-1])


def _first(said: Said, owed: Decimal | None) -> First:
    return first_payment(said, usable_amounts(said, owed, False), usable_days(said))


def _against(answer: Said) -> bool:
    return any(
        p.search(answer.text)
        for p in (
            phrases.REFUSES,
            phrases.NEVER,
            phrases.DISPUTES,
            phrases.UNSURE,
            phrases.DOUBTS,
            phrases.CALL_ME,
            phrases.CORRECTS,
        )
    )


def walked_off(heard: list[Said]) -> bool:
    """The debtor's last words go elsewhere (`voy a preguntar`, `[cuelga]`) or refuse, and say yes to nothing."""
    last = [s for s in heard if not s.agent][-2:]
    if not last:
        return False
    if phrases.WALKS_OFF.search(last[-1].text):
        return True
    elsewhere = phrases.WALKS_OFF.search(last[0].text) is not None and not _offers_a_day(last[0])
    gone = elsewhere or phrases.REFUSES.search(last[-1].text) is not None
    return gone and not stance.accepts(last[-1])


def _offers_a_day(said: Said) -> bool:
    """`I'm not doing the nine hundred. I can do the first on October second`."""
    after = max((m.end() for m in phrases.WALKS_OFF.finditer(said.text)), default=0)
    return any(phrases.PAYS.search(said.sentence(d.start)) for d in usable_days(said) if d.start > after)


def refused_at_last(heard: list[Said]) -> bool:
    """The debtor's last words are that nothing will be paid."""
    last = next((s for s in reversed(heard) if not s.agent), None)
    return last is not None and phrases.NEVER.search(last.text) is not None and not stance.accepts(last)


def withdrew(heard: list[Said]) -> bool:
    """The debtor takes the promise back at the end (`olvídelo, no voy a pagar`), and says no yes and no figure after it."""
    for said in reversed([s for s in heard if not s.agent]):
        if said.amounts or said.days or stance.accepts(said):
            return False
        nothing = phrases.NEVER.search(said.text) or phrases.NOTHING_AFTER_ALL.search(said.text)
        if nothing and phrases.WITHDRAWS.search(said.text):
            return True
        if phrases.DISPUTES.search(said.text) and phrases.REFUSES.search(said.text):
            return True
    return False


def countered(heard: list[Said], pair: Pair, stated: int) -> bool:
    """The summing up repeats what the agent put against the debtor's figure of turn `stated`; the debtor named no other since."""
    value = pair.amount.value
    puts = [s.i for s in heard if s.agent and stated < s.i < pair.turn and any(a.value == value for a in s.amounts)]
    if not puts:
        return False
    answers = [s for s in heard if not s.agent and puts[0] < s.i]
    if any(a.value != value for s in answers for a in s.amounts):
        return False
    return not any(phrases.NEVER.search(s.text) or phrases.DISPUTES.search(s.text) for s in answers) and not (
        answers and phrases.REFUSES.search(answers[0].text) and not stance.accepts(answers[0])
    )


def said_amount(turns: list[Said], value: Decimal) -> bool:
    """Whether the debtor's own turns name that amount."""
    return any(a.value == value for s in turns for a in s.amounts)


def said_day(turns: list[Said], day: date) -> bool:
    """Whether the debtor's own turns name that day."""
    return any(d.day == day for s in turns for d in s.days)
