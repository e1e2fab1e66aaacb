"""Everything in one process: the thread worker audits what the pages take in, and what an earlier process left."""

import io
import logging
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import app.tasks.workshop as workshop
from app.factory import make_app
from app.models import Job, Recording, Run
from app.queries.rows import Role
from app.settings import Settings
from app.wiring import embedded_worker
from speech.errors import BadAudio, Fault
from tests.app.fakes import FakeEar
from tests.app.world import CALLS_CSV, PASSWORD, World, given, wav

PATIENCE_S = 60
PRIVATE = ("Marta", "embarg", "Ana Rojas", "184990", "admin@lindero", "grabacion-de-ana")


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s in vain: {what}"
        time.sleep(0.05)


@pytest.fixture
def whole(settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as `serve` makes it, with the world's ear and assessor."""
    monkeypatch.setattr(workshop, "build_tools", lambda _settings: world.tools)
    workshop.workshop_of.cache_clear()
    made = make_app(settings, world.database)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def events(browser: FlaskClient, path: str) -> list[str]:
    """The whole stream, by event."""
    text = browser.get(path, headers={"Accept": "text/event-stream"}).text
    return [block for block in text.split("\n\n") if block.startswith("event: ")]


def test_a_folder_is_audited_sealed_and_watched_without_any_server(
    whole: Flask, settings: Settings, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.failures["roto.wav"] = [BadAudio(Fault.SILENT, "roto.wav", duration_s=1.0)]
    caplog.set_level(logging.DEBUG)
    left = world.upload([given("de-antes.wav", wav(50))])[1][0]
    with embedded_worker(whole, settings, world.database):
        browser = whole.test_client()
        browser.post("/sign-in", data={"email": "admin@lindero.example", "password": PASSWORD})
        files = [(io.BytesIO(wav(n)), name) for n, name in enumerate(("a.wav", "grabacion-de-ana.wav", "roto.wav"), start=1)]
        sent = browser.post("/upload", data={"name": "Mayo", "files": [*files, (io.BytesIO(CALLS_CSV.encode()), "calls.csv")]})
        seen = events(browser, sent.location + "/events")
        assert seen[-1].startswith("event: end\ndata: done")
        assert "está en silencio" in seen[-2] and "<script" not in seen[-2]
        run_id = sent.location.rsplit("/", 1)[1]

        def sealed() -> bool:
            with world.database.reading() as db:
                return db.get_one(Run, run_id).seal_head is not None and db.get_one(Job, left).state == "done"

        until(sealed, "the run sealed and the earlier recording audited")
    with world.database.reading() as db:
        assert sorted(db.scalars(select(Recording.state).where(Recording.run_id == run_id))) == ["done", "done", "failed"]
    told = "\n".join(record.getMessage() + str(record.__dict__) for record in caplog.records if record.name.startswith("app"))
    assert "audit done" in told and "audit failed" in told
    assert [word for word in PRIVATE if word in told] == []


def test_a_stream_of_a_finished_run_ends_at_once(whole: Flask, world: World) -> None:
    run, _ = world.audited("a.wav")
    browser = whole.test_client()
    browser.post("/sign-in", data={"email": f"{Role.EXECUTIVE.value}@lindero.example", "password": PASSWORD})
    assert [block.split("\n")[0] for block in events(browser, f"/runs/{run.id}/events")] == ["event: progress", "event: end"]


def test_the_pages_say_when_the_machine_cannot_judge_again(
    site: Flask, world: World, signed_in: Callable[[Role], FlaskClient]
) -> None:
    from audit.errors import NoJudge

    call = world.audited("a.wav")[1][0]

    def broken(*_args: object) -> None:
        raise NoJudge("the judge's weights are missing")

    assessor = world.tools.assessor
    assessor.assess = broken  # type: ignore[method-assign,assignment]
    assessor.by_rubric = lambda _rubric: assessor  # type: ignore[method-assign,assignment,attr-defined]
    answer = signed_in(Role.QA).post(f"/calls/{call}/swap", data={"reason": "al revés"})
    assert answer.status_code == 503
    assert signed_in(Role.QA).get(f"/calls/{call}").status_code == 200
