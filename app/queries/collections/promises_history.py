"""Own history of plans: of debts alike, how many kept a plan of this form in so many instalments."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.ledger import Plan, Promise
from app.operations.offers import History, Kept
from reports.intervals import wilson

_ALIKE = 2
"""Plans of half to twice the amount, in the same currency, made at the same stage, are alike: what became of the debt later (a
kept plan cures it) must not choose which plans are counted."""


def history_of(session: Session, debt: Debt) -> History:
    """What became of plans of debts alike, by form and number of instalments; each judged once, replaced open ones not at all."""
    asked = debt.overdue_minor or debt.balance_minor
    count = func.count(Promise.id).label("instalments")
    plans = (
        select(Plan.id, Plan.offer, Plan.state, count)
        .join(Promise, Promise.plan_id == Plan.id)
        .join(Debt, Debt.id == Plan.debt_id)
        .where(
            Debt.organisation_id == debt.organisation_id,
            Debt.currency == debt.currency,
            Plan.stage == debt.stage if debt.stage is not None else Plan.stage.is_(None),
            Plan.state.in_(("kept", "broken")),
            Plan.total_minor >= asked // _ALIKE,
            Plan.total_minor <= asked * _ALIKE,
        )
        .group_by(Plan.id, Plan.offer, Plan.state)
        .subquery()
    )
    rows = session.execute(
        select(plans.c.offer, plans.c.instalments, plans.c.state, func.count()).group_by(
            plans.c.offer, plans.c.instalments, plans.c.state
        )
    ).tuples()
    tally: dict[tuple[str, int], dict[str, int]] = {}
    for offer, instalments, state, plans_n in rows:
        tally.setdefault((offer, instalments), {})[state] = plans_n

    def found(form: str, instalments: int) -> Kept | None:
        told = tally.get((form, instalments), {})
        kept, n = told.get("kept", 0), sum(told.values())
        share = wilson(kept, n)
        if share.value is None or share.low is None or share.high is None:
            return None
        return Kept(n, kept, share.value, share.low, share.high)

    return found
