"""`trasluz audit`: the files of the contract, resumed after a stop, one bad file beside the good ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app.engines
from app.cli.main import run
from app.services.examine import Tools
from audit.calls import DUTIES
from audit.evidence.verify import verify
from speech.errors import BadAudio, EngineError, Fault, NoEngine
from tests.app.fakes import FakeAssessor, FakeEar
from tests.app.world import CALLS_CSV, wav

Audit = Callable[..., int]


@pytest.fixture
def tools() -> Tools:
    return Tools(FakeEar(), FakeAssessor())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "grabaciones"
    (made / "sub").mkdir(parents=True)
    for n, name in enumerate(("a.wav", "b.wav", "sub/c.wav"), start=1):
        (made / name).write_bytes(wav(n))
    (made / "calls.csv").write_text(CALLS_CSV)
    (made / "leeme.txt").write_text("no es sonido")
    return made


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch, tools: Tools, folder: Path, tmp_path: Path) -> Audit:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(app.engines, "build_tools", lambda _settings: tools)

    def call(*more: str) -> int:
        return run(["audit", str(folder), "--out", str(tmp_path / "out"), *more])

    return call


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_files_of_the_contract_are_written(audit: Audit, tmp_path: Path) -> None:
    assert audit() == 0
    out = tmp_path / "out"
    transcripts, results = lines(out / "transcripts.jsonl"), lines(out / "results.jsonl")
    assert [t["id"] for t in transcripts] == [r["id"] for r in results] == ["MS-1", "MS-2", "MS-3"]
    first = transcripts[0]
    assert {"id", "file", "sha256", "language", "duration_s", "sample_rate", "channels", "engine", "turns"} <= set(first)
    assert set(first["turns"][0]) >= {"i", "speaker", "start", "end", "text", "confidence", "words"}
    assert set(first["turns"][0]["words"][0]) == {"w", "start", "end", "p"}
    result = results[0]
    assert set(result["duties"]) == set(DUTIES)
    assert {"id", "turn", "quote", "start", "end", "confidence", "decision", "severity", "basis"} <= set(result["violations"][0])
    assert result["conduct"] == "fail" and isinstance(result["needs_review"], bool)
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "MS-1" in (out / "report.html").read_text(encoding="utf-8")
    assert verify(out / "evidence.zip").intact
    assert lines(out / "errors.jsonl") == []


def test_run_twice_nothing_is_done_twice(audit: Audit, tools: Tools, tmp_path: Path) -> None:
    assert audit() == 0
    before = (tmp_path / "out" / "transcripts.jsonl").read_bytes(), (tmp_path / "out" / "results.jsonl").read_bytes()
    assert audit() == 0
    assert isinstance(tools.ear, FakeEar) and isinstance(tools.assessor, FakeAssessor)
    assert len(tools.ear.heard) == len(tools.assessor.assessed) == 3
    assert before == ((tmp_path / "out" / "transcripts.jsonl").read_bytes(), (tmp_path / "out" / "results.jsonl").read_bytes())


def test_a_run_that_was_stopped_goes_on_where_it_was(audit: Audit, tools: Tools, tmp_path: Path) -> None:
    assert isinstance(tools.ear, FakeEar)
    tools.ear.failures["sub/c.wav"] = [KeyboardInterrupt()]  # type: ignore[list-item]
    assert audit() == 130
    path = tmp_path / "out" / "transcripts.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "MS-3", "file": "half a li')
    assert audit() == 0
    assert tools.ear.heard == ["a.wav", "b.wav", "sub/c.wav", "sub/c.wav"]
    assert [t["id"] for t in lines(path)] == ["MS-1", "MS-2", "MS-3"]


def test_changed_facts_are_judged_again_without_hearing_again(audit: Audit, tools: Tools, folder: Path) -> None:
    assert isinstance(tools.ear, FakeEar) and isinstance(tools.assessor, FakeAssessor)
    audit()
    (folder / "calls.csv").write_text(CALLS_CSV.replace("92500", "92600"))
    assert audit() == 0
    assert len(tools.ear.heard) == 3 and tools.assessor.assessed == ["MS-1", "MS-2", "MS-3", "MS-2"]


def test_bad_files_are_listed_and_the_rest_goes_on(
    audit: Audit, tools: Tools, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(tools.ear, FakeEar)
    tools.ear.failures["b.wav"] = [BadAudio(Fault.SILENT, "b.wav", duration_s=3.0)]
    tools.ear.failures["sub/c.wav"] = [EngineError("no memory")]
    (folder / "copia.wav").write_bytes(wav(1))
    assert audit() == 0
    out = tmp_path / "out"
    assert {(e["file"], e["kind"]) for e in lines(out / "errors.jsonl")} == {
        ("b.wav", "silent"),
        ("sub/c.wav", "EngineError"),
        ("copia.wav", "duplicate"),
    }
    told = capsys.readouterr().err
    assert "b.wav: está en silencio: 3.0 s sin señal; revise la grabadora" in told and "Traceback" not in told
    assert "b.wav" in (out / "report.html").read_text(encoding="utf-8")
    assert audit() == 0  # what may pass is tried again, what cannot change is not
    assert tools.ear.heard.count("b.wav") == 1 and tools.ear.heard.count("sub/c.wav") == 2


def test_findings_the_caller_asked_to_fail_on_are_exit_code_one(audit: Audit) -> None:
    assert audit("--fail-on", "critical") == 1
    assert audit("--fail-on", "review", "--fail-on", "errors") == 0


def test_no_engine_stops_everything_in_one_line(audit: Audit, tools: Tools, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(tools.ear, FakeEar)
    tools.ear.failures["a.wav"] = [NoEngine("no weights for Whisper 'base': the packages are not installed")]
    assert audit() == 2
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last == "trasluz: no weights for Whisper 'base': the packages are not installed"


def test_nothing_good_in_the_folder_is_bad_input(audit: Audit, tools: Tools, folder: Path) -> None:
    for path in [*folder.glob("*.wav"), *folder.glob("sub/*.wav")]:
        path.unlink()
    assert audit() == 2
    (folder / "a.wav").write_bytes(wav(1))
    assert isinstance(tools.ear, FakeEar)
    tools.ear.failures["a.wav"] = [BadAudio(Fault.SILENT, "a.wav", duration_s=3.0)]
    assert audit() == 2


def test_a_table_that_is_none_stops_before_anything_is_heard(audit: Audit, tools: Tools, folder: Path, tmp_path: Path) -> None:
    (folder / "calls.csv").write_text("archivo,id\n")
    assert audit() == 2
    assert isinstance(tools.ear, FakeEar) and tools.ear.heard == []
    assert audit("--calls", str(tmp_path / "nope.csv")) == 2
    assert audit("--country", "Chile") == 2


def test_what_nobody_foresaw_stops_one_file_and_is_told(
    audit: Audit, tools: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(tools.ear, FakeEar)
    tools.ear.failures["b.wav"] = [ZeroDivisionError("Ana Rojas debe 184990")]
    assert audit() == 0
    (failed,) = lines(tmp_path / "out" / "errors.jsonl")
    assert failed["kind"] == "ZeroDivisionError" and "fakes.py:" in failed["cause"]["en"]
    told = capsys.readouterr().err
    assert "error interno" in told and "Ana Rojas" not in told and "Traceback" not in told
    assert len(lines(tmp_path / "out" / "results.jsonl")) == 2


def test_rows_without_a_recording_are_said(audit: Audit, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "calls.csv").write_text(CALLS_CSV.rstrip("\n") + "\nperdida.wav" + "," * CALLS_CSV.split("\n")[0].count(",") + "\n")
    assert audit() == 0
    assert "calls.csv: no hay grabación para perdida.wav; búsquela o pídala" in capsys.readouterr().err


def test_a_row_is_not_given_to_two_recordings_of_one_name(
    audit: Audit, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "norte").mkdir()
    (folder / "norte" / "a.wav").write_bytes(wav(7))
    assert audit() == 0
    ids = {t["file"]: t["id"] for t in lines(tmp_path / "out" / "transcripts.jsonl")}
    assert ids["a.wav"] == "MS-1" and not ids["norte/a.wav"].startswith("MS-")
    told = capsys.readouterr().err
    assert "cuál de las grabaciones de igual nombre es norte/a.wav; escriba en file también su carpeta" in told
