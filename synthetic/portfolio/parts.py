"""What is left of a debt by its instalments: a balance that is its capital times the share of a term that is not paid yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from synthetic.portfolio.columns import Floats, Kind, Known, few_levels
from synthetic.portfolio.relations import Form, Relation, step_of

_FEWEST, _MOST_COUNT = 40, 600
_ALWAYS, _EXACT = 0.995, 0.995
_TELLS = 0.5  # how much of the spread of target to capital the counts must take away


def part_relation(target: Known, parents: Sequence[Known], columns: Mapping[str, Floats]) -> Relation | None:
    """The capital and the pair of counts that say most of `target`; exact where every row is rounded from them. None without any.

    `columns` holds the values of all rows by name.
    """
    best: tuple[float, Relation] | None = None
    real = columns[target.name]
    for relation in _candidates(target, parents, columns):
        made = relation.value([columns[name] for name in relation.parents])
        known = np.isfinite(real)
        if (known & ~np.isfinite(made)).sum() > (1 - _ALWAYS) * len(real):
            continue
        both = known & np.isfinite(made)
        if (np.abs(made - real)[both] <= 1.01 * relation.step).mean() >= _EXACT:
            return relation
        if ((made == 0) == (real == 0))[both].mean() < _ALWAYS:
            continue
        told = both & (made > 0) & (real > 0)
        if told.sum() < _FEWEST:
            continue
        left = _spread(np.log(real[told] / made[told]))
        whole = _spread(np.log(real[told] / columns[relation.parents[0]][told]))
        if whole > 0 and left < (1 - _TELLS) * whole and (best is None or left < best[0]):
            best = (left, replace(relation, exact=False))
    return best[1] if best else None


def _candidates(target: Known, parents: Sequence[Known], columns: Mapping[str, Floats]) -> Iterator[Relation]:
    """Every capital that bounds or carries the target, with every count and the count that is never below it."""
    real = columns[target.name]
    numbers = [p for p in parents if p.kind is Kind.NUMBER]
    counts = [p.name for p in numbers if len(p.texts) <= _MOST_COUNT and len(p.texts) > 2 and _counts(columns[p.name])]
    capitals = [p.name for p in numbers if p.name not in counts and not few_levels(p) and _goes_with(columns[p.name], real)]
    for paid, term in permutations(counts, 2):
        a, b = columns[paid], columns[term]
        both = np.isfinite(a) & np.isfinite(b)
        if both.sum() < _FEWEST or (a <= b)[both].mean() < _ALWAYS or not (b[both] > 0).all() or (a == b)[both].mean() > 0.9:
            continue
        for capital in capitals:
            for constant, factor in ((1.0, -1.0), (0.0, 1.0)):
                yield Relation(target.name, Form.PART, (capital, paid, term), (factor,), constant, step_of(target))


def _counts(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return len(known) > 0 and bool((known == np.round(known)).all()) and known.min() >= 0 and known.max() <= _MOST_COUNT


def _goes_with(capital: Floats, real: Floats) -> bool:
    """Whether one is of the size of the other in most rows."""
    both = np.isfinite(capital) & np.isfinite(real) & (capital > 0) & (real > 0)
    return bool(both.sum() >= _FEWEST and np.corrcoef(np.log(capital[both]), np.log(real[both]))[0, 1] > 0.3)


def _spread(values: Floats) -> float:
    """Half of the middle nine tenths."""
    low, high = np.quantile(values, (0.05, 0.95))
    return float(high - low) / 2


__all__ = ["part_relation"]
