"""Whether people fell into the arms in the shares they were drawn with; where not, nothing else may be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import binomtest, chisquare

ALARM = 0.001
"""Below this chance the assignment or the enrolment is broken (Fabijan et al. 2019, KDD: the usual threshold)."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """People enrolled in each arm, those expected, and the chance of counts at least so far apart."""

    enrolled: tuple[int, ...]
    expected: tuple[float, ...]
    p: float

    @property
    def broken(self) -> bool:
        """Whether to stop reading."""
        return self.p < ALARM


def mismatch(enrolled: Sequence[int], shares_percent: Sequence[int]) -> Mismatch:
    """Exact binomial for two arms, chi-square for more; 1 where nobody is enrolled."""
    total, whole = sum(enrolled), sum(shares_percent)
    expected = tuple(total * share / whole for share in shares_percent)
    if total == 0 or len(enrolled) < 2:
        return Mismatch(tuple(enrolled), expected, 1.0)
    if len(enrolled) == 2:
        p = float(binomtest(enrolled[0], total, shares_percent[0] / whole).pvalue)
    else:
        p = float(chisquare(list(enrolled), list(expected)).pvalue)
    return Mismatch(tuple(enrolled), expected, p)
