"""How honest a simulated vendor's log truly is: the share of true rows over far more debtors and agents than a wave has."""

from dataclasses import replace
from datetime import date
from functools import cache

from app.benches.programme.worlds import COUNTRIES, Role, vendor_of
from synthetic.bpos import WavePlan, simulate

_DEBTORS, _AGENTS, _SEED = 6000, 3000, 77


@cache
def true_claims(country: str, role: Role) -> float:
    """Share of rows about debtors that hold no lie, for the vendor's log in that country (population, to about half a point)."""
    assert country in COUNTRIES
    vendor = replace(vendor_of(role), agents=_AGENTS)
    plan = WavePlan(country, date(2026, 5, 4), (vendor,), ghosts=_DEBTORS, twins=0)
    lies = simulate(plan, _SEED).lived[0].log.lies
    return float(1 - lies.any(axis=1).mean())


def true_completeness(role: Role) -> float:
    """Chance that a contact is in the log."""
    return 1 - vendor_of(role).books.unlogged
