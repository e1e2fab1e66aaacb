"""`trasluz ghosts reconcile` from files to conclusion, and what it says of bad ones."""

import csv
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from app.cli.main import run
from tests.audit.ghosts.logs import HEADER, call, line, promised, quiet_weeks

CONTACTS = (
    "contact_id,debtor_id,account_id,vendor,country,subdivision,timezone,channel,direction,at,outcome,answered_by,"
    "duration_s,caller_id,template"
)


@pytest.fixture
def wave(tmp_path: Path) -> Path:
    """A log with one hidden hour and one altered promise, what was received and what the ghost did."""
    night, made = call(datetime(2026, 5, 14, 20, 47, 10), 48), call(datetime(2026, 5, 13, 16, 20), 100)
    calm = quiet_weeks()
    act = promised(made, 60000, date(2026, 5, 20))
    rows = [
        *(line(r) for r in calm),
        line(made, "Promesa de pago", amount="184990", due="2026-05-20"),
        line(night, at="2026-05-14 19:47:10"),
    ]
    (tmp_path / "log.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    lines = [CONTACTS]
    for one in (*calm, made, night):
        c = one.contact
        lines.append(
            f"{c.contact_id},{c.debtor_id},{c.account_id},{c.vendor},{c.country},,{c.timezone},{c.channel},{c.direction},{c.at.isoformat()},,"
            f"{c.answered_by},{c.duration_s:.0f},,"
        )
    (tmp_path / "contacts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = {
        "account_id": "10020000",
        "at": act.at.isoformat(),
        "kind": "promised",
        "channel": "voice",
        "amount": "60000",
        "due": "2026-05-20",
    }
    (tmp_path / "acts.jsonl").write_text(json.dumps(told | {"contact_id": act.contact_id}) + "\n", encoding="utf-8")
    return tmp_path


def asked(wave: Path, *more: str) -> int:
    """Run it in Spanish."""
    base = ["--lang", "es", "ghosts", "reconcile", str(wave / "log.csv"), "--received", str(wave / "contacts.csv")]
    return run([*base, "--acts", str(wave / "acts.jsonl"), "--out", str(wave / "out"), *more])


def test_files_and_conclusion(wave: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(wave) == 0
    said = capsys.readouterr().out
    assert "Honestidad del registro" in said and "20 de 22" in said
    with (wave / "out" / "reconciliation.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    false = {row["category"]: row for row in rows if row["category"] != "match"}
    assert set(false) == {"wrong_time", "altered_promise"}
    assert false["wrong_time"]["hides_breach"] == "yes"
    assert "184" in false["altered_promise"]["es"] and "60" in false["altered_promise"]["en"]
    summary = json.loads((wave / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["honesty"]["n"] == 22 and summary["honesty"]["low"] < summary["honesty"]["value"] < summary["honesty"]["high"]
    assert (wave / "out" / "conclusion.txt").read_text(encoding="utf-8").count("\n") > 4
    assert asked(wave, "--fail-on-false") == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (("log.csv", "Fecha y hora", "Zeitpunkt"), "--map at=COLUMNA"),
        (("log.csv", "10020000", "77777777"), "ninguna de sus 22 filas"),
        (("contacts.csv", "contact_id,", "id,"), "falta la columna contact_id"),
        (("contacts.csv", "America/Santiago", "America/Nowhere"), "no es una zona IANA"),
        (("acts.jsonl", '"promised"', '"swore"'), "swore"),
        (("acts.jsonl", "{", "{{"), "no es JSON"),
    ],
)  # fmt: skip
def test_bad_files_are_said_in_one_line(
    wave: Path, capsys: pytest.CaptureFixture[str], spoil: tuple[str, str, str], said: str
) -> None:
    path = wave / spoil[0]
    path.write_text(
        path.read_text(encoding="utf-8").replace(spoil[1], spoil[2], -1 if spoil[1].isdigit() else 1), encoding="utf-8"
    )
    assert asked(wave) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1 and "Traceback" not in error


def test_a_layout_nobody_could_guess_is_told(wave: Path) -> None:
    path = wave / "log.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Fecha y hora", "Zeitpunkt"), encoding="utf-8")
    assert asked(wave, "--map", "at=Zeitpunkt") == 0
    assert asked(wave, "--map", "at=Nada") == 2
    assert asked(wave, "--map", "nada=Zeitpunkt") == 2


def test_logs_of_several_vendors_need_a_name(wave: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wave / "contacts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",V,", ",W,", 1), encoding="utf-8")
    assert asked(wave) == 2
    assert "--vendor" in capsys.readouterr().err
    assert asked(wave, "--vendor", "V") == 0
