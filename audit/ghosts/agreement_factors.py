"""Rules of factors: a number that is one of a few factors times other columns in every real row, by kind or freely."""

from collections.abc import Iterator, Sequence

import numpy as np

from audit.ghosts.agreement_columns import Seen, writer_of
from audit.ghosts.agreement_rules import Bond, Rule
from audit.ghosts.covertness.cells import Floats
from audit.ghosts.factor_search import find_pieces
from audit.ghosts.factors import Pieces

_FEW = 60


def found_factors(columns: Sequence[Seen]) -> tuple[Pieces, ...]:
    """What all real rows keep of that sort, from real rows alone; none goes round in a circle."""
    numbers = [c for c in columns if c.measured and not c.dated and c.distinct > 1]
    values = {c.name: c.value[: c.real] for c in numbers}
    cells = {c.name: c.cells[: c.real] for c in columns if 1 < c.distinct <= _FEW}
    needs: dict[str, tuple[str, ...]] = {}
    kept = []
    for target in sorted((c for c in numbers if c.distinct > _FEW), key=lambda c: -c.distinct):
        names = [name for name in values if name != target.name and target.name not in _above(name, needs)]
        kinds = {name: cells[name] for name in cells if name in names or name not in values}
        found = find_pieces(target.name, {n: values[n] for n in (target.name, *names)}, names, kinds, target.step)
        if found is not None and found.share == 1.0:
            needs[target.name] = (*found.parents, *(found.gate.names if found.gate else ()))
            kept.append(found)
    return tuple(kept)


def factor_rules(columns: Sequence[Seen], found: Sequence[Pieces]) -> Iterator[Rule]:
    """The rules of what was found. A factor that a ghost's kind never has breaks them too."""
    known = {column.name: column for column in columns}
    values = {name: column.value for name, column in known.items() if column.measured}
    cells = {name: column.cells for name, column in known.items()}
    for pieces in found:
        yield _rule(known[pieces.target], pieces, values, cells)


def _above(name: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    found, new = set[str](), {name}
    while new:
        found |= new
        new = {need for one in new for need in needs.get(one, ())} - found
    return found


def _rule(target: Seen, found: Pieces, values: dict[str, Floats], cells: dict[str, tuple[str, ...]]) -> Rule:
    rows = len(target.value)
    made = found.made(values, rows).T
    permitted = found.permitted(values, cells, rows)
    fits = found.fits(values, target.value).T
    known = np.isfinite(target.value)
    possible = (permitted > 0) & np.isfinite(made)
    kept = ~known | (fits & possible).any(axis=1) | ~possible.any(axis=1)
    kept[: target.real] = True  # pieces are the real rows' own; a rare one that its gate left out as chance is no fault
    write = writer_of(target)

    def cell(row: int) -> str | None:
        if write is None or not possible[row].any():
            return None
        away = np.where(possible[row], np.abs(made[row] - target.value[row]), np.inf)
        return write(round(float(made[row][int(np.argmin(away))]), 6))

    others = tuple(dict.fromkeys((*found.parents, *(found.gate.names if found.gate else ()))))
    return Rule(Bond.FACTOR, target.name, others, int(known[: target.real].sum()), np.asarray(kept), cell)


__all__ = ["factor_rules", "found_factors"]
