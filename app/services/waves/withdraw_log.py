"""Take a vendor's log back, with the reason: nothing of it is deleted, and nothing rests on it any more."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.wave_finding import VendorLog
from app.queries.wave_rows import WaveState
from app.services.waves.check_burn import check_burn
from app.services.waves.check_wave import check_wave
from app.services.waves.desk import AFTER_SEAL, reason_of, take_wave
from app.services.waves.events import add_event
from app.store import Store


def withdraw_log(
    session: Session, store: Store, actor: Actor, wave_id: str, log_id: str, reason: str, now: datetime
) -> VendorLog:
    """Withdraw a log; what was judged by it is judged anew without it, by the log before it where there is one. Twice is once.

    What people decided stands, as everywhere. Raises NotFound, BadInput without a reason.
    """
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL, WaveState.REVEALED)
    log = session.scalar(select(VendorLog).where(VendorLog.id == log_id, VendorLog.wave_id == wave.id).with_for_update())
    if log is None:
        raise NotFound(f"no hay registro {log_id[:40]}", f"there is no log {log_id[:40]}")
    if log.withdrawn_at is not None:
        return log
    log.withdrawn_reason, log.withdrawn_by, log.withdrawn_at = reason_of(reason), actor.name, now
    body = {"log": log.id, "sha256": log.sha256, "reason": log.withdrawn_reason, "by": actor.name}
    add_event(session, wave, "log.withdrawn", body, now, log.vendor_id)
    session.commit()
    check_wave(session, actor, wave_id, now, store)
    check_burn(session, store, actor, wave_id, now)
    return log
