"""The door for sound: a line's WebSocket. A hello, then frames; whispers and barges come back on it."""

import json
from time import monotonic
from typing import Any

from flask.typing import ResponseReturnValue
from wsproto.frame_protocol import CloseReason

from app.errors import AppError, BadInput, Text
from app.queries.oversight.live.notice import notice
from app.services.live.hello import Hello, read_hello
from app.services.live.session import Session
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.session import close, language, now, parts
from app.web.sockets import ConnectionClosed, Door
from speech.errors import SpeechError

__all__ = ["blueprint"]
_HELLO_S = 10.0
_SILENT_S = 60.0
_ASKED_EVERY_S = 0.2
_STOPS = Text(
    "el servidor se detiene; empiece de nuevo con el mismo código", "the server is stopping; begin again with the same code"
)


@blueprint.get("/v1/live/calls")
@blueprint.route("/v1/live/calls", websocket=True)
@by_key
def live_line() -> ResponseReturnValue:
    """A line that sends its sound, until it ends the call or goes."""
    door, lang, who = Door(), language(), actor()
    close()  # the request's reading session: a call lasts longer than a transaction may
    try:
        hello = _hello(door)
        session = parts().live.open(who, None, hello, now())
        _welcome(door, session, hello, lang)
        _listen(door, session)
        if parts().closing.is_set():
            door.close(CloseReason.GOING_AWAY, _STOPS.say(lang))
    except (AppError, SpeechError) as problem:
        door.say({"type": "error", "message": problem.say(lang)})
        door.close(CloseReason.POLICY_VIOLATION, problem.say(lang))
    except ConnectionClosed:
        pass
    return door.done()


def _hello(door: Door) -> Hello:
    said = door.hear(_HELLO_S)
    if said is None:
        raise BadInput(f"no llegó el saludo en {_HELLO_S:.0f} s", f"no hello came within {_HELLO_S:.0f} s")
    return read_hello(said)


def _welcome(door: Door, session: Session, hello: Hello, lang: str) -> None:
    before, cuts = session.begun(door.say, hello.at_s)
    if before is not None:
        before({"type": "replaced"})
    parts().live.queue(session, cuts)
    received_s = round(session.line.now_s, 3)
    door.say({"type": "ready", "call": session.call_id, "received_s": received_s, "notice": notice(hello.country, now(), lang)})


def _listen(door: Door, session: Session) -> None:
    floor = parts().live
    mine, looked, heard = door.say, 0.0, monotonic()
    try:
        with floor.hub.listen(f"line:{session.call_id}") as asked:
            while session.door == mine and not session.over and not floor.hub.closed:
                said = door.hear(_ASKED_EVERY_S)
                if monotonic() - looked >= _ASKED_EVERY_S:
                    looked = monotonic()
                    floor.follow(session, asked)
                if said is not None:
                    heard = monotonic()
                    _take(door, session, said)
                elif monotonic() - heard > _SILENT_S:
                    raise ConnectionClosed(CloseReason.GOING_AWAY)
    finally:
        if session.door == mine:
            session.door = None


def _take(door: Door, session: Session, said: str | bytes) -> None:
    floor = parts().live
    if isinstance(said, bytes):
        floor.take(session, said, door.say)
    elif _message(said).get("type") == "end":
        floor.end(session)
        door.say({"type": "ended", "call": session.call_id})
        door.close(CloseReason.NORMAL_CLOSURE, "")


def _message(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as cause:
        raise BadInput(f"mensaje que no es JSON: {cause}", f"message that is not JSON: {cause}") from cause
    if not isinstance(said, dict):
        raise BadInput("cada mensaje es un objeto JSON", "every message is a JSON object")
    return said
