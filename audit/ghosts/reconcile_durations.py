"""What a system's durations measure: talk, talk and ringing, whole minutes; learned from the pairs themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_FEWEST = 8
_SHORTEST_S = 10.0
RING_S = 45.0


@dataclass(frozen=True, slots=True)
class Measure:
    """How logged durations stand to talk time: logged = `factor` x (talk + `more_s`), within `spread_s`, in steps of `step_s`.

    `learned` is False with fewer than eight pairs: then ringing of up to 45 s is allowed for. `comparable` is False where most
    pairs disagree with each other, so that the column measures something else.
    """

    factor: float = 1.0
    more_s: float = 0.0
    spread_s: float = 0.0
    step_s: float = 0.0
    learned: bool = False
    comparable: bool = True
    pairs: int = 0

    def agrees(self, logged_s: float, talk_s: float) -> bool:
        """Whether a logged duration may be of that talk."""
        value = logged_s / self.factor
        slack = max(10.0, 0.1 * talk_s) + self.step_s
        if self.learned:
            return abs(value - talk_s - self.more_s) <= slack + min(6 * self.spread_s, RING_S) or abs(value - talk_s) <= slack
        return -slack - 0.05 * talk_s <= value - talk_s <= RING_S + slack


def measure(pairs: Sequence[tuple[float, float]]) -> Measure:
    """What (logged, lived) durations of a system's answered calls show, both in seconds."""
    usable = np.array([(logged, lived) for logged, lived in pairs if logged > 0 and lived >= _SHORTEST_S])
    if len(usable) < _FEWEST:
        return Measure(pairs=len(usable))
    logged, lived = usable[:, 0], usable[:, 1]
    ratio = float(np.median(logged / lived))
    factor = 1 / 60 if 1 / 90 < ratio < 1 / 30 else 60.0 if 40 < ratio < 90 else 1.0
    value = logged / factor
    step = 60.0 if np.mean(np.abs(value / 60 - np.round(value / 60)) < 1e-6) >= 0.95 else 0.0
    more = value - lived
    centre = float(np.median(more))
    spread = 1.4826 * float(np.median(np.abs(more - centre)))
    sane = -15 <= centre <= 90
    found = Measure(factor, centre if sane else 0.0, spread if sane else 0.0, step, sane, True, len(usable))
    fits = np.mean([found.agrees(float(a), float(b)) for a, b in usable])
    return found if fits >= 0.5 else Measure(factor, step_s=step, comparable=False, pairs=len(usable))
