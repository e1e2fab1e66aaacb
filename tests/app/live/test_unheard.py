"""What nobody heard is told: the ear fails for real on a real line, and the record, the pages and the line itself say so."""

import json
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest
from simple_websocket import Client
from sqlalchemy.exc import OperationalError

from app.models import LiveCall
from app.queries.oversight.live.floor import floor_page
from app.queries.rows import Role
from app.services.live.rows import keep_alert
from app.services.live.unheard import Stretch, Unheard, Why
from app.web.session import now
from audit.errors import AuditError
from speech.engines import Ask, Transcriber, WindowText
from speech.engines.interface import Sound
from speech.errors import EngineError
from speech.transcript import EngineStamp
from tests.app.live.conftest import Floor, until
from tests.app.live.test_door import browser, send, threat, token_of


class Ear:
    """The real engine, until it is told to fail. `together`: it fails on several pieces at once alone."""

    def __init__(self, real: Transcriber) -> None:
        self._real = real
        self.fails: type[Exception] | None = None
        self.together = False
        self.asked: list[int] = []

    @property
    def stamp(self) -> EngineStamp:
        return self._real.stamp

    def transcribe(self, windows: Sequence[Sound], ask: Ask) -> list[WindowText]:
        self.asked.append(len(windows))
        if self.fails is not None and (len(windows) > 1 or not self.together):
            raise self.fails("no memory")
        return self._real.transcribe(windows, ask)

    def language_of(self, window: Sound) -> dict[str, float]:
        return self._real.language_of(window)


@pytest.fixture
def ear(floor: Floor) -> Ear:
    made = Ear(floor.live.ear)
    floor.live.ear = made
    return made


def ended(floor: Floor, line: Client, code: str) -> LiveCall:
    line.send(json.dumps({"type": "end"}))
    return until(lambda: next((c for c in [floor.call(code)] if c.ended_at), None))


def told(line: Client, kind: str) -> dict[str, object]:
    return until(lambda: next((m for m in [json.loads(line.receive(timeout=5) or "{}")] if m.get("type") == kind), None))


def test_where_the_ear_fails_the_call_the_pages_and_the_line_say_so(floor: Floor, ear: Ear) -> None:
    data = threat()
    line, ready = floor.ready("U-1")
    send(line, data, 0.0, 12.0)
    session = floor.live.sessions[ready["call"]]
    until(lambda: session.line.now_s >= 12.0 and session.waiting == 0)
    ear.fails = EngineError
    send(line, data, 12.0, 40.5)
    heard = told(line, "unheard")
    assert 10.0 < heard["from_s"] < heard["until_s"] < 40.5
    until(lambda: sum(s["end"] - s["start"] for s in floor.call("U-1").unheard) > 8.0)
    who = browser(floor, Role.SUPERVISOR)
    spanish, english = (floor_in(who, lang, f"/floor/calls/{ready['call']}") for lang in ("es", "en"))
    assert "Este tramo no se oyó: falló la transcripción" in spanish and "This stretch was not heard: the ear failed" in english
    assert "s sin oír" in spanish and "s not heard" in english
    page = floor_in(who, "en", "/floor")
    assert "Not everything was heard in the last 15 minutes" in page and "the lack of an alert does not mean" in page
    assert 'class="sign met' not in page.split('id="alerts-title"')[1].split("floor-note")[0]
    row = ended(floor, line, "U-1")
    assert {s["why"] for s in row.unheard} == {"ear"} and {s["lane"] for s in row.unheard} == {0, 1}
    assert not [a for a in floor.alerts() if a.kind == "conduct"] and row.turns
    with floor.world.database.reading() as db:
        later = floor_page(db, floor.world.actors[Role.SUPERVISOR], now() + timedelta(minutes=20))
    assert later.unheard == ()


def floor_in(who: httpx.Client, lang: str, path: str) -> str:
    """The page in a language, whatever the person's own setting was."""
    token = token_of(who.get("/profile").text)
    assert who.post("/profile/language", data={"csrf_token": token, "language": lang}).status_code == 303
    return who.get(path).text


def test_what_fails_together_is_heard_piece_by_piece_and_a_thread_that_dies_begins_again(floor: Floor, ear: Ear) -> None:
    data = threat()
    line, _ = floor.ready("U-2")
    ear.fails, ear.together = EngineError, True
    send(line, data, 0.0, 40.5)
    until(lambda: any(a.criterion == "false_legal_threat" for a in floor.alerts()))
    assert max(ear.asked) > 1 and not floor.call("U-2").unheard
    ear.fails, ear.together = LookupError, False
    send(line, data, 26.0, 34.0)
    until(lambda: floor.call("U-2").unheard)
    ear.fails = None
    send(line, data, 0.0, 12.0)
    row = ended(floor, line, "U-2")
    assert {s["why"] for s in row.unheard} == {"ear"} and max(t["start"] for t in row.turns) > 45.0


def test_what_the_line_did_not_send_is_told_as_missing(floor: Floor) -> None:
    data = threat()
    line, ready = floor.ready("U-3")
    send(line, data, 0.0, 6.0)
    until(lambda: floor.live.sessions[ready["call"]].line.now_s >= 6.0)
    line.close()
    again, ready = floor.ready("U-3", at_s=9.0)
    lost = ended(floor, again, "U-3").unheard
    assert [(s["why"], s["lane"], s["end"]) for s in lost] == [("line", None, 9.0)] and lost[0]["start"] == pytest.approx(
        6.0, abs=0.1
    )
    page = floor_in(browser(floor, Role.AUDITOR), "en", f"/floor/calls/{ready['call']}")
    assert "This stretch did not arrive: the line broke off" in page


def test_an_alert_that_cannot_be_written_and_words_that_cannot_be_judged_are_not_lost(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = {"judge": 3, "write": 3}
    real = floor.live.reader.read

    def read(*given: object) -> object:
        if fails["judge"] > 0:
            fails["judge"] -= 1
            raise AuditError("no")
        return real(*given)  # type: ignore[arg-type]

    def kept(*given: object) -> object:
        if fails["write"] > 0:
            fails["write"] -= 1
            raise OperationalError("locked", {}, Exception())
        return keep_alert(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(floor.live.reader, "read", read)
    monkeypatch.setattr("app.services.live.floor.keep_alert", kept)
    line, _ = floor.ready("U-4")
    send(line, threat(), 0.0, 40.5)
    row = ended(floor, line, "U-4")
    assert [a.criterion for a in floor.alerts()].count("false_legal_threat") == 1 and fails == {"judge": 0, "write": 0}
    assert row.unheard == []


def test_neighbours_of_one_kind_are_one_stretch() -> None:
    held = Unheard([Stretch(1.0, 2.0, 0, Why.EAR)])
    for new in (Stretch(2.5, 4.0, 0, Why.EAR), Stretch(2.5, 4.0, 1, Why.EAR), Stretch(9.0, 9.5, 0, Why.EAR)):
        held.add(new)
    assert [(s.start_s, s.end_s, s.lane) for s in held.all()] == [(1.0, 4.0, 0), (2.5, 4.0, 1), (9.0, 9.5, 0)]
