"""Choosing the boundaries of a schedule of looks: exact, discrete, never above the error asked for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate

from audit.ghosts.power import Standard
from audit.ghosts.sequential import Looks, Spending, Stopping, courses, error_of, power_of


def boundaries(
    ghosts: Sequence[int],
    threshold: int,
    standard: Standard,
    stopping: Stopping,
    spending: Spending = Spending.POCOCK,
) -> Looks:
    """Accusing boundaries for these looks; nobody is cleared yet. `threshold` is that of the last look under CURTAILED.

    Raises nothing: a look that cannot accuse within its share of alpha gets a boundary above its ghosts.
    """
    n = tuple(ghosts)
    if stopping is Stopping.NEVER:
        return Looks(n[-1:], (threshold,), (-1,))
    if stopping is Stopping.CURTAILED:
        return Looks(n, (threshold,) * len(n), (-1,) * len(n))
    accuse: list[int] = []
    for k, judged in enumerate(n):
        allowed = spending.spent(judged / n[-1], standard.alpha)
        so_far = partial(_within, n[: k + 1], tuple(accuse), standard, allowed)
        accuse.append(bisect_left(range(1, judged + 1), True, key=so_far) + 1)
    return Looks(n, _no_later_lower(accuse), (-1,) * len(n))


def _no_later_lower(accuse: list[int]) -> tuple[int, ...]:
    """Faults only grow, so a boundary that a later look has may be used at once without any change in error."""
    return tuple(reversed(list(accumulate(reversed(accuse), min))))


def _within(ghosts: tuple[int, ...], before: tuple[int, ...], standard: Standard, allowed: float, at: int) -> bool:
    """Whether accusing with `at` faults at the last of these looks keeps the error; true from some number on."""
    looks = Looks(ghosts, (*before, at), (-1,) * len(ghosts))
    return error_of(looks, standard.tolerated, standard.guarded) <= allowed


def with_clearing(schedule: Looks, matters: float, standard: Standard, wanted: float) -> Looks:
    """The same schedule clearing a vendor as early as it may.

    Clearing says that the rate is below `matters`; over all looks a vendor at `matters` is cleared with probability at most
    alpha, spent as O'Brien and Fleming would, and early clearing stops where power would fall under `wanted`.
    """
    for k, judged in enumerate(schedule.ghosts):
        allowed = Spending.OBRIEN_FLEMING.spent(judged / schedule.ghosts[-1], standard.alpha)
        too_many = partial(_clears_too_much, schedule, k, matters, standard, allowed, wanted)
        most = bisect_left(range(schedule.accuse_at[k]), True, key=too_many) - 1
        schedule = _clearing_at(schedule, k, most)
    return schedule


def _clearing_at(schedule: Looks, k: int, count: int) -> Looks:
    return replace(schedule, clear_at=(*schedule.clear_at[:k], count, *schedule.clear_at[k + 1 :]))


def _clears_too_much(
    schedule: Looks, k: int, matters: float, standard: Standard, allowed: float, wanted: float, count: int
) -> bool:
    """Whether clearing with `count` faults at look k clears a vendor at `matters` too often or costs power; true from some on."""
    tried = _clearing_at(schedule, k, count)
    if max(course.clears for course in courses(tried, matters, standard.clustering)) > allowed:
        return True
    return k < len(schedule.ghosts) - 1 and power_of(tried, matters, standard.clustering) < wanted
