"""Findings by the million: DuckDB joins the pieces of every explanation and writes FINDINGS.csv, a batch at a time."""

from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import duckdb
import numpy as np

from audit.contacts.clocks import DAY_US, HOUR_US, SECOND_US, zones
from audit.contacts.days_off import names
from audit.contacts.hours import place_name
from audit.contacts.judge import Breaches
from audit.contacts.limbs import Limb
from audit.contacts.ruled import CountryRules
from audit.contacts.timeline import Timeline
from audit.contacts.wording import DAY_NAMES, Nth, Other, Said, ordinal, texts
from audit.spreadsheet import harmless_sql

COLUMNS = ("contact_id", "debtor_id", "rule_id", "rule_version", "severity", "reading", "citation", "explanation")
_ORDINALS = 1_000
_FAR = 1 << 20


class Writer:
    """Writes the findings of one log in one language into an open file. `folder` is for what is on its way."""

    def __init__(self, con: duckdb.DuckDBPyConnection, out: BinaryIO, folder: Path, lang: str) -> None:
        self._con, self._out, self._part, self._lang = con, out, folder / "part.csv", lang
        self._known: set[str] = set()
        out.write((",".join(COLUMNS) + "\n").encode())
        con.execute("CREATE TABLE nth AS SELECT unnest(?::INTEGER[]) AS number, unnest(?::VARCHAR[]) AS word", _ordinals(lang))
        con.execute("CREATE TABLE clock AS SELECT unnest(?::INTEGER[]) AS zone, unnest(?::VARCHAR[]) AS name", _zones())
        columns = ("country", "rule_id", "rule_version", "severity", "reading", "citation", *"abcde")
        con.execute(f"CREATE TABLE said ({' VARCHAR, '.join(columns)} VARCHAR, text INTEGER, nth TINYINT, other TINYINT)")

    def write(self, breaches: Breaches, contacts: Timeline, rules: CountryRules) -> None:
        """Append a batch's findings, in its order."""
        if not breaches.at.size:
            return
        self._know(rules)
        named, day_names = self._day_names(breaches, contacts.country)
        rows = contacts.row[breaches.at]
        found = {
            "seq": np.arange(rows.size),
            "row": rows,
            "text": breaches.text,
            "us": breaches.us,
            "zone": breaches.zone,
            "number": breaches.number,
            "other": breaches.other,
            "named": named,
        }
        self._con.register("found", found)
        self._con.register("day_name", {"named": np.arange(len(day_names)), "day_off": np.array(day_names, dtype=object)})
        self._con.execute(_query(self._part, contacts.country, int(rows.min()), int(rows.max()), self._lang))
        self._con.unregister("found")
        self._con.unregister("day_name")
        with self._part.open("rb") as part:
            copyfileobj(part, self._out, 1 << 20)

    def _know(self, rules: CountryRules) -> None:
        """Put a country's texts where the query finds them."""
        if rules.country in self._known:
            return
        self._known.add(rules.country)
        rows = [_text_row(rules.country, said, self._lang) for said in texts(rules.country).values()]
        marks = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
        self._con.execute(f"INSERT INTO said VALUES {marks}", [value for row in rows for value in row])

    def _day_names(self, breaches: Breaches, country: str) -> tuple[np.ndarray, list[str]]:
        """For each line a number into the names of holidays; 0 is no holiday."""
        holiday = np.flatnonzero(breaches.text % 8 == Limb.HOLIDAY)
        day = breaches.us[holiday] // DAY_US
        keys, number = np.unique((breaches.place[holiday] + 2) * _FAR + day, return_inverse=True)
        named = np.zeros(breaches.at.size, dtype=np.int64)
        named[holiday] = number + 1
        said = [names(key % _FAR, country, place_name(key // _FAR - 2), self._lang) for key in keys.tolist()]
        return named, ["", *said]


def _text_row(country: str, said: Said, lang: str) -> list[str | int]:
    rule = said.rule.rule
    head = [country, rule.id, said.rule.version, rule.severity.value, said.reading.value, rule.citation]
    pieces = [piece.say(lang) for piece in (said.a, said.b, said.c, said.d, said.e)]
    return [*head, *pieces, said.number, int(said.nth), int(said.other)]


def _query(part: Path, country: str, first: int, last: int, lang: str) -> str:
    """The lines in their order: the contact by its row, the pieces by the number of the text."""
    past = "f.number || '.ª'" if lang == "es" else "f.number || 'th'"
    to = str(part).replace("'", "''")
    return f"""
    COPY (SELECT {harmless_sql("l.contact_id")} AS contact_id, {harmless_sql("l.debtor_id")} AS debtor_id, s.rule_id,
        s.rule_version, s.severity, s.reading, s.citation, concat(s.a,
        CASE s.nth WHEN {Nth.ORDINAL:d} THEN coalesce(n.word, {past}) WHEN {Nth.PLAIN:d} THEN f.number::VARCHAR ELSE '' END, s.b,
        CASE s.other WHEN {Other.ELAPSED:d} THEN {_elapsed("f.other")} WHEN {Other.WHEN:d} THEN {_when("f.other", lang)}
            WHEN {Other.HOLIDAY:d} THEN d.day_off ELSE '' END, s.c, {_when("f.us", lang)}, s.d, z.name, s.e) AS explanation
    FROM found f JOIN said s ON s.country = '{country}' AND s.text = f.text
        JOIN (SELECT rowid AS row, contact_id, debtor_id FROM line WHERE rowid >= {first} AND rowid <= {last}) l ON l.row = f.row
        JOIN clock z ON z.zone = f.zone JOIN day_name d ON d.named = f.named LEFT JOIN nth n ON n.number = f.number
    ORDER BY f.seq) TO '{to}' (FORMAT csv, HEADER false)"""


def _when(us: str, lang: str) -> str:
    days = ", ".join(f"'{name} '" for name in DAY_NAMES.say(lang).split())
    return f"[{days}][isodow(make_timestamp({us}))] || make_timestamp({us})::VARCHAR"


def _elapsed(us: str) -> str:
    minute = 60 * SECOND_US
    return f"concat({us} // {HOUR_US}, ' h ', {us} // {minute} % 60, ' min ', {us} // {SECOND_US} % 60, ' s')"


def _ordinals(lang: str) -> list[list[int] | list[str]]:
    return [list(range(1, _ORDINALS + 1)), [ordinal(n, lang) for n in range(1, _ORDINALS + 1)]]


def _zones() -> list[list[int] | list[str]]:
    return [list(range(len(zones()))), list(zones())]
