"""A whole world of vendors of a seed: `draw_world(seed)`. Other seeds are other worlds, not other draws of the same."""

from dataclasses import replace
from datetime import date

import numpy as np

from synthetic.vendors.accounts import SEGMENTS, draw_accounts, draw_land
from synthetic.vendors.calls import draw_calls, draw_exam
from synthetic.vendors.knobs import Knobs, draw_knobs
from synthetic.vendors.lived import among_answers, draw_clusters
from synthetic.vendors.shapes import Bools, Clusters, Floats, Truth, World, WorldAccounts, WorldMonth
from synthetic.vendors.traits import Traits, draw_traits, lived_measures

_FIRST = (2026, 1)
_HORIZON_DAYS = 90


def draw_world(seed: int, size: float = 1.0, months: int | None = None, accounts: int | None = None) -> World:
    """The world of `seed`; `size` 1 is 2,500 to 15,000 accounts and 1,500 to 9,000 calls a month; `months` 2–4 where not said;
    `accounts` a month where a number is asked for.

    Raises ValueError for a size that is not positive or fewer than one month.
    """
    if size <= 0 or (months is not None and months < 1):
        raise ValueError(f"world {seed}: size {size} and months {months} must be positive")
    rng = np.random.default_rng([41, seed])
    knobs = draw_knobs(rng, size, months)
    if accounts is not None:
        knobs = replace(knobs, accounts=accounts)
    traits = draw_traits(rng, knobs)
    shares = rng.dirichlet(np.full(knobs.vendors, 1.2 / knobs.unequal))
    shares = (shares + 0.15 / knobs.vendors) / 1.15
    alone = np.zeros(knobs.vendors, dtype=bool)
    alone[0] = knobs.alone
    right = _right(rng, knobs)
    agents = tuple(int(n) for n in np.maximum(4, rng.poisson(12 * knobs.vendors * shares)))
    land = draw_land(rng)
    exam = draw_exam(rng, knobs)
    found: list[WorldMonth] = []
    gains: list[Floats] = []
    for month in range(knobs.months):
        placed = draw_accounts(rng, knobs, land, shares, traits.recovery[month], alone)
        gains.append(_gains(traits.recovery[month], placed))
        calls = draw_calls(rng, knobs, traits.conduct[month], right, agents, shares)
        found.append(WorldMonth(*_days(month), calls, placed, _lived(rng, traits, month, placed, agents)))
    truth = _truth(knobs, traits, np.array(gains), right, alone)
    names = tuple(f"v{n:02d}" for n in range(knobs.vendors))
    return World(seed, size, names, SEGMENTS, tuple(found), exam, truth, _HORIZON_DAYS)


def _right(rng: np.random.Generator, knobs: Knobs) -> tuple[Floats, Floats]:
    """Sensitivity and specificity by vendor: a little unlike each other."""
    moved = rng.normal(0, knobs.scorer_spread, (2, knobs.vendors))
    odds = [p / (1 - p) * np.exp(m) for p, m in zip((knobs.sensitivity, knobs.specificity), moved, strict=True)]
    return odds[0] / (1 + odds[0]), odds[1] / (1 + odds[1])


def _gains(log_recovery: Floats, accounts: WorldAccounts) -> Floats:
    """Each vendor's multiplier over the geometric mean of the vendors': all accounts of a vendor have the same."""
    present = np.unique(accounts.vendor)
    return np.asarray(np.exp(log_recovery - log_recovery[present].mean()))


def _days(month: int) -> tuple[date, date]:
    first = date(_FIRST[0] + (_FIRST[1] - 1 + month) // 12, (_FIRST[1] - 1 + month) % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def _lived(
    rng: np.random.Generator, traits: Traits, month: int, accounts: WorldAccounts, agents: tuple[int, ...]
) -> dict[str, tuple[Clusters, ...]]:
    people = [len(np.unique(accounts.person[accounts.vendor == v])) for v in range(len(agents))]
    return {
        m.id: tuple(draw_clusters(rng, m, float(traits.lived[m.id][month, v]), people[v], agents[v]) for v in range(len(agents)))
        for m in lived_measures()
    }


def _truth(knobs: Knobs, traits: Traits, gains: Floats, right: tuple[Floats, Floats], alone: Bools) -> Truth:
    """Surveys' truth is among those who answer: nobody else can be asked."""
    lived = {
        m.id: np.vectorize(among_answers)(traits.lived[m.id]) if m.draw == "survey" else traits.lived[m.id]
        for m in lived_measures()
    }
    slope = knobs.pull * knobs.spread_recovery / knobs.spread_treatment if knobs.spread_treatment else 0.0
    return Truth(traits.conduct, gains, traits.treatment, lived, *right, alone, slope)
