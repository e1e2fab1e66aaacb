"""Small linear heads, fitted in `audit.learning`, applied here with nothing but numpy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.errors import NoJudge


@dataclass(frozen=True, slots=True)
class Head:
    """A multinomial head: `weights` [classes, features], `bias` [classes]; two classes share one row."""

    classes: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def probabilities(self, features: NDArray[np.float64]) -> dict[str, float]:
        """Class probabilities, which add to one."""
        scores = self.weights @ features + self.bias
        if len(self.classes) == 2 and len(scores) == 1:
            p = float(1 / (1 + np.exp(-scores[0])))
            return {self.classes[0]: 1 - p, self.classes[1]: p}
        raised = np.exp(scores - scores.max())
        return dict(zip(self.classes, (raised / raised.sum()).tolist(), strict=True))


def median(chances: Mapping[str, float]) -> float:
    """The middle of an ordered scale whose classes are numbers: the answer with the least expected absolute error."""
    passed = 0.0
    for level in sorted(chances, key=float):
        passed += chances[level]
        if passed >= 0.5:
            return float(level)
    return float(max(chances, key=float))


@dataclass(frozen=True, slots=True)
class Heads:
    """Every head by name, the feature names they were fitted on, and plain numbers (thresholds)."""

    features: tuple[str, ...]
    heads: Mapping[str, Head]
    numbers: Mapping[str, float]


def read_heads(path: Path) -> Heads:
    """The heads of a weights folder. Raises NoJudge when the file is missing or damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        heads = {
            name: Head(tuple(h["classes"]), np.array(h["weights"], dtype=np.float64), np.array(h["bias"], dtype=np.float64))
            for name, h in data["heads"].items()
        }
        return Heads(tuple(data["features"]), heads, data["numbers"])
    except (OSError, KeyError, ValueError) as cause:
        raise NoJudge(f"{path}: the judge's heads cannot be read ({cause}); reinstall the package") from cause
