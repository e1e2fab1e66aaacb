"""A vendor answers a finding that was shared with it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models.account import FindingShare, VendorReply
from app.queries.rows import Role
from app.services.qa.appeal import Contest, file_appeal

MAX_REPLY = 8000


class ReplyKind(StrEnum):
    """What an answer says."""

    ACCEPTS = "accepts"
    APPEALS = "appeals"
    EXPLAINS = "explains"


def reply_to_finding(session: Session, actor: Actor, share_id: str, kind: str, text: str, now: datetime) -> VendorReply:
    """Keep the answer; the same words sent twice are one; one that appeals opens an appeal.

    What was accepted is not appealed, nor what was appealed accepted: more is explained. Raises NotFound for another's finding,
    BadInput, Conflict.
    """
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
    text = text.replace("\x00", "").strip()
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
    _no_contradiction(session, share, kind)
    if kind == ReplyKind.APPEALS:
        file_appeal(session, actor, Contest(f"share:{share.id}", text, share_id=share.id), now, ("kind", "text"))
    reply = VendorReply(share_id=share.id, kind=kind, text=text, user_id=actor.user_id, who=actor.name, at=now)
    session.add(reply)
    share.standing = "replied"
    session.commit()
    return reply


def _no_contradiction(session: Session, share: FindingShare, kind: str) -> None:
    """Raises BadInput for an appeal of what was accepted, or the other way round."""
    said = set(session.scalars(select(VendorReply.kind).where(VendorReply.share_id == share.id)))
    if kind == ReplyKind.APPEALS and ReplyKind.ACCEPTS in said:
        raise BadInput(
            "este hallazgo ya se aceptó y no se apela: si falta decir algo, explíquelo",
            "this finding was accepted and is not appealed: explain what is left to say",
            "kind",
        )
    if kind == ReplyKind.ACCEPTS and ReplyKind.APPEALS in said:
        raise BadInput(
            "este hallazgo ya se apeló y no se acepta: si falta decir algo, explíquelo",
            "this finding was appealed and is not accepted: explain what is left to say",
            "kind",
        )
