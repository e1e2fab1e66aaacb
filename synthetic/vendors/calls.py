"""Calls of a month: agents alike, a machine that errs, people who check what it flagged and some at random."""

import numpy as np

from synthetic.vendors.knobs import Knobs
from synthetic.vendors.shapes import Bools, Exam, Floats, WorldCalls


def draw_calls(
    rng: np.random.Generator, knobs: Knobs, breach: Floats, right: tuple[Floats, Floats], agents: tuple[int, ...], share: Floats
) -> WorldCalls:
    """`breach` a vendor's true share, `right` its sensitivity and specificity, `share` of the month's calls it makes."""
    parts: list[tuple[np.ndarray, ...]] = []
    first = 0
    for vendor, count in enumerate(agents):
        calls = max(40, round(knobs.calls * float(share[vendor])))
        busy = rng.dirichlet(np.full(count, 3.0))
        agent = rng.choice(count, calls, p=busy)
        bad = rng.random(calls) < _own(rng, float(breach[vendor]), knobs.alike, count)[agent]
        flagged = rng.random(calls) < np.where(bad, right[0][vendor], 1 - right[1][vendor])
        drawn = rng.random(calls) < knobs.at_random
        checked = drawn | _queued(rng, knobs, bad, flagged)
        parts.append((np.full(calls, vendor), agent + first, flagged, np.where(checked, bad, -1), drawn))
        first += count
    vendor_, agent_, flagged_, truth_, drawn_ = (np.concatenate(column) for column in zip(*parts, strict=True))
    return WorldCalls(vendor_.astype(np.int64), agent_.astype(np.int64), flagged_, truth_.astype(np.int64), drawn_)


def _own(rng: np.random.Generator, breach: float, alike: float, agents: int) -> Floats:
    if alike <= 0:
        return np.full(agents, breach)
    firm = (1 - alike) / alike
    return rng.beta(breach * firm, (1 - breach) * firm, agents)


def _queued(rng: np.random.Generator, knobs: Knobs, bad: Bools, flagged: Bools) -> Bools:
    """The risk queue: mostly what was flagged; where there is a hunch, unflagged calls that are bad come up more often."""
    left = knobs.unflagged_checked * np.where(bad, knobs.hunch, 1.0)
    return np.asarray(rng.random(len(bad)) < np.where(flagged, knobs.flagged_checked, left))


def draw_exam(rng: np.random.Generator, knobs: Knobs) -> Exam | None:
    """Other calls than the vendors': the machine is a little better or worse there."""
    if not knobs.exam:
        return None
    bad, good = int(rng.integers(25, 90)), int(rng.integers(50, 250))
    moved = [p / (1 - p) * np.exp(rng.normal(0, 0.35)) for p in (knobs.sensitivity, knobs.specificity)]
    hit, left = (odds / (1 + odds) for odds in moved)
    return Exam(int(rng.binomial(bad, hit)), bad, int(rng.binomial(good, left)), good)
