"""The door for sound, over real WebSockets with the real engine: alerts, refusals, resuming, listening in, whispers."""

import json
import struct
import threading
import time
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest
from simple_websocket import Client, ConnectionClosed, ConnectionError
from sqlalchemy import select

from app.models import Event
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.live.playing import telephone
from speech.live.frames import Coding, coded
from synthetic.world import demo_folder
from tests.app.live.conftest import PATIENCE_S, Floor, until
from tests.app.world import PASSWORD, other_client

BYTES_S = 2 * 8000


def threat() -> bytes:
    return coded(telephone(demo_folder() / "cl-amenaza.opus"), Coding.MU_LAW)


def send(line: Client, data: bytes, start_s: float, end_s: float) -> None:
    for at in range(round(start_s * BYTES_S), round(end_s * BYTES_S), BYTES_S // 10):
        line.send(data[at : min(at + BYTES_S // 10, round(end_s * BYTES_S))])


def speak(line: Client, data: bytes, start_s: float, end_s: float) -> None:
    """As a telephone does: a tenth of a second every tenth of a second."""
    for n in range(round((end_s - start_s) * 10)):
        send(line, data, start_s + n / 10, start_s + (n + 1) / 10)
        time.sleep(0.1)


def browser(floor: Floor, role: Role) -> httpx.Client:
    made = httpx.Client(base_url=floor.address, timeout=60, follow_redirects=False)
    page = made.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": f"{role.value}@lindero.example", "password": PASSWORD}
    assert made.post("/sign-in", data=form).status_code == 303
    return made


def token_of(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_a_threat_on_a_line_is_an_alert_on_the_right_second(floor: Floor) -> None:
    data = threat()
    line, ready = floor.ready()
    assert ready["type"] == "ready" and ready["received_s"] == 0 and ready["notice"]
    send(line, data, 0.0, 40.5)
    alert = until(lambda: next((a for a in floor.alerts() if a.criterion == "false_legal_threat"), None))
    assert alert.kind == "conduct" and alert.agent == "A-104" and 26.5 <= alert.at_s <= 33.0
    assert "fuerza" in alert.quote and alert.confidence >= 0.74 and alert.speaker_known
    page = browser(floor, Role.SUPERVISOR).get(f"/floor/calls/{alert.live_call_id}?t={alert.at_s}")
    assert page.status_code == 200 and "Posible amenaza legal" in page.text
    line.send(json.dumps({"type": "end"}))
    row = until(lambda: next((c for c in [floor.call()] if c.ended_at), None))
    assert row.heard_s == pytest.approx(40.5, abs=0.2) and row.behind_s == 0
    assert any("receptor" in t["text"] for t in row.turns if t["speaker"] == "agent") and len(row.manner) > 3


def test_a_threat_where_both_speak_on_one_lane_is_an_alert_too(floor: Floor) -> None:
    both = telephone(demo_folder() / "cl-amenaza.opus").sum(axis=0, dtype=np.int32).clip(-32768, 32767).astype(np.int16)
    data = coded(both[None, :], Coding.MU_LAW)
    line, _ = floor.ready(lanes=1)
    line.send(data[: round(40.5 * 8000)])
    alert = until(lambda: next((a for a in floor.alerts() if a.criterion == "false_legal_threat"), None))
    assert alert.speaker_known and 26.5 <= alert.at_s <= 33.0 and "fuerza" in alert.quote
    line.send(json.dumps({"type": "end"}))
    row = until(lambda: next((c for c in [floor.call()] if c.ended_at), None))
    assert {t["speaker"] for t in row.turns} == {"agent", "debtor"}
    page = browser(floor, Role.SUPERVISOR).get(f"/floor/calls/{row.id}").text
    assert "un solo canal: quién habla se sabe por la voz" in page and "quién habla se sabe por la voz" in page


@pytest.mark.parametrize(
    ("hello", "lang", "words"),
    [
        ("no soy json", "es", "el saludo no es JSON"),
        ("[" * 30_000, "es", "el saludo no es JSON"),
        ("[1]", "en", "must be a JSON object"),
        ('{"agent": "A", "lang": "es"}', "es", "code null no sirve"),
        ('{"code": "x", "agent": "A", "lang": "fr"}', "en", "one of es, en"),
        ('{"code": "x", "agent": "A", "lang": "es", "rate": 44100}', "es", "rate 44100 no sirve"),
        ('{"code": "x", "agent": "A", "lang": "es", "lanes": 5}', "en", "lanes 5"),
        ('{"code": "x", "agent": "A", "lang": "es", "format": "mp3"}', "en", "one of s16le, mulaw, alaw"),
        ('{"code": "x", "agent": "A", "lang": "es", "abilities": ["record"]}', "en", "abilities"),
        ('{"code": "x", "agent": "A", "lang": "es", "vendor": "Nadie"}', "es", "no hay proveedor"),
        ('{"code": "x", "agent": "A", "lang": "es", "at_s": -1}', "en", "seconds from the beginning"),
    ],
)
def test_a_bad_hello_gives_one_clear_sentence(floor: Floor, hello: str, lang: str, words: str) -> None:
    line = floor.line(lang=lang)
    line.send(hello)
    said = json.loads(line.receive(timeout=PATIENCE_S))
    assert said["type"] == "error" and words in said["message"] and "\n" not in said["message"]
    with pytest.raises(ConnectionClosed):
        line.receive(timeout=PATIENCE_S)


def test_sound_before_a_hello_and_a_wrong_key_are_refused(floor: Floor) -> None:
    line = floor.line()
    line.send(b"\x00" * 160)
    assert "saludo" in json.loads(line.receive(timeout=PATIENCE_S))["message"]
    with pytest.raises(ConnectionError):
        floor.line(key="tlz_wrong")
    assert httpx.get(f"{floor.address}/api/v1/live/calls", headers={"Authorization": f"Bearer {floor.key}"}).status_code == 422


def test_a_line_that_broke_goes_on_where_it_was(floor: Floor) -> None:
    data = threat()
    line, _ = floor.ready("C-2")
    send(line, data, 0.0, 6.0)
    line.close()
    again, ready = floor.ready("C-2", at_s=9.0)
    assert ready["received_s"] == pytest.approx(9.0, abs=0.05) or ready["received_s"] >= 6.0
    send(again, data, 9.0, 12.0)
    again.send(json.dumps({"type": "end"}))
    row = until(lambda: next((c for c in [floor.call("C-2")] if c.ended_at), None))
    assert row.heard_s == pytest.approx(12.0, abs=0.3)
    _, said = floor.ready("C-2")
    assert said["type"] == "error" and "ya terminó" in said["message"]


def test_listening_and_whispering_are_logged_and_reach_only_lines_that_allow_it(floor: Floor) -> None:
    data = threat()
    line, ready = floor.ready("C-3", abilities=["listen", "whisper"])
    send(line, data, 0.0, 8.0)
    who = browser(floor, Role.SUPERVISOR)
    page = who.get(f"/floor/calls/{ready['call']}").text
    speaking = threading.Thread(target=speak, args=(line, data, 8.0, 20.0))
    speaking.start()
    with who.stream("GET", f"/floor/calls/{ready['call']}/sound") as answer:
        assert answer.headers["content-type"] == "audio/wav"
        got = b""
        for chunk in answer.iter_bytes():
            got += chunk
            if len(got) > 44 + 4 * 8000:
                break
    speaking.join()
    assert got[:4] == b"RIFF" and struct.unpack("<H", got[22:24])[0] == 2 and struct.unpack("<I", got[24:28])[0] == 8000
    assert np.abs(np.frombuffer(got[44 : 44 + 4 * 8000], "<i2")).max() > 500
    form = {"csrf_token": token_of(page), "text": "Reconozca la dificultad"}
    assert who.post(f"/floor/calls/{ready['call']}/whisper", data=form).status_code == 303
    send(line, data, 20.0, 20.5)
    said = until(lambda: next((m for m in [json.loads(line.receive(timeout=5) or "{}")] if m.get("type") == "whisper"), None))
    assert said["text"] == "Reconozca la dificultad" and said["by"] == "Persona supervisor"
    who.post(f"/floor/calls/{ready['call']}/barge", data={"csrf_token": token_of(page)})
    assert "La línea no lo permite" in who.get(f"/floor/calls/{ready['call']}").text
    with floor.world.database.reading() as db:
        kinds = [e.kind for e in db.scalars(select(Event).where(Event.subject == ready["call"]).order_by(Event.id))]
    assert kinds == ["live.listened", "live.whispered"]


def test_nobody_else_sees_or_hears_it(floor: Floor) -> None:
    _, ready = floor.ready("C-4")
    for role in (Role.VENDOR, Role.AGENT, Role.QA, Role.EXECUTIVE, Role.MANAGER):
        who = browser(floor, role)
        for path in ("/floor", f"/floor/calls/{ready['call']}", f"/floor/calls/{ready['call']}/sound", "/floor/events"):
            assert who.get(path).status_code == 403, (role, path)
    other = other_client(floor.world.database)
    with floor.world.database.writing() as db:
        _, key = create_key(db, other, "ajena", datetime.now(UTC))
    line = floor.line(key=key)
    line.send(json.dumps({"code": "C-4", "agent": "B-1", "lang": "es"}))
    theirs = json.loads(line.receive(timeout=PATIENCE_S))
    assert theirs["type"] == "ready" and theirs["call"] != ready["call"] and theirs["received_s"] == 0
    page = browser(floor, Role.ADMIN)
    assert "B-1" not in page.get("/floor").text and page.get(f"/floor/calls/{theirs['call']}").status_code == 404


def test_the_page_hears_of_an_alert_at_once(floor: Floor) -> None:
    who, data = browser(floor, Role.AUDITOR), threat()
    line, _ = floor.ready("C-5")
    with who.stream("GET", "/floor/events") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: floor"
        send(line, data, 0.0, 41.0)
        told = next(row for row in lines if row.startswith("data: {") and '"text"' in row)
    assert "en vivo: A-104" in json.loads(told.removeprefix("data: "))["text"]


def test_one_lane_is_heard_and_said_to_be_of_nobody_known(floor: Floor) -> None:
    mono = telephone(demo_folder() / "cl-amenaza.opus").astype(np.int32).sum(axis=0).clip(-32768, 32767).astype(np.int16)[None, :]
    line, ready = floor.ready("C-6", lanes=1)
    data = coded(mono, Coding.MU_LAW)
    for at in range(0, 8 * 8000, 800):
        line.send(data[at : at + 800])
    until(lambda: floor.call("C-6").turns)
    page = browser(floor, Role.SUPERVISOR).get(f"/floor/calls/{ready['call']}").text
    assert "un solo canal: no se sabe quién habla" in page and "No se sabe quién habla" in page and "<b>Agente</b>" not in page
