"""Kept or broken, by rule: which payments count towards which promise, and what that makes of each on a given day.

A payment counts when it was made after the promise, and by the promise's last day (its day and the grace). It goes to the oldest
promise first, and what is left of it to the next. Everything is told anew from the payments that stand, so that a payment that
bounced can break a promise that was kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Promised:
    """An amount by a day. `made_on` is the day on the person's clock, `made_at` the moment; `until` when it was replaced."""

    id: int
    amount_minor: int
    due_on: date
    made_on: date
    made_at: datetime
    n: int = 1
    share_percent: int = 100
    grace_days: int = 2
    until: datetime | None = None

    @property
    def last_day(self) -> date:
        """The last day on which a payment still keeps it."""
        return self.due_on + timedelta(days=self.grace_days)

    @property
    def needed_minor(self) -> int:
        """The least that keeps it: its share, rounded up."""
        return -(-self.amount_minor * self.share_percent // 100)


@dataclass(frozen=True, slots=True)
class Received:
    """A payment that stands (not reversed). `at` is when we learnt of it."""

    id: int
    amount_minor: int
    paid_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a promise: `settled_on` the day it was kept or the first day it was broken; `payments` (id, amount)."""

    state: PromiseState
    paid_minor: int
    settled_on: date | None
    payments: tuple[tuple[int, int], ...]


def settled(promises: Iterable[Promised], payments: Iterable[Received], today: date) -> dict[int, Standing]:
    """The standing of every promise of one debt, by id."""
    in_turn = sorted(promises, key=lambda p: (p.due_on, p.made_at, p.n, p.id))
    counted: dict[int, list[tuple[Received, int]]] = {p.id: [] for p in in_turn}
    for payment in sorted(payments, key=lambda r: (r.paid_on, r.at, r.id)):
        left = payment.amount_minor
        for promise in in_turn:
            room = promise.amount_minor - sum(amount for _, amount in counted[promise.id])
            part = min(left, room)
            if part > 0 and counts(payment, promise):
                counted[promise.id].append((payment, part))
                left -= part
    return {p.id: _standing(p, counted[p.id], today) for p in in_turn}


def counts(payment: Received, promise: Promised) -> bool:
    """Whether the payment was made after the promise, in time, and while its plan held."""
    if payment.paid_on > promise.last_day or payment.paid_on < promise.made_on:
        return False
    if payment.paid_on == promise.made_on and payment.at <= promise.made_at:
        return False
    return promise.until is None or payment.paid_on < promise.until.date() or payment.at < promise.until


def _standing(promise: Promised, counted: Sequence[tuple[Received, int]], today: date) -> Standing:
    paid, kept_on = 0, None
    for payment, amount in counted:
        paid += amount
        if kept_on is None and paid >= promise.needed_minor:
            kept_on = payment.paid_on
    names = tuple((payment.id, amount) for payment, amount in counted)
    if kept_on is not None:
        return Standing(PromiseState.KEPT, paid, kept_on, names)
    if promise.until is not None and promise.until.date() <= promise.last_day:
        return Standing(PromiseState.REPLACED, paid, None, names)
    if today > promise.last_day:
        return Standing(PromiseState.BROKEN, paid, promise.last_day + timedelta(days=1), names)
    return Standing(PromiseState.OPEN, paid, None, names)


def plan_state(states: Sequence[PromiseState]) -> PromiseState:
    """A plan is broken with its first broken promise, kept when all are; replaced and cancelled ones it does not judge."""
    if PromiseState.BROKEN in states:
        return PromiseState.BROKEN
    return PromiseState.KEPT if states and all(s is PromiseState.KEPT for s in states) else PromiseState.OPEN
