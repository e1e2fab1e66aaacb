"""What the page of a wave's origins shows (oversight only): who called, by what is known of it, and the lines declared."""

from dataclasses import dataclass
from datetime import datetime

from app.queries.rows import Problem
from app.queries.wave_rows import WaveHead


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose a contact was. `verdict` is expected, leak or cannot_tell; `why` in the reader's language.

    A leak that is not `firm` is to be confirmed before anybody is told. `by` is empty where it cannot be told.
    """

    verdict: str
    firm: bool
    why: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """Contacts of one sender (None: withheld or not noted) at points given to one vendor, of which the same is said.

    `ghost_id`, `contact_id` and `at` (on the ghost's clock) are of the newest; `may_ask` whether the sender can be declared
    or denied.
    """

    vendor: str
    sender: str | None
    origin: Origin
    contacts: int
    ghosts: int
    ghost_id: str
    ghost_code: str
    contact_id: str
    channel: str
    at: datetime
    may_ask: bool


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A sender declared, or denied in writing."""

    id: str
    vendor: str
    value: str
    role: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """Leaks first, then what cannot be told; `counts` is (verdict, contacts). `silent` are vendors that declared no line."""

    head: WaveHead
    groups: tuple[OriginGroup, ...]
    counts: tuple[tuple[str, int], ...]
    senders: tuple[SenderRow, ...]
    silent: tuple[str, ...]
    entered: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def held(self, name: str) -> str:
        """What was entered in a field of the form that was refused; else empty."""
        return dict(self.entered).get(name, "")
