"""The part of the OpenAPI document about lines that send their sound."""

from typing import Any

from app.services.live.hello import ABILITIES
from app.web.api.parts import errors
from app.web.api.schemas import MAYBE_TEXT, TEXT, many, ref, thing
from speech.engines.interface import LANGUAGES
from speech.live.frames import RATES, Coding

_SECONDS: dict[str, Any] = {"type": ["number", "null"]}
_ABOUT = (
    "A WebSocket (wss) with the key in the Authorization header. The first message is the hello (LiveHello) as JSON; the answer "
    "is LiveReady. Then binary frames of sound, of any length, in the form the hello said. Text messages are JSON: {type: end} "
    "ends the call. The server may send {type: behind, behind_s}, {type: unheard, from_s, until_s} where the ear failed, "
    "{type: whisper, text, by} for the agent's screen, {type: barge, by} asking the line to put the supervisor in, "
    "{type: error, message} before it closes. A line that breaks begins again with the same code: LiveReady.received_s says how "
    "much of the call came, and at_s in the hello where the next frame lies; what is missing between is silence, and told as not "
    "received. The sound is kept half a minute in memory and nowhere else."
)
SCHEMAS: dict[str, Any] = {
    "LiveHello": thing(
        {
            "code": {**TEXT, "description": "The call's own code; its recording comes later under the same"},
            "agent": TEXT,
            "lang": {**TEXT, "enum": list(LANGUAGES)},
            "country": MAYBE_TEXT,
            "vendor": MAYBE_TEXT,
            "desk": MAYBE_TEXT,
            "rate": {"type": "integer", "enum": list(RATES)},
            "format": {**TEXT, "enum": [c.value for c in Coding]},
            "lanes": {"type": "integer", "enum": [1, 2], "description": "Two lanes are interleaved sample by sample"},
            "agent_lane": {"type": ["integer", "null"], "enum": [0, 1, None]},
            "abilities": many({**TEXT, "enum": list(ABILITIES)}),
            "at_s": _SECONDS,
        }
    ),
    "LiveReady": thing({"type": TEXT, "call": TEXT, "received_s": {"type": "number"}, "notice": TEXT}),
}


def paths() -> dict[str, Any]:
    """The door."""
    ready = {
        "description": "The line is open: hello and frames follow",
        "content": {"application/json": {"schema": ref("LiveReady")}},
    }
    return {
        "/v1/live/calls": {
            "get": {
                "summary": "Send the sound of a call as it is spoken (WebSocket)",
                "description": _ABOUT,
                "parameters": [],
                "x-hello": ref("LiveHello"),
                "responses": {"101": ready, **errors(401, 422, 429)},
            }
        }
    }
