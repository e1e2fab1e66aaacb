"""Where a line breaks and the next begins, both are read for a moment: only the newest is heard, and never two at once."""

import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import numpy as np
import pytest

from app.services.live.hello import Hello
from app.services.live.session import Session
from app.services.live.unheard import Why
from audit.judges.local import LocalJudge
from audit.live.possible import Reader
from audit.live.tension import Base
from speech.live.frames import Coding, Wire
from tests.app.live.test_door import BYTES_S, threat

WIRE = Wire(8000, 2, Coding.MU_LAW)


class Line:
    """One end of a line: what it is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def say(self, what: dict[str, Any]) -> None:
        self.told.append(what)


@pytest.fixture
def session() -> Session:
    hello = Hello("C-1", "A-104", None, None, "CL", "es", 0, WIRE, ("listen",))
    return Session("1" * 32, 1, hello, Reader(LocalJudge(threads=1)), Base())


@pytest.fixture
def many_switches() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_only_the_newest_line_is_heard_until_the_call_is_over(session: Session) -> None:
    data, old, new = threat(), Line(), Line()
    assert session.begun(old.say, None) == (None, [])
    session.take(data[: 2 * BYTES_S], old.say)
    assert session.line.now_s == 2.0
    before, _ = session.begun(new.say, 5.0)
    assert before == old.say and session.line.now_s == 5.0
    assert [(s.start_s, s.end_s, s.why) for s in session.unheard] == [(2.0, 5.0, Why.LINE)]
    assert session.take(data[2 * BYTES_S : 4 * BYTES_S], old.say) == [] and session.line.now_s == 5.0
    session.take(data[5 * BYTES_S : 6 * BYTES_S], new.say)
    assert session.line.now_s == 6.0
    assert session.finish() is not None and session.finish() is None
    assert session.take(data[:BYTES_S], new.say) == [] and session.line.now_s == 6.0


def test_what_two_lines_send_at_once_is_sound_all_the_same(session: Session, many_switches: None) -> None:
    data, line = threat(), Line()
    session.begun(line.say, None)

    def speak() -> None:
        for at in range(0, 3 * BYTES_S, BYTES_S // 20):
            session.take(data[at : at + BYTES_S // 20], line.say)

    threads = [Thread(target=speak) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.finish()
    assert session.line.now_s == 12.0
    for lane in session.line._lanes:
        heard = lane.tape.between(lane.tape.first, lane.tape.end)
        assert lane.tape.end == 12 * 16000 and 0.05 < np.abs(heard).max() < 1.1
