"""Seconds to compare a million accounts, against DuckDB reading and grouping the same accounts in the same run."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np

from app.benches.scorecard.facts import facts_of
from reports.scorecards.compare import compare
from reports.scorecards.facts import Accounts
from synthetic.vendors.world import draw_world

ACCOUNTS = 1_000_000
_SEED, _TIMES = 77, 3
_GROUPED = """
SELECT vendor, segment, count(*), count(DISTINCT person), sum(balance), sum(recovered), avg(days_overdue), avg(risk)
FROM read_parquet(?) GROUP BY vendor, segment ORDER BY vendor, segment
"""


def timing(tell: Callable[[str], None], accounts: int = ACCOUNTS) -> dict[str, Any]:
    """`compare` once, DuckDB the median of three; CPU seconds beside wall seconds, for machines are shared."""
    facts = facts_of(draw_world(_SEED, 1.0, 1, accounts))
    tell(f"scorecard: {accounts} accounts drawn")
    with TemporaryDirectory(prefix="trasluz-bench-") as name:
        file = Path(name) / "accounts.parquet"
        _write(facts.months[-1].accounts, file)
        bare = sorted(_timed(lambda: duckdb.execute(_GROUPED, [str(file)]).fetchall()) for _ in range(_TIMES))[_TIMES // 2]
    ours = _timed(lambda: compare(facts))
    tell(f"scorecard: compared in {ours[0]:.1f} s, DuckDB {bare[0]:.2f} s")
    return {
        "accounts": accounts,
        "compare_seconds": round(ours[0], 2),
        "compare_cpu": round(ours[1], 2),
        "duckdb_seconds": round(bare[0], 4),
        "duckdb_cpu": round(bare[1], 4),
        "ratio": round(ours[0] / bare[0], 1),
        "duckdb": duckdb.__version__,
    }


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


def _write(accounts: Accounts, file: Path) -> None:
    columns = {f.name: np.asarray(getattr(accounts, f.name)) for f in fields(Accounts)}
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false")
        db.register("held", columns)
        db.execute("COPY (SELECT * FROM held) TO '" + str(file).replace("'", "''") + "' (FORMAT parquet)")
