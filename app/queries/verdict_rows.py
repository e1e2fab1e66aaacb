"""What may be said of a vendor after a wave (oversight only)."""

from dataclasses import dataclass

from app.queries.wave_rows import Rate


@dataclass(frozen=True, slots=True)
class VendorVerdict:
    """One vendor's line. `verdict` is accuse, clear or cannot_tell; `final` once the wave is over, an interim look before.

    `rate` is of mistreated ghosts, with an interval that knows that one agent meets several; `retired` have no outcome.
    `accuse_at` is the sealed number of faults; `low` and `high` are the one-sided limits that the verdict rests on.
    """

    vendor: str
    verdict: str
    reason: str
    final: bool
    rate: Rate
    retired: int
    accuse_at: int
    low: float
    high: float
    p_value: float
