"""The chain of a wave: everything that happens in it is a link, written in the same transaction as the thing itself."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.wave import Wave, WaveEvent
from audit.evidence.chain import canonical, genesis, linked


def add_event(
    session: Session, wave: Wave, kind: str, body: Mapping[str, Any], now: datetime, vendor_id: int | None = None
) -> WaveEvent:
    """The next link; `vendor_id` where it is about one vendor's ghost. The caller holds the wave's row and commits."""
    last = session.scalar(select(WaveEvent).where(WaveEvent.wave_id == wave.id).order_by(WaveEvent.n.desc()).limit(1))
    n = last.n + 1 if last else 1
    previous = last.link if last else genesis({"wave": wave.id})
    text = canonical({"at": now.isoformat(), "body": dict(body), "kind": kind, "n": n})
    link = _link(n, kind, text, previous)
    event = WaveEvent(wave_id=wave.id, vendor_id=vendor_id, n=n, at=now, kind=kind, body=dict(body), previous=previous, link=link)
    session.add(event)
    session.flush()
    return event


def _link(n: int, kind: str, text: bytes, previous: str) -> str:
    return linked(n, kind, f"event-{n}", sha256(text).hexdigest(), len(text), previous).link
