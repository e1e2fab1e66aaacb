"""Whether two shares can be told apart: the difference with its interval, widened for the number of comparisons made."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Difference:
    """`value` is the first share minus the second, with an interval at 95 % over all the comparisons made together."""

    value: float
    low: float
    high: float

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves zero outside."""
        return self.low > 0 or self.high < 0


def difference(hits: int, n: int, other_hits: int, other_n: int, comparisons: int = 1) -> Difference:
    """Newcombe's hybrid score interval (1998, Statistics in Medicine 17:873, method 10), Bonferroni over `comparisons`.

    Raises ValueError where a group is empty or hits are outside 0..n.
    """
    if n < 1 or other_n < 1 or comparisons < 1:
        raise ValueError(f"groups of {n} and {other_n} in {comparisons} comparisons: each must be at least 1")
    if not (0 <= hits <= n and 0 <= other_hits <= other_n):
        raise ValueError(f"{hits} of {n} and {other_hits} of {other_n}: hits must lie between 0 and n")
    z = NormalDist().inv_cdf(1 - 0.025 / comparisons)
    (p, low, high), (q, other_low, other_high) = _score(hits, n, z), _score(other_hits, other_n, z)
    gap = p - q
    return Difference(gap, gap - sqrt((p - low) ** 2 + (other_high - q) ** 2), gap + sqrt((high - p) ** 2 + (q - other_low) ** 2))


def _score(hits: int, n: int, z: float) -> tuple[float, float, float]:
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return share, max(0.0, middle - half), min(1.0, middle + half)
