"""The command line: help with an example everywhere, one line for an error, both languages."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import select

import app.engines
from app.cli.main import group, run
from app.db import Database
from app.models import Event, User
from app.services.examine import Tools
from app.services.users import matches
from app.settings import Settings
from tests.app.fakes import FakeAssessor, FakeEar
from tests.app.world import wav


def commands(parent: click.Group = group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in parent.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
@pytest.mark.parametrize(("lang", "word"), [("es", "Ejemplo:"), ("en", "Example:")])
def test_every_command_has_help_with_an_example(
    path: tuple[str, ...], lang: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--lang", lang, *path, "--help"]) == 0
    shown = capsys.readouterr().out
    assert word in shown and "\n  " in shown.split(word)[1]


def test_every_command_of_the_contract_is_there() -> None:
    known = {" ".join(path) for path in commands()}
    assert known >= {
        "demo",
        "audit",
        "transcribe",
        "score",
        "evaluate",
        "evidence verify",
        "serve",
        "worker",
        "db upgrade",
        "users create",
        "users password",
        "bench",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["nada"],
        ["audit"],
        ["audit", "/no/existe", "--out", "/tmp/x"],
        ["--lang", "fr", "audit"],
        ["transcribe", "--out", "x"],
        ["score", "/no/existe.jsonl", "--out", "x"],
        ["serve", "--port", "0"],
        ["worker", "--concurrency", "muchos"],
        ["evidence"],
        ["evidence", "verify"],
        ["users", "create", "--name", "A", "--email", "mal", "--role", "admin", "--password", "x"],
        ["audit", "--nope"],
        ["serve", "--host", "999.1.1.1"],
        [
            "users",
            "create",
            "--name",
            "A",
            "--email",
            "a@b.example",
            "--role",
            "qa",
            "--password",
            "x" * 12,
            "--organisation",
            " ",
        ],
    ],
    ids=" ".join,
)
def test_bad_usage_is_two_and_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path))
    if arguments == ["evidence"]:
        assert run(arguments) == 0
        return
    assert run(arguments) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 and told[0].startswith("trasluz: ") and len(told[0]) > 20


@pytest.mark.parametrize("path", [("serve",), ("ghosts", "plan")], ids=" ".join)
def test_help_in_spanish_has_no_english_of_the_library(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "es", *path, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"Uso: trasluz {' '.join(path)} [OPCIONES]" in shown and "Opciones:" in shown
    assert not any(word in shown for word in ("Usage", "Options", "Show this", "default"))


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_said_before_any_work(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert run(["--lang", "en", command, "--port", port]) == 2
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in told and "another program" in told and "--port" in told
    assert not list(tmp_path.rglob("*.db"))


def test_a_worker_without_redis_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path))
    monkeypatch.delenv("TRASLUZ_BROKER_URL", raising=False)
    assert run(["--lang", "en", "worker"]) == 2
    assert "TRASLUZ_BROKER_URL" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_said_without_its_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path))
    monkeypatch.setenv("TRASLUZ_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("TRASLUZ_DATABASE_URL", "postgresql://yo:muysecreta@127.0.0.1:1/nada")
    assert run(["db", "upgrade"]) == 2
    told = capsys.readouterr().err
    assert "127.0.0.1:1" in told and "muysecreta" not in told


def test_a_person_is_made_and_a_second_with_the_same_address_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path))
    person = ["users", "create", "--name", "Ana", "--email", "Ana@x.example", "--role", "admin", "--password", "doce letras mas"]
    assert run(person) == 0
    assert run(person) == 2
    assert "ana@x.example" in capsys.readouterr().err


def test_a_forgotten_password_is_made_anew_and_shown_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path))
    person = ["users", "create", "--name", "Ana", "--email", "ana@x.example", "--role", "admin", "--password", "doce letras mas"]
    assert run(person) == 0
    capsys.readouterr()
    assert run(["users", "password", "Ana@x.example"]) == 0
    fresh = capsys.readouterr().out.splitlines()[-1]
    with Database(Settings.from_env().database_url).reading() as db:
        user = db.scalars(select(User)).one()
        assert matches(user.password_hash, fresh) and not matches(user.password_hash, "doce letras mas") and user.password_given
        log = db.scalars(select(Event).where(Event.kind == "user.password_reset")).one()
        assert (log.subject, log.user_id) == (str(user.id), None) and fresh not in str(log.detail)
    assert run(["users", "password", "nadie@x.example"]) == 2
    assert "nadie@x.example" in capsys.readouterr().err


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tools:
    tools = Tools(FakeEar(), FakeAssessor())
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(app.engines, "build_tools", lambda _settings: tools)
    return tools


def test_transcribe_writes_what_it_can_and_names_the_rest(
    fake: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, missing = tmp_path / "a.wav", tmp_path / "no.wav"
    good.write_bytes(wav())
    assert run(["transcribe", str(good), str(missing), "--out", str(tmp_path / "o")]) == 0
    (line,) = (tmp_path / "o" / "transcripts.jsonl").read_text().splitlines()
    assert json.loads(line)["id"] == "a"
    assert str(missing) in capsys.readouterr().err
    assert run(["transcribe", str(missing), "--out", str(tmp_path / "o")]) == 2


LABELS = {"duties": {}, "violations": [], "agent_tone": 3, "debtor_state": "calm", "outcome": {"kind": "promise"}}


def test_score_reads_turns_and_never_labels(fake: Tools, tmp_path: Path) -> None:
    call = {"id": "x-1", "turns": [{"i": 0, "speaker": "agent", "text": "Le vamos a embargar la casa."}], "labels": LABELS}
    path = tmp_path / "calls.jsonl"
    path.write_text(json.dumps(call) + "\n")
    assert run(["score", str(path), "--out", str(tmp_path / "o")]) == 0
    first = (tmp_path / "o" / "results.jsonl").read_text()
    path.write_text(json.dumps({**call, "labels": {"violations": "anything"}}) + "\n")
    assert run(["score", str(path), "--out", str(tmp_path / "o")]) == 0
    assert (tmp_path / "o" / "results.jsonl").read_text() == first
    assert json.loads(first)["violations"][0]["id"] == "false_legal_threat"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nada",
        "[]",
        '{"id": 3}',
        '{"id": "a"}',
        '{"id": "a", "turns": [{"speaker": "juez", "text": "x"}]}',
        '{"id":"a","turns":[{}]}',
        "[" * 9000,
    ],
)
def test_calls_that_are_none_are_refused_with_their_line(
    fake: Tools, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(text)
    assert run(["score", str(path), "--out", str(tmp_path / "o")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 and "calls.jsonl" in told[0]


def test_a_torn_bundle_is_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"PK\x03\x04 not a zip")
    assert run(["evidence", "verify", str(path)]) == 1
    assert capsys.readouterr().err


def test_starting_the_command_line_loads_nothing_heavy() -> None:
    heavy = ("torch", "librosa", "flask", "sqlalchemy", "onnxruntime")
    code = f"import sys, app.cli.main; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert shown.stdout.strip() == "[]"


def test_an_unforeseen_error_is_one_line_and_code_two(tmp_path: Path) -> None:
    code = "import app.cli.main as m; m.run = lambda _a: 1 // 0; m.main([])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert shown.returncode == 2 and len(shown.stderr.splitlines()) == 1 and "ZeroDivisionError" in shown.stderr
