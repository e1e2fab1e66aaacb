"""How a file's identity numbers go with birth dates and sexes: which number somebody like that would have."""

import re
from collections.abc import Sequence

import numpy as np

from synthetic.portfolio.columns import Floats

_FEWEST, _BOUND, _NEAR, _BESIDE = 200, 0.3, 12, 6


class Series:
    """Numbers of people by birth date (days since 1970, NaN where unknown) and sex ("f", "m", "").

    `known` False where they do not rise with the dates.
    """

    def __init__(
        self, cells: Sequence[str], born: Floats, country: str, with_check: bool = True, sexes: Sequence[str] | None = None
    ) -> None:
        self._country, self._with_check = country, with_check
        numbers = np.array([self.body(cell, with_check) for cell in cells])
        days = born[: len(numbers)]
        self._held = numbers[np.isfinite(numbers)]
        self._sorted = np.unique(self._held)
        of = np.array(list(sexes) if sexes is not None else [""] * len(numbers))
        self._by_sex: dict[str, tuple[Floats, Floats]] = {}
        for sex in ("", "f", "m"):
            rows = np.flatnonzero(np.isfinite(numbers) & np.isfinite(days) & ((of == sex) | (sex == "")))
            rows = rows[np.argsort(days[rows], kind="stable")]
            self._by_sex[sex] = (days[rows], numbers[rows])
        dated = self._by_sex[""]
        self.known = len(dated[0]) >= _FEWEST and self._bound(*dated) >= _BOUND

    @staticmethod
    def _bound(born: Floats, numbers: Floats) -> float:
        ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (born, numbers)]
        return float(np.corrcoef(ranks[0], ranks[1])[0, 1])

    def body(self, cell: str, with_check: bool = True) -> float:
        """The number without punctuation and, where the country's numbers end in one, without check digit; NaN for none."""
        signs = re.sub(r"\W", "", cell)
        if self._country == "CL" and with_check:
            signs = signs[:-1]
        if self._country == "AR" and len(signs) == 11:
            signs = signs[2:-1]
        return float(signs) if signs.isdigit() else np.nan

    def usual(self, born_days: float, rng: np.random.Generator, sex: str = "") -> float:
        """The number of some real person born about then and of that sex, so that ghosts' stray as far as they do in the file.

        Of anybody where the file tells no dates; NaN where it has no number.
        """
        born, numbers = self._by_sex[sex] if len(self._by_sex[sex][0]) >= _FEWEST else self._by_sex[""]
        if len(born) < _FEWEST or not np.isfinite(born_days):
            return self._beside(float(rng.choice(self._held)), rng) if len(self._held) else np.nan
        at = int(np.searchsorted(born, born_days))
        low, high = max(0, at - _NEAR), min(len(born), at + _NEAR)
        return self._beside(float(numbers[int(rng.integers(low, max(high, low + 1)))]), rng)

    def _beside(self, number: float, rng: np.random.Generator) -> float:
        """Anywhere between the numbers next to it: nearest to somebody's would be nearer to them than people are."""
        at = int(np.searchsorted(self._sorted, number))
        low, high = self._sorted[max(0, at - _BESIDE)], self._sorted[min(len(self._sorted) - 1, at + _BESIDE)]
        return float(rng.uniform(low, high))


__all__ = ["Series"]
