"""Which rows of the vendor's file are ghosts: those that match no real account, or those that are named."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.ghosts.covertness.cells import canonical
from audit.ghosts.covertness.faults import BadPortfolio
from audit.ghosts.covertness.table import Table, plain_name

_SAME_COLUMN, _REWRITTEN, _KEPT = 0.5, 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Planted:
    """Rows of the handed-over file by what they are, and how columns of both files pair up (`handed`, `real`).

    `rewritten` are shared columns that the vendor's layout writes otherwise, so that they could not be compared.
    """

    ghosts: tuple[int, ...]
    real: tuple[int, ...]
    shared: tuple[tuple[str, str], ...]
    rewritten: tuple[str, ...] = ()


def planted(real: Table, handed: Table, named: Sequence[str] | None = None) -> Planted:
    """Ghosts are the handed-over rows that match no real row over the shared columns, each real row matching once.

    With `named` (account ids) the ghosts are those rows and no others. Raises BadPortfolio where the files share no
    column, a named account is not in the file, or no ghost is left.
    """
    known = {column: canonical(cells) for column, cells in zip(real.columns, real.cells, strict=True)}
    given = {column: canonical(cells) for column, cells in zip(handed.columns, handed.cells, strict=True)}
    shared = _shared(known, given)
    if not shared:
        raise BadPortfolio(
            f"{handed.name}: ninguna columna se parece a las de {real.name}; use los mismos nombres de columna",
            f"{handed.name}: no column is like those of {real.name}; use the same column names",
        )
    if named is not None:
        those = _named_rows(handed, given, named)
        return Planted(those, tuple(i for i in range(handed.rows) if i not in set(those)), shared)
    rewritten = _rewritten(known, given, shared)
    compared = [pair for pair in shared if pair[0] not in rewritten]
    left = Counter(zip(*(known[theirs] for _, theirs in compared), strict=True))
    ghosts: list[int] = []
    kept: list[int] = []
    for i, row in enumerate(zip(*(given[ours] for ours, _ in compared), strict=True)):
        if left[row] > 0:
            left[row] -= 1
            kept.append(i)
        else:
            ghosts.append(i)
    if not ghosts:
        raise BadPortfolio(
            f"{handed.name}: sus {handed.rows} filas están todas en {real.name}; no hay fantasmas que juzgar",
            f"{handed.name}: all its {handed.rows} rows are in {real.name}; there are no ghosts to judge",
        )
    return Planted(tuple(ghosts), tuple(kept), shared, tuple(sorted(rewritten)))


def read_named(path: Path) -> tuple[str, ...]:
    """The account ids of a ghosts file: JSON lines with `account_id`. Raises BadPortfolio naming the line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as cause:
            raise BadPortfolio(
                f"{path.name}: línea {number}: no es JSON ({cause})", f"{path.name}: line {number}: not JSON ({cause})"
            ) from cause
        account = row.get("account_id") if isinstance(row, dict) else row
        if not isinstance(account, str | int) or isinstance(account, bool) or not str(account).strip():
            raise BadPortfolio(
                f"{path.name}: línea {number}: falta account_id; escriba la cuenta del fantasma",
                f"{path.name}: line {number}: account_id is missing; write the ghost's account",
            )
        found.append(str(account))
    if not found:
        raise BadPortfolio(f"{path.name}: no nombra a ningún fantasma", f"{path.name}: names no ghost")
    return tuple(found)


def _shared(known: dict[str, list[str]], given: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of columns: by name first, then by what they hold where a layout renamed them."""
    by_name = {plain_name(column): column for column in known}
    pairs = {ours: by_name[plain_name(ours)] for ours in given if plain_name(ours) in by_name}
    free = [column for column in known if column not in pairs.values()]
    for ours in (column for column in given if column not in pairs):
        values = set(given[ours]) - {""}
        likes = [(len(values & set(known[theirs])) / len(values), theirs) for theirs in free] if len(values) > 20 else []
        if likes and max(likes)[0] >= _SAME_COLUMN:
            pairs[ours] = max(likes)[1]
            free.remove(pairs[ours])
    return tuple((ours, pairs[ours]) for ours in given if ours in pairs)


def _rewritten(known: dict[str, list[str]], given: dict[str, list[str]], shared: tuple[tuple[str, str], ...]) -> set[str]:
    """Columns that disagree in accounts which are else the same: masked, rounded or translated by the layout."""
    keys = [pair for pair in shared if _identifies(known[pair[1]]) and _identifies(given[pair[0]])]
    for ours, theirs in keys:
        place = {value: i for i, value in enumerate(known[theirs]) if value}
        both = [(i, place[value]) for i, value in enumerate(given[ours]) if value in place]
        if len(both) < 20:
            continue
        agreed = {o: sum(given[o][i] == known[t][j] for i, j in both) / len(both) for o, t in shared}
        others = [share for column, share in agreed.items() if column != ours]
        if sum(share >= _KEPT for share in others) >= max(1, len(others) / 3):
            return {column for column, share in agreed.items() if share < _REWRITTEN}
    return set()


def _identifies(values: list[str]) -> bool:
    filled = [value for value in values if value]
    return len(filled) > 0.95 * len(values) and len(set(filled)) > 0.99 * len(filled)


def _named_rows(handed: Table, given: dict[str, list[str]], named: Sequence[str]) -> tuple[int, ...]:
    wanted = set(canonical(list(named))) | set(named)
    best: set[int] = set()
    for column, raw in zip(handed.columns, handed.cells, strict=True):
        rows = {i for i, value in enumerate(given[column]) if value in wanted or raw[i].strip() in wanted}
        found = {given[column][i] for i in rows}
        if len(found) >= len(set(named)) and (not best or len(rows) < len(best)):
            best = rows
    if not best:
        raise BadPortfolio(
            f"{handed.name}: ninguna columna tiene las {len(set(named))} cuentas nombradas; revise que el archivo las lleve",
            f"{handed.name}: no column holds the {len(set(named))} named accounts; check that the file carries them",
        )
    return tuple(sorted(best))
