"""The rule of what instalments leave of a capital: a balance that is capital times the share of its term not paid, or paid."""

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np

from audit.ghosts.agreement_columns import Seen
from audit.ghosts.agreement_rules import FEWEST, MOST_COLUMNS, Bond, Rule, computed, rows_told

_MOST_COUNT = 600
_SLACK = 1.01  # steps: rounded, or cut off


def part_rule(target: Seen, others: Sequence[Seen]) -> Rule | None:
    """The capital and the pair of counts that say `target` in every real row; None without any."""
    counts = [c for c in others if c.distinct > 2 and _counts(c)]
    capitals = [c for c in others if c not in counts and c.distinct > 10][:MOST_COLUMNS]
    slack = _SLACK * target.step
    for capital, paid, term in _candidates(capitals, counts[:MOST_COLUMNS]):
        with np.errstate(divide="ignore", invalid="ignore"):
            share = paid.value / term.value
        for whole in (1.0 - share, share):
            made = np.round(capital.value * whole / target.step) * target.step
            made = np.where(np.isfinite(made), made, np.nan)
            rows = rows_told(target, made, slack)
            if not rows:
                continue
            apart = np.abs(made - capital.value)[: target.real] > slack
            if apart.sum() >= FEWEST and (made[: target.real] > slack).sum() >= FEWEST:
                return computed(Bond.PART, target, (capital.name, paid.name, term.name), made, slack, rows)
    return None


def _candidates(capitals: Sequence[Seen], counts: Sequence[Seen]) -> Iterator[tuple[Seen, Seen, Seen]]:
    for paid, term in permutations(counts, 2):
        a, b = paid.value[: paid.real], term.value[: term.real]
        both = np.isfinite(a) & np.isfinite(b)
        if both.sum() >= FEWEST and (a <= b)[both].all() and (b[both] > 0).all() and (a != b)[both].sum() >= FEWEST:
            yield from ((capital, paid, term) for capital in capitals)


def _counts(column: Seen) -> bool:
    known = column.value[: column.real][np.isfinite(column.value[: column.real])]
    return bool(len(known) and (known == np.round(known)).all() and known.min() >= 0 and known.max() <= _MOST_COUNT)


__all__ = ["part_rule"]
