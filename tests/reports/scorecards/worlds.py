"""Small facts for the tests of comparisons: a made world's, and ones written by hand."""

from datetime import date

import numpy as np

from app.benches.scorecard.facts import facts_of
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Accounts, Calls, Facts, Month, Period, VendorName
from synthetic.vendors.world import draw_world

NO_CALLS = Calls(
    *(np.zeros(0, dtype=np.int64),) * 2, np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
)


def made(seed: int = 3, size: float = 0.2, months: int = 2) -> Facts:
    return facts_of(draw_world(seed, size, months))


def accounts(vendor: np.ndarray, recovered: np.ndarray, **columns: np.ndarray) -> Accounts:
    """Accounts alike in all that is not said."""
    n = len(vendor)
    rng = np.random.default_rng(8)
    found = {
        "vendor": vendor.astype(np.int64),
        "person": np.arange(n),
        "segment": np.zeros(n, dtype=np.int64),
        "product": np.zeros(n, dtype=np.int64),
        "days_overdue": rng.uniform(1, 200, n),
        "balance": np.full(n, 100_000.0),
        "months_open": rng.uniform(1, 60, n),
        "risk": rng.uniform(0, 1, n),
        "age": rng.uniform(20, 70, n),
        "days_left": np.ones(n),
        "recovered": recovered.astype(float),
        **columns,
    }
    return Accounts(**found)


def calls(*vendors: tuple[int, int, int, int, int, int]) -> Calls:
    """By vendor: calls flagged and left, of each checked at random, of each of those bad (flagged, left)."""
    parts = []
    for v, (flagged, left, seen_flagged, seen_left, bad_flagged, bad_left) in enumerate(vendors):
        for mark, n, seen, bad in ((True, flagged, seen_flagged, bad_flagged), (False, left, seen_left, bad_left)):
            truth = np.full(n, -1)
            truth[:seen] = 0
            truth[:bad] = 1
            parts.append((np.full(n, v), np.full(n, -1), np.full(n, mark), truth, truth >= 0))
    whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Calls(whole[0], whole[1], whole[2].astype(bool), whole[3], whole[4].astype(bool))


def sums(hits: int, rows: int) -> Sums:
    """Each row a cluster of its own."""
    return Sums(rows, rows, float(hits), float(rows), float(hits), float(hits), float(rows))


def facts(month: Month, vendors: int, segments: tuple[str, ...] = ("all",)) -> Facts:
    names = tuple(VendorName(f"v{n}", f"V{n}") for n in range(vendors))
    return Facts(names, segments, (month,), None, (), "CLP", 0, 30)


def month(held: Accounts, heard: Calls = NO_CALLS, counted: dict[str, dict[str, Sums]] | None = None) -> Month:
    return Month(Period(date(2026, 5, 1), date(2026, 5, 31)), heard, held, counted or {}, {}, {})
