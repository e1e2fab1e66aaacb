"""A person signs the call as it stands."""

import json
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Act, Finding, Heard, Signature
from app.queries.review_rows import Standing
from app.services.reviewing import Desk, keep, take_up
from app.services.standing import count_verdict, standing_signature


def sign_off(session: Session, actor: Actor, call_id: str, now: datetime) -> Signature:
    """Sign; a later change takes the signature's force away. Raises Conflict while a finding waits for a decision."""
    desk = take_up(session, actor, call_id)
    open_findings = select(func.count()).select_from(Finding)
    waiting = session.scalar(
        open_findings.where(Finding.evaluation_id == desk.evaluation.id, Finding.standing == Standing.TO_REVIEW.value)
    )
    if waiting:
        raise Conflict(
            "queda 1 hallazgo por decidir antes de firmar"
            if waiting == 1
            else f"quedan {waiting} hallazgos por decidir antes de firmar",
            f"{waiting} {'finding waits' if waiting == 1 else 'findings wait'} for a decision before signing",
        )
    if standing_signature(session, desk.recording.id):
        raise Conflict("la llamada ya está firmada", "the call is signed already")
    digest = digest_of(session, desk)
    act = keep(session, desk, actor, now, Act(kind="signature", after="signed"))
    signature = Signature(recording_id=desk.recording.id, act_id=act.id, digest=digest, who=actor.name, at=now)
    session.add(signature)
    session.flush()
    count_verdict(session, desk.recording, desk.evaluation, now)
    session.commit()
    return signature


def digest_of(session: Session, desk: Desk) -> str:
    """SHA-256 over recording, transcript, result and every act so far, as canonical JSON."""
    heard = session.get(Heard, desk.recording.id)
    acts = session.scalars(select(Act).where(Act.recording_id == desk.recording.id).order_by(Act.id))
    signed = {
        "sha256": desk.recording.sha256,
        "transcript": heard.transcript if heard else None,
        "result": desk.evaluation.result,
        "acts": [[a.kind, a.criterion, a.instance, a.before, a.after, a.reason, a.who, a.at.isoformat()] for a in acts],
    }
    return sha256(json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
