"""Choosing the boundaries of a schedule of looks: exact, discrete, never above the error asked for."""

from collections.abc import Sequence
from dataclasses import replace
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
        at = 1
        while at <= judged and _error(n[: k + 1], [*accuse, at], standard) > allowed:
            at += 1
        accuse.append(at)
    return Looks(n, _no_later_lower(accuse), (-1,) * len(n))


def _no_later_lower(accuse: list[int]) -> tuple[int, ...]:
    """Faults only grow, so a boundary that a later look has may be used at once without any change in error."""
    return tuple(reversed(list(accumulate(reversed(accuse), min))))


def _error(ghosts: tuple[int, ...], accuse: list[int], standard: Standard) -> float:
    return error_of(Looks(ghosts, tuple(accuse), (-1,) * len(ghosts)), standard.tolerated, standard.guarded)


def with_clearing(schedule: Looks, matters: float, standard: Standard, wanted: float) -> Looks:
    """The same schedule clearing a vendor as early as it may.

    Clearing says that the rate is below `matters`; over all looks a vendor at `matters` is cleared with probability at most
    alpha, spent as O'Brien and Fleming would, and early clearing stops where power would fall under `wanted`.
    """
    last = len(schedule.ghosts) - 1
    for k, judged in enumerate(schedule.ghosts):
        allowed = Spending.OBRIEN_FLEMING.spent(judged / schedule.ghosts[-1], standard.alpha)
        for count in range(schedule.accuse_at[k]):
            clear = (*schedule.clear_at[:k], count, *schedule.clear_at[k + 1 :])
            tried = replace(schedule, clear_at=clear)
            wrong = max(course.clears for course in courses(tried, matters, standard.clustering))
            if wrong > allowed or (k < last and power_of(tried, matters, standard.clustering) < wanted):
                break
            schedule = tried
    return schedule
