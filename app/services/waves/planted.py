"""A plan once its people are drawn: cost and risk of those who are there, beside those who were planned."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.models.ghost import Ghost
from app.services.waves.plan_wave import costs_of
from audit.ghosts.cost import cost_of
from audit.ghosts.notice import risk_of
from audit.ghosts.plan import Plan
from audit.ghosts.plan_file import from_dict


def as_planted(kept: Mapping[str, Any], ghosts: Mapping[str, Sequence[Ghost]]) -> dict[str, Any]:
    """The kept plan with every vendor's line, the cost and the risk of the ghosts drawn, twins counted among them."""
    plan = from_dict(kept["full"])
    total = sum(len(drawn) for drawn in ghosts.values())
    prices, contacts = plan.question.prices, plan.question.contacts_per_ghost
    rows = [_row(row, plan, ghosts.get(str(row["vendor"]), ())) for row in kept["vendors"]]
    return {**kept, "vendors": rows, "costs": costs_of(cost_of(total, prices, contacts) if prices else None)}


def _row(row: Mapping[str, Any], plan: Plan, drawn: Sequence[Ghost]) -> dict[str, Any]:
    accounts, question = row["accounts"], plan.question
    risk = risk_of(len(drawn), accounts, question.suspicion, question.contacts_per_ghost) if accounts else None
    return {
        **row,
        "ghosts": len(drawn),
        "planned": plan.of(str(row["vendor"])).ghosts,
        "twins": 2 * sum(g.twin_of_id is not None for g in drawn),
        "share": len(drawn) / accounts if accounts else None,
        "noticed": risk.value if risk else None,
        "noticed_low": risk.low if risk else None,
        "noticed_high": risk.high if risk else None,
        "over": risk is not None and question.ceiling is not None and risk.value > question.ceiling,
    }
