"""Promises kept or broken by rule, told anew from the payments that stand; a plan paid to its end is forgiven its rest."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.ledger import Payment, Plan, Promise
from app.models.person import Person
from app.operations.ledger_events import Reversed, Waived
from app.operations.promises import Promised, PromiseState, Received, Standing, plan_state, settled
from app.queries.collections.desk_clock import clock_of
from app.services.money.books import take_one, write
from app.services.portfolio.segment import resegment

WHO = "trasluz"
_AT_ONCE = 500
_JUDGED = ("open", "kept", "broken")


def settle_promises(session: Session, organisation_id: int, today: date | None, now: datetime | None = None) -> int:
    """Settle every open promise of the client that today may decide; how many changed. Commits in portions.

    `today` None: the day on each person's clock at `now`.
    """
    at = now or datetime.combine(today or datetime.now(UTC).date(), time(12), UTC)
    latest = today or at.astimezone(UTC).date() + timedelta(days=1)
    wanted = (
        select(Promise.debt_id)
        .join(Debt, Debt.id == Promise.debt_id)
        .where(Debt.organisation_id == organisation_id, Promise.state == "open", Promise.due_on < latest)
        .distinct()
        .order_by(Promise.debt_id)
    )
    ids, changed = list(session.scalars(wanted)), 0
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        changed += settle_debts(session, WHO, some, at, today)
        resegment(session, some, at)
        session.commit()
    return changed


def settle_debts(session: Session, who: str, debt_ids: Collection[int], now: datetime, today: date | None = None) -> int:
    """Settle the promises of these debts as they stand; how many changed. `today` None: the day on each person's clock.

    The caller commits.
    """
    session.flush()
    whose = select(Debt.id, Person.zone, Person.country).join(Person, Person.id == Debt.person_id)
    clocks = {id: clock_of(zone, country) for id, zone, country in session.execute(whose.where(Debt.id.in_(debt_ids))).tuples()}
    changed = 0
    plans = _by_debt(session, debt_ids)
    payments = _payments(session, list(plans))
    for debt_id, held in plans.items():
        clock = clocks[debt_id]
        promised = [_promised(plan, p, clock) for plan, p in held]
        standing = settled(promised, payments[debt_id], today or now.astimezone(clock).date())
        changed += sum(_write(promise, standing[promise.id]) for _, promise in held)
        for plan in {plan.id: plan for plan, _ in held}.values():
            _follow_plan(session, plan, [p for of, p in held if of is plan], who, now)
    return changed


def _by_debt(session: Session, debt_ids: Collection[int]) -> dict[int, list[tuple[Plan, Promise]]]:
    wanted = (
        select(Plan, Promise)
        .join(Promise, Promise.plan_id == Plan.id)
        .where(Plan.debt_id.in_(debt_ids), Plan.state != "cancelled", Promise.state != "cancelled")
        .order_by(Plan.id, Promise.n)
        .with_for_update()
    )
    found: dict[int, list[tuple[Plan, Promise]]] = {}
    for plan, promise in session.execute(wanted).tuples():
        found.setdefault(plan.debt_id, []).append((plan, promise))
    return found


def _payments(session: Session, debt_ids: list[int]) -> dict[int, list[Received]]:
    wanted = select(Payment).where(Payment.debt_id.in_(debt_ids), Payment.reversed_by.is_(None))
    found: dict[int, list[Received]] = {id: [] for id in debt_ids}
    for p in session.scalars(wanted):
        found[p.debt_id].append(Received(p.id, p.amount_minor, p.paid_on, p.at))
    return found


def _promised(plan: Plan, p: Promise, clock: ZoneInfo) -> Promised:
    made_on = plan.made_at.astimezone(clock).date()
    until = None if plan.replaced_at is None else plan.replaced_at.astimezone(clock)
    return Promised(p.id, p.amount_minor, p.due_on, made_on, plan.made_at, p.n, p.share_percent, p.grace_days, until)


def _write(promise: Promise, standing: Standing) -> bool:
    before = (promise.state, promise.paid_minor, promise.settled_on)
    promise.state, promise.paid_minor, promise.settled_on = standing.state.value, standing.paid_minor, standing.settled_on
    return before != (promise.state, promise.paid_minor, promise.settled_on)


def _follow_plan(session: Session, plan: Plan, promises: list[Promise], who: str, now: datetime) -> None:
    state = plan_state([PromiseState(p.state) for p in promises])
    if plan.replaced_at is not None and state is PromiseState.OPEN:
        state = PromiseState.REPLACED
    plan.state = state.value
    if plan.waives_minor:
        _follow_waiver(session, plan, who, now)


def _follow_waiver(session: Session, plan: Plan, who: str, now: datetime) -> None:
    """What the plan was to forgive is forgiven when it is kept, and owed again when a payment of it bounces."""
    organisation_id = session.scalar(select(Debt.organisation_id).where(Debt.id == plan.debt_id)) or 0
    books = take_one(session, organisation_id, plan.debt_id, now)
    mine = list(_waivers(books.ledger.references, plan.id))
    standing = [name for name in mine if books.ledger.references[name] not in books.ledger.reversed_at]
    if plan.state == "kept" and not standing:
        amount = min(plan.waives_minor, books.ledger.receivable_minor)
        if amount:
            books.book(Waived(books.today, f"plan:{plan.id}:waiver:{len(mine) + 1}", amount), who, now)
            write(session, [books], now)
    elif plan.state != "kept" and standing:
        books.book(Reversed(books.today, f"reversal:{standing[0]}", standing[0]), who, now)
        write(session, [books], now)


def _waivers(references: Collection[str], plan_id: int) -> Iterator[str]:
    return (r for r in references if r.startswith(f"plan:{plan_id}:waiver:"))
