"""What the pages of vendors compared show besides the comparison itself: rows behind a figure, findings sent.

Rows are frozen and know nothing of the database. Times are aware; positions are seconds from the start of the recording.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProofStanding(StrEnum):
    """How a finding of a call stands: a person's word, the machine's alone, in doubt, or appealed by the vendor."""

    CONFIRMED = "confirmed"
    MACHINE = "machine"
    DOUBT = "doubt"
    APPEALED = "appealed"


@dataclass(frozen=True, slots=True)
class Proof:
    """One breach with the second at which it is heard. `share_id` is what its vendor was shown of it, once it was."""

    call_id: str
    code: str
    criterion: str
    instance: int
    severity: str
    quote: str
    start_s: float | None
    at: datetime | None
    agent: str | None
    standing: ProofStanding
    share_id: str | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a figure: how many of each kind, the clearest proofs first, and how many there are in all."""

    kinds: tuple[tuple[str, int], ...]
    proofs: tuple[Proof, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Replies:
    """What a vendor answered of the findings it was shown. `open_until` is the last day of a term still running."""

    shown: int
    accepts: int
    appeals: int
    explains: int
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class SharePreview:
    """A finding of a call exactly as its vendor would read it, before it is sent; `problem` says why it cannot be.

    `heard` are the first and last second of the call that go with it as sound; None where none does."""

    call_id: str
    criterion: str
    instance: int
    vendor: str
    title: str
    note: str
    citation: str | None
    severity: str
    quote: str
    said: tuple[tuple[str, str], ...]
    code: str
    agent: str | None
    at: datetime | None
    start_s: float | None
    vendor_id: int | None = None
    heard: tuple[float, float] | None = None
    problem: str | None = None
    share_id: str | None = None
