"""An agreement with a person: within the client's policy, or refused with the limit it passes. It replaces the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Plan, Promise
from app.operations.offers import Policy, Slice, discount_minor, policy
from app.operations.plans import check_plan
from app.queries.collections.owing import owing_of
from app.services.money.books import Books, take_one
from app.services.money.settle_promises import settle_debts
from app.services.money.take_payment import staff_only
from app.services.portfolio.segment import resegment

_OPEN = ("open", "broken")


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What was agreed: the form of the policy, the instalments, the channel it was agreed on, how it will be paid."""

    debt_id: int
    offer: str
    slices: tuple[Slice, ...]
    channel: str
    means: str | None = None
    interaction_id: int | None = None


def make_plan(session: Session, actor: Actor, new: NewPlan, now: datetime, rules: Policy | None = None) -> Plan:
    """Keep the plan and its promises; an open one of the debt is replaced. The same plan told twice is one. Commits.

    Raises BadInput naming the limit of the policy that it passes; Conflict while the debt is disputed or not owed.
    """
    staff_only(actor)
    rules = rules or policy()
    books = take_one(session, actor.organisation_id, new.debt_id, now)
    debt = books.debt
    _may_be_asked(session, debt)
    before = _open_plan(session, debt.id)
    if before is not None and _same(session, before, new):
        return before
    breach = check_plan(rules, owing_of(debt), new.offer, new.slices, books.today)
    if breach is not None:
        raise BadInput(breach.text.es, breach.text.en, breach.field)
    if new.interaction_id is not None:
        _check_interaction(session, actor, debt, new.interaction_id)
    made = _made(actor, books, new, rules, now)
    if before is not None:
        _replace(session, before, made, now)
    session.add(made)
    session.flush()
    session.add_all(_promises(made, new, rules))
    settle_debts(session, actor.name, [debt.id], now)
    resegment(session, [debt.id], now)
    session.commit()
    return made


def cancel_plan(session: Session, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Take an open plan back (noted by mistake): it counts neither as kept nor as broken. Commits."""
    staff_only(actor)
    wanted = select(Plan).join(Debt, Debt.id == Plan.debt_id)
    plan = session.scalar(wanted.where(Plan.id == plan_id, Debt.organisation_id == actor.organisation_id).with_for_update())
    if plan is None or plan.state not in ("open", "cancelled"):
        raise Conflict("ese plan no está abierto", "that plan is not open")
    plan.state = "cancelled"
    for promise in session.scalars(select(Promise).where(Promise.plan_id == plan.id, Promise.state == "open")):
        promise.state = "cancelled"
    resegment(session, [plan.debt_id], now)
    session.commit()
    return plan


def _may_be_asked(session: Session, debt: Debt) -> None:
    if debt.state in ("paid", "closed") or debt.balance_minor <= 0:
        raise Conflict("esta deuda no debe nada", "nothing is owed on this debt")
    disputed = select(Grievance.id).where(Grievance.debt_id == debt.id, Grievance.kind == "dispute", Grievance.state == "open")
    if session.scalar(disputed.limit(1)) is not None:
        raise Conflict(
            "la persona disputa esta deuda: primero se resuelve", "the person disputes this debt: that is settled first"
        )


def _open_plan(session: Session, debt_id: int) -> Plan | None:
    wanted = select(Plan).where(Plan.debt_id == debt_id, Plan.state.in_(_OPEN), Plan.replaced_at.is_(None))
    return session.scalars(wanted.order_by(Plan.id.desc()).limit(1).with_for_update()).first()


def _same(session: Session, plan: Plan, new: NewPlan) -> bool:
    held = session.execute(select(Promise.amount_minor, Promise.due_on).where(Promise.plan_id == plan.id).order_by(Promise.n))
    told = [(s.amount_minor, s.due_on) for s in new.slices]
    return plan.state == "open" and plan.offer == new.offer and [tuple(row) for row in held] == told


def _check_interaction(session: Session, actor: Actor, debt: Debt, interaction_id: int) -> None:
    found = session.get(Interaction, interaction_id)
    if found is None or found.organisation_id != actor.organisation_id or found.person_id != debt.person_id:
        raise BadInput("ese contacto no es de esta persona", "that contact is not of this person", "interaction")


def _made(actor: Actor, books: Books, new: NewPlan, rules: Policy, now: datetime) -> Plan:
    form = rules.form(new.offer)
    debt, total = books.debt, sum(s.amount_minor for s in new.slices)
    waives = min(discount_minor(form, debt.overdue_minor or debt.balance_minor), debt.balance_minor - total) if form else 0
    return Plan(
        debt_id=debt.id,
        case_id=books.case.id if books.case is not None else None,
        interaction_id=new.interaction_id,
        offer=new.offer,
        stage=debt.stage,
        channel=new.channel.strip()[:20] or "other",
        total_minor=total,
        waives_minor=max(0, waives),
        state="open",
        made_at=now,
        made_by=actor.name,
    )


def _replace(session: Session, before: Plan, made: Plan, now: datetime) -> None:
    made.replaces_id = before.id
    before.replaced_at = now
    before.state = "replaced" if before.state == "open" else before.state
    for promise in session.scalars(select(Promise).where(Promise.plan_id == before.id, Promise.state == "open")):
        promise.state = "replaced"


def _promises(made: Plan, new: NewPlan, rules: Policy) -> Sequence[Promise]:
    return [
        Promise(
            plan_id=made.id,
            debt_id=made.debt_id,
            n=n,
            amount_minor=s.amount_minor,
            due_on=s.due_on,
            means=(new.means or "").strip()[:40] or None,
            share_percent=rules.share_percent,
            grace_days=rules.grace_days,
            paid_minor=0,
            state="open",
        )
        for n, s in enumerate(new.slices, start=1)
    ]
