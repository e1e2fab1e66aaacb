"""Every day, by itself: sign where each vendor's chain stands, so that nothing of it can be cut and made anew later."""

import logging
from datetime import datetime

from sqlalchemy import select

from app.db import Database
from app.models.wave import Wave, WaveVendor
from app.services.waves.places import closed_today, publish_heads
from app.settings import Settings
from audit.ghosts.commit_error import BadWave

log = logging.getLogger(__name__)


def close_days(database: Database, settings: Settings, now: datetime) -> int:
    """Publish the day's head of every wave that is sealed and not revealed; how many heads. Asked again the same day: none."""
    with database.reading() as session:
        live = select(Wave.id).where(Wave.sealed_at.is_not(None), Wave.revealed_at.is_(None)).order_by(Wave.id)
        waves = list(session.scalars(live))
    published = 0
    for wave_id in waves:
        with database.write() as session:
            wave = session.scalars(select(Wave).where(Wave.id == wave_id).with_for_update()).one()
            sealed = select(WaveVendor).where(WaveVendor.wave_id == wave.id, WaveVendor.commitment_head.is_not(None))
            parts = session.scalars(sealed).all()
            if wave.revealed_at is not None or closed_today(settings, wave, parts, now):
                continue
            try:
                published += len(publish_heads(session, settings, wave, now))
            except BadWave as cause:  # a damaged chain is said, and stops neither the other waves nor the sweeper
                log.error("day not closed", extra={"kind": type(cause).__name__})
                continue
            session.commit()
    return published
