"""Counting how often an interval held the truth."""

from collections import defaultdict
from typing import Any

from audit.agreement import Interval
from audit.calibration.shares import share


class Held:
    """Per figure: intervals told, those that held the truth, their width, and how often nothing was told."""

    def __init__(self) -> None:
        self._told: dict[str, int] = defaultdict(int)
        self._held: dict[str, int] = defaultdict(int)
        self._wide: dict[str, float] = defaultdict(float)
        self._asked: dict[str, int] = defaultdict(int)

    def add(self, figure: str, found: Interval, truth: float) -> None:
        """One interval and the truth it should hold; one without limits is counted as not told."""
        self._asked[figure] += 1
        if found.low is None or found.high is None:
            return
        self._told[figure] += 1
        self._held[figure] += found.low - 1e-9 <= truth <= found.high + 1e-9
        self._wide[figure] += found.high - found.low

    def take(self, other: "Held") -> None:
        """Add another's counts."""
        for figure in other._asked:
            self._asked[figure] += other._asked[figure]
            self._told[figure] += other._told[figure]
            self._held[figure] += other._held[figure]
            self._wide[figure] += other._wide[figure]

    def rows(self) -> dict[str, dict[str, Any]]:
        """By figure: share held with its own interval, n told, share told, mean width."""
        out = {}
        for figure, asked in self._asked.items():
            n = self._told[figure]
            held = share(self._held[figure], n).as_dict()
            width = round(self._wide[figure] / n, 3) if n else None
            out[figure] = {**held, "told": round(n / asked, 3), "width": width}
        return out

    def least(self, fewest: int) -> tuple[str, float] | None:
        """The figure held least often among those told at least so many times."""
        shares = [(self._held[f] / n, f) for f, n in self._told.items() if n >= fewest]
        return (min(shares)[1], round(min(shares)[0], 3)) if shares else None
