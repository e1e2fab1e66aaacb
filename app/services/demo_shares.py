"""The demo's finding that its vendor can hear: confirmed by a person, sent with the seconds of the call, not answered yet."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models import Finding, Recording, Run, Vendor, Verdict
from app.models.call_share import CallShare
from app.queries.audio_rows import Audio
from app.queries.review_rows import Decision, Standing
from app.services.decide import decide
from app.services.vendors.clip_of_call import clip_of_call
from app.services.vendors.share_call import TERM_DAYS, share_call
from app.store import Store

_HEARD = "Se oye: ofrece recibir el pago por fuera de los canales del cliente."
_DECIDED_BEFORE, _SENT_BEFORE = timedelta(days=2), timedelta(days=1)


def prepare_share(
    database: Database, store: Store, auditor: Actor, reviewer: Actor, run_name: str, vendor: str, criterion: str, now: datetime
) -> None:
    """Made the first time. Nothing where the run's calls of that vendor with a sound hold no such act at a known second."""
    with database.reading() as session:
        place = _place(session, auditor, run_name, vendor, criterion)
    if place is None:
        return
    call_id, instance, standing = place
    if standing != Standing.HAPPENED.value:
        with database.writing() as session:
            decided = Decision.HAPPENED.value
            decide(session, reviewer, call_id, criterion, instance, decided, _HEARD, now - _DECIDED_BEFORE)
    with database.reading() as session:
        clip = clip_of_call(session, store, auditor, call_id, criterion, instance)
    with database.writing() as session:
        share_call(session, auditor, call_id, criterion, instance, TERM_DAYS, now - _SENT_BEFORE, clip)


def _place(session: Session, auditor: Actor, run_name: str, vendor: str, criterion: str) -> tuple[str, int, str] | None:
    """The first such act that was not sent yet, as (call, instance, how it stands); None where one was sent."""
    mine = (Recording.organisation_id == auditor.organisation_id, Vendor.name == vendor, Run.name == run_name)
    found = (
        select(Finding.recording_id, Finding.instance, Finding.standing)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Finding.recording_id)
        .join(Vendor, Vendor.id == Recording.vendor_id)
        .join(Run, Run.id == Recording.run_id)
        .where(*mine, Recording.audio == Audio.KEPT.value, Finding.criterion == criterion, Finding.start_s.is_not(None))
        .order_by(Recording.called_at, Finding.instance)
    )
    sent = (CallShare.recording_id == Finding.recording_id, CallShare.criterion == Finding.criterion)
    if session.execute(found.join(CallShare, sent[0] & sent[1]).limit(1)).first() is not None:
        return None
    row = session.execute(found.limit(1)).first()
    return (row[0], row[1], row[2]) if row else None
