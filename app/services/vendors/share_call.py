"""A finding of a call is shown to its vendor with its evidence, for a term in which it may answer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.actors import UPLOADERS, Actor
from app.errors import BadInput, Conflict, Forbidden
from app.models import Event, FindingShare
from app.models.call_share import CallShare
from app.queries.oversight.call_share import finding_of, forbidden, sent_share, share_told
from app.services.vendors.clip_of_call import Clip

TERM_DAYS = 10
_TERMS = range(1, 91)


def share_call(
    session: Session,
    actor: Actor,
    call_id: str,
    criterion: str,
    instance: int,
    term_days: int,
    now: datetime,
    clip: Clip | None = None,
) -> FindingShare:
    """Show it, once, with its seconds where there are any (`clip_of_call`); asked again it is the same share. Commits.

    Only what a person confirmed, and never a call that a wave received: that would tell the vendor of a ghost without the care
    its wave takes (`services.waves.share_findings`). Raises Forbidden, NotFound, BadInput, Conflict.
    """
    if actor.role not in UPLOADERS:
        raise Forbidden("solo auditoría envía hallazgos", "only auditors send findings")
    if term_days not in _TERMS:
        raise BadInput(f"plazo de {term_days} días: de 1 a 90", f"a term of {term_days} days: 1 to 90", "term_days")
    recording, evaluation, finding = finding_of(session, actor, call_id, criterion, instance)
    known = sent_share(session, recording.id, criterion, instance)
    if known is not None:
        return session.get_one(FindingShare, known.share_id)
    why = forbidden(session, recording, finding)
    if why is not None:
        raise Conflict(*why)
    share = FindingShare(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        vendor_id=recording.vendor_id,
        account_id=None,
        told={**share_told(session, recording, evaluation, finding), **_sound(clip)},
        shared_at=now,
        reply_by=now + timedelta(days=term_days),
        standing="open",
    )
    session.add(share)
    session.flush()
    mark = CallShare(
        recording_id=recording.id,
        criterion=criterion,
        instance=instance,
        share_id=share.id,
        evaluation_id=evaluation.id,
        who=actor.name,
        at=now,
    )
    log = Event(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        at=now,
        kind="call_finding.shared",
        subject=share.id,
        detail={"criterion": criterion, "instance": instance, "term_days": term_days},
    )
    session.add_all((mark, log))
    session.commit()
    return share


def _sound(clip: Clip | None) -> dict[str, Any]:
    return {"clip": {"key": clip.key, "from_s": clip.from_s, "seconds": clip.seconds}} if clip else {}
