"""Calls in writing brought in a browser: read line by line, judged by the worker, without sound, thrown away as they came."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput, Forbidden
from app.models import Heard, Recording, RefusedFile, Run, User
from app.queries.audio_rows import Audio
from app.queries.rows import CallState, Role
from app.services.audit_recording import Ended
from app.services.create_run import NewRun
from app.services.once import new_token
from app.services.take_in_words import take_in_words
from app.services.transcript_files import Written, read_transcripts
from app.services.unpack import Given, Refusal
from tests.app.fakes import SCRIPT
from tests.app.world import NOW, World, given

SignIn = Callable[[Role], FlaskClient]


def row(id: str, **more: Any) -> dict[str, Any]:
    turns = [{"speaker": who, "text": text} for who, text in SCRIPT]
    told = {"id": id, "country": "CL", "lang": "es", "called_at": "2026-05-12T10:31:00-04:00", "vendor": "Marea Sur"}
    return told | {"agent": "A-118", "duration_s": 184, "turns": turns} | more


def lines(*rows: Any, name: str = "mayo.jsonl") -> Given:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows)
    return given(name, text.encode())


def take(world: World, *files: Given, once: str = "", role: Role = Role.AUDITOR) -> tuple[Run, list[str]]:
    sent: list[str] = []
    with world.database.writing() as db:
        asked = NewRun("Palabras", "MX", "es", once)
        run = take_in_words(db, world.store, world.actors[role], asked, files, NOW, sent.append)
    return run, sent


def stored_words(world: World) -> list[str]:
    return [path.name for path in world.store.root.rglob("*.json")]


def test_calls_wait_for_the_worker_and_are_judged_there(world: World) -> None:
    private = [{"speaker": "agent", "text": "Anote mi correo ana.rojas@example.com para el pago."}]
    run, sent = take(world, lines(row("T-1"), row("T-2", country=None, turns=[*row("x")["turns"], *private])))
    with world.database.reading() as db:
        waiting = db.scalars(select(Recording).where(Recording.run_id == run.id).order_by(Recording.code)).all()
        assert [(r.id in sent, r.state, r.audio, r.country, r.duration_s) for r in waiting] == [
            (True, CallState.WAITING.value, Audio.NEVER.value, "CL", 184.0),
            (True, CallState.WAITING.value, Audio.NEVER.value, "MX", 184.0),
        ]
        assert db.scalars(select(Heard)).all() == [], "nothing was judged inside the request"
    assert len(stored_words(world)) == 2
    assert world.audit(sent) == [Ended.DONE, Ended.DONE]
    assert world.audit(sent) == [Ended.SKIPPED, Ended.SKIPPED]
    with world.database.reading() as db:
        kept = {db.get_one(Recording, h.recording_id).code: h for h in db.scalars(select(Heard))}
        done = db.scalars(select(Recording).where(Recording.run_id == run.id)).all()
        assert {(r.state, r.stored, r.audio, r.file) for r in done} == {("done", "", "never", "mayo.jsonl")}
        assert kept["T-1"].transcript["engine"]["name"] == "handed_over" and kept["T-1"].acoustics is None
        assert "ana.rojas" not in json.dumps(kept["T-2"].transcript) and kept["T-2"].private
        assert db.get_one(Run, run.id).finished_at
    assert stored_words(world) == [], "the words as they came are thrown away"


def test_what_cannot_be_read_is_named_and_never_stops_the_rest(world: World) -> None:
    bad = [
        "{nada", json.dumps([1]), row(""), row("sin", turns=[]), row("tarde", called_at="ayer"), row("lejos", country="Chile"),
        row("raro", turns=[{"speaker": "robot", "text": "hola"}]), row("nulo", agent="\0"), row("medio", vendor="\ud800"),
        row("plata", account={"currency": "pesos"}), row("naive", called_at="2026-05-12T10:31:00"), row("T-1"),
        row("larga", account={"debtor": "x" * 301}), row("lengua", lang="quechua"),
    ]  # fmt: skip
    run, sent = take(
        world, lines(row("T-1"), *bad), given("nota.txt", b"hola"), given("vacio.jsonl", b""), given("latin.json", b'"\xe9"')
    )
    assert len(sent) == 1 and world.audit(sent) == [Ended.DONE]
    with world.database.reading() as db:
        refused = db.scalars(select(RefusedFile).where(RefusedFile.run_id == run.id)).all()
        assert len(refused) == len(bad) + 3
        for one in refused:
            assert one.cause["es"] and one.cause["en"] and one.remedy["es"] and "\n" not in one.cause["es"]
        causes = {one.file: one.cause["es"] for one in refused}
        assert causes["mayo.jsonl:2"] == "no es JSON válido" and causes["mayo.jsonl"] == "la llamada T-1 viene dos veces"
        assert causes["latin.json"] == "el byte 1 no es UTF-8" and causes["vacio.jsonl"] == "no trae ninguna llamada"


def test_a_list_and_a_single_call_are_read_from_json_and_many_bad_ones_are_told_together() -> None:
    both = [given("una.json", json.dumps(row("A")).encode()), given("dos.json", json.dumps([row("B"), row("C")]).encode())]
    read = list(read_transcripts(both))
    assert [one.call.call.id for one in read if isinstance(one, Written)] == ["A", "B", "C"]
    told = [one for one in read_transcripts([lines(*["{"] * 50)]) if isinstance(one, Refusal)]
    assert len(told) == 21 and told[-1].cause.en == "30 more calls could not be read"


def test_nothing_usable_is_refused_and_whoever_may_not_upload_too(world: World) -> None:
    with pytest.raises(BadInput, match=r"nota\.txt"):
        take(world, given("nota.txt", b"hola"))
    with pytest.raises(BadInput, match="choose one or more"):
        take(world)
    for role in set(Role) - {Role.ADMIN, Role.AUDITOR}:
        with pytest.raises(Forbidden):
            take(world, lines(row("T-1")), role=role)


def test_the_same_form_sent_twice_is_one_run(world: World) -> None:
    token = new_token()
    first, sent = take(world, lines(row("T-1")), once=token)
    again, none = take(world, lines(row("T-1")), once=token)
    assert first.id == again.id and len(sent) == 1 and none == []


def test_words_that_cannot_be_judged_are_thrown_away_and_said_to_be_so(world: World) -> None:
    run, sent = take(world, lines(row("T-1")))
    with world.database.reading() as db:
        world.store.path(db.get_one(Recording, sent[0]).stored).write_text("{")
    assert world.audit(sent) == [Ended.FAILED]
    with world.database.reading() as db:
        left = db.get_one(Recording, sent[0])
        assert (left.state, left.stored) == ("failed", "") and left.cause
        assert left.remedy and "suba otra vez" in left.remedy["es"] and "upload its file again" in left.remedy["en"]
        assert db.get_one(Run, run.id).finished_at
    assert stored_words(world) == []


@pytest.mark.parametrize(("language", "title", "silent"), [("es", "Subir llamadas por escrito", "sin sonido"),
                                                          ("en", "Upload calls in writing", "without sound")])  # fmt: skip
def test_the_page_takes_several_files_and_says_without_sound(
    world: World, signed_in: SignIn, language: str, title: str, silent: str
) -> None:
    browser = signed_in(Role.AUDITOR)
    with world.database.writing() as db:
        db.get_one(User, world.actors[Role.AUDITOR].user_id).language = language
        db.commit()
    assert "/upload/words" in browser.get("/upload").text
    form = browser.get("/upload/words").text
    assert title in form and "multiple required" in form
    files = [(io.BytesIO(one.stream.read()), one.name) for one in (lines(row("T-1")), lines(row("T-2"), name="junio.jsonl"))]
    answer = browser.post("/upload/words", data={"files": files, "name": "Dos", "country": "CL", "lang": "es"})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert page.count(f'<span class="tag">{silent}</span>') == 2
    refused = browser.post("/upload/words", data={"files": [(io.BytesIO(b"x"), "x.wav")], "name": "Mala"})
    assert refused.status_code == 422 and "x.wav" in refused.text and 'value="Mala"' in refused.text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.VENDOR, Role.AGENT, Role.EXECUTIVE])
def test_the_door_is_closed_to_the_rest(world: World, signed_in: SignIn, role: Role) -> None:
    assert signed_in(role).get("/upload/words").status_code == 403
    assert signed_in(role).post("/upload/words", data={}).status_code == 403
