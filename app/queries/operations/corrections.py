"""Corrective plans as their vendor reads them: its own, with every step; and nobody else's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.correction import CorrectivePlan, CorrectiveStep


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step. `measured` is {first, last, value, low, high, n}."""

    kind: str
    text: str
    measured: dict[str, Any] | None
    from_vendor: bool
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with its steps, oldest first. `late`: it is open and its day is past."""

    id: str
    vendor_id: int
    measure: str | None
    target: float | None
    share_ids: tuple[str, ...]
    asked: str
    due_on: date
    state: str
    late: bool
    opened_at: datetime
    opened_by: str
    steps: tuple[StepRow, ...]


def vendors_plans(session: Session, actor: Actor, now: datetime) -> tuple[PlanRow, ...]:
    """The plans of the vendor that asks, newest first. Raises NotFound for who is no vendor."""
    if actor.vendor_id is None:
        raise NotFound("no hay planes", "there are no plans")
    return plans_of(session, actor.organisation_id, actor.vendor_id, now)


def plans_of(session: Session, organisation_id: int, vendor_id: int | None, now: datetime) -> tuple[PlanRow, ...]:
    """The plans of one vendor of a client (None: of all), newest first."""
    wanted = select(CorrectivePlan).where(CorrectivePlan.organisation_id == organisation_id)
    if vendor_id is not None:
        wanted = wanted.where(CorrectivePlan.vendor_id == vendor_id)
    plans = session.scalars(wanted.order_by(CorrectivePlan.opened_at.desc(), CorrectivePlan.id)).all()
    steps: dict[str, list[StepRow]] = {}
    told = select(CorrectiveStep).join(CorrectivePlan, CorrectivePlan.id == CorrectiveStep.plan_id)
    told = told.where(CorrectivePlan.organisation_id == organisation_id).order_by(CorrectiveStep.id)
    for step in session.scalars(told if vendor_id is None else told.where(CorrectivePlan.vendor_id == vendor_id)):
        row = StepRow(step.kind, step.text, step.measured, step.from_vendor, step.who, step.at)
        steps.setdefault(step.plan_id, []).append(row)
    return tuple(
        PlanRow(
            id=plan.id,
            vendor_id=plan.vendor_id,
            measure=plan.measure,
            target=plan.target,
            share_ids=tuple(plan.share_ids),
            asked=plan.asked,
            due_on=plan.due_on,
            state=plan.state,
            late=plan.state == "open" and plan.due_on < now.date(),
            opened_at=plan.opened_at,
            opened_by=plan.opened_by,
            steps=tuple(steps.get(plan.id, ())),
        )
        for plan in plans
    )
