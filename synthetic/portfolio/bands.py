"""Kinds that are stretches of a number: the bucket of the days past due, the size of a balance."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from synthetic.portfolio.columns import Kind, Known

_FEWEST, _MOST_BANDS = 5, 30


@dataclass(frozen=True, slots=True)
class Bands:
    """Cells in the order of the number; `edges[i]` is the largest value of the i-th."""

    edges: tuple[float, ...]
    cells: tuple[str, ...]

    def cell(self, value: float) -> str:
        """The cell of the band of a value."""
        return self.cells[int(np.searchsorted(self.edges, value, side="left"))]


def bands_of(parent: Known, target: Known) -> Bands | None:
    """The bands by which a number sets a kind in every row; None where kinds overlap or are rare."""
    if not parent.ordered or target.kind is not Kind.CHOICE or not 2 <= len(target.texts) <= _MOST_BANDS:
        return None
    values = parent.row_values
    good = np.isfinite(values)
    if good.mean() < 0.98:
        return None
    spans = []
    for level in range(len(target.texts)):
        inside = values[good & (target.codes == level)]
        if len(inside) < _FEWEST:
            return None
        spans.append((float(inside.min()), float(inside.max()), target.texts[level]))
    spans.sort()
    if any(first[1] >= second[0] for first, second in pairwise(spans)):
        return None
    edges = tuple(_edge(first[1], second[0]) for first, second in pairwise(spans))
    return Bands(edges, tuple(text for _, _, text in spans))


def _edge(last: float, first: float) -> float:
    """The roundest whole number from `last` up to before `first`; `last` where there is none."""
    low, high = int(np.ceil(last)), int(np.ceil(first)) - 1
    for step in (1000, 500, 100, 50, 30, 10, 5):
        edge = high // step * step
        if low <= edge <= high:
            return float(edge)
    return last


__all__ = ["Bands", "bands_of"]
