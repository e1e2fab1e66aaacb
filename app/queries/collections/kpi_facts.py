"""What each measure counts: facts with `id`, `person` (the cluster), `x` above the line, `y` below, and ways to split.

To add a measure: an entry in `reports/kpis/kpis.yaml`, and a function under its id in `kpi_contacts` or `kpi_debts`.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.queries.collections import kpi_contacts, kpi_debts
from app.queries.collections.kpi_asked import Asked

Facts = Callable[[Asked], Select[Any]]

FACTS: dict[str, Facts] = {
    "contact_rate": kpi_contacts.contact_rate,
    "contact_rate_accounts": kpi_debts.contact_rate_accounts,
    "right_party_rate": kpi_contacts.right_party_rate,
    "coverage": kpi_debts.coverage,
    "intensity": kpi_debts.intensity,
    "delivery_rate": kpi_contacts.delivery_rate,
    "answer_rate": kpi_contacts.answer_rate,
    "promise_rate": kpi_contacts.promise_rate,
    "kept_rate": kpi_debts.kept_rate,
    "kept_amount": kpi_debts.kept_amount,
    "recovery_rate": kpi_debts.recovery_rate,
    "cure_rate": kpi_debts.cure_rate,
    "roll_rate": kpi_debts.roll_rate,
    "days_to_cure": kpi_debts.days_to_cure,
    "cost_to_collect": kpi_debts.cost_to_collect,
    "handle_time": kpi_contacts.handle_time,
    "wrap_up": kpi_contacts.wrap_up,
    "agent_yield": kpi_contacts.agent_yield,
    "gate_refusals": kpi_contacts.gate_refusals,
    "complaints": kpi_debts.complaints,
    "opt_out_hours": kpi_contacts.opt_out_hours,
}
PHOTO = frozenset({"coverage", "intensity", "recovery_rate", "cure_rate", "roll_rate"})
ENDS = frozenset({"cure_rate", "roll_rate"})
