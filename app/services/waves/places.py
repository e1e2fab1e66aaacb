"""A vendor's sealed place on disk: the promise, and the chain that follows it, fed from the wave's own events."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.wave import Wave, WaveEvent, WaveVendor
from app.services.sealing import sealing_key
from app.settings import Settings
from app.store import Store
from audit.ghosts.commit_error import BadWave
from audit.ghosts.events import EVENTS, Entry, Event, Happened, append_events, read_entry, read_events
from audit.ghosts.events_file import alone, tail_of
from audit.ghosts.events_heads import HEADS, Head, publish_head
from audit.ghosts.events_recordings import append_recording

RECORDED = "recording.kept"
_HAPPENED: Mapping[str, Happened] = {
    "wave.sealed": Happened.HANDED_OVER,
    "contact.received": Happened.CONTACT,
    "ghost.acted": Happened.ACT,
    "ghost.retired": Happened.RETIRED,
    "wave.stopped": Happened.STOPPED,
    "findings.drafted": Happened.FINDING,
    "finding.judged": Happened.FINDING,
    "findings.reopened": Happened.FINDING,
    "findings.shared": Happened.FINDING,
    "finding.published": Happened.FINDING,
    "finding.withdrawn": Happened.FINDING,
    "log.reconciled": Happened.RECONCILED,
    "log.withdrawn": Happened.RECONCILED,
    "burn.checked": Happened.BURN,
}


def place_of(settings: Settings, wave_id: str, vendor_id: int) -> Path:
    """The folder of a wave's promise to one vendor."""
    return settings.home / "waves" / wave_id / str(vendor_id)


def write_chain(session: Session, settings: Settings, wave: Wave) -> int:
    """Bring every vendor's place up to the wave's newest event; how many were added. Safe to ask for at any time.

    What a crash left written but not noted is found by the events' own numbers. The caller holds the wave and commits.
    """
    added = 0
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id, WaveVendor.commitment_head.is_not(None))):
        place = place_of(settings, wave.id, part.vendor_id)
        since = max(part.events_written, _last_written(place, part.chain_link))
        wanted = select(WaveEvent).where(
            WaveEvent.wave_id == wave.id,
            WaveEvent.n > since,
            or_(WaveEvent.vendor_id.is_(None), WaveEvent.vendor_id == part.vendor_id),
        )
        events = session.scalars(wanted.order_by(WaveEvent.n)).all()
        if not events:
            continue
        entries = [
            entry for kind, group in groupby(events, key=_is_sound) for entry in _appended(settings, place, kind, list(group))
        ]
        part.events_written, part.chain_link = events[-1].n, entries[-1].link
        added += len(entries)
    return added


def _is_sound(event: WaveEvent) -> bool:
    return event.kind == RECORDED


def _appended(settings: Settings, place: Path, sound: bool, events: Sequence[WaveEvent]) -> Sequence[Entry]:
    """Events as they stand; of recordings, the sound itself bound block by block while the store has it."""
    if not sound:
        return append_events(place, [_event(e) for e in events])
    store, out = Store(settings.recordings), []
    for event in events:
        body = {k: v for k, v in _event(event).body.items() if k != "stored"}
        path = store.path(event.body["stored"])
        if path.is_file():
            out.append(append_recording(place, str(body.pop("name")), path.read_bytes(), body, event.at))
        else:
            out += append_events(place, [Event(event.at, Happened.NOTE, body)])
    return out


def _event(event: WaveEvent) -> Event:
    """As the place holds it: without the names of the client's own people."""
    body: dict[str, Any] = {k: v for k, v in event.body.items() if k != "by"}
    return Event(event.at, _HAPPENED.get(event.kind, Happened.NOTE), {**body, "event": event.n, "what": event.kind})


def _last_written(place: Path, link: str | None) -> int:
    """The newest event in the place, where its end is not what was noted last; else 0."""
    path = place / EVENTS
    if not path.exists():
        return 0
    with alone(path) as file:
        last = tail_of(file).last
    try:
        known = not last or read_entry(last).link == link
    except (ValueError, KeyError, TypeError) as cause:
        raise BadWave(
            f"{path}: su última línea no es de la cadena; recupere la copia guardada",
            f"{path}: its last line is not of the chain; restore the copy kept",
        ) from cause
    if known:
        return 0
    return max((_number(e) for e in read_events(place)), default=0)


def _number(entry: Entry) -> int:
    found = entry.event.body.get("event") if entry.event else None
    return found if isinstance(found, int) else 0


def closed_today(settings: Settings, wave: Wave, parts: Sequence[WaveVendor], now: datetime) -> bool:
    """Whether every vendor's chain has a head of this day (UTC)."""
    return all(_last_head(place_of(settings, wave.id, part.vendor_id) / HEADS) == now.astimezone(UTC).date() for part in parts)


def _last_head(path: Path) -> date | None:
    lines = path.read_bytes().split() if path.exists() else []
    return datetime.fromisoformat(json.loads(lines[-1])["at"]).astimezone(UTC).date() if lines else None


def publish_heads(session: Session, settings: Settings, wave: Wave, now: datetime) -> list[Head]:
    """Close the day: sign where each vendor's chain stands. The caller holds the wave and commits."""
    write_chain(session, settings, wave)
    key, heads = sealing_key(settings.signing_key), []
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id, WaveVendor.commitment_head.is_not(None))):
        head = publish_head(place_of(settings, wave.id, part.vendor_id), key, now)
        part.chain_link = head.head
        heads.append(head)
    return heads
