"""Tables that people open in a spreadsheet: one writer for all of them, so that no cell somebody else wrote is run as a formula.

A text that would run gets an apostrophe in front, which a spreadsheet hides and a reader can take off; numbers with a sign and
telephone numbers stay as they are. Source: OWASP, CSV injection.
"""

import csv
import re
from collections.abc import Iterable
from typing import Any, TextIO

_FORMULA = re.compile(r"[=@\t\r\n＝＠]|[+\-＋－](?![\d\s().,/-]*$)")
_FIRST = "'=', '@', '\t', '\r', '\n', '＝', '＠'"
_SIGNS = "'+', '-', '＋', '－'"


def would_run(text: str) -> bool:
    """Whether a spreadsheet that opens the CSV would take the text for a formula; signed numbers and telephones are none."""
    return _FORMULA.match(text) is not None


def harmless(cell: Any) -> Any:
    """The cell as it may be written: a text that would run with an apostrophe in front, anything else as it is."""
    return f"'{cell}" if isinstance(cell, str) and would_run(cell) else cell


def harmless_sql(column: str) -> str:
    """The same as DuckDB's expression over a column of text."""
    signed = f"left({column}, 1) IN ({_SIGNS}) AND NOT regexp_full_match({column}, '.[\\d\\s().,/-]*')"
    return f"CASE WHEN left({column}, 1) IN ({_FIRST}) OR {signed} THEN '''' || {column} ELSE {column} END"


class TableWriter:
    """A `csv.writer` whose every cell is harmless; `form` goes to it as it is."""

    def __init__(self, file: TextIO, **form: Any) -> None:
        self._table = csv.writer(file, **form)

    def writerow(self, row: Iterable[Any]) -> None:
        """One row."""
        self._table.writerow([harmless(cell) for cell in row])

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        """Many rows."""
        for row in rows:
            self.writerow(row)
