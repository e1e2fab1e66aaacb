"""The counts of all waves as the figures that are published."""

from typing import Any

from app.benches.programme.tally import Tally
from app.benches.programme.worlds import ALPHA, CORRELATION, GHOSTS_PER_AGENT, MATTERS, RATE, TOLERATED, Role, design


def figures(counted: Tally) -> dict[str, Any]:
    """Plan, vendors, coverage, looks, ghosts and events, each figure with n and interval."""
    plan = design().plan
    return {
        "plan": {
            "ghosts_per_vendor": plan.ghosts,
            "accused_at": plan.threshold,
            "power_planned": round(plan.power, 4),
            "false_accusation_planned": round(plan.false_accusation, 4),
            "tolerated": TOLERATED,
            "matters": MATTERS,
            "alpha": ALPHA,
            "ghosts_per_agent": GHOSTS_PER_AGENT,
            "correlation_within_agent": CORRELATION,
            "rates": {role.value: RATE[role] for role in Role},
        },
        "vendors": counted.figures("vendors/"),
        "coverage": counted.figures("coverage/"),
        "looks": counted.figures("looks/"),
        "burn": counted.figures("burn/"),
        "neglect": counted.figures("neglect/"),
        "honesty": counted.figures("honesty/"),
        "ghosts": counted.figures("ghosts/"),
        "probes": counted.figures("probes/"),
        "events": counted.figures("events/"),
    }
