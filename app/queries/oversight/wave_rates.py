"""How much of what reached ghosts was against the law, with intervals that know that a ghost's contacts hang together."""

from collections.abc import Collection, Sequence
from math import sqrt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.ghost import Received
from app.models.wave_finding import WaveFinding
from app.queries.wave_rows import FindingStanding, Rate, Reading, Source

_OUT = (FindingStanding.DISMISSED.value, FindingStanding.WITHDRAWN.value)


def contact_rate(session: Session, wave_id: str, readings: Collection[Reading]) -> Rate:
    """Contacts with at least one finding of the law under these readings, of all contacts received."""
    broken = (
        select(WaveFinding.received_id)
        .where(
            WaveFinding.wave_id == wave_id,
            WaveFinding.source == Source.RULE.value,
            WaveFinding.reading.in_([r.value for r in readings]),
            WaveFinding.standing.not_in(_OUT),
            WaveFinding.received_id.is_not(None),
        )
        .distinct()
        .subquery()
    )
    counted = (
        select(func.count(Received.id), func.count(broken.c.received_id))
        .outerjoin(broken, broken.c.received_id == Received.id)
        .where(Received.wave_id == wave_id)
        .group_by(Received.ghost_id)
    )
    return clustered([(hits, n) for n, hits in session.execute(counted).tuples()])


def clustered(groups: Sequence[tuple[int, int]]) -> Rate:
    """A share over groups of (hits, n) whose members hang together: Wilson's interval over the effective number.

    The design effect is the ratio estimator's variance between groups over the binomial one (Kish 1965, 5.4), at least 1; where
    no group or every contact is hit the variance says nothing, so groups are counted instead of contacts.
    """
    hits, n = sum(h for h, _ in groups), sum(m for _, m in groups)
    if n == 0:
        return Rate(0, 0, None, None, None)
    share, k = hits / n, len(groups)
    if hits in (0, n) or k < 2:
        effective = float(k)
    else:
        between = k / (k - 1) * sum((h - share * m) ** 2 for h, m in groups) / n**2
        effective = min(float(n), share * (1 - share) / between) if between > 0 else float(n)
    low, high = _wilson(share, max(effective, 1.0))
    return Rate(hits, n, share, low, high)


def _wilson(share: float, n: float, z: float = 1.959964) -> tuple[float, float]:
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return 0.0 if share == 0 else max(0.0, middle - half), 1.0 if share == 1 else min(1.0, middle + half)
