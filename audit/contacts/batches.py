"""The sorted log handed over as columns, a piece at a time, with as much of each debtor's past as the rules look back on."""

from collections.abc import Iterator

import duckdb
import numpy as np
from numpy.typing import NDArray

from audit.contacts.intake import NO_COUNTRY
from audit.contacts.ruled import CountryRules, rules_of
from audit.contacts.timeline import Timeline
from audit.rulebooks import countries

PIECE = 200_000
Columns = dict[str, NDArray[np.int64]]


def batches(con: duckdb.DuckDBPyConnection, piece: int = PIECE) -> Iterator[tuple[Timeline, int, CountryRules]]:
    """Timelines of one country each, in the order of the log, how many of their first contacts were judged before, and the rules.

    What is carried over is at most what one debtor received in the days the rules look back on; pieces grow with it, so that
    even a million contacts of one debtor on one day are read a few times at most.
    """
    codes = countries()
    (rows,) = con.execute("SELECT count(*) FROM line").fetchone() or (0,)
    carried: Timeline | None = None
    start = 0
    while start < rows:
        size = max(piece, len(carried) if carried else 0)
        columns = _fetched(con, start, start + size)
        start += size
        country = columns.pop("country")
        for code in np.unique(country).tolist():
            rules = rules_of(codes[code])
            if rules is None:
                raise AssertionError(f"no rules for {codes[code]}")
            here = _timeline(codes[code], columns, country == code)
            before = len(carried) if carried is not None and carried.country == codes[code] else 0
            whole = _joined(carried, here) if before and carried is not None else here
            yield whole, before, rules
            carried = _past(whole, rules.look_back_us)


def _fetched(con: duckdb.DuckDBPyConnection, start: int, end: int) -> Columns:
    found = con.execute(
        "SELECT rowid AS row, country, debtor, account, at_us, zone, place, channel, inbound, answered FROM line "
        "WHERE rowid >= ? AND rowid < ? AND problem = 0 AND country <> ? ORDER BY rowid",
        [start, end, NO_COUNTRY],
    ).fetchnumpy()
    keys = ("debtor", "account")
    return {name: np.asarray(c).view(np.int64) if name in keys else np.asarray(c).astype(np.int64) for name, c in found.items()}


def _timeline(country: str, columns: Columns, which: NDArray[np.bool_]) -> Timeline:
    part = {name: column[which] for name, column in columns.items()}
    return Timeline(
        country=country,
        row=part["row"],
        debtor=part["debtor"],
        account=part["account"],
        at_us=part["at_us"],
        zone=part["zone"],
        place=part["place"],
        channel=part["channel"],
        inbound=part["inbound"].astype(np.bool_),
        answered=part["answered"],
    )


def _joined(first: Timeline, then: Timeline) -> Timeline:
    columns = [name for name in Timeline.__dataclass_fields__ if name != "country"]
    return Timeline(first.country, *(np.concatenate([getattr(part, name) for part in (first, then)]) for name in columns))


def _past(contacts: Timeline, look_back_us: int) -> Timeline:
    """What the last debtor received in the time that rules on later contacts may look back on."""
    since = contacts.at_us[-1] - look_back_us
    return contacts.taken((contacts.debtor == contacts.debtor[-1]) & (contacts.at_us >= since))
