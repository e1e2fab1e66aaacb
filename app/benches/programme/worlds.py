"""The simulated waves: which vendors each holds, how they behave, and what the plan says of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import numpy as np

from audit.ghosts.plan import VendorPlan, make_plan
from audit.ghosts.plan_question import Question, VendorAsked
from audit.ghosts.power_tails import Clustering
from audit.ghosts.sequential import Looks, Spending, Stopping, even_looks
from audit.ghosts.sequential_bounds import boundaries
from synthetic.bpos import Books, Burn, Conduct, Vendor, WavePlan
from synthetic.bpos.words import Kind

TOLERATED, MATTERS, POWER, ALPHA = 0.05, 0.20, 0.90, 0.05
GHOSTS_PER_AGENT, CORRELATION, LOOKS = 5, 0.10, 4
MATCHED, DRIFT_S = 2, 40.0
COUNTRIES = ("CL", "CO", "MX", "PE", "BR", "US", "EC", "DO", "GT", "AR")
_WAYS = {
    Kind.OVER_CALLING: 2.0,
    Kind.OUT_OF_HOURS: 2.0,
    Kind.REST_DAY: 1.0,
    Kind.THREAT: 1.5,
    Kind.INSULT: 1.0,
    Kind.DISCLOSURE: 1.0,
    Kind.IGNORED_STOP: 1.5,
    Kind.IGNORED_DISPUTE: 1.5,
    Kind.DUNNED_AFTER_PAYMENT: 1.5,
}


class Role(StrEnum):
    """What a vendor is in the exam. The first four are not above the tolerated rate: accusing them is wrong."""

    SPOTLESS = "spotless"
    HALF_TOLERATED = "half_tolerated"
    TOLERATED = "tolerated"
    LIAR = "liar"
    PLANNED = "planned"
    WORSE = "worse"
    BURNED = "burned"
    AVOIDER = "avoider"


INNOCENT = frozenset({Role.SPOTLESS, Role.HALF_TOLERATED, Role.TOLERATED, Role.LIAR})
RATE = {
    Role.SPOTLESS: 0.0,
    Role.HALF_TOLERATED: TOLERATED / 2,
    Role.TOLERATED: TOLERATED,
    Role.LIAR: 0.0,
    Role.PLANNED: MATTERS,
    Role.WORSE: 1.6 * MATTERS,
    Role.BURNED: MATTERS,
    Role.AVOIDER: MATTERS,
}


@dataclass(frozen=True, slots=True)
class Design:
    """What the plan asks of every vendor of a wave. `looks` are those of a wave watched while it runs, at the same number of
    ghosts."""

    plan: VendorPlan
    clustering: Clustering
    looks: Looks

    @property
    def agents(self) -> int:
        """Agents a vendor has, so that each meets the ghosts the plan counts on."""
        return -(-self.plan.ghosts // GHOSTS_PER_AGENT)


@cache
def design() -> Design:
    """The plan of every wave, as `trasluz ghosts plan` makes it for the rates, power and clustering above."""
    question = Question(
        vendors=(VendorAsked("any"),),
        matters=MATTERS,
        tolerated=TOLERATED,
        power=POWER,
        alpha=ALPHA,
        design_effect=1 + (GHOSTS_PER_AGENT - 1) * CORRELATION,
        ghosts_per_agent=GHOSTS_PER_AGENT,
    )
    plan = make_plan(question).of("any")
    standard = question.standard
    looks = boundaries(even_looks(plan.ghosts, LOOKS), plan.threshold, standard, Stopping.SPENDING, Spending.POCOCK)
    return Design(plan, standard.clustering, looks)


def wave_plan(number: int, seed: int) -> WavePlan:
    """The wave of that number: a country in turn, a Monday of 2025 or 2026, one vendor a role in an order of its own."""
    rng = np.random.default_rng([seed, number])
    first = date(2025, 1, 6) + timedelta(weeks=int(rng.integers(0, 90)))
    roles = [Role(role) for role in rng.permutation([role.value for role in Role])]
    vendors = tuple(vendor_of(role, float(rng.normal(0, DRIFT_S))) for role in roles)
    ghosts = design().plan.ghosts
    return WavePlan(COUNTRIES[number % len(COUNTRIES)], first, vendors, ghosts=ghosts, twins=MATCHED * ghosts)


def vendor_of(role: Role, drift_s: float = 0.0) -> Vendor:
    """A vendor in its role, its log's clock that much off."""
    drift, honest = drift_s, Books(drift_s=drift_s)
    conduct = Conduct(RATE[role], CORRELATION, _WAYS)
    if role is Role.LIAR:
        return Vendor(role.value, design().agents, conduct, Books(0.15, 0.06, 0.12, 0.06, 0.35, 0.10, drift_s=drift))
    if role is Role.WORSE:
        return Vendor(role.value, design().agents, conduct, Books(fakes=0.05, unlogged=0.1, moves_inside=0.7, drift_s=drift))
    if role is Role.BURNED:
        return Vendor(role.value, design().agents, conduct, honest, Burn(noticed=0.7, from_share=0.1, to_share=0.3, softer=0.3))
    if role is Role.AVOIDER:
        return Vendor(role.value, design().agents, conduct, honest, avoids=("180+",))
    return Vendor(role.value, design().agents, conduct, honest)
