"""The machine's error under the ways people check it: at random, risky calls besides, flagged ones alone, by people who err."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from app.benches.calibration.held import Held
from audit.calibration.scorer import Cell, Error, People, Said, scorer_error

_FIGURES = ("precision", "sensitivity", "specificity", "prevalence")
_SAID = tuple(Said)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of known quality over calls with this share of faults; `sent` of what it does not assert it sends to a person."""

    prevalence: float
    sensitivity: float
    specificity: float
    sent: float = 0.1

    def truth(self) -> dict[str, float]:
        """Every figure over no end of calls."""
        hit, false = self.prevalence * self.sensitivity, (1 - self.prevalence) * (1 - self.specificity)
        own = {"sensitivity": self.sensitivity, "specificity": self.specificity, "prevalence": self.prevalence}
        return {"precision": hit / (hit + false), **own}


def machine(worlds: int) -> dict[str, Any]:
    """Coverage of each figure by way of checking, and the naive sensitivity of what was checked, as if all had been drawn."""
    rng = np.random.default_rng(5)
    out: dict[str, Any] = {}
    ways = {"random": (200, 0), "random and risky": (150, 60), "flagged alone": (0, 60)}
    for name, (at_random, risky) in ways.items():
        held, naive, told, true = Held(), [], [], []
        for prevalence, sensitivity, specificity in product((0.01, 0.05, 0.2, 0.5), (0.5, 0.8, 0.95), (0.9, 0.98, 0.998)):
            for _ in range(max(1, worlds // 4)):
                known = Machine(prevalence, sensitivity, specificity)
                counted, simple = _world(rng, known, 2000, at_random, risky)
                found = scorer_error(counted, seed=int(rng.integers(1 << 30)))
                _add(held, found, known)
                if simple is not None:
                    naive.append(simple)
                    true.append(sensitivity)
                    told.append(found.sensitivity.value)
        ours = [(t, v) for t, v in zip(true, told, strict=True) if v is not None]
        out[name] = {
            "coverage": held.rows(),
            "naive_sensitivity_minus_truth": _round(np.subtract(naive, true)),
            "ours_minus_truth": _round(np.array([v - t for t, v in ours])),
        }
    out["people who err, corrected by known calls"] = _erring(rng, worlds, True)
    out["people who err, not corrected"] = _erring(rng, worlds, False)
    return out


def _round(values: npt.NDArray[np.float64]) -> float | None:
    return round(float(values.mean()), 3) if len(values) else None


def _add(held: Held, found: Error, known: Machine) -> None:
    for figure, truth in known.truth().items():
        held.add(figure, getattr(found, figure), truth)


def _world(
    rng: np.random.Generator, known: Machine, calls: int, at_random: int, risky: int, people: tuple[float, float] = (1.0, 1.0)
) -> tuple[list[Cell], float | None]:
    """Cells of one portfolio, and the sensitivity among what was checked, as if it had been drawn."""
    truth = rng.random(calls) < known.prevalence
    asserted = rng.random(calls) < np.where(truth, known.sensitivity, 1.0 - known.specificity)
    said = np.where(asserted, 0, np.where(rng.random(calls) < known.sent, 1, 2))
    seen = rng.random(calls) < np.where(truth, people[0], 1.0 - people[1])
    worth = (2 - said) + 0.3 * truth + 0.2 * rng.random(calls)
    worked = np.zeros(calls, bool)
    worked[np.argsort(-worth)[:risky]] = True
    drawn = np.zeros(calls, bool)
    drawn[rng.choice(calls, at_random, replace=False)] = True
    cells = []
    for group, checked in ((worked, worked), (~worked, drawn & ~worked)):
        for number, name in enumerate(_SAID):
            there = group & (said == number)
            if there.any():
                cells.append(Cell(name, int(there.sum()), int((checked & there).sum()), int((checked & there & seen).sum())))
    looked = (worked | drawn) & seen
    return cells, float((said[looked] == 0).mean()) if looked.any() else None


def _erring(rng: np.random.Generator, worlds: int, corrects: bool) -> dict[str, Any]:
    held = Held()
    for prevalence, sensitivity in product((0.05, 0.2, 0.5), (0.7, 0.9)):
        for _ in range(max(1, worlds // 2)):
            known = Machine(prevalence, sensitivity, 0.97)
            people = float(rng.uniform(0.75, 0.95)), float(rng.uniform(0.95, 0.995))
            shown = int(rng.integers(40, 120))
            measured = People(int(rng.binomial(shown, people[0])), shown, int(rng.binomial(shown, people[1])), shown)
            counted, _ = _world(rng, known, 2000, 250, 60, people)
            _add(held, scorer_error(counted, measured if corrects else None, seed=int(rng.integers(1 << 30))), known)
    return {"coverage": held.rows()}
