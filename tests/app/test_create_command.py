"""`trasluz ghosts create`: a secret folder out, or one line in the reader's language."""

import json
from pathlib import Path

import pytest

from app.cli.main import run
from audit.ghosts.handoff import read_planted
from tests.synthetic.portfolios import write_lines, write_portfolio


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    write_portfolio(folder / "cartera.csv", rows=300)
    write_lines(folder / "lineas.csv", phones=90)
    asked = ["--matters", "0.3", "--tolerated", "0.02", "--vendor", "Sur Cobranzas=150", "--vendor", "Andes BPO=150"]
    assert run(["--lang", "en", "ghosts", "plan", *asked, "--out", str(folder / "plan.json")]) == 0
    return folder


def _create(
    given: Path, out: Path, *more: str, lang: str = "es", lines: str = "lineas.csv", portfolio: str = "cartera.csv"
) -> int:
    wanted = {"--plan": given / "plan.json", "--portfolio": given / portfolio, "--lines": given / lines, "--out": out}
    files = [text for name, path in wanted.items() for text in (name, str(path))]
    return run(["--lang", lang, "ghosts", "create", *files, *more])


def test_a_wave_is_written_for_its_owner_only(given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ola"
    assert _create(given, out, "--seed", "4") == 0
    told = capsys.readouterr()
    plan = json.loads((given / "plan.json").read_text(encoding="utf-8"))
    ghosts = read_planted(out / "ghosts.jsonl")
    assert len(ghosts) == plan["ghosts"]
    assert (out / "ghosts.jsonl").stat().st_mode & 0o077 == 0
    assert (out / "plan.json").read_bytes() == (given / "plan.json").read_bytes()
    assert "account_id=nro_operacion" in told.out and "--map" in told.out
    assert "rangos que nadie tiene" in told.err
    for ghost in ghosts:
        for secret in (ghost.account_id, ghost.row["nombre"], ghost.row["rut"], ghost.row["telefono"]):
            assert secret not in told.out + told.err + (out / "summary.md").read_text(encoding="utf-8")
    assert _create(given, out) == 2
    assert "ya existe" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "said"), [("es", "faltan"), ("en", "are missing")])
def test_too_few_lines(given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, said: str) -> None:
    write_lines(given / "pocas.csv", phones=3)
    assert _create(given, tmp_path / "ola", lang=lang, lines="pocas.csv") == 2
    err = capsys.readouterr().err.strip()
    assert said in err and "\n" not in err and "--lines" in err
    assert not (tmp_path / "ola").exists()


def test_two_columns_for_one_role(given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (given / "cartera.csv").read_text(encoding="cp1252").replace("cuotas", "numero_contrato", 1)
    (given / "dos.csv").write_text(text, encoding="cp1252")
    assert _create(given, tmp_path / "ola", portfolio="dos.csv") == 2
    assert "--map: account_id" in capsys.readouterr().err


def test_an_unknown_country_is_asked_for(given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (given / "lineas.csv").read_text(encoding="utf-8").replace(",CL", ",").replace(",country", ",pais")
    (given / "sin_pais.csv").write_text(text, encoding="utf-8")
    assert _create(given, tmp_path / "ola", lines="sin_pais.csv") == 2
    assert "--country" in capsys.readouterr().err


def test_a_vendor_without_accounts(given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (given / "cartera.csv").read_text(encoding="cp1252").replace("Andes BPO", "Otra")
    (given / "otra.csv").write_text(text, encoding="cp1252")
    assert _create(given, tmp_path / "ola", portfolio="otra.csv") == 2
    assert "'Andes BPO'" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"version": "x"}'])
def test_what_is_no_plan(given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    bad = tmp_path / "plan.json"
    bad.write_text(content, encoding="utf-8")
    files = ["--portfolio", str(given / "cartera.csv"), "--lines", str(given / "lineas.csv"), "--out", str(tmp_path / "ola")]
    assert run(["--lang", "es", "ghosts", "create", "--plan", str(bad), *files]) == 2
    err = capsys.readouterr().err.strip()
    assert "plan" in err and "\n" not in err
