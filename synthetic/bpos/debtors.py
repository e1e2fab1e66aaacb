"""The debtors a simulated vendor is handed: ghosts and the real accounts matched to them, alike but for being real."""

from dataclasses import dataclass

import numpy as np

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.bpos.conduct import Vendor, WavePlan
from synthetic.bpos.practice import Practice
from synthetic.bpos.words import MISSIONS


@dataclass(frozen=True, slots=True)
class Debtors:
    """One element a debtor. `ghost` is read only where a vendor notices, and when truth is written; `pair` is equal for a
    ghost and its real match; `agent`, `mission`, `segment`, `place` are positions; `until` is the day a vendor that
    noticed goes soft."""

    ghost: Flags
    pair: Ints
    agent: Ints
    mission: Ints
    segment: Ints
    place: Ints
    amount: Floats
    worked: Flags
    until: Ints
    agent_skill: Floats

    def __len__(self) -> int:
        return len(self.ghost)


def draw_debtors(plan: WavePlan, vendor: Vendor, how: Practice, rng: np.random.Generator) -> Debtors:
    """Ghosts first, then real accounts, each with the mission, segment and place of the ghost it is matched with, in turn.

    Agents get as many ghosts as each other, and as many real accounts, to within one.
    """
    pairs = plan.ghosts
    pair = np.r_[np.arange(pairs), np.arange(plan.twins) % pairs]
    size = len(pair)
    ghost = np.arange(size) < plan.ghosts
    allowed = np.array([MISSIONS.index(mission) for mission in plan.missions])
    segment = rng.permutation(np.arange(pairs) % len(plan.segments))[pair]
    days = plan.weeks * 7
    noticed = ghost & (rng.random(size) < vendor.burn.noticed)
    when = np.ceil(rng.uniform(vendor.burn.from_share, max(vendor.burn.from_share, vendor.burn.to_share), size) * days)
    shunned = np.array([name in vendor.avoids for name in plan.segments])
    return Debtors(
        ghost=ghost,
        pair=pair,
        agent=np.r_[rng.permutation(plan.ghosts), rng.permutation(plan.twins)] % vendor.agents,
        mission=allowed[rng.permutation(np.arange(pairs) % len(allowed))][pair],
        segment=segment,
        place=rng.integers(0, len(how.places), pairs)[pair],
        amount=np.round(how.amount * np.exp(rng.normal(0, 0.6, size)), -1 if how.amount > 10_000 else 0),
        worked=~shunned[segment],
        until=np.where(noticed, when, days).astype(int),
        agent_skill=np.exp(rng.normal(0, 0.15, vendor.agents)) * vendor.answers,
    )
