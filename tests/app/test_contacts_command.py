"""`trasluz contacts check` as it is typed: exit codes, what is said, in both languages."""

import csv
import os
from pathlib import Path

import pytest

from app.cli.main import run
from audit.contacts.homes import is_foreign

HEADER = "contact_id,debtor_id,account_id,country,subdivision,timezone,channel,direction,at,answered_by\n"
LATE = "c1,D1,A1,CL,CL-RM,America/Santiago,voice,outbound,2026-05-11T20:00:00-04:00,none\n"
FINE = "c2,D2,A2,CL,CL-RM,America/Santiago,voice,outbound,2026-05-11T10:00:00-04:00,none\n"
NAIVE = "c3,D3,A3,CL,CL-RM,America/Santiago,voice,outbound,2026-05-11T10:00:00,none\n"


def check(folder: Path, rows: str, *more: str, lang: str = "en") -> int:
    (folder / "log.csv").write_text(HEADER + rows, encoding="utf-8")
    return run(["--lang", lang, "contacts", "check", str(folder / "log.csv"), "--out", str(folder / "out.csv"), *more])


def test_findings_are_written_as_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, LATE + FINE) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "contact_id": "c1",
        "debtor_id": "D1",
        "rule_id": "cl-hours-voice-visit",
        "rule_version": "CL@2021-04-20",
        "severity": "critical",
        "reading": "strict",
        "citation": "Ley 19.496, art. 37 inc. 11; CPC art. 59",
        "explanation": "Out of hours: Mon 2026-05-11 20:00:00 (America/Santiago). Allowed: Mon–Sat 08:00–20:00; no holidays.",
    }
    said = capsys.readouterr()
    assert "2 contacts judged, 1 with findings" in said.out
    assert "holidays 0." in said.out
    assert said.err == ""


def test_it_speaks_spanish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, LATE + NAIVE, lang="es") == 0
    assert "Fuera de hora: lun 2026-05-11 20:00:00" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    said = capsys.readouterr()
    assert "1 contacto juzgado, 1 con hallazgos; 1 hallazgo" in said.out
    assert "ATENCIÓN: 1 fila no se juzgó y puede esconder infracciones" in said.err
    assert "fila 3, at '2026-05-11T10:00:00': no lleva desfase" in said.err


@pytest.mark.parametrize(("rows", "code"), [(FINE, 0), (LATE + FINE, 1), (FINE + NAIVE, 1)])
def test_the_caller_may_ask_to_fail(tmp_path: Path, rows: str, code: int) -> None:
    """A row that was not judged may hide what the caller asked to be told of."""
    assert check(tmp_path, rows, "--fail-on-findings") == code


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        (NAIVE, (), "no row can be judged; row 2, at '2026-05-11T10:00:00': has no offset"),
        (FINE, ("--country", "XX"), "--country 'XX': there are no rules for it"),
    ],
)
def test_bad_input_is_one_line_and_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, more: tuple[str, ...], said: str
) -> None:
    assert check(tmp_path, rows, *more) == 2
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_text(HEADER + FINE, encoding="utf-8")
    assert run(["--lang", "en", "contacts", "check", str(tmp_path / "log.csv"), "--out", str(tmp_path / "no" / "out.csv")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "es", "contacts", "check", "--help"]) == 0
    assert "trasluz contacts check contactos.csv --out hallazgos.csv" in capsys.readouterr().out


def test_a_clock_of_another_country_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = "c5,D5,A5,CL,,Europe/Madrid,voice,outbound,2026-05-11T10:00:00-04:00,none\n"
    easter = "c6,D6,A6,CL,,Pacific/Easter,voice,outbound,2026-05-11T12:00:00-04:00,none\n"
    assert check(tmp_path, FINE + away + easter) == 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "1 contact of CL with zone Europe/Madrid" in said and "nobody can tell" in said
    assert check(tmp_path, away, lang="es") == 0
    assert "no se puede saber si es la del deudor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("zone", "country", "foreign"),
    [
        ("America/Argentina/Buenos_Aires", "AR", False),
        ("America/Buenos_Aires", "AR", False),
        ("US/Eastern", "US", False),
        ("America/Indiana/Indianapolis", "US", False),
        ("Atlantic/Canary", "ES", False),
        ("Europe/Lisbon", "ES", True),
        ("UTC", "CL", True),
        ("America/Bogota", "PE", True),
        ("America/Lima", "ZZ", False),
    ],
)
def test_which_zones_are_a_countrys_own(zone: str, country: str, foreign: bool) -> None:
    assert is_foreign(zone, country) is foreign


@pytest.mark.parametrize("lang", ["es", "en"])
def test_where_nothing_can_be_written_is_said_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    (tmp_path / "log.csv").write_text(HEADER + FINE, encoding="utf-8")
    asked = ["--lang", lang, "contacts", "check", str(tmp_path / "log.csv"), "--out"]
    assert run([*asked, "/proc/findings.csv"]) == 2
    said = capsys.readouterr().err
    assert ("no se puede escribir en /proc" if lang == "es" else "nothing can be written in /proc") in said
    assert ".trasluz-" not in said and said.count("\n") == 1


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_text(HEADER + FINE, encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run(["--lang", "en", "contacts", "check", str(tmp_path / "log.csv"), "--out", str(pipe)]) == 2
    assert "is no file" in capsys.readouterr().err and pipe.is_fifo()
