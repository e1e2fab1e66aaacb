"""How honest a vendor's log is: of the claims that can be checked, the share that is true; and of what came, the share it has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Outcome, rate_of
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Difference, Kind

_OF_ONE_GHOST = Clustering(1.5)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, the claims of one ghost taken to resemble each other. `value` None where `n` is 0.

    `unsure` cases could not be told and are in neither `n` nor the interval.
    """

    good: int
    n: int
    unsure: int
    ghosts: int
    value: float | None
    low: float
    high: float

    @property
    def unsure_share(self) -> float | None:
        """Of all cases, the share that could not be told."""
        return self.unsure / (self.n + self.unsure) if self.n + self.unsure else None


@dataclass(frozen=True, slots=True)
class Honesty:
    """`claims`: rows about ghosts that are true. `complete`: contacts received that the log has."""

    claims: Share
    complete: Share


def honesty(differences: Iterable[Difference]) -> Honesty:
    """Both shares. A row with any false claim is false; a row that agrees in what could be compared is true."""
    rows: dict[int, tuple[str, bool | None]] = {}
    contacts: dict[int, tuple[str, bool | None]] = {}
    for event, kinds in _by_event(differences).items():
        ghost, found, has_row, has_contact = kinds
        if has_row and Kind.DUPLICATE not in found:
            rows[event] = (ghost, _true(found))
        if has_contact:
            contacts[event] = (ghost, True if has_row else False if Kind.NOT_LOGGED in found else None)
    return Honesty(_share(rows), _share(contacts))


def _by_event(differences: Iterable[Difference]) -> Mapping[int, tuple[str, set[Kind], bool, bool]]:
    events: dict[int, tuple[str, set[Kind], bool, bool]] = {}
    for one in differences:
        known = events.setdefault(one.event, (one.ghost, set(), one.row is not None, one.contact is not None))
        known[1].add(one.kind)
    return events


def _true(kinds: set[Kind]) -> bool | None:
    if kinds & FALSE_CLAIMS:
        return False
    return None if Kind.CANNOT_TELL in kinds else True


def _share(cases: Mapping[int, tuple[str, bool | None]]) -> Share:
    outcomes = [Outcome(str(event), ghost, not good) for event, (ghost, good) in cases.items() if good is not None]
    by_ghost: dict[str, int] = defaultdict(int)
    for _, (ghost, good) in cases.items():
        by_ghost[ghost] += good is not None
    rate = rate_of(outcomes, _OF_ONE_GHOST)
    return Share(
        good=rate.known - rate.mistreated,
        n=rate.known,
        unsure=len(cases) - rate.known,
        ghosts=sum(n > 0 for n in by_ghost.values()),
        value=None if rate.value is None else 1 - rate.value,
        low=1 - rate.high,
        high=1 - rate.low,
    )
