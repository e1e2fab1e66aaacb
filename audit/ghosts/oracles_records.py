"""Oracles of what the vendor recorded: the dispute is logged, the promise recorded is the promise made."""

from datetime import date, timedelta
from decimal import Decimal

from audit.data_file import Words
from audit.ghosts.lived import Act, ActKind, Ghost
from audit.ghosts.oracles import Life, Outcome, RecordedPromise, Rule, Told, its_contact, unsure
from audit.ghosts.probes_days import after_business_days

_TO_TERM = Words("el registro hasta el plazo", "the log up to the term")


def dispute_recorded(life: Life, act: Act, rule: Rule) -> Told:
    """A dispute made is a dispute logged, within some business days."""
    by = after_business_days(act.at, rule.watch_business_days, life.ghost)
    if life.recorded is None:
        return unsure("no está el registro del proveedor", "the vendor's log is not there", Words("el registro", "the log"))
    found = [where for at, where in life.recorded.disputes if act.at - timedelta(hours=1) <= at <= by]
    if found:
        return Told(Outcome.HELD, Words(f"anotada ({found[0]})", f"logged ({found[0]})"))
    if not life.recorded.covers(act.at, by):
        return unsure("el registro no llega hasta entonces", "the log does not reach that far", _TO_TERM)
    return Told(Outcome.BROKEN, Words("el registro no la tiene", "the log does not have it"), its_contact(life, act))


def promise_recorded(life: Life, act: Act, rule: Rule) -> Told:
    """What is recorded is what was promised: amount, date and currency."""
    kept = life.recorded
    if kept is None or not kept.promises_kept:
        return unsure(
            "no está lo que el proveedor anotó", "what the vendor recorded is not there", Words("sus promesas", "its promises")
        )
    by = after_business_days(act.at, rule.watch_business_days, life.ghost)
    near = [p for p in kept.promises if act.at - timedelta(hours=1) <= p.at <= by]
    if any(_same_promise(p, act, life.ghost) for p in near):
        return Told(Outcome.HELD, Words("anotada como se hizo", "recorded as made"), its_contact(life, act))
    others = [a for a in life.acts if a.kind is ActKind.PROMISED and a is not act]
    theirs = [p for p in near if not any(_same_promise(p, a, life.ghost) for a in others)]
    if theirs:
        p = theirs[0]
        made, written = _terms(act.amount, act.due), _terms(p.amount, p.due)
        text = Words(f"prometió {made}; anotado {written} ({p.where})", f"promised {made}; recorded {written} ({p.where})")
        return Told(Outcome.BROKEN, text, its_contact(life, act))
    if not kept.covers(act.at, by):
        return unsure("el registro no llega hasta entonces", "the log does not reach that far", _TO_TERM)
    return Told(Outcome.BROKEN, Words("la promesa no está anotada", "the promise is not recorded"), its_contact(life, act))


def _same_promise(recorded: RecordedPromise, act: Act, ghost: Ghost) -> bool:
    amount = recorded.amount is None or act.amount is None or recorded.amount == act.amount
    due = recorded.due is None or act.due is None or recorded.due == act.due
    return amount and due and (not recorded.currency or not ghost.currency or recorded.currency.upper() == ghost.currency.upper())


def _terms(amount: Decimal | None, due: date | None) -> str:
    return " ".join(part for part in (f"{amount:,}" if amount is not None else "", due.isoformat() if due else "") if part) or "—"
