"""What one world is like, drawn of its seed: how many vendors, how unlike, who gets the hard accounts, how the machine errs."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Knobs:
    """`pull` is how recovery goes with treatment (negative: who recovers more treats worse). `hardest_to_best` how far better
    vendors get harder accounts. `alike` is the intraclass correlation of agents' breaches. Shares 0–1."""

    vendors: int
    months: int
    accounts: int
    calls: int
    unequal: float
    pull: float
    spread_recovery: float
    spread_treatment: float
    equal: float
    drift: float
    hardest_to_best: float
    picky: float
    tail: float
    household: float
    immature: float
    sensitivity: float
    specificity: float
    scorer_spread: float
    alike: float
    breach: float
    at_random: float
    flagged_checked: float
    unflagged_checked: float
    hunch: float
    exam: bool
    alone: bool


def draw_knobs(rng: np.random.Generator, size: float, months: int | None) -> Knobs:
    """Knobs of a world; `size` 1 is 2,500–15,000 accounts a month."""
    return Knobs(
        vendors=int(rng.integers(3, 13)),
        months=months or int(rng.integers(2, 5)),
        accounts=int(size * np.exp(rng.uniform(np.log(2500), np.log(15000)))),
        calls=int(size * np.exp(rng.uniform(np.log(1500), np.log(9000)))),
        unequal=float(rng.uniform(0.2, 1.0)),
        pull=float(rng.choice([-0.8, -0.8, 0.0, 0.7])),
        spread_recovery=float(rng.choice([0.0, 0.08, 0.15, 0.25, 0.35])),
        spread_treatment=float(rng.choice([0.0, 0.5, 1.0, 1.5])),
        equal=float(rng.choice([0.0, 0.25, 0.5])),
        drift=float(rng.choice([0.0, 0.3, 0.6])),
        hardest_to_best=float(rng.choice([-0.6, 0.0, 0.8, 1.2])),
        picky=float(rng.uniform(0.2, 0.9)),
        tail=float(rng.uniform(0.7, 1.5)),
        household=float(rng.uniform(0.0, 0.3)),
        immature=float(rng.choice([0.0, 0.0, 0.5])),
        sensitivity=float(rng.uniform(0.5, 0.92)),
        specificity=float(rng.uniform(0.88, 0.995)),
        scorer_spread=float(rng.uniform(0.0, 0.3)),
        alike=float(rng.uniform(0.0, 0.06)),
        breach=float(np.exp(rng.uniform(np.log(0.02), np.log(0.25)))),
        at_random=float(rng.uniform(0.02, 0.10)),
        flagged_checked=float(rng.uniform(0.2, 0.9)),
        unflagged_checked=float(rng.choice([0.0, 0.02, 0.05])),
        hunch=float(rng.choice([1.0, 1.0, 1.0, 3.0])),
        exam=bool(rng.random() < 0.8),
        alone=bool(rng.random() < 0.1),
    )
