"""Whether a summing up repeats what was agreed: amount and day, without changing either."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from audit.calls import Call
from audit.promises import phrases
from audit.promises.agreement import Agreement, heard_turns
from audit.promises.figures import first_payment, is_later, usable_days
from audit.promises.spoken_days import DayKind
from audit.promises.stance import Said


def recap_correct(call: Call, turn_indices: Iterable[int], agreement: Agreement) -> bool:
    """Whether the turns `turn_indices`, read together, repeat the agreement's amount and day.

    Both must be there and right; of several payments the first counts, and a later payment whose day or amount the
    debtor had named must not come out changed. False where nothing was agreed or no turn is given.
    """
    wanted = set(turn_indices)
    heard = heard_turns(call)
    recap = [s for s in heard if s.i in wanted]
    if agreement.amount is None or agreement.day is None or not recap:
        return False
    amounts = [a.value for s in recap for a in s.amounts if not a.rough]
    days = [first.day.day for s in recap if (first := first_payment(s, list(s.amounts), usable_days(s))).day]
    whole = agreement.amount == call.account.amount and any(phrases.WHOLE.search(s.text) for s in recap)
    if not (days and all(d == agreement.day for d in days) and (whole or agreement.amount in amounts)):
        return False
    return not _later_changed(heard, recap, agreement)


def recap_turns(call: Call, agreement: Agreement) -> tuple[int, ...]:
    """The agent's turns that sum the agreement up, rightly or not: they name a day and an amount once it is settled."""
    if not agreement.turns:
        return ()
    first, last = min(agreement.turns), max(agreement.turns)
    owed = call.account.amount
    return tuple(
        s.i
        for s in heard_turns(call)
        if s.agent
        and (s.i > first or s.i == last)
        and s.days
        and (s.amounts or (agreement.amount == owed and phrases.WHOLE.search(s.text)))
    )


def recap_holds(call: Call, agreement: Agreement) -> bool | None:
    """Whether the last summing up of the call is right; None where the agent made none."""
    turns = recap_turns(call, agreement)
    return recap_correct(call, turns[-1:], agreement) if turns else None


def _later_changed(heard: list[Said], recap: list[Said], agreement: Agreement) -> bool:
    """The debtor named a second payment's day or amount, and the summing up has a different one in its place."""
    before = [s for s in heard if not s.agent and s.i < recap[0].i]
    return _changed(_later_days(before, agreement), {d.day for s in recap for d in s.days if d.day != agreement.day}) or _changed(
        _later_amounts(before, agreement), {a.value for s in recap for a in s.amounts if a.value != agreement.amount}
    )


def _changed(named: set[date] | set[Decimal], repeated: set[date] | set[Decimal]) -> bool:
    return len(named) == 1 and len(repeated) == 1 and named != repeated


def _later_days(said: list[Said], agreement: Agreement) -> set[date]:
    return {
        d.day
        for s in said
        for d in s.days
        if d.kind is DayKind.NUMBERED and agreement.day and d.day > agreement.day and not d.doubt
        if is_later(s, d.start) or agreement.day in {other.day for other in s.days}
    }


def _later_amounts(said: list[Said], agreement: Agreement) -> set[Decimal]:
    return {a.value for s in said for a in s.amounts if is_later(s, a.start) and a.value != agreement.amount and not a.rough}
