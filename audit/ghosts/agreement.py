"""No ghost may break what every real row keeps: rules found in the client's own file, ghosts mended, what is broken named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.data_file import Words
from audit.ghosts.agreement_columns import Seen, seen
from audit.ghosts.agreement_factors import factor_rules, found_factors
from audit.ghosts.agreement_kinds import cell_rules
from audit.ghosts.agreement_rules import Bond, Rule
from audit.ghosts.agreement_values import value_rules
from audit.ghosts.factors import Pieces

_ROUNDS, _MOST_ROWS = 4, 20_000
_MANY, _OFTEN = 50, 0.03


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that ghost number `ghost` (from 0) breaks: the column named first and those it goes with."""

    ghost: int
    bond: Bond
    columns: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Mended:
    """Ghosts' rows as they are to be, `changed` cells of each (by number of the ghost), and what is broken still."""

    rows: tuple[tuple[str, ...], ...]
    changed: Mapping[int, tuple[str, ...]]
    broken: tuple[Broken, ...]


def broken_rules(names: Sequence[str], real: Sequence[Sequence[str]], ghosts: Sequence[Sequence[str]]) -> tuple[Broken, ...]:
    """What ghosts' rows break of what all rows of `real` keep; of fewer than a hundred real rows nothing is known."""
    if not ghosts:
        return ()
    columns = _columns(names, real, ghosts)
    return _broken(_rules(columns, found_factors(columns)), _used(real))


def mended(
    names: Sequence[str], real: Sequence[Sequence[str]], ghosts: Sequence[Sequence[str]], fixed: Sequence[str] = ()
) -> Mended:
    """Ghosts whose cells that follow from others are set anew, in columns other than `fixed`, until nothing can be mended."""
    rows = [list(row) for row in ghosts]
    changed: dict[int, tuple[str, ...]] = {}
    at = {name: n for n, name in enumerate(names)}
    left: tuple[Broken, ...] = ()
    alike = _often_the_same(names, real)
    factors = found_factors(_columns(names, real, rows))
    for _ in range(_ROUNDS):
        rules = _rules(_columns(names, real, rows), factors)
        left = _broken(rules, _used(real))
        touched = False
        for ghost in sorted({b.ghost for b in left}):
            for rule in rules:
                row = _used(real) + ghost
                text = None if rule.kept[row] or rule.cell is None or rule.target in fixed else rule.cell(row)
                old = rows[ghost][at[rule.target]]
                if text is not None and text != old:
                    same = [name for name in alike.get(rule.target, ()) if rows[ghost][at[name]] == old and name not in fixed]
                    for name in (rule.target, *same):
                        rows[ghost][at[name]] = text
                    changed[ghost] = tuple(dict.fromkeys((*changed.get(ghost, ()), rule.target, *same)))
                    touched = True
                    break  # what it changes may mend or break others: look again
        if not touched:
            break
    else:
        left = _broken(_rules(_columns(names, real, rows), factors), _used(real))
    return Mended(tuple(tuple(row) for row in rows), changed, left)


def _often_the_same(names: Sequence[str], real: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Columns of many cells that at times say the same, as a payment made in full: where one is mended the other goes along."""
    columns = {name: np.array([row[n] for row in real], dtype=object).astype(str) for n, name in enumerate(names)}
    many = {name: cells for name, cells in columns.items() if len(np.unique(cells)) > _MANY}
    found: dict[str, list[str]] = {name: [] for name in many}
    for name, cells in many.items():
        found[name] += [other for other, theirs in many.items() if other != name and (cells == theirs).mean() >= _OFTEN]
    return found


def _used(real: Sequence[Sequence[str]]) -> int:
    return min(len(real), _MOST_ROWS)


def _columns(names: Sequence[str], real: Sequence[Sequence[str]], ghosts: Sequence[Sequence[str]]) -> list[Seen]:
    places = np.linspace(0, len(real) - 1, _used(real)).astype(np.int64)
    rows = [*(real[int(i)] for i in places), *ghosts]
    return [seen(name, [row[n] for row in rows], len(places)) for n, name in enumerate(names)]


def _rules(columns: Sequence[Seen], found: Sequence[Pieces]) -> list[Rule]:
    """Rules in the order in which they mend: factors, sums and dates, then what follows, then what only can be refused."""
    plain = list(value_rules(columns))
    told = {rule.target: rule.rows for rule in plain if rule.bond in (Bond.PRODUCT, Bond.PART)}
    factors = [rule for rule in factor_rules(columns, found) if rule.rows > told.get(rule.target, 0)]
    follows = {rule.target for rule in factors}
    sums = [replace(rule, cell=None) if rule.target in follows else rule for rule in plain]  # a part follows first, then the sum
    return sorted([*factors, *sums, *cell_rules(columns)], key=lambda rule: rule.cell is None)


def _broken(rules: Sequence[Rule], real: int) -> tuple[Broken, ...]:
    found = []
    for rule in rules:
        found += [Broken(int(n), rule.bond, rule.columns, rule.said()) for n in np.flatnonzero(~rule.kept[real:])]
    return tuple(sorted(found, key=lambda b: (b.ghost, b.columns)))


__all__ = ["Broken", "Mended", "broken_rules", "mended"]
