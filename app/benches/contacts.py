"""The contact check against the least that could be done with the file: DuckDB reading, sorting and writing it."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb

ROWS, TIMES, LIMIT = 1_000_000, 3, 8
_SMALL, _LARGE = 4, 4


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size`: rows (a million where not said). Each run has a process of its own, bare and check by turns on one file.

    `ratio` is the check's time over the bare one's, pair by pair; `peak_mb` the check's memory at a quarter of the rows, at all
    of them and at four times as many.
    """
    rows = size or ROWS
    with TemporaryDirectory(prefix="trasluz-bench-") as name:
        folder = Path(name)
        log = _log(folder, rows)
        tell(f"{rows} contacts, {log.stat().st_size / 1e6:.0f} MB")
        pairs = []
        for turn in range(TIMES):
            pairs.append((_measured("bare", log, folder), _measured("check", log, folder)))
            tell(f"{turn + 1}/{TIMES}: bare {pairs[-1][0]['seconds']:.1f} s, check {pairs[-1][1]['seconds']:.1f} s")
        peaks = {rows: max(check["peak_mb"] for _, check in pairs)}
        for other in (rows // _SMALL, rows * _LARGE):
            peaks[other] = _measured("check", _log(folder, max(other, 1)), folder)["peak_mb"]
            tell(f"{other} contacts: peak {peaks[other]:.0f} MB")
    return {"rows": rows, "limit": LIMIT, **_figures(pairs), "peak_mb": {str(n): peaks[n] for n in sorted(peaks)}}


def _figures(pairs: list[tuple[dict[str, float], dict[str, float]]]) -> dict[str, Any]:
    def three(values: list[float]) -> dict[str, float]:
        return {"min": round(min(values), 2), "median": round(median(values), 2), "max": round(max(values), 2)}

    return {
        "ratio": three([check["seconds"] / bare["seconds"] for bare, check in pairs]),
        "ratio_cpu": three([check["cpu_seconds"] / bare["cpu_seconds"] for bare, check in pairs]),
        "bare_seconds": three([bare["seconds"] for bare, _ in pairs]),
        "check_seconds": three([check["seconds"] for _, check in pairs]),
        "bare_peak_mb": max(bare["peak_mb"] for bare, _ in pairs),
        "findings": int(pairs[0][1]["findings"]),
        "runs": len(pairs),
        "processors": os.cpu_count(),
        "duckdb": duckdb.__version__,
    }


def _log(folder: Path, rows: int) -> Path:
    path = folder / "log.csv"
    _child("make", path, folder, str(rows))
    return path


def _measured(what: str, log: Path, folder: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(_child(what, log, folder))
    return found


def _child(what: str, log: Path, folder: Path, *more: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "app.benches.contacts", what, str(log), str(folder), *more],
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode != 0:
        raise OSError(f"the bench's {what} failed: {told.stderr.strip()[-300:]}")
    return told.stdout


def _bare(log: Path, folder: Path) -> int:
    """Read, sort by the check's key and write the same file, with as many threads as the check."""
    con = duckdb.connect()
    con.execute(f"SET threads={min(os.cpu_count() or 1, 4)}")
    con.execute(f"SET temp_directory='{folder}/bare'")
    con.execute(f"COPY (SELECT * FROM read_csv('{log}') ORDER BY country, debtor_id, \"at\") TO '{folder}/bare.csv' (HEADER)")
    return 0


def _check(log: Path, folder: Path) -> int:
    from audit.contacts.check import check  # noqa: PLC0415 - what the bare run does not load must not weigh on it

    return sum(check(log, folder / "findings.csv").findings.values())


def _peak_mb() -> float:
    """The most memory this process has held; the kernel's own mark where there is one, as a child may inherit the other."""
    status = Path("/proc/self/status")
    if status.exists():
        marks = [line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
        return round(int(marks[0]) / 1_000, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000, 1)


def _work(what: str, log: Path, folder: Path, *more: str) -> None:
    if what == "make":
        from app.benches.contact_log import write_log  # noqa: PLC0415 - see _check

        write_log(log, int(more[0]))
        return
    begun = perf_counter()
    findings = _bare(log, folder) if what == "bare" else _check(log, folder)
    seconds = perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {"seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": _peak_mb(), "findings": findings}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
