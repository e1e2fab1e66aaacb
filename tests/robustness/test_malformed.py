"""Over five hundred malformed inputs through the real entries: a clear word for each, no trace, and the good ones go on."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given as every
from hypothesis import settings as bounded
from hypothesis import strategies as st
from sqlalchemy import func, select

import app.engines
from app.cli.main import run
from app.errors import AppError, BadInput
from app.models import Recording, RefusedFile, Run
from app.queries.rows import Role
from app.services.examine import Asked, Sound, Tools
from app.services.facts import read_facts
from app.services.keys import create_key
from app.services.unpack import unpack
from app.web.limits import ProcessLimiter
from audit.agreement import read_results
from audit.calls import read_calls, read_labelled
from audit.errors import BadCall
from audit.evidence.verify import verify
from speech.audio import read
from speech.errors import BadAudio
from tests.app.fakes import FakeAssessor, FakeEar
from tests.app.world import CALLS_CSV, LIMITS, NOW, World, given, wav, zipped
from tests.robustness import broken_bundles, broken_folders, broken_lines, broken_requests, broken_sounds

RANDOM = bounded(max_examples=60, deadline=None, derandomize=True, database=None)
Shown = pytest.CaptureFixture[str]


class ReadingEar(FakeEar):
    """Reads the sound as the real ear does, and hears the same in all that can be read."""

    def listen(self, path: Path, asked: Asked) -> Sound:
        read(path)
        return super().listen(path, asked)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tools:
    made = Tools(ReadingEar(), FakeAssessor())
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(app.engines, "build_tools", lambda _settings: made)
    return made


def refused_line(shown: Shown, name: str) -> str:
    """The one line that was said on stderr."""
    (told,) = shown.readouterr().err.splitlines()
    assert told.startswith("trasluz: ") and "Traceback" not in told and "interno" not in told, (name, told)
    return told


@pytest.mark.parametrize(
    ("reader", "cases"),
    [
        (read_labelled, broken_lines.CALLS + broken_lines.LABELLED),
        (read_results, broken_lines.RESULTS),
    ],
    ids=["labelled", "results"],
)
def test_a_line_that_is_wrong_is_named(reader: Callable[[Path], object], cases: list[broken_lines.Case], tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    for name, data in cases:
        path.write_bytes(data)
        with pytest.raises(BadCall) as refused:
            reader(path)
        place = "lines.jsonl" if name.startswith("no-text") else "lines.jsonl:2"
        assert place in str(refused.value), (name, str(refused.value))


def test_score_names_a_bad_line_and_scores_the_rest(tools: Tools, tmp_path: Path, capsys: Shown) -> None:
    path, out = tmp_path / "calls.jsonl", tmp_path / "out"
    for name, data in broken_lines.CALLS + broken_lines.TWICE:
        path.write_bytes(data)
        whole = not name.startswith("no-text")
        assert run(["score", str(path), "--out", str(out / name)]) == 2, name
        (told,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("trasluz: ")]
        assert ("calls.jsonl:2" if whole else "calls.jsonl") in told and "Traceback" not in told, name
        scored = (out / name / "results.jsonl").read_text(encoding="utf-8").splitlines() if whole else []
        assert len(scored) == data.decode(errors="replace").count("\n") - 1 if whole else not (out / name).exists(), name


@pytest.mark.parametrize(("lang", "words"), [("es", "no es JSON válido"), ("en", "not valid JSON")])
def test_a_bad_line_is_said_in_the_chosen_language(lang: str, words: str, tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "calls.jsonl").write_text('{"a":')
    assert run(["--lang", lang, "score", str(tmp_path / "calls.jsonl"), "--out", str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err


def test_score_says_that_a_file_without_calls_has_none(tools: Tools, tmp_path: Path, capsys: Shown) -> None:
    path, out = tmp_path / "calls.jsonl", tmp_path / "out"
    for name, data in [*broken_lines.EMPTY, ("only-bad", b"{}\n")]:
        path.write_bytes(data)
        assert run(["score", str(path), "--out", str(out)]) == 2, name
        assert "calls.jsonl" in refused_line(capsys, name)
    assert isinstance(tools.assessor, FakeAssessor) and tools.assessor.assessed == [] and not out.exists()


def test_evaluate_refuses_bad_labels_and_bad_results(tools: Tools, tmp_path: Path, capsys: Shown) -> None:
    calls, results = tmp_path / "calls.jsonl", tmp_path / "results.jsonl"
    good_calls, good_results = broken_lines.line(broken_lines.GOOD), broken_lines.line(broken_lines.RESULT)
    bad_calls = [(n, d, good_results) for n, d in broken_lines.LABELLED + broken_lines.EMPTY + broken_lines.TWICE]
    bad_results = [(n, good_calls, d) for n, d in broken_lines.RESULTS + broken_lines.EMPTY]
    for name, first, second in bad_calls + bad_results:
        calls.write_bytes(first)
        results.write_bytes(second)
        assert run(["evaluate", str(calls), str(results), "--out", str(tmp_path / "figures.json")]) == 2, name
        assert refused_line(capsys, name)
    assert not (tmp_path / "figures.json").exists()
    calls.write_bytes(good_calls)
    results.write_bytes(good_results)
    assert run(["evaluate", str(calls), str(results)]) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PLACES = {**broken_lines.WRONG, **broken_lines.WRONG_LABELS}


@RANDOM
@every(st.sampled_from(sorted(PLACES)), JSON)
def test_any_value_at_any_place_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, place: str, value: object) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(broken_lines.line(broken_lines.changed(broken_lines.GOOD, place, value)))
    calls, faults = read_calls(path)
    assert len(calls) + len(faults) == 1
    with contextlib.suppress(BadCall):
        assert len(read_labelled(path)) == 1


def test_a_sound_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    for name, data in broken_sounds.SOUNDS:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(BadAudio) as refused:
            read(path)
        assert all(refused.value.say(lang).startswith(f"{name}: ") for lang in ("es", "en")), name
    for name, data in broken_sounds.READABLE:
        path = tmp_path / name
        path.write_bytes(data)
        found = read(path)
        assert found.channels == 1 and found.duration_s > 0.5 and abs(found.span(0, 0, 1)).max() <= 1, name


@RANDOM
@every(st.integers(0, 60), st.binary(min_size=1, max_size=8))
def test_a_damaged_header_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, at: int, patch: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.wav"
    path.write_bytes(broken_sounds.WAV[:at] + patch + broken_sounds.WAV[at + len(patch) :])
    with contextlib.suppress(BadAudio):
        assert read(path).duration_s > 0


def test_audit_lists_every_bad_file_and_does_the_good_ones(tools: Tools, tmp_path: Path, capsys: Shown) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    good = {"a.wav": wav(1), "b.wav": wav(2), "c.wav": wav(3)}
    for name, data in [*good.items(), *broken_sounds.SOUNDS]:
        (folder / name).write_bytes(data)
    (folder / "calls.csv").write_text(CALLS_CSV)
    assert run(["audit", str(folder), "--out", str(out)]) == 0
    results = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    failures = [json.loads(line) for line in (out / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in results] == ["MS-1", "MS-2", "MS-3"]
    assert sorted(f["file"] for f in failures) == sorted(name for name, _ in broken_sounds.SOUNDS)
    assert all(f["cause"]["es"] and f["cause"]["en"] for f in failures)
    told = capsys.readouterr().err
    assert "Traceback" not in told and "interno" not in told
    assert all(f"trasluz: {name}" in told for name, _ in broken_sounds.SOUNDS)
    assert verify(out / "evidence.zip").intact


def test_audit_refuses_a_bad_table_before_anything_is_heard(tools: Tools, tmp_path: Path, capsys: Shown) -> None:
    folder, table = tmp_path / "in", tmp_path / "calls.csv"
    folder.mkdir()
    (folder / "a.wav").write_bytes(wav())
    for name, data in broken_folders.TABLES:
        table.write_bytes(data)
        assert run(["audit", str(folder), "--calls", str(table), "--out", str(tmp_path / "out")]) == 2, name
        assert "calls.csv" in refused_line(capsys, name)
    assert isinstance(tools.ear, FakeEar) and tools.ear.heard == []


def test_a_cell_that_makes_no_sense_is_said_and_the_other_rows_are_whole() -> None:
    for column, value, data in broken_folders.CELLS:
        table = read_facts(data)
        (said,) = table.warnings
        assert f"calls.csv:2: {column}" in said.en and f"calls.csv:2: {column}" in said.es, (column, value)
        assert table.of("a.wav").call_id == "MS-1" and table.of("b.wav").account.amount == 92500, (column, value)


def taken(world: World, run_id: str) -> tuple[list[str], list[str], list[str]]:
    """Recordings, refused files and warnings of a run."""
    with world.database.reading() as db:
        files = db.scalars(select(Recording.file).where(Recording.run_id == run_id).order_by(Recording.file)).all()
        refused = db.scalars(select(RefusedFile.file).where(RefusedFile.run_id == run_id)).all()
        found = db.get(Run, run_id)
        assert found
        return list(files), list(refused), [w["es"] for w in found.warnings]


def test_what_is_bad_in_a_zip_is_named_and_the_good_goes_on(world: World) -> None:
    for name, data in broken_folders.HALF_GOOD:
        made, sent = world.upload([given("x.zip", data), given("a.wav", wav(1))])
        files, refused, _ = taken(world, made.id)
        assert (files, refused, len(sent)) == (["a.wav", "good.wav"], ["bad.wav"], 2), name


def test_a_zip_or_name_without_anything_usable_leaves_no_run(world: World) -> None:
    for name, data in broken_folders.HOPELESS:
        with pytest.raises(BadInput) as refused:
            world.upload([given("x.zip", data)])
        assert refused.value.say("es") and refused.value.field == "files", name
    for file in broken_folders.NAMES + broken_folders.FOREIGN_NAMES:
        with pytest.raises(BadInput):
            world.upload([given(file, b"nada")])
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Run)) == 0


def test_a_bad_table_is_said_and_its_recordings_go_on(world: World) -> None:
    for name, data in broken_folders.TABLES + broken_folders.ODD_TABLES:
        made, sent = world.upload([given("calls.csv", data), given("a.wav", wav(1))])
        files, _, warnings = taken(world, made.id)
        assert files == ["a.wav"] and len(sent) == 1, name
        assert any("calls.csv" in w for w in warnings), name


@RANDOM
@every(st.data())
def test_a_damaged_zip_or_table_is_taken_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([d for _, d in broken_folders.HALF_GOOD]))
    at = data.draw(st.integers(0, len(whole) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=12))
    assert isinstance(list(unpack([given("x.zip", whole[:at] + patch + whole[at + len(patch) :])], LIMITS)), list)
    table = CALLS_CSV.encode()
    spot = data.draw(st.integers(0, len(table)))
    with contextlib.suppress(AppError):
        assert read_facts(table[:spot] + patch + table[spot + 1 :]).rows


def answered(client: FlaskClient, asked: broken_requests.Request, shop: Flask) -> int:
    """The status of an answer that is neither broken nor a trace."""
    method, path, more = asked
    shop.extensions["trasluz"].limiter = ProcessLimiter()
    answer = client.open(path, method=method, **more)
    assert answer.status_code < 500, (asked, answer.status_code)
    assert b"Traceback" not in answer.data and (not path.startswith("/api/") or answer.is_json), asked
    return answer.status_code


def test_the_pages_never_break(site: Flask, world: World, signed_in: Callable[[Role], FlaskClient]) -> None:
    made, (call,) = world.audited("a.wav")
    client = signed_in(Role.ADMIN)
    for asked in broken_requests.uploads("/upload"):
        assert answered(client, asked, site) in (400, 422), asked
    for asked in broken_requests.pages(call, made.id):
        assert answered(client, asked, site) < 500
    half = zipped({"good.wav": wav(7), "../bad.wav": wav(8), "calls.csv": b"\x00"})
    assert answered(client, ("POST", "/upload", {"data": {"files": [(io.BytesIO(half), "x.zip")]}}), site) == 303


def test_the_api_never_breaks(site: Flask, world: World) -> None:
    made, (call,) = world.audited("a.wav")
    with world.database.writing() as db:
        key = create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1]
    client = site.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    for path in ("/api/v1/runs", f"/api/v1/runs/{made.id}/files"):
        for asked in broken_requests.uploads(path)[: None if path.endswith("runs") else 7]:
            assert answered(client, asked, site) in (400, 422), asked
    for asked in broken_requests.api(call, made.id):
        assert answered(client, asked, site) in (200, 404, 405), asked
    assert [answered(client, asked, site) for asked in broken_requests.deep()] == [400, 400, 400]
    for name, data in broken_folders.HALF_GOOD:
        answer = client.post("/api/v1/runs", data={"files": [(io.BytesIO(data), "x.zip")]})
        assert answer.status_code == 201 and "bad.wav" in answer.text and "good.wav" in answer.text, name


def test_a_damaged_bundle_is_never_intact(tmp_path: Path, capsys: Shown) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(broken_bundles.WHOLE)
    assert verify(path).intact
    for name, data in broken_bundles.CASES:
        path.write_bytes(data)
        assert run(["evidence", "verify", str(path)]) == 1, name
        (told,) = capsys.readouterr().err.splitlines()
        assert told and "Traceback" not in told, name


@RANDOM
@every(st.integers(0, len(broken_bundles.WHOLE) - 1), st.binary(min_size=1, max_size=6))
def test_a_bundle_with_other_bytes_is_judged_without_a_trace(
    tmp_path_factory: pytest.TempPathFactory, at: int, patch: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "patched.zip"
    path.write_bytes(broken_bundles.WHOLE[:at] + patch + broken_bundles.WHOLE[at + len(patch) :])
    assert verify(path).say("es")


def test_there_are_over_five_hundred() -> None:
    """Only inputs written down in tables, and each of them once; what hypothesis makes comes on top."""
    lines = broken_lines.CALLS + broken_lines.LABELLED + broken_lines.RESULTS + broken_lines.EMPTY + broken_lines.TWICE
    folders = broken_folders.HALF_GOOD + broken_folders.HOPELESS + broken_folders.TABLES + broken_folders.ODD_TABLES
    sounds, bundles = broken_sounds.SOUNDS + broken_sounds.READABLE, broken_bundles.CASES
    bodies = {data for _, data in lines + folders + sounds + bundles} | {data for *_, data in broken_folders.CELLS}
    requests = broken_requests.uploads("/upload") + broken_requests.pages("c", "r") + broken_requests.api("c", "r")
    assert len(bodies) >= 500
    assert len(bodies) + len(requests) >= 700
