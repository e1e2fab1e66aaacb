"""Delinquency cycles: one opens on the first day overdue and closes as cured, paid or charged off."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.models.debt import Debt, DebtCase

_DAY = timedelta(days=1)
_OWED = ("open", "charged_off", "legal")


def follow_case(session: Session, debt: Debt, last: DebtCase | None, on: date) -> DebtCase | None:
    """Bring the debt's state and its newest cycle to what is owed; the newest cycle comes back.

    A cycle whose end is undone (a payment bounced) goes on: the same delinquency is not counted twice.
    """
    if debt.balance_minor == 0 and debt.state in _OWED:
        debt.state = "paid"
    elif debt.balance_minor > 0 and debt.state == "paid":
        debt.state = "charged_off" if last is not None and last.closed_as == "charged_off" else "open"
    if debt.overdue_minor > 0 and debt.oldest_due_on is not None:
        return _going_on(session, debt, last, debt.oldest_due_on + _DAY)
    if last is not None and last.closed_on is None:
        last.closed_on = max(on, last.opened_on)
        last.closed_as = "paid" if debt.balance_minor == 0 else "cured"
    return last


def _going_on(session: Session, debt: Debt, last: DebtCase | None, since: date) -> DebtCase | None:
    if debt.state != "open":
        return last
    if last is not None and last.closed_on is None:
        return last
    if last is not None and last.closed_on is not None and last.closed_as != "charged_off" and since <= last.closed_on:
        last.closed_on, last.closed_as = None, None
        return last
    made = DebtCase(debt_id=debt.id, opened_on=since, overdue_minor=debt.overdue_minor)
    session.add(made)
    return made


def charge_off_case(debt: Debt, last: DebtCase | None, on: date) -> None:
    """The client writes the debt off: it is still owed, and its cycle is over."""
    debt.state = "charged_off"
    if last is not None and last.closed_on is None:
        last.closed_on, last.closed_as = max(on, last.opened_on), "charged_off"
