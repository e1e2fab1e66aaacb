"""Evidence of cure: a corrective plan's measure taken again from the client's books, from a page or by key; nobody tells it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.correction import CorrectivePlan, CorrectiveStep
from app.queries.oversight.comparisons import compared
from app.services.vendors.correct import Remeasured, take_again
from reports.scorecards.card import Comparison


def measure_again(session: Session, actor: Actor, plan_id: str, month: date, now: datetime) -> CorrectiveStep:
    """Keep the plan's measure as the comparison of a month, of all accounts, has it. Commits.

    Raises Forbidden, NotFound, Conflict where the month was not compared or lacks the measure, BadInput for one before the plan.
    """
    mine = CorrectivePlan.organisation_id == actor.organisation_id
    plan = session.scalar(select(CorrectivePlan).where(CorrectivePlan.id == plan_id, mine))
    if plan is None or actor.role not in SCORECARD_READERS:
        raise NotFound(f"no hay plan {plan_id[:40]}", f"there is no plan {plan_id[:40]}")
    if plan.measure is None:
        raise BadInput("el plan no tiene medida que volver a tomar", "the plan has no measure to take again", "measure")
    made = compared(session, actor, month, "").made
    if made is None:
        raise Conflict(
            f"{month:%Y-%m} no está comparado aún: pida esa comparación y vuelva a tomar la medida cuando esté",
            f"{month:%Y-%m} is not compared yet: ask for that comparison and take the measure again once it is made",
        )
    return take_again(session, actor, plan_id, _found(made, plan, month), now)


def _found(made: Comparison, plan: CorrectivePlan, month: date) -> Remeasured:
    lines = (line for card in made.cards if card.vendor.key == str(plan.vendor_id) for line in card.lines)
    value = next((line.value for line in lines if line.measure == plan.measure), None)
    if value is None or value.value is None:
        raise Conflict(
            f"en {month:%Y-%m} no se pudo tomar esa medida de este proveedor: elija otro mes",
            f"that measure could not be taken of this vendor in {month:%Y-%m}: choose another month",
        )
    return Remeasured(made.period.first, made.period.last, value.value, value.low, value.high, value.n)
