"""How a file's identity numbers go with its birth dates: which number somebody born on a day would have."""

import re
from collections.abc import Sequence

import numpy as np

from synthetic.portfolio.columns import Floats

_FEWEST, _BOUND, _NEAR = 200, 0.3, 12


class Series:
    """Numbers by birth date (days since 1970). `known` False where they do not rise together."""

    def __init__(self, cells: Sequence[str], born: Floats, country: str, with_check: bool = True) -> None:
        self._country, self._with_check = country, with_check
        numbers = np.array([self.body(cell, with_check) for cell in cells])
        good = np.isfinite(numbers) & np.isfinite(born[: len(numbers)])
        order = np.argsort(born[good], kind="stable")
        self._born, self._numbers = born[good][order], numbers[good][order]
        self.known = len(order) >= _FEWEST and self._bound() >= _BOUND

    def _bound(self) -> float:
        ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (self._born, self._numbers)]
        return float(np.corrcoef(ranks[0], ranks[1])[0, 1])

    def body(self, cell: str, with_check: bool = True) -> float:
        """The number without punctuation and, where the country's numbers end in one, without check digit; NaN for none."""
        signs = re.sub(r"\W", "", cell)
        if self._country == "CL" and with_check:
            signs = signs[:-1]
        if self._country == "AR" and len(signs) == 11:
            signs = signs[2:-1]
        return float(signs) if signs.isdigit() else np.nan

    def usual(self, born_days: float, rng: np.random.Generator) -> float:
        """The number of some real person born about then, so that numbers stray from the dates as far as they do in the file."""
        at = int(np.searchsorted(self._born, born_days))
        low, high = max(0, at - _NEAR), min(len(self._born), at + _NEAR)
        return float(self._numbers[int(rng.integers(low, max(high, low + 1)))])


__all__ = ["Series"]
