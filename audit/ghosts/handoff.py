"""The vendor's file: ghosts among real accounts, every cell through the same writer, every row in an order that tells nothing."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from audit.data_file import Words
from audit.evidence.chain import canonical
from audit.evidence.items import safe_name
from audit.ghosts.agreement import broken_rules
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_slots import Committed, Kept
from audit.ghosts.handoff_cells import Cell, reader_of
from audit.ghosts.handoff_files import Portfolio, rows_of, written
from audit.ghosts.handoff_order import placed
from audit.ghosts.layouts import Layout

_NEEDED = ("id", "code", "vendor", "account_id")


@dataclass(frozen=True, slots=True)
class Planted:
    """A ghost as `ghosts.jsonl` tells it: `told` is the whole line, `row` the portfolio's columns."""

    id: str
    code: str
    vendor: str
    account_id: str
    row: Mapping[str, str]
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handed:
    """A file ready to leave. `lines` gives each ghost's row (from 1, the header not counted) and its cells as read back.

    `kept` names the columns whose order the file follows, `apostrophes` counts by column the cells a spreadsheet would have run,
    `tells` what could betray a ghost: do not send a file that has any.
    """

    file: str
    content: bytes
    rows: int
    layout: Layout
    lines: Mapping[str, tuple[int, tuple[str, ...]]]
    kept: tuple[str, ...]
    apostrophes: Mapping[str, int]
    tells: tuple[Words, ...]

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.content).hexdigest()


def read_planted(path: Path) -> tuple[Planted, ...]:
    """The ghosts of a wave. Raises BadWave naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as cause:
        raise BadWave(
            f"{path}: no se puede leer ({cause}); cree los fantasmas con «trasluz ghosts create»",
            f"{path}: cannot be read ({cause}); make the ghosts with «trasluz ghosts create»",
        ) from cause
    ghosts = [_planted(line, f"{path.name}:{n}") for n, line in enumerate(lines, start=1) if line.strip()]
    for key in ("id", "account_id"):
        seen: set[str] = set()
        for ghost in ghosts:
            value = getattr(ghost, key)
            if value in seen:
                raise BadWave(f"{path.name}: {key} {value!r} está dos veces", f"{path.name}: {key} {value!r} is there twice")
            seen.add(value)
    return tuple(ghosts)


def _planted(line: str, where: str) -> Planted:
    try:
        row = json.loads(line)
        given = [row[key] for key in _NEEDED]
        cells = {str(name): "" if cell is None else str(cell) for name, cell in row["row"].items()}
        if not all(isinstance(text, str) for text in given):
            raise TypeError("id, code, vendor and account_id are texts")
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise BadWave(f"{where}: no es un fantasma ({cause!r})", f"{where}: not a ghost ({cause!r})") from cause
    id, code, vendor, account_id = given
    return Planted(id, code, vendor, account_id, cells, row)


def made(portfolio: Portfolio, ghosts: Sequence[Planted], layout: Layout, vendor: str, batch: str, dice: Random) -> Handed:
    """The file for a vendor. Raises BadWave where a ghost does not fit the portfolio, or the layout does not fit the cells."""
    ghost_rows = [_cells_of(ghost, portfolio) for ghost in ghosts]
    _apart(portfolio, ghosts, ghost_rows)
    order = placed(portfolio.names, portfolio.rows, ghost_rows, dice)
    whole = [*portfolio.rows, *ghost_rows]
    lying = [whole[n] for n in order.order]
    rows = _rendered(lying, portfolio.names, layout)
    content, apostrophes = written(rows, layout)
    back = list(rows_of(content, layout))
    place = {n: at for at, n in enumerate(order.order)}
    real = len(portfolio.rows)
    lines = {ghost.id: (place[real + n] + 1, back[place[real + n]]) for n, ghost in enumerate(ghosts)}
    name = f"{safe_name(vendor)}-{safe_name(batch)}.{layout.kind.value}"
    tells = tuple(
        Words(
            f"el archivo del cliente va ordenado por «{column}» y algún fantasma rompe ese orden",
            f"the client's file is in order of «{column}» and some ghost breaks it",
        )
        for column in order.broken
    )
    tells = (*tells, *_disagreeing(portfolio, ghosts, ghost_rows))
    return Handed(name, content, len(rows), layout, lines, order.kept, apostrophes, tells)


def _cells_of(ghost: Planted, portfolio: Portfolio) -> tuple[str, ...]:
    lacking = [name for name in portfolio.names if name not in ghost.row]
    foreign = [name for name in ghost.row if name not in portfolio.names]
    if lacking or foreign:
        name = (lacking or foreign)[0]
        raise BadWave(
            f"fantasma {ghost.code}: su fila y la cartera no coinciden en la columna «{name}»; créelo con esta cartera",
            f"ghost {ghost.code}: its row and the portfolio differ in column «{name}»; create it with this portfolio",
        )
    return tuple(ghost.row[name] for name in portfolio.names)


def _disagreeing(portfolio: Portfolio, ghosts: Sequence[Planted], rows: Sequence[Sequence[str]]) -> tuple[Words, ...]:
    """A sentence for each ghost and rule of the client's own rows that it breaks."""
    found = broken_rules(portfolio.names, portfolio.rows, rows)
    return tuple(
        Words(f"fantasma {ghosts[b.ghost].code}: {b.words.es}", f"ghost {ghosts[b.ghost].code}: {b.words.en}") for b in found
    )


