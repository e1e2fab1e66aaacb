"""`trasluz ghosts covertness`: files in, verdict and report out, errors on one line in the reader's language."""

import csv
import json
from pathlib import Path

import pytest

from app.cli.main import run
from audit.ghosts.covertness.table import Table
from tests.audit.ghosts.covertness.portfolio import made


def write(path: Path, table: Table, separator: str = ";") -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(table.columns)
        writer.writerows(zip(*table.cells, strict=True))
    return path


def test_a_small_wave_is_not_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wave = made(250, 20, seed=1)
    real, handed = wave.tables()
    files = [str(write(tmp_path / "real.csv", real)), str(write(tmp_path / "entrega.csv", handed, ","))]
    named = tmp_path / "ghosts.jsonl"
    named.write_text("".join(json.dumps({"account_id": row["cuenta"]}) + "\n" for row in wave.ghosts))
    assert run(["--lang", "es", "ghosts", "covertness", *files, "--out", str(tmp_path / "out"), "--ghosts", str(named)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("cannot_tell: No se puede saber: son pocos")
    assert "11/11" in told.err
    found = json.loads((tmp_path / "out" / "covertness.json").read_text(encoding="utf-8"))
    assert found["verdict"] == "cannot_tell" and found["ghosts"] == 20
    assert not any(row["rut"] in told.out + told.err for row in wave.ghosts)
    assert (tmp_path / "out" / "covertness.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(("lang", "said"), [("es", "no hay fantasmas que juzgar"), ("en", "there are no ghosts to judge")])
def test_what_cannot_be_judged_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, said: str) -> None:
    real, _ = made(30, 0, seed=1).tables()
    file = str(write(tmp_path / "real.csv", real))
    assert run(["--lang", lang, "ghosts", "covertness", file, file]) == 2
    err = capsys.readouterr().err
    assert said in err and len(err.strip().splitlines()) == 1
