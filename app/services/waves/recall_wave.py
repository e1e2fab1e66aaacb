"""Take the accounts of a wave that is over back from its vendors, real ones and ghosts alike, so that another may begin."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.wave import WaveVendor
from app.services.recall_accounts import recall_batch
from app.services.waves.desk import OVER, take_wave
from app.services.waves.events import add_event


def recall_wave(session: Session, actor: Actor, wave_id: str, now: datetime) -> int:
    """Recall every account of the wave; how many were with the vendors still. Twice is once. Raises Conflict before its end."""
    wave = take_wave(session, actor, wave_id, *OVER)
    recalled = 0
    parts = select(WaveVendor).where(WaveVendor.wave_id == wave.id, WaveVendor.batch.is_not(None))
    for part in session.scalars(parts.order_by(WaveVendor.vendor_id)).all():
        recalled += recall_batch(session, wave.organisation_id, part.vendor_id, part.batch or "", now)
    if recalled:
        add_event(session, wave, "accounts.recalled", {"accounts": recalled, "by": actor.name}, now)
    session.commit()
    return recalled
