"""What could be seen, said before launch: with so many people, a difference of so much; to see so much, so many people."""

from math import ceil, sqrt
from statistics import NormalDist

from app.operations.readout import Look
from app.operations.readout_intervals import radius

_MOST_PEOPLE = 100_000_000


def detectable(people: int, share: float, spread: float, look: Look, alpha: float = 0.05, power: float = 0.8) -> float | None:
    """The true difference seen with `power` once `people` are in, `share` of them (0–1) challenged; None with under two an arm.

    `spread` is that of one person's outcome in the unit of the answer: of a share p, sqrt(p(1 - p)). Both arms are taken to
    spread alike.
    """
    challenged = people * share
    if min(challenged, people - challenged) < 2:
        return None
    error = spread * sqrt(1 / (share * (1 - share)))
    reach = _z(1 - alpha / 2) / sqrt(people) if look is Look.HORIZON else radius(people, alpha, people)
    return error * (reach + _z(power) / sqrt(people))


def needed(difference: float, share: float, spread: float, look: Look, alpha: float = 0.05, power: float = 0.8) -> int | None:
    """How many people in all show `difference`; None past a hundred million, or where there is no difference to see."""
    if difference <= 0 or not 0 < share < 1:
        return None
    low, high = ceil(4 / min(share, 1 - share)), _MOST_PEOPLE

    def enough(people: int) -> bool:
        found = detectable(people, share, spread, look, alpha, power)
        return found is not None and found <= difference

    if not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _z(p: float) -> float:
    return NormalDist().inv_cdf(p)
