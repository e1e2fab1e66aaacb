"""A server that stops ends what it began: its lines are told, open pages end, and no thread of it is left."""

import threading
from pathlib import Path

import pytest
from simple_websocket import ConnectionClosed

from app.db import Database
from app.queries.rows import Role
from app.settings import Settings
from tests.app.live.conftest import PATIENCE_S, served_floor, until
from tests.app.live.test_door import browser, send, threat
from tests.app.world import World


def test_lines_open_pages_and_threads_end_with_their_server(
    settings: Settings, database: Database, world: World, ears: Path
) -> None:
    before = set(threading.enumerate())
    pages: list[threading.Thread] = []
    with served_floor(settings, database, world, ears) as floor:
        line, ready = floor.ready("S-1", abilities=["listen"])
        who, call = browser(floor, Role.SUPERVISOR), ready["call"]
        send(line, threat(), 0.0, 12.0)
        until(lambda: floor.call("S-1").turns)
        streamed = ("/floor/events", f"/floor/calls/{call}/events", f"/floor/calls/{call}/sound")
        began = [threading.Event() for _ in streamed]
        for path, ready_now in zip(streamed, began, strict=True):
            pages.append(threading.Thread(target=_read, args=(who, path, ready_now)))
            pages[-1].start()
        assert began[0].wait(PATIENCE_S) and began[1].wait(PATIENCE_S)
    with pytest.raises(ConnectionClosed) as told:
        until(lambda: line.receive(timeout=5) and None)
    assert "empiece de nuevo con el mismo código" in str(told.value.message)
    for page in pages:
        page.join(PATIENCE_S)
    until(lambda: not (set(threading.enumerate()) - before))
    row = floor.call("S-1")
    assert row.ended_at is None and row.heard_s == pytest.approx(12.0, abs=0.3) and row.turns
    with served_floor(settings, database, world, ears) as again:
        other, ready = again.ready("S-1", at_s=12.0)
        assert ready["call"] == call and ready["received_s"] == pytest.approx(12.0, abs=0.05)
        send(other, threat(), 12.0, 30.0)
        until(lambda: max(t["start"] for t in again.call("S-1").turns) > 14.0)
        assert again.call("S-1").turns[0]["text"] == row.turns[0]["text"]


def _read(who: object, path: str, began: threading.Event) -> None:
    with who.stream("GET", path) as answer:  # type: ignore[attr-defined]
        for _ in answer.iter_bytes():
            began.set()
