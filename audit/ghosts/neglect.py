"""Who is left alone: a vendor that does not work a segment at all, seen by the ghosts in it that nobody ever tried.

Ghosts are given their segments by lot, so if the vendor minds no segment, which ghosts stay untouched has nothing to do with
it: given how many do, their number in one segment is hypergeometric (Fisher's exact test, one-sided), whatever agents do.
Segments are held together at alpha (Bonferroni). Working a segment less, or by other channels, may be honest strategy; only
never is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import hypergeom

from audit.ghosts.plan_faults import BadPlan


@dataclass(frozen=True, slots=True)
class Neglect:
    """One segment of one vendor. `p_value` is adjusted for the number of segments; `left_alone` says it is told as a finding."""

    segment: str
    ghosts: int
    untouched: int
    other_ghosts: int
    other_untouched: int
    p_value: float
    left_alone: bool


def neglect_of(segments: Mapping[str, str], attempts: Mapping[str, int], alpha: float = 0.05) -> tuple[Neglect, ...]:
    """By segment, in order of name. `segments` of each ghost of a finished wave, `attempts` made to reach it (absent: none).

    A segment is left alone where most of its ghosts were never tried and chance would hardly do it. Raises BadPlan for attempts
    on a ghost with no segment.
    """
    strange = next((ghost for ghost in attempts if ghost not in segments), None)
    if strange is not None:
        raise BadPlan(
            f"el fantasma «{strange}» tiene intentos y no tiene segmento; agréguelo o quítelo",
            f"the ghost «{strange}» has attempts and no segment; add it or take it out",
        )
    ghosts = Counter(segments.values())
    untouched = Counter(segment for ghost, segment in segments.items() if not attempts.get(ghost))
    every, never = len(segments), untouched.total()
    found = []
    for segment, n in sorted(ghosts.items()):
        alone = untouched[segment]
        p = min(1.0, float(hypergeom.sf(alone - 1, every, never, n)) * len(ghosts))
        left = p <= alpha and 2 * alone > n
        found.append(Neglect(segment, n, alone, every - n, never - alone, p, left))
    return tuple(found)
