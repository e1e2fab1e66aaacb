"""What became of people within a window after a day of their own: money, cure, kept promises, complaints, contacts, cost."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt, DebtCase
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Payment, Plan, Promise
from app.operations.money import exponent
from app.operations.readout import Outcome
from app.operations.readout_intervals import Sample
from app.queries.collections.outreach_history import NEVER_LEFT

CHUNK = 800
_CURES = ("cured", "paid")


@dataclass(slots=True)
class Lived:
    """One person's window. `overdue` says something was overdue at its end, or was written off in it."""

    paid: dict[str, int] = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)
    overdue: bool = False
    kept: bool = False
    complained: bool = False
    contacts: int = 0
    cost_micros: int = 0


def lived(session: Session, since: Mapping[int, date], window_days: int) -> dict[int, Lived]:
    """By person, from their day on, `window_days` days: the last day is not in it."""
    out: dict[int, Lived] = {}
    people = sorted(since)
    for start in range(0, len(people), CHUNK):
        chunk = people[start : start + CHUNK]
        found = {person: Lived() for person in chunk}
        _Window(session, chunk, since, window_days, found).read()
        out |= found
    return out


def samples(found: Sequence[Lived]) -> dict[Outcome, Sample]:
    """The figures of a group of people. Money and cost only where all owe in one currency: sums of two mean nothing."""
    n = len(found)
    if not n:
        return {}
    out = {
        Outcome.CURED: Sample.share(sum(not one.overdue for one in found), n),
        Outcome.KEPT: Sample.share(sum(one.kept for one in found), n),
        Outcome.COMPLAINED: Sample.share(sum(one.complained for one in found), n),
        Outcome.CONTACTS: Sample.amounts(np.array([one.contacts for one in found], dtype=np.float64)),
    }
    currencies = {currency for one in found for currency in one.currencies}
    if len(currencies) == 1:
        (currency,) = currencies
        out[Outcome.RECOVERED] = Sample.amounts(np.array([one.paid.get(currency, 0) for one in found], dtype=np.float64))
        scale = 10 ** exponent(currency) / 1_000_000
        out[Outcome.COST] = Sample.amounts(np.array([one.cost_micros * scale for one in found], dtype=np.float64))
    return out


class _Window:
    """The reads of some people's windows into `found`."""

    def __init__(
        self, session: Session, people: Sequence[int], since: Mapping[int, date], days: int, found: dict[int, Lived]
    ) -> None:
        self.session, self.people, self.since, self.found = session, people, since, found
        self.length = timedelta(days=days)
        self.first = min(since[person] for person in people)

    def read(self) -> None:
        """All of them."""
        self._debts()
        self._payments()
        self._cases()
        self._promises()
        self._grievances()
        self._contacts()

    def within(self, person: int, day: date) -> bool:
        """Whether the day is in the person's window."""
        return self.since[person] <= day < self.since[person] + self.length

    def _debts(self) -> None:
        wanted = select(Debt.person_id, Debt.currency).where(Debt.person_id.in_(self.people)).distinct()
        for person, currency in self.session.execute(wanted).tuples():
            self.found[person].currencies.add(currency)

    def _payments(self) -> None:
        wanted = (
            select(Debt.person_id, Debt.currency, Payment.amount_minor, Payment.paid_on)
            .join(Debt, Debt.id == Payment.debt_id)
            .where(Debt.person_id.in_(self.people), Payment.reversed_by.is_(None), Payment.paid_on >= self.first)
        )
        for person, currency, amount, paid_on in self.session.execute(wanted).tuples():
            if self.within(person, paid_on):
                paid = self.found[person].paid
                paid[currency] = paid.get(currency, 0) + amount

    def _cases(self) -> None:
        wanted = (
            select(Debt.person_id, DebtCase.opened_on, DebtCase.closed_on, DebtCase.closed_as)
            .join(Debt, Debt.id == DebtCase.debt_id)
            .where(Debt.person_id.in_(self.people))
        )
        for person, opened, closed, how in self.session.execute(wanted).tuples():
            end = self.since[person] + self.length
            still = opened < end and (closed is None or closed >= end)
            given_up = closed is not None and how not in _CURES and self.within(person, closed)
            self.found[person].overdue |= still or given_up

    def _promises(self) -> None:
        wanted = (
            select(Debt.person_id, Promise.settled_on, Plan.made_at)
            .join(Debt, Debt.id == Promise.debt_id)
            .join(Plan, Plan.id == Promise.plan_id)
            .where(Debt.person_id.in_(self.people), Promise.state == "kept", Promise.settled_on >= self.first)
        )
        for person, settled, made_at in self.session.execute(wanted).tuples():
            if settled is not None and self.within(person, settled) and made_at.date() >= self.since[person]:
                self.found[person].kept = True

    def _grievances(self) -> None:
        wanted = select(Grievance.person_id, Grievance.opened_at).where(
            Grievance.person_id.in_(self.people), Grievance.kind == "complaint", Grievance.opened_at >= self._start()
        )
        for person, at in self.session.execute(wanted).tuples():
            if self.within(person, at.date()):
                self.found[person].complained = True

    def _contacts(self) -> None:
        wanted = select(Interaction.person_id, Interaction.at, Interaction.cost_micros).where(
            Interaction.person_id.in_(self.people),
            Interaction.direction == "outbound",
            ~NEVER_LEFT,
            Interaction.vendor_id.is_(None),
            Interaction.at >= self._start(),
        )
        for person, at, cost in self.session.execute(wanted).tuples():
            if self.within(person, at.date()):
                self.found[person].contacts += 1
                self.found[person].cost_micros += cost

    def _start(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time(), UTC)


def grouped(found: Mapping[int, Lived], arm: Callable[[int], int]) -> dict[int, list[Lived]]:
    """People's windows by the strategy they fell into."""
    out: dict[int, list[Lived]] = defaultdict(list)
    for person, one in _ordered(found):
        out[arm(person)].append(one)
    return out


def _ordered(found: Mapping[int, Lived]) -> Iterator[tuple[int, Lived]]:
    yield from sorted(found.items())