def _apart(portfolio: Portfolio, ghosts: Sequence[Planted], rows: Sequence[Sequence[str]]) -> None:
    """No ghost may carry the account number of a real account."""
    for n, name in enumerate(portfolio.names):
        carrying = {g.account_id: g for g, row in zip(ghosts, rows, strict=True) if row[n] == g.account_id}
        if len(carrying) < len(ghosts) or not ghosts:
            continue
        for line, row in enumerate(portfolio.rows, start=2):
            if row[n] in carrying:
                code = carrying[row[n]].code
                raise BadWave(
                    f"fantasma {code}: su «{name}» es de la cuenta real de la línea {line}; dele otro número",
                    f"ghost {code}: its «{name}» is of the real account on line {line}; give it another number",
                )


def _rendered(rows: Sequence[Sequence[str]], names: Sequence[str], layout: Layout) -> list[list[Cell]]:
    columns: list[list[Cell]] = []
    for column in layout.columns:
        if column.source is None:
            columns.append([column.fixed] * len(rows))
            continue
        at = names.index(column.source)
        cells = [row[at] for row in rows]
        read = reader_of(column, cells, layout)
        columns.append([_read(read(cell), cell) for cell in cells])
    return [list(row) for row in zip(*columns, strict=True)]


def _read(found: Cell | None, cell: str) -> Cell:
    if found is None:
        raise ValueError(cell)
    return found


def promised(handed: Handed, ghosts: Sequence[Planted]) -> list[Committed]:
    """What to commit of a file: itself by hash, and each ghost with its line and its cells as they stand in it."""
    about = {"file": handed.file, "sha256": handed.sha256, "size": len(handed.content), "rows": handed.rows}
    things = [Committed(Kept.HANDOFF, "handoff", canonical({**about, "layout": handed.layout.as_dict()}))]
    for ghost in ghosts:
        line, cells = handed.lines[ghost.id]
        told = {"ghost": dict(ghost.told), "line": line, "cells": list(cells)}
        things.append(Committed(Kept.GHOST, f"ghost-{ghost.id}", canonical(told)))
    return things


def batch_name(text: str) -> str:
    """A batch's name as people write it. Raises BadWave."""
    if not re.fullmatch(r"[\w.-]{1,40}", text):
        raise BadWave(
            f"lote {text[:40]!r}: use letras, cifras, punto o guion", f"batch {text[:40]!r}: use letters, digits, dot or dash"
        )
    return text
