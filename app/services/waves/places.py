"""A vendor's sealed place on disk: the promise, and the chain that follows it, fed from the wave's own events."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.wave import Wave, WaveEvent, WaveVendor
from app.services.sealing import sealing_key
from app.settings import Settings
from audit.ghosts.events import EVENTS, Entry, Event, Happened, append_events, read_entry, read_events
from audit.ghosts.events_file import alone, tail_of
from audit.ghosts.events_heads import Head, publish_head

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
        entries = append_events(place, [_event(e) for e in events])
        part.events_written, part.chain_link = events[-1].n, entries[-1].link
        added += len(entries)
    return added


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
    if not last or read_entry(last).link == link:
        return 0
    return max((_number(e) for e in read_events(place)), default=0)


def _number(entry: Entry) -> int:
    found = entry.event.body.get("event") if entry.event else None
    return found if isinstance(found, int) else 0


def publish_heads(session: Session, settings: Settings, wave: Wave, now: datetime) -> list[Head]:
    """Close the day: sign where each vendor's chain stands. The caller holds the wave and commits."""
    write_chain(session, settings, wave)
    key, heads = sealing_key(settings.signing_key), []
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id, WaveVendor.commitment_head.is_not(None))):
        head = publish_head(place_of(settings, wave.id, part.vendor_id), key, now)
        part.chain_link = head.head
        heads.append(head)
    return heads
