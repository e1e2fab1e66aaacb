"""How often projections held: every past month of every vendor told from the months before it alone, then compared.

What is told is what would be measured (recovery over expected of the accounts it did receive, complaints, contacts against the
law), so the measuring error of that month is in the interval. Shown only where there is past enough to judge by.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reports.intervals import Estimate, wilson
from reports.scorecards.drift import ahead
from reports.scorecards.facts import Floats
from reports.scorecards.past import Counted, Past
from reports.scorecards.what_if import happen

LEAST_EARLIER = 2
LEAST_TOLD = 8
LEVELS = (0.5, 0.8, 0.95)
_DRAWS = 2000


class Tested(StrEnum):
    """What was told and compared."""

    RECOVERY = "recovery"
    COMPLAINTS = "complaints"
    AGAINST_LAW = "against_law"


@dataclass(frozen=True, slots=True)
class Told:
    """One vendor's month: where the interval of 95 % lay, what came, and the share of the told below what came (PIT)."""

    vendor: str
    month: int
    low: float
    high: float
    came: float
    pit: float

    @property
    def hit(self) -> bool:
        """Whether it came as told."""
        return self.low <= self.came <= self.high


@dataclass(frozen=True, slots=True)
class BackTest:
    """Hits of the 95 % interval with Wilson's, coverage of each of LEVELS, and every vendor's month told.

    `cause` {es, en} says why it is not shown; the n is there all the same.
    """

    tested: Tested
    hits: Estimate
    coverage: Mapping[float, Estimate]
    told: tuple[Told, ...]
    cause: Mapping[str, str] | None = None


def back_test(past: Past, seed: int = 5) -> tuple[BackTest, ...]:
    """Recovery, complaints and contacts against the law, each told month after month from what came before."""
    found = {Tested.RECOVERY: _recovery(past, seed)}
    for tested, counted in ((Tested.COMPLAINTS, past.complaints), (Tested.AGAINST_LAW, past.against_law)):
        found[tested] = _counted(past, counted, seed)
    return tuple(_judged(tested, told) for tested, told in found.items())


def _recovery(past: Past, seed: int) -> list[Told]:
    """On the log of recovered over expected, told as the ratio."""

    def come(month: int) -> tuple[Floats, Floats] | None:
        history = past.until(month).recovery()
        if not np.isfinite(history.values).any():
            return None
        drawn = ahead(history, 1, _DRAWS, seed)[:, 0]
        error = past.log_error[:, month]
        noise = np.random.default_rng([seed, month]).standard_normal(drawn.shape)
        known = np.isfinite(history.values).any(axis=1)
        return np.exp(drawn + np.where(known, error, np.nan) * noise), np.exp(past.log_recovery[:, month])

    return _each(past, come)


def _counted(past: Past, counted: Counted, seed: int) -> list[Told]:
    def come(month: int) -> tuple[Floats, Floats] | None:
        before = Counted(counted.seen[:, :month], counted.people[:, :month], counted.raised[:, :month])
        history = before.history()
        known = np.isfinite(history.values).any(axis=1)
        if not known.any():
            return None
        rates = np.maximum(ahead(history, 1, _DRAWS, seed)[:, 0], 0.0) ** 2
        people = np.where(known & np.isfinite(counted.seen[:, month]), counted.people[:, month], np.nan)
        rng = np.random.default_rng([seed, month])
        drawn = happen(np.nan_to_num(rates * people), float(np.nanmax(before.raised)), rng)
        return np.where(np.isfinite(people), drawn, np.nan), np.where(known, counted.seen[:, month], np.nan)

    return _each(past, come)


def _each(past: Past, come: Callable[[int], tuple[Floats, Floats] | None]) -> list[Told]:
    """Every month with enough before it; a vendor without either side is passed over."""
    told = []
    for month in range(LEAST_EARLIER, past.log_recovery.shape[1]):
        both = come(month)
        if both is None:
            continue
        drawn, came = both
        for v, key in enumerate(past.vendors):
            if np.isfinite(came[v]) and np.isfinite(drawn[:, v]).all():
                told.append(_told(key, month, drawn[:, v], float(came[v])))
    return told


def _told(key: str, month: int, drawn: Floats, came: float) -> Told:
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    return Told(key, month, low, high, came, float((drawn < came).mean() + 0.5 * (drawn == came).mean()))


def _judged(tested: Tested, told: list[Told]) -> BackTest:
    n = len(told)
    inside = {level: sum(abs(t.pit - 0.5) <= level / 2 for t in told) for level in LEVELS}
    coverage = {level: wilson(hits, n) for level, hits in inside.items()}
    return BackTest(tested, wilson(sum(t.hit for t in told), n), coverage, tuple(told), None if n >= LEAST_TOLD else _short(n))


def _short(n: int) -> dict[str, str]:
    return {
        "es": f"hay {n} meses-proveedor con {LEAST_EARLIER} meses antes y hacen falta {LEAST_TOLD}: no se prueba hacia atrás aún",
        "en": f"there are {n} vendor-months with {LEAST_EARLIER} months before, and {LEAST_TOLD} are needed: no back-test yet",
    }
