"""`trasluz contacts check` as it is typed: exit codes, what is said, in both languages."""

import csv
from pathlib import Path

import pytest

from app.cli.main import run

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
