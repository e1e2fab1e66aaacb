"""Real public portfolios (Debian's r-cran-modeldata, MIT), fetched once into var/ and never shipped; no R is needed."""

import csv
import os
import subprocess
from functools import cache
from pathlib import Path

from tests.r_data import tables

FOLDER = Path(__file__).parents[1] / "var" / "portfolios"
PACKAGE = "r-cran-modeldata"


@cache
def public_portfolio(name: str) -> Path:
    """The CSV of `credit_data` (4454 rows, 14 columns) or `lending_club` (9857 rows, 23 columns)."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        columns = tables(_unpacked() / "usr/lib/R/site-library/modeldata/data/Rdata", name)[name]
        part = path.with_suffix(f".{os.getpid()}")  # tests run side by side
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        part.replace(path)
    return path


def _unpacked() -> Path:
    """The package's files. `apt-get download` needs no root, but lists that somebody fetched."""
    if not list(FOLDER.glob(f"{PACKAGE}_*.deb")):
        got = subprocess.run(["apt-get", "download", "-q", PACKAGE], cwd=FOLDER, capture_output=True, text=True)
        if got.returncode:
            subprocess.run(["apt-get", "update", "-qq"], cwd=FOLDER, capture_output=True)
            got = subprocess.run(["apt-get", "download", "-q", PACKAGE], cwd=FOLDER, capture_output=True, text=True)
        assert not got.returncode, f"{PACKAGE} could not be downloaded ({got.stderr.strip()}); run `apt-get update` as root"
    out = FOLDER / "package"
    subprocess.run(["dpkg-deb", "-x", str(next(FOLDER.glob(f"{PACKAGE}_*.deb"))), str(out)], check=True)
    return out
