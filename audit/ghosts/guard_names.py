"""No finding names an agent on a few interactions, and none can be worked out by subtraction from what is shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

DEFAULT_FEWEST = 5
Table = Mapping[str, Mapping[str, int]]
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """Which agents may be named. `pooled` go together as "other agents"; `total` False: not even the total may be shown."""

    named: tuple[str, ...]
    pooled: tuple[str, ...]
    total: bool


def nameable(interactions: Mapping[str, int], fewest: int = DEFAULT_FEWEST) -> Named:
    """Who may be named, from each agent's number of interactions with ghosts.

    An agent needs `fewest`. The others are pooled, and a pool of one agent, or of fewer interactions than that, would give its
    member away by subtraction from the total: then the named agent with the fewest joins it. Raises ValueError for fewest < 1.
    """
    if fewest < 1:
        raise ValueError(f"fewest {fewest}: must be at least 1")
    counted = {agent: n for agent, n in interactions.items() if n > 0}
    order = sorted(counted, key=lambda agent: (counted[agent], agent))
    pooled = [agent for agent in order if counted[agent] < fewest]
    named = [agent for agent in order if counted[agent] >= fewest]
    while pooled and named and (len(pooled) < 2 or sum(counted[a] for a in pooled) < fewest):
        pooled.append(named.pop(0))
    alone = bool(pooled) and not named and (len(pooled) < 2 or sum(counted[a] for a in pooled) < fewest)
    return Named(tuple(sorted(named)), tuple(sorted(pooled)), not alone)


def hidden_cells(table: Table, fewest: int = DEFAULT_FEWEST) -> frozenset[Cell]:
    """The (row, column) cells of a table of counts that must not be shown beside its row, column and grand totals.

    Small cells first; then, while the totals minus what is shown would give a hidden cell away, or the hidden cells of a line
    add to less than `fewest`, the smallest shown cell that prevents it. Empty cells hide nothing. Raises ValueError.
    """
    if fewest < 1:
        raise ValueError(f"fewest {fewest}: must be at least 1")
    cells = _counted(table)
    hidden = {cell for cell, n in cells.items() if n < fewest}
    while (one := _helper(cells, hidden, fewest)) is not None:
        hidden.add(one)
    return frozenset(hidden)


def hidden_totals(table: Table, fewest: int = DEFAULT_FEWEST) -> frozenset[tuple[str, str]]:
    """Row and column totals, as ("row", name) and ("column", name), that would give a hidden cell away whatever else is hidden.

    Where there is any, the grand total must not be shown either.
    """
    hidden = hidden_cells(table, fewest)
    given_away = [cell for cell in hidden if _derivable(cell, hidden)]
    return frozenset(name for row, column in given_away for name in (("row", row), ("column", column)))


def _counted(table: Table) -> dict[Cell, int]:
    return {(row, column): n for row, line in table.items() for column, n in line.items() if n > 0}


def _helper(cells: Mapping[Cell, int], hidden: set[Cell], fewest: int) -> Cell | None:
    """The smallest shown cell whose hiding protects one that is not protected yet; None where nothing is left to do."""
    shown = sorted((cell for cell in cells if cell not in hidden), key=lambda cell: (cells[cell], cell))
    for place in (0, 1):
        for name in {cell[place] for cell in hidden}:
            if sum(cells[c] for c in hidden if c[place] == name) < fewest:
                found = next((cell for cell in shown if cell[place] == name), None)
                if found:
                    return found
    for cell in sorted(hidden):
        if _derivable(cell, hidden):
            rows, columns = _reached(cell[0], hidden - {cell})
            found = next((c for c in shown if (c[0] in rows) != (c[1] in columns)), None)
            if found:
                return found
    return None


def _derivable(cell: Cell, hidden: Collection[Cell]) -> bool:
    """Whether line totals give the cell away: they do unless its row and column are linked by other hidden cells as well."""
    return cell[1] not in _reached(cell[0], set(hidden) - {cell})[1]


def _reached(row: str, hidden: set[Cell]) -> tuple[set[str], set[str]]:
    """Rows and columns linked to a row through hidden cells."""
    rows, columns = {row}, set[str]()
    while True:
        more_columns = {c for r, c in hidden if r in rows} - columns
        columns |= more_columns
        more_rows = {r for r, c in hidden if c in columns} - rows
        rows |= more_rows
        if not more_columns and not more_rows:
            return rows, columns
