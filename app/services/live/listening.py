"""Listening in on a line, and speaking to its agent: logged, and only what the line said it can do."""

import json
import secrets
import struct
from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from sqlalchemy.orm import Session as Db

from app.actors import FLOOR_WATCHERS, Actor
from app.errors import BadInput, Conflict, Forbidden
from app.models import Event, LiveAlert, LiveCall
from app.services.live.hub import Hub

RENEW_S = 4.0
SILENCE_S = 12.0
_ENDLESS = 0xFFFFFFFF - 64
_MOST_LETTERS = 300


def may_watch(actor: Actor) -> None:
    """Raises Forbidden for whoever may not hear live calls."""
    if actor.role not in FLOOR_WATCHERS:
        raise Forbidden("su función no escucha llamadas en vivo", "your role does not hear live calls")


def begin_listening(db: Db, actor: Actor, call: LiveCall, now: datetime) -> None:
    """The log of who heard which call. Raises Forbidden or Conflict."""
    _able(actor, call, "listen")
    _log(db, actor, call, "live.listened", now)
    db.commit()


def whisper(db: Db, hub: Hub, actor: Actor, call: LiveCall, text: str, now: datetime) -> None:
    """A line of text to the agent's screen. Raises Forbidden, Conflict or BadInput."""
    _able(actor, call, "whisper")
    said = text.strip()
    if not 1 <= len(said) <= _MOST_LETTERS:
        raise BadInput(f"escriba de 1 a {_MOST_LETTERS} letras", f"write 1 to {_MOST_LETTERS} letters", "text")
    _log(db, actor, call, "live.whispered", now)
    db.commit()
    hub.say(f"line:{call.id}", json.dumps({"type": "whisper", "text": said, "by": actor.name}).encode())


def barge(db: Db, hub: Hub, actor: Actor, call: LiveCall, now: datetime) -> None:
    """Asks the line to put the supervisor into the call. Raises Forbidden or Conflict."""
    _able(actor, call, "barge")
    _log(db, actor, call, "live.barged", now)
    db.commit()
    hub.say(f"line:{call.id}", json.dumps({"type": "barge", "by": actor.name}).encode())


def see_alerts(db: Db, actor: Actor, call: LiveCall, now: datetime) -> None:
    """Who opened the call's alerts first."""
    for alert in db.query(LiveAlert).filter(LiveAlert.live_call_id == call.id, LiveAlert.seen_by.is_(None)):
        alert.seen_by, alert.seen_at = actor.user_id, now
    db.commit()


def sound_of(hub: Hub, call: LiveCall) -> Iterator[bytes]:
    """A WAV without an end: the last seconds, then what comes, until the line falls silent for `SILENCE_S`."""
    topic = f"sound:{secrets.token_hex(8)}"
    renewed, heard = 0.0, monotonic()
    with hub.listen(topic) as ears:
        began = False
        while monotonic() - heard < SILENCE_S and not hub.closed:
            if monotonic() - renewed > RENEW_S:
                renewed = monotonic()
                hub.say(f"line:{call.id}", json.dumps({"type": "listen", "topic": topic}).encode())
            chunk = ears.next(1.0)
            if chunk is None:
                continue
            heard = monotonic()
            if not began:
                began = True
                yield wav_header(struct.unpack("<I", chunk[:4])[0], call.lanes)
            yield chunk[4:]


def wav_header(rate_hz: int, lanes: int) -> bytes:
    """The head of a PCM stream whose end nobody knows."""
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", _ENDLESS, b"WAVE", b"fmt ", 16, 1, lanes, rate_hz, rate_hz * lanes * 2, lanes * 2, 16
    )
    return head + struct.pack("<4sI", b"data", _ENDLESS - 36)


def _able(actor: Actor, call: LiveCall, ability: str) -> None:
    may_watch(actor)
    if call.ended_at is not None:
        raise Conflict("la llamada ya terminó", "the call is over")
    if ability not in call.abilities:
        raise Conflict("la línea no lo permite", "the line does not allow it")


def _log(db: Db, actor: Actor, call: LiveCall, kind: str, now: datetime) -> None:
    db.add(
        Event(
            organisation_id=actor.organisation_id,
            user_id=actor.user_id,
            at=now,
            kind=kind,
            subject=call.id,
            detail={"code": call.code},
        )
    )
