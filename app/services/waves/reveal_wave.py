"""Open what was promised: one bundle a vendor, that anybody can check with one command."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import Vendor
from app.models.wave import Wave, WaveVendor
from app.queries.oversight.waves import wave_of
from app.queries.wave_rows import WaveState
from app.services.lines import write_whole
from app.services.sealing import sealing_key
from app.services.waves.desk import take_wave
from app.services.waves.events import add_event
from app.services.waves.places import place_of, publish_heads, write_chain
from app.settings import Settings
from audit.evidence.items import safe_name
from audit.ghosts.reveal import reveal
from audit.ghosts.reveal_verify import verify_reveal

REVEAL = "reveal.zip"


def close_day(session: Session, settings: Settings, actor: Actor, wave_id: str, now: datetime) -> int:
    """Publish where every vendor's chain stands today; how many heads."""
    wave = take_wave(session, actor, wave_id)
    heads = publish_heads(session, settings, wave, now)
    session.commit()
    return len(heads)


def reveal_wave(session: Session, settings: Settings, actor: Actor, wave_id: str, now: datetime) -> Wave:
    """Open every vendor's promise once the wave is over. Twice is once. Raises Conflict, BadWave."""
    wave = take_wave(session, actor, wave_id)
    if wave.state == WaveState.REVEALED:
        return wave
    take_wave(session, actor, wave_id, WaveState.STOPPED, WaveState.ENDED)
    if wave.sealed_at is None:
        raise Conflict(f"{wave.code} se detuvo antes de sellar: no hay qué revelar", f"{wave.code} was stopped before its seal")
    add_event(session, wave, "wave.revealed", {"by": actor.name}, now)
    write_chain(session, settings, wave)
    key = sealing_key(settings.signing_key)
    for part in _parts(session, wave):
        place = place_of(settings, wave.id, part.vendor_id)
        target = io.BytesIO()
        part.reveal_head = reveal(place, target, key, now)
        write_whole(place / REVEAL, target.getvalue())
    wave.state, wave.revealed_at = WaveState.REVEALED.value, now
    wave.reveal_head = next(iter(_parts(session, wave))).reveal_head
    session.commit()
    return wave


def _parts(session: Session, wave: Wave) -> list[WaveVendor]:
    return list(session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id).order_by(WaveVendor.vendor_id)))


def reveal_file(session: Session, settings: Settings, actor: Actor, wave_id: str) -> tuple[str, bytes]:
    """Name and bytes of the reveal: the bundle itself of a wave with one vendor, a zip of bundles otherwise. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    found = _bundles(session, settings, wave)
    if not found:
        raise NotFound(f"{wave.code} no se ha revelado", f"{wave.code} has not been revealed")
    if len(found) == 1:
        return REVEAL, next(iter(found.values())).read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for vendor, path in found.items():
            archive.write(path, f"{safe_name(vendor)}-{REVEAL}")
    return "reveals.zip", out.getvalue()


def check_wave_seal(session: Session, settings: Settings, actor: Actor, wave_id: str, lang: str) -> list[str]:
    """What does not match in the wave's chain, promises and reveals; empty when all is whole."""
    wave = wave_of(session, actor, wave_id)
    broken = []
    for vendor, path in _bundles(session, settings, wave).items():
        proof = verify_reveal(path, sealing_key(settings.signing_key).public_key())
        broken += [f"{vendor}: {fault.name}: {fault.say(lang)}" for fault in proof.faults]
    return broken


def _bundles(session: Session, settings: Settings, wave: Wave) -> dict[str, Path]:
    if wave.revealed_at is None:
        return {}
    names: dict[int, str] = dict(session.execute(select(Vendor.id, Vendor.name)).tuples().all())
    return {names[p.vendor_id]: place_of(settings, wave.id, p.vendor_id) / REVEAL for p in _parts(session, wave)}
