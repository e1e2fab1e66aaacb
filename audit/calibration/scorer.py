"""The machine's error on one criterion: precision, sensitivity, specificity and prevalence, against people who scored blind.

People check some calls and not others, and which depends on the mark: of flagged calls alone, sensitivity would come out at 1
(verification bias, Begg & Greenes 1983). Each cell, a stratum and what the machine said, has a known number of calls and a share
of faults among those checked; figures weigh cells by their calls, whoever chose how many of each to check. What was worked as
risky stands for itself; the rest is what the random draw says of it. A cell with calls of which none was checked leaves the
figures that need it without a value. Where known calls measure the people, their errors are taken out (Rogan & Gladen 1978), on
the premise that people and machine err independently given the truth. Intervals: seeded draws of every unknown, and never
narrower than the exact interval of the checked calls behind a figure: that the machine never said a thing of thousands of calls
tells nothing of the few in which people found it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from audit.agreement import Interval
from audit.calibration.floor import load_floor

Floats = npt.NDArray[np.float64]
DRAWS = 4000
_HALF = 0.5
_FEWEST_BEHIND = 3.0


class Said(StrEnum):
    """What the machine made of a call: a fault asserted, a doubt sent to a person, nothing."""

    FAULT = "fault"
    SENT = "sent"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Cell:
    """Calls of one stratum of which the machine said one thing: how many there are, how many were checked, faults among those."""

    said: Said
    calls: int
    checked: int
    faults: int

    def __post_init__(self) -> None:
        if not 0 <= self.faults <= self.checked <= self.calls:
            raise ValueError(f"{self}: it must hold that 0 ≤ faults ≤ checked ≤ calls")


@dataclass(frozen=True, slots=True)
class People:
    """Known marks answered rightly, of how many: known faults (sensitivity) and known non-faults (specificity)."""

    caught: int
    bad: int
    passed: int
    good: int

    @property
    def enough(self) -> bool:
        """Whether both sides have the known marks the floor's file asks for."""
        return min(self.bad, self.good) >= load_floor().fewest_known


@dataclass(frozen=True, slots=True)
class Error:
    """What the machine gets right. n: of precision and prevalence the calls people checked, of sensitivity the faults they found
    among those, of specificity the calls they found sound. `corrected` for people's own errors.

    `with_sent` is the sensitivity where a doubt sent to a person counts as found.
    """

    precision: Interval
    sensitivity: Interval
    with_sent: Interval
    specificity: Interval
    prevalence: Interval
    checked: int
    calls: int
    corrected: bool


def scorer_error(cells: Sequence[Cell], people: People | None = None, design_effect: float = 1.0, seed: int = 20261122) -> Error:
    """The machine's error over `cells`. `design_effect` widens it for calls of one agent that are alike (1: they are not).

    People are corrected for where `people` is enough by the floor's file. Raises ValueError for a design effect below 1.
    """
    if design_effect < 1.0:
        raise ValueError(f"design effect {design_effect:g}: it is 1 or more")
    held = [c for c in cells if c.calls]
    held += [Cell(said, 0, 0, 0) for said in Said if held and all(c.said is not said for c in held)]
    corrects = people is not None and people.enough
    value = np.array([c.faults / c.checked if c.checked else np.nan if c.calls else 0.0 for c in held])[None, :]
    rng = np.random.default_rng(seed)
    n = np.array([c.checked for c in held]) / design_effect
    x = np.array([c.faults for c in held]) / design_effect
    drawn = _shares(rng, x, n)
    size = np.array([c.calls for c in held], dtype=float)
    weight = _weights(rng, size / design_effect)
    if people is not None and corrects:
        value = _mended(value, np.array([people.caught / people.bad]), np.array([people.passed / people.good]))
        right = np.array([people.caught, people.passed], dtype=float)
        own = _shares(rng, right, np.array([people.bad, people.good], dtype=float))
        drawn = _mended(drawn, own[:, 0], own[:, 1])
    return _Figures(held, value, size[None, :] / max(size.sum(), 1.0), drawn, weight, design_effect).error(corrects)


def _weights(rng: np.random.Generator, size: Floats) -> Floats:
    """How calls fall into cells [draws, cells]. What the machine never said may yet be said: as mid-p, none or one call more."""
    more = rng.standard_gamma(1.0, (DRAWS, len(size))) * (rng.random((DRAWS, len(size))) < _HALF)
    mass = np.where(size > 0.0, rng.standard_gamma(np.maximum(size, 1e-12), (DRAWS, len(size))), more)
    return np.asarray(mass / np.maximum(mass.sum(axis=1, keepdims=True), 1e-300))


def _shares(rng: np.random.Generator, x: Floats, n: Floats) -> Floats:
    """Shares [draws, cells] from the confidence distribution whose quantiles are the mid-p limits of x in n; any where n is 0."""
    at_least, at_most = np.maximum(x, 1e-12), np.maximum(n - x, 1e-12)
    shape = (DRAWS, len(x))
    low, high = rng.beta(at_least, n - x + 1.0, shape), rng.beta(x + 1.0, at_most, shape)
    return np.where(rng.random(shape) < _HALF, low, high)


