"""Rows that cannot be judged, each with one sentence: what is wrong with which cell and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from audit.contacts.contact import AnsweredBy, Channel
from audit.contacts.intake import CHECKED, REPEATED
from audit.contacts.rows import FIRST_YEAR, LAST_YEAR
from audit.data_file import Words
from audit.spreadsheet import TableWriter

COLUMNS = ("row", "contact_id", "column", "value", "problem")
_STRUCTURE = {
    "MISSING COLUMNS": Words("tiene menos celdas que el encabezado", "has fewer cells than the header"),
    "TOO MANY COLUMNS": Words(
        "tiene más celdas que el encabezado; ponga entre comillas las que llevan el separador",
        "has more cells than the header; quote those that hold the separator",
    ),
    "UNQUOTED VALUE": Words(
        "tiene una comilla sin cerrar o fuera de lugar; lo que sigue hasta la próxima comilla se perdió con ella",
        "has a quote that is not closed or out of place; what follows up to the next quote is lost with it",
    ),
    "INVALID ENCODING": Words("no está en UTF-8; guarde el archivo como UTF-8", "is not UTF-8; save the file as UTF-8"),
    "LINE SIZE OVER MAXIMUM": Words(
        "pasa de 2 MB; quizá falte cerrar una comilla", "is over 2 MB; perhaps a quote is not closed"
    ),
}
_UNREADABLE = Words("no se entiende como fila de CSV", "makes no sense as a row of CSV")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row left out. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    contact_id: str
    column: str
    value: str
    problem: Words

    def say(self, lang: str) -> str:
        """One sentence."""
        place = Words(f"fila {self.row}", f"row {self.row}").say(lang)
        cell = f", {self.column} {self.value[:60]!r}" if self.column else ""
        return f"{place}{cell}: {self.problem.say(lang)}"


def rejected(con: duckdb.DuckDBPyConnection) -> Iterator[Rejected]:
    """Every row left out: first those that are no rows, then bad cells, each kind as the file has them."""
    broken = con.execute(
        "SELECT line, error_type::VARCHAR, csv_line FROM reject_errors "
        "WHERE scan_id = (SELECT max(scan_id) FROM reject_scans) ORDER BY line, column_idx"
    )
    above: list[int] = []
    while found := broken.fetchmany(1_000):
        for line, kind, text in found:
            if not above or above[-1] != line:
                above.append(line)
                yield Rejected(line, "", "", text or "", _STRUCTURE.get(kind, _UNREADABLE))
    bad = con.execute("SELECT r, contact_id, problem, bad FROM line WHERE problem > 0 ORDER BY r")
    passed = 0
    while rows := bad.fetchmany(1_000):
        for number, id, problem, value in rows:
            while passed < len(above) and above[passed] <= number + 1 + passed:
                passed += 1
            yield Rejected(number + 1 + passed, id, _column(problem), value or "", _sentence(problem, value or ""))


def keep(rows: Iterator[Rejected], path: Path, lang: str, first: int) -> tuple[int, list[Rejected]]:
    """Write them all to `path`; how many there are, and the first few. No rows, no file: one from an earlier run goes away."""
    count, shown = 0, []
    one = next(rows, None)
    if one is None:
        path.unlink(missing_ok=True)
        return 0, []
    with path.open("w", encoding="utf-8", newline="") as file:
        table = TableWriter(file, lineterminator="\n")
        table.writerow(COLUMNS)
        while one is not None:
            table.writerow((one.row, one.contact_id, one.column, one.value, one.problem.say(lang)))
            shown += [one] if count < first else []
            count, one = count + 1, next(rows, None)
    return count, shown


def _column(problem: int) -> str:
    return "contact_id" if problem == REPEATED else CHECKED[problem - 1]


def _sentence(problem: int, value: str) -> Words:
    column = _column(problem)
    if problem == REPEATED:
        return Words(
            "ya estaba en una fila anterior; se juzgó esa y esta no; deje cada contacto una vez",
            "was there in an earlier row; that one was judged and this one not; keep each contact once",
        )
    if not value:
        return Words("está vacía; complétela", "is empty; fill it in")
    if column == "at":
        return _of_time(value)
    if column == "timezone":
        return Words(
            "no es una zona IANA; escríbala como America/Santiago o déjela vacía",
            "is no IANA zone; write it as America/Santiago or leave it empty",
        )
    known = {"channel": [*Channel], "answered_by": [*AnsweredBy], "direction": ["outbound", "inbound"]}[column]
    return Words(f"no se conoce; use {', '.join(known)}", f"is not known; use {', '.join(known)}")


def _of_time(value: str) -> Words:
    stamp = value.upper().replace(" ", "T", 1)
    if stamp[:4].isdigit() and "T" in stamp and not any(mark in stamp.partition("T")[2] for mark in "+-Z"):
        return Words(
            "no lleva desfase, así que no se sabe qué instante es; escríbala como 2026-05-12T10:00:00-04:00",
            "has no offset, so nobody knows which instant it is; write it as 2026-05-12T10:00:00-04:00",
        )
    return Words(
        f"no es una fecha y hora ISO 8601 de {FIRST_YEAR} a {LAST_YEAR}; escríbala como 2026-05-12T10:00:00-04:00",
        f"is no ISO 8601 date and time from {FIRST_YEAR} to {LAST_YEAR}; write it as 2026-05-12T10:00:00-04:00",
    )
