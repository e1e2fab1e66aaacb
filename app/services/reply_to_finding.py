"""A vendor answers a finding that was shared with it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models.account import FindingShare, VendorReply
from app.queries.rows import Role

MAX_REPLY = 8000


class ReplyKind(StrEnum):
    """What an answer says."""

    ACCEPTS = "accepts"
    APPEALS = "appeals"
    EXPLAINS = "explains"


def reply_to_finding(session: Session, actor: Actor, share_id: str, kind: str, text: str, now: datetime) -> VendorReply:
    """Keep the answer; the same words sent twice are one. Raises NotFound for another's finding, BadInput, Conflict."""
    if actor.role is not Role.VENDOR or actor.vendor_id is None:
        raise Forbidden("solo el proveedor responde sus hallazgos", "only the vendor answers its findings")
    wanted = select(FindingShare).where(
        FindingShare.id == share_id,
        FindingShare.vendor_id == actor.vendor_id,
        FindingShare.organisation_id == actor.organisation_id,
    )
    share = session.scalar(wanted.with_for_update())
    if share is None:
        raise NotFound("no hay tal hallazgo", "there is no such finding")
    text = text.strip()
    if kind not in set(ReplyKind):
        raise BadInput("elija: acepta, apela o explica", "choose: accepts, appeals or explains", "kind")
    if not 1 <= len(text) <= MAX_REPLY:
        raise BadInput(
            f"escriba su respuesta (hasta {MAX_REPLY} letras)", f"write your answer (up to {MAX_REPLY} letters)", "text"
        )
    last = session.scalar(select(VendorReply).where(VendorReply.share_id == share.id).order_by(VendorReply.id.desc()).limit(1))
    if last is not None and (last.kind, last.text, last.user_id) == (kind, text, actor.user_id):
        return last
    if share.standing not in ("open", "replied"):
        raise Conflict("este hallazgo ya no recibe respuestas", "this finding takes no answers any more")
    reply = VendorReply(share_id=share.id, kind=kind, text=text, user_id=actor.user_id, who=actor.name, at=now)
    session.add(reply)
    share.standing = "replied"
    session.commit()
    return reply