def _mended(seen: Floats, caught: Floats, passed: Floats) -> Floats:
    """Shares [draws, cells] without people's errors [draws]; within 0 and 1, and as seen where people tell nothing apart."""
    tells = caught + passed - 1.0
    safe = np.where(tells > 0.05, tells, 1.0)[:, None]
    mended = np.clip((seen - (1.0 - passed)[:, None]) / safe, 0.0, 1.0)
    return np.where(tells[:, None] > 0.05, mended, seen)


def _exact(share: float, n: float) -> tuple[float, float]:
    """Limits at 95 % of a share seen in `n` calls, n of any size above 0 (Clopper & Pearson 1934); 0 to 1 where n is 0."""
    if n <= 0.0:
        return 0.0, 1.0
    x = share * n
    low = float(beta.ppf(0.025, x, n - x + 1.0)) if x > 0.0 else 0.0
    return low, float(beta.ppf(0.975, x + 1.0, n - x)) if x < n else 1.0


class _Of(StrEnum):
    """What is counted of a cell's calls."""

    ALL = "all"
    BAD = "bad"
    GOOD = "good"

    def mass(self, share: Floats, size: Floats) -> Floats:
        """[draws, cells] of a share of faults and a size, each [draws, cells]."""
        if self is _Of.ALL:
            return size
        return share * size if self is _Of.BAD else (1.0 - share) * size

    def checked(self, cell: Cell) -> int:
        """How many of the checked calls are of this kind."""
        return {_Of.ALL: cell.checked, _Of.BAD: cell.faults, _Of.GOOD: cell.checked - cell.faults}[self]


@dataclass(frozen=True, slots=True)
class _Figures:
    """Share of faults and size by cell: as counted [1, cells], and drawn from what is not known [draws, cells]."""

    cells: Sequence[Cell]
    value: Floats
    size: Floats
    drawn: Floats
    weight: Floats
    alike: float

    def error(self, corrected: bool) -> Error:
        """Every figure of these cells."""
        every = tuple(Said)
        fault, found, left = (Said.FAULT,), (Said.FAULT, Said.SENT), (Said.SENT, Said.CLEAR)
        return Error(
            precision=self._share(_Of.BAD, fault, _Of.ALL, fault),
            sensitivity=self._share(_Of.BAD, fault, _Of.BAD, every),
            with_sent=self._share(_Of.BAD, found, _Of.BAD, every),
            specificity=self._share(_Of.GOOD, left, _Of.GOOD, every),
            prevalence=self._share(_Of.BAD, every, _Of.ALL, every),
            checked=sum(c.checked for c in self.cells),
            calls=sum(c.calls for c in self.cells),
            corrected=corrected,
        )

    def _share(self, top: _Of, above: Sequence[Said], bottom: _Of, below: Sequence[Said]) -> Interval:
        """What is `top` in cells `above`, of what is `bottom` in cells `below`; no value where one of these was never checked."""
        up = np.array([c.said in above for c in self.cells], dtype=bool)
        down = np.array([c.said in below for c in self.cells], dtype=bool)
        behind = [c for c in self.cells if c.said in below]
        n = sum(bottom.checked(c) for c in behind)
        if not behind or any(c.calls and not c.checked for c in behind):
            return Interval(None, None, None, n)
        whole = float(bottom.mass(self.value, self.size)[:, down].sum())
        if whole <= 0.0:
            return Interval(None, None, None, n)
        value = float(top.mass(self.value, self.size)[:, up].sum()) / whole
        over = bottom.mass(self.drawn, self.weight)[:, down].sum(axis=1)
        spread = top.mass(self.drawn, self.weight)[:, up].sum(axis=1) / np.maximum(over, 1e-300)
        worth = self._effective(bottom, down)
        if worth < _FEWEST_BEHIND:
            return Interval(None, None, None, n)
        drawn = [float(v) for v in np.quantile(spread, (0.025, 0.975))]
        exact = _exact(value, worth)
        low, high = min(drawn[0], exact[0], value), max(drawn[1], exact[1], value)
        return Interval(value, 0.0 if value <= 0.0 else low, 1.0 if value >= 1.0 else high, n)

    def _effective(self, bottom: _Of, down: npt.NDArray[np.bool_]) -> float:
        """How many equally weighted checked calls those behind a figure are worth (Kish 1965), alike calls counted down."""
        behind = [c for c, inside in zip(self.cells, down, strict=True) if inside and bottom.checked(c)]
        weight = np.array([c.calls / c.checked for c in behind])
        count = np.array([bottom.checked(c) for c in behind], dtype=float)
        squares = float((count * weight**2).sum())
        return float((count * weight).sum()) ** 2 / squares / self.alike if squares > 0.0 else 0.0
