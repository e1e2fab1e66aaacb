"""The knobs of a simulated vendor: how it treats debtors, what its log hides, whom it avoids, what it notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from synthetic.bpos.words import Kind, Mission
from synthetic.errors import BadWave

_ALWAYS = {Kind.THREAT: 1.0, Kind.INSULT: 1.0, Kind.OUT_OF_HOURS: 1.0, Kind.OVER_CALLING: 1.0}


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a vendor mistreats debtors.

    `rate`: the vendor's population rate, the chance that a debtor drawn at random (and served by an agent drawn at random) is
    mistreated in the wave. `clustering`: the intraclass correlation of two debtors of one agent; an agent's own rate is
    beta-distributed around `rate`. `repertoire`: how often each way is chosen, where the debtor gives the occasion; a debtor
    who gives none for any of them is not mistreated, so the rate is exact when the repertoire holds THREAT or INSULT (always
    possible). `more`: chance of a second way; `repeats`: mean further times of the same one.
    """

    rate: float = 0.0
    clustering: float = 0.0
    repertoire: Mapping[Kind, float] = field(default_factory=lambda: dict(_ALWAYS))
    more: float = 0.25
    repeats: float = 0.6

    def __post_init__(self) -> None:
        _shares(self, "rate", "clustering", "more")
        if self.clustering >= 1:
            raise BadWave(f"clustering {self.clustering:g}: an agent's debtors cannot all be alike; keep it under 1")
        if not self.repertoire or min(self.repertoire.values()) < 0 or not sum(self.repertoire.values()):
            raise BadWave("repertoire: holds no way of mistreating with a weight above 0; name at least one")


@dataclass(frozen=True, slots=True)
class Books:
    """How a vendor's log departs from what happened: `fakes` a share of the rows it shows, the others chances a row that
    could carry the lie; `clustering` of lies by agent. `drift_s`: its clock minus the true one; `jitter_s`: standard
    deviation of each row's."""

    fakes: float = 0.0
    unlogged: float = 0.0
    hidden_answers: float = 0.0
    invented_promises: float = 0.0
    altered_promises: float = 0.0
    wrong_durations: float = 0.0
    moves_inside: float = 0.0
    clustering: float = 0.03
    drift_s: float = 0.0
    jitter_s: float = 2.0

    def __post_init__(self) -> None:
        names = [f.name for f in fields(self) if not f.name.endswith("_s")]
        _shares(self, *names)
        if self.fakes >= 1:
            raise BadWave(f"fakes {self.fakes:g}: a log cannot be all fakes; keep it under 1")


@dataclass(frozen=True, slots=True)
class Burn:
    """What a vendor notices: each ghost with chance `noticed`, from a day drawn between the two shares of the wave on; from
    then on it makes a `softer` share of its attempts and mistreats nobody it noticed."""

    noticed: float = 0.0
    from_share: float = 0.1
    to_share: float = 0.5
    softer: float = 0.35

    def __post_init__(self) -> None:
        _shares(self, "noticed", "from_share", "to_share", "softer")


@dataclass(frozen=True, slots=True)
class Vendor:
    """A simulated vendor. `agents` share its accounts; `answers` scales how often debtors are reached (dialling skill);
    `avoids` names segments it leaves alone; a `keen` one
    works to the second of the lawful hours and as often as the law lets it, and still breaks nothing."""

    name: str
    agents: int = 12
    conduct: Conduct = field(default_factory=Conduct)
    books: Books = field(default_factory=Books)
    burn: Burn = field(default_factory=Burn)
    avoids: tuple[str, ...] = ()
    answers: float = 1.0
    keen: bool = False

    def __post_init__(self) -> None:
        if self.agents < 1:
            raise BadWave(f"vendor {self.name!r}: {self.agents} agents; it needs at least one")


@dataclass(frozen=True, slots=True)
class WavePlan:
    """A wave to simulate: where, from when, for how long, how many ghosts a vendor, and how many real accounts
    matched with them in turn (`twins`; a multiple of `ghosts` gives each as many)."""

    country: str
    first: date
    vendors: tuple[Vendor, ...]
    weeks: int = 4
    ghosts: int = 50
    twins: int = 50
    missions: tuple[Mission, ...] = tuple(Mission)
    segments: tuple[str, ...] = ("0-30", "31-90", "91-180", "180+")

    def __post_init__(self) -> None:
        if not self.vendors or len({v.name for v in self.vendors}) != len(self.vendors):
            raise BadWave("vendors: name at least one, each once")
        if self.ghosts < 1 or self.twins < 0 or self.weeks < 2 or not self.missions or not self.segments:
            raise BadWave("a wave needs a ghost, two weeks, a mission and a segment at least")


def _shares(knobs: object, *names: str) -> None:
    for name in names:
        value = getattr(knobs, name)
        if not 0 <= value <= 1:
            raise BadWave(f"{name} {value:g}: is a share; keep it between 0 and 1")
