"""How honest a vendor's log is: of the claims that can be checked, the share that is true; and of what came, the share it has."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Outcome, rate_of
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Difference, Kind

_OF_ONE_GHOST = Clustering(1.5)
_OF_ONE_AGENT = Clustering(1.2, ghosts_per_agent=5)  # a likeness of 0.05 whatever an agent's contacts; the log's own widens it


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, the claims of one ghost (the contacts of one agent) taken to resemble each other.

    `value` None where `n` is 0. `unsure` cases could not be told and are in neither `n` nor the interval.
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
    """Both shares. A row with any false claim is false; a row that agrees in what could be compared is true.

    Who leaves contacts out does so with all that it handles: contacts are alike by the agent the ghost heard, those of nobody
    named by the agent that ghost hears most, and by ghost where no name was ever noted.
    """
    differences = list(differences)
    agents = _agents(differences)
    rows: dict[int, tuple[str, bool | None]] = {}
    contacts: dict[int, tuple[str, bool | None]] = {}
    for event, kinds in _by_event(differences).items():
        ghost, found, has_row, has_contact = kinds
        if has_row and Kind.DUPLICATE not in found:
            rows[event] = (ghost, _true(found))
        if has_contact:
            contacts[event] = (ghost, True if has_row else False if Kind.NOT_LOGGED in found else None)
    return Honesty(_share(rows, {}, _OF_ONE_GHOST), _share(contacts, agents, _OF_ONE_AGENT))


def _agents(differences: Iterable[Difference]) -> dict[int, str]:
    """The agent of each event: heard in it, or the one its ghost hears most."""
    heard = {one.event: one.agent for one in differences if one.agent}
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    ghosts = {one.event: one.ghost for one in differences}
    for event, agent in heard.items():
        usual[ghosts[event]][agent] += 1
    most = {ghost: min(found, key=lambda agent: (-found[agent], agent)) for ghost, found in usual.items()}
    return {event: heard.get(event) or most[ghost] for event, ghost in ghosts.items() if event in heard or ghost in most}


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


def _share(cases: Mapping[int, tuple[str, bool | None]], agents: Mapping[int, str], alike: Clustering) -> Share:
    outcomes = [
        Outcome(str(event), f"agent {agents[event]}" if event in agents else f"ghost {ghost}", not good)
        for event, (ghost, good) in cases.items()
        if good is not None
    ]
    alike = alike if any(event in agents for event in cases) else _OF_ONE_GHOST
    by_ghost: dict[str, int] = defaultdict(int)
    for _, (ghost, good) in cases.items():
        by_ghost[ghost] += good is not None
    rate = rate_of(outcomes, alike)
    return Share(
        good=rate.known - rate.mistreated,
        n=rate.known,
        unsure=len(cases) - rate.known,
        ghosts=sum(n > 0 for n in by_ghost.values()),
        value=None if rate.value is None else 1 - rate.value,
        low=1 - rate.high,
        high=1 - rate.low,
    )
