"""The findings a vendor was shown, as its client lists them: from calls and from waves alike, as the vendor read them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import FindingShare, VendorReply


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's language with the kind of the vendor's last answer, if it gave one."""

    id: str
    title: str
    shared_at: datetime
    standing: str
    reply: str | None


def shown_findings(session: Session, actor: Actor, vendor_id: int, lang: str) -> tuple[ShownFinding, ...]:
    """Newest first; what was withdrawn is left out."""
    mine = (FindingShare.organisation_id == actor.organisation_id, FindingShare.vendor_id == vendor_id)
    wanted = select(FindingShare).where(*mine, FindingShare.standing != "withdrawn")
    found = session.scalars(wanted.order_by(FindingShare.shared_at.desc(), FindingShare.id)).all()
    said = select(VendorReply).where(VendorReply.share_id.in_([f.id for f in found])).order_by(VendorReply.id)
    last = {reply.share_id: reply.kind for reply in session.scalars(said)} if found else {}
    return tuple(
        ShownFinding(f.id, (f.told.get(lang) or f.told["es"])["title"], f.shared_at, f.standing, last.get(f.id)) for f in found
    )
