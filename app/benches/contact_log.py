"""A made-up contact log of any length: every country with rules, its zones and places, every channel, good and bad habits."""

from pathlib import Path

import duckdb
import numpy as np

from audit.contacts.clocks import DAY_US, HOUR_US, SECOND_US
from audit.contacts.ruled import CHANNELS
from audit.contacts.timeline import ANSWERED
from audit.rulebooks import countries, whole

PIECE = 500_000
_PLACES = {
    "CL": ("CL-RM", "CL-NB", "CL-VS", "CL-AP"),
    "BR": ("BR-SP", "BR-RJ", "BR-AL", "BR-MG"),
    "US": ("US-CA", "US-MA", "US-TX"),
}
_OFTEN = np.array([0.34, 0.04, 0.06, 0.2, 0.18, 0.1, 0.03, 0.02, 0.01, 0.02])
_START_US = 1_767_571_200 * SECOND_US  # Monday 2026-01-05
_A_DEBTOR, _DAYS, _BAD_HOURS, _ON_SUNDAY = 14, 84, 0.06, 0.03


def write_log(path: Path, rows: int, seed: int = 7) -> None:
    """A log of `rows` contacts in no order, some 14 a debtor over twelve weeks; one in twenty at a bad hour."""
    chance = np.random.default_rng(seed)
    con = duckdb.connect()
    con.register("homes", _homes())
    for name, values in (("channels", CHANNELS), ("answers", ANSWERED)):
        con.register(name, {"number": np.arange(len(values)), "name": np.array([v.value for v in values], dtype=object)})
    with path.open("wb") as file:
        for start in range(0, rows, PIECE):
            part = path.with_suffix(".part")
            con.register("made", _made(chance, start, min(PIECE, rows - start), max(rows // _A_DEBTOR, 1)))
            con.execute(_QUERY.format(part=str(part).replace("'", "''"), header="true" if start == 0 else "false"))
            file.write(part.read_bytes())
            part.unlink()


def _homes() -> dict[str, np.ndarray]:
    """Every country, zone and place a debtor may live in."""
    every = [(code, place, zone) for code in countries() for zone in whole(code).zones for place in _PLACES.get(code, ("",))]
    columns = [np.array(column, dtype=object) for column in zip(*every, strict=True)]
    return {"number": np.arange(len(every)), **dict(zip(("country", "subdivision", "timezone"), columns, strict=True))}


def _made(chance: np.random.Generator, start: int, rows: int, debtors: int) -> dict[str, np.ndarray]:
    debtor = chance.integers(0, debtors, rows)
    day = chance.integers(0, _DAYS, rows)
    day = np.where((day % 7 == 6) & (chance.random(rows) > _ON_SUNDAY), day - 1 - chance.integers(0, 5, rows), day)
    hour = np.where(chance.random(rows) < _BAD_HOURS, chance.integers(0, 24, rows), chance.integers(13, 22, rows))
    return {
        "n": np.arange(start, start + rows),
        "debtor": debtor,
        "home": debtor * 2_654_435_761 % 4_294_967_296 % _homes()["number"].size,
        "at_us": _START_US + day * DAY_US + hour * HOUR_US + chance.integers(0, 3_600, rows) * SECOND_US,
        "channel": chance.choice(len(CHANNELS), rows, p=_OFTEN),
        "answered": chance.choice(len(ANSWERED), rows, p=[0.3, 0.08, 0.12, 0.5]),
        "inbound": chance.random(rows) < 0.05,
        "seconds": chance.integers(0, 400, rows),
    }


_QUERY = """
COPY (SELECT format('C{{:09d}}', n) AS contact_id,
    format('D{{:08d}}', debtor) AS debtor_id, format('A{{:08d}}-{{}}', debtor, n % 7 // 6)
    AS account_id, 'vendor-' || (debtor % 5) AS vendor, country, subdivision, timezone, channels.name AS channel,
    CASE WHEN inbound THEN 'inbound' ELSE 'outbound' END AS direction,
    strftime(make_timestamp(at_us - 10800000000), '%Y-%m-%dT%H:%M:%S-03:00') AS "at",
    CASE WHEN answers.name = 'debtor' THEN 'contacted' ELSE 'no_contact' END AS outcome, answers.name AS answered_by,
    seconds AS duration_s, format('+56600{{:06d}}', debtor % 900) AS caller_id, 'T' || (n % 12) AS template
  FROM made JOIN homes ON homes.number = made.home JOIN channels ON channels.number = made.channel
  JOIN answers ON answers.number = made.answered ORDER BY n) TO '{part}' (FORMAT csv, HEADER {header})"""
