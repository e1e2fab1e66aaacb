"""What a comparison of agents rests on: calls in which one criterion applied, with the agent and what was given to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from audit.errors import AuditError
from audit.ghosts.guard_names import DEFAULT_FEWEST

FEWEST_TO_NAME = DEFAULT_FEWEST
"""An agent with fewer calls is named in no finding: the number of the ghosts' guard."""
FEWEST_FOR_A_RATE = 10
"""Under so many calls there is a count and no rate."""


class BadCoaching(AuditError):
    """Calls that cannot be compared. The message says which and what to do."""


class Side(StrEnum):
    """Before the session or after it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class AgentCall:
    """One call in which the criterion applied. `good`: what one wants happened (a duty met, no breach).

    `checked`: `good` is a person's word; otherwise it is the machine's mark, which may err. `given` is what the agent found
    and did not make (stage, product, whether the right person answered, whether hardship was told), by name.
    """

    agent: str
    side: Side
    good: bool
    checked: bool = False
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScorerSeen:
    """How the machine did where people looked: of `good` good calls it called `good_right` good; the same of the bad ones."""

    good_right: int
    good: int
    bad_right: int
    bad: int

    def __post_init__(self) -> None:
        """Raises BadCoaching for counts that cannot be."""
        if not (0 <= self.good_right <= self.good and 0 <= self.bad_right <= self.bad):
            raise BadCoaching(f"scorer {self}: right must lie between 0 and what was shown; count again")

    @property
    def known(self) -> bool:
        """Whether both kinds were seen."""
        return self.good > 0 and self.bad > 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval and the calls it rests on; None where there is none."""

    value: float | None
    low: float | None
    high: float | None
    n: int
