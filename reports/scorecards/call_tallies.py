"""Judged calls counted by vendor: marks, what people decided, and how alike the calls of one agent are."""

from dataclasses import dataclass

import numpy as np

from reports.scorecards.facts import Calls, Floats, Ints


@dataclass(frozen=True, slots=True)
class Tallies:
    """By vendor [V]: calls `flagged` and `left`; checked ones [V, mark, queue] and those of them that were `bad`.

    Mark 0 left, 1 flagged; queue 0 drawn at random, 1 chosen otherwise. `calls_alike` and `checks_alike` [V] are the design
    effects: how many calls of alike agents stand for one.
    """

    flagged: Floats
    left: Floats
    checked: Floats
    bad: Floats
    calls_alike: Floats
    checks_alike: Floats
    agents_known: bool


def tally(calls: Calls, vendors: int) -> Tallies:
    """Counts of each vendor's calls. Raises ValueError for columns that do not fit or a vendor's number out of range."""
    lengths = {len(calls.vendor), len(calls.agent), len(calls.flagged), len(calls.truth), len(calls.drawn)}
    if len(lengths) != 1:
        raise ValueError(f"columns of calls of lengths {sorted(lengths)}: they must be equal")
    if len(calls.vendor) and not (calls.vendor.min() >= 0 and calls.vendor.max() < vendors):
        raise ValueError(f"a call's vendor {int(calls.vendor.max())} is outside 0..{vendors - 1}")
    marks = _count(calls.vendor, vendors, calls.flagged.astype(np.int64), 2)
    known = calls.truth >= 0
    queue = (~calls.drawn[known]).astype(np.int64)
    place = calls.flagged[known].astype(np.int64) * 2 + queue
    checked = _count(calls.vendor[known], vendors, place, 4).reshape(vendors, 2, 2)
    hit = calls.truth[known] == 1
    bad = _count(calls.vendor[known][hit], vendors, place[hit], 4).reshape(vendors, 2, 2)
    told = calls.agent >= 0
    likeness, sizes = _likeness(calls.vendor[told], calls.agent[told], calls.flagged[told].astype(float), vendors)
    both = told & known
    group = calls.vendor[both] * 2 + calls.flagged[both]
    among, _ = _likeness(group, calls.agent[both], (calls.truth[both] == 1).astype(float), 2 * vendors)
    _, per_agent = _likeness(calls.vendor[both], calls.agent[both], (calls.truth[both] == 1).astype(float), vendors)
    raised = likeness if among is None else (max(0.0, among) + (likeness or 0.0)) / 2
    return Tallies(
        marks[:, 1],
        marks[:, 0],
        checked,
        bad,
        1 + (likeness or 0.0) * np.maximum(sizes - 1, 0),
        1 + (raised or 0.0) * np.maximum(per_agent - 1, 0),
        bool(told.any()),
    )


def _count(vendor: Ints, vendors: int, kind: Ints, kinds: int) -> Floats:
    return np.bincount(vendor * kinds + kind, minlength=vendors * kinds).reshape(vendors, kinds).astype(float)


def _likeness(group: Ints, agent: Ints, hit: Floats, groups: int) -> tuple[float | None, Floats]:
    """The intraclass correlation of agents pooled over groups, not below zero, and each group's mean calls of a call's agent.

    By moments: squares of an agent's calls about its group's share, against what independent calls would give. None where no
    agent has two calls or nothing varies.
    """
    sizes = np.ones(groups)
    if not len(group):
        return None, sizes
    _, where = np.unique(group * (int(agent.max()) + 1) + agent, return_inverse=True)
    rows: Floats = np.bincount(where).astype(np.float64)
    hits = np.bincount(where, weights=hit)
    home = np.zeros(len(rows), dtype=np.int64)
    home[where] = group
    total: Floats = np.asarray(np.bincount(home, weights=rows, minlength=groups), dtype=np.float64)
    share = np.bincount(home, weights=hits, minlength=groups) / np.maximum(total, 1)
    square: Floats = np.asarray(np.bincount(home, weights=rows**2, minlength=groups), dtype=np.float64)
    sizes = np.where(total > 0, square / np.maximum(total, 1), 1.0)
    spread = share * (1 - share)
    seen = np.bincount(home, weights=(hits - rows * share[home]) ** 2, minlength=groups)
    plain = spread * (total - sizes)
    extra = spread * _extra(home, rows, total, square, groups)
    if extra.sum() <= 0:
        return None, sizes
    return float(max(0.0, (seen - plain).sum() / extra.sum())), sizes


def _extra(home: Ints, rows: Floats, total: Floats, square: Floats, groups: int) -> Floats:
    """What one unit of likeness adds to the squares about a share that is itself of the same calls."""
    part = rows / np.maximum(total[home], 1)
    pairs = rows * (rows - 1)
    own = np.bincount(home, weights=pairs * (1 - 2 * part), minlength=groups)
    among = np.bincount(home, weights=rows**2, minlength=groups) * np.bincount(home, weights=pairs, minlength=groups)
    return np.asarray(own + among / np.maximum(total, 1) ** 2)
