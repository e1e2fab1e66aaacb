"""A portfolio loaded, segmented and put in order, against DuckDB doing the bare query on the same file in the same run.

On SQLite; on Postgres too where TRASLUZ_BENCH_POSTGRES is the address of an empty database. What 200 agents wait for their next
account is the second half, in `app.benches.next_account`.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb

ROWS, TIMES = 1_000_000, 3
ADDRESS = "TRASLUZ_BENCH_POSTGRES"
PARTS = ("load", "segment", "prioritise")
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
SEGMENTS = (
    ("Castigo y judicial", "etapa en (castigada, prejudicial, judicial)"),
    ("Tardía alta", "mora > 60 y vencido >= 100.000 y no contactado en 14 días"),
    ("Temprana alta", 'mora > 0 y saldo >= 500.000 y producto en ("tarjeta", "consumo")'),
    ("Temprana", "mora > 0 y riesgo < 0,8"),
    ("Preventiva", "mora = 0 y con móvil"),
)
_THREADS = 2


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size`: accounts (a million where not said). Each measurement has a process of its own; ratios are of seconds."""
    rows = size or ROWS
    with TemporaryDirectory(prefix="trasluz-bench-") as name:
        folder = Path(name)
        file = folder / "cartera.csv"
        _child("make", file, folder, str(rows))
        tell(f"{rows} accounts, {file.stat().st_size / 1e6:.0f} MB")
        bare = [_told(_child("bare", file, folder)) for _ in range(TIMES)]
        found: dict[str, Any] = {"rows": rows, "runs": TIMES, "threads": _THREADS, "duckdb": duckdb.__version__}
        found["bare"] = _bare_figures(bare)
        tell("bare: " + ", ".join(f"{part} {found['bare'][part]['median']:.2f} s" for part in PARTS))
        for place in ("sqlite", *(["postgres"] if os.environ.get(ADDRESS) else [])):
            found[place] = _ours(place, file, folder, bare, tell)
    if find_spec("app.benches.next_account") is not None:
        found["next_account"] = import_module("app.benches.next_account").run(size, tell)
    return found


def _ours(place: str, file: Path, folder: Path, bare: list[dict[str, float]], tell: Callable[[str], None]) -> dict[str, Any]:
    """Each turn on an empty database."""
    turns = []
    for turn in range(TIMES):
        turns.append(_told(_child(place, file, folder, str(turn))))
        tell(f"{place} {turn + 1}/{TIMES}: " + ", ".join(f"{part} {turns[-1][part]:.1f} s" for part in PARTS))
    seconds = {part: _three([mine[part] for mine in turns]) for part in PARTS}
    counts = {name: int(turns[0][name]) for name in ("accepted", "rejected", "segmented", "listed", "same_again")}
    again = _three([mine["again"] for mine in turns])
    return {
        "ratio": _ratios(turns, bare, PARTS),
        "ratio_cpu": _ratios(turns, bare, tuple(f"{part}_cpu" for part in PARTS)),
        "seconds": seconds,
        "again_seconds": again,
        "peak_mb": max(mine["peak_mb"] for mine in turns),
        **counts,
    }


def _ratios(turns: list[dict[str, float]], bare: list[dict[str, float]], parts: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(turns, bare, strict=True))
    found: dict[str, Any] = {part: _three([mine[part] / plain[part] for mine, plain in pairs]) for part in parts}
    return {**found, "all": _three([sum(mine[p] for p in parts) / sum(plain[p] for p in parts) for mine, plain in pairs])}


def _bare_figures(bare: list[dict[str, float]]) -> dict[str, Any]:
    return {**{part: _three([turn[part] for turn in bare]) for part in PARTS}, "peak_mb": max(turn["peak_mb"] for turn in bare)}


def _three(values: list[float]) -> dict[str, float]:
    return {"min": round(min(values), 2), "median": round(median(values), 2), "max": round(max(values), 2)}


def _told(text: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(text.splitlines()[-1])
    return found


def _child(what: str, file: Path, folder: Path, *more: str) -> str:
    command = [sys.executable, "-m", "app.benches.portfolio", what, str(file), str(folder), *more]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise OSError(f"the bench's {what} failed: {told.stderr.strip()[-400:]}")
    return told.stdout


def _bare(file: Path, folder: Path) -> dict[str, float]:
    """Read and keep; read and count by rule; read and sort: each from the file, as somebody with only DuckDB would."""
    con = duckdb.connect(str(folder / f"bare-{os.getpid()}.duckdb"))
    con.execute(f"SET threads={_THREADS}")
    source = f"read_csv('{file}', delim=';', header=true, all_varchar=true)"
    overdue = "try_cast(replace(\"Monto vencido\", ',', '.') AS DOUBLE)"
    late = "date_diff('day', try_strptime(\"Fecha vencimiento\", '%d/%m/%Y')::DATE, DATE '2026-11-20')"
    rule = f"CASE WHEN {late} > 180 THEN 1 WHEN {late} > 60 AND {overdue} >= 100000 THEN 2 WHEN {late} > 0 THEN 3 ELSE 4 END"
    queries: Mapping[str, str] = {
        "load": f"CREATE TABLE account AS SELECT * FROM {source}",
        "segment": f"SELECT {rule}, count(*) FROM {source} GROUP BY 1",
        "prioritise": f'CREATE TABLE list AS SELECT "Nro Operación", {overdue} * 0.1 AS worth FROM {source} ORDER BY worth DESC',
    }
    seconds = {}
    for part, query in queries.items():
        begun, used = perf_counter(), process_time()
        con.execute(query).fetchall()
        seconds[part], seconds[f"{part}_cpu"] = perf_counter() - begun, process_time() - used
    return seconds


def _product(place: str, file: Path, folder: Path, turn: str) -> dict[str, float]:
    """The product's own services, as a load from the page runs them."""
    from app.benches.portfolio_product import load_and_order  # noqa: PLC0415 - the bare run must not load it

    url = f"sqlite:///{folder}/bench-{turn}.db" if place == "sqlite" else os.environ[ADDRESS]
    return load_and_order(url, file, folder / f"home-{place}-{turn}", SEGMENTS, NOW)


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        marks = [line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
        return round(int(marks[0]) / 1_000, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000, 1)


def _work(what: str, file: Path, folder: Path, *more: str) -> None:
    if what == "make":
        from app.benches.portfolio_file import write_file  # noqa: PLC0415 - see _product

        write_file(file, int(more[0]))
        return
    found = _bare(file, folder) if what == "bare" else _product(what, file, folder, *more)
    sys.stdout.write(json.dumps({**found, "peak_mb": _peak_mb()}) + "\n")


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
