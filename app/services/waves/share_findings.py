"""The vendor's right to answer: confirmed findings are shown to it for a term, then made public, or withdrawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models import FindingShare, VendorReply
from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.wave_rows import FindingStanding, WaveState
from app.services.waves.desk import reason_of, take_wave
from app.services.waves.events import add_event
from app.services.waves.judge_finding import finding_in

TERM_DAYS = 10
_TERMS = range(1, 91)


def share_findings(
    session: Session, actor: Actor, wave_id: str, finding_ids: Sequence[str], term_days: int, why_now: str, now: datetime
) -> list[FindingShare]:
    """Show confirmed findings to their vendor for `term_days`; each one once.

    To show one tells the vendor that its account is a ghost. So before the reveal it takes a reason (`why_now`), kept in the
    chain with the ghosts it gives away. Raises Conflict for a finding nobody confirmed, BadInput, NotFound.
    """
    wave = take_wave(session, actor, wave_id)
    if term_days not in _TERMS:
        raise BadInput(f"plazo de {term_days} días: de 1 a 90", f"a term of {term_days} days: 1 to 90", "term_days")
    findings = [finding_in(session, wave, id) for id in sorted(set(finding_ids))]
    fresh = [f for f in findings if f.share_id is None]
    partly = wave.state != WaveState.REVEALED
    reason = reason_of(why_now, "why_now") if partly and fresh else ""
    for finding in fresh:
        if finding.standing != FindingStanding.CONFIRMED:
            raise Conflict("solo se comparte lo que una persona confirmó", "only what a person confirmed is shared")
        share = _shown(session, wave, finding, now, term_days)
        finding.share_id, finding.standing = share.id, FindingStanding.SENT.value
    for vendor_id in sorted({f.vendor_id for f in fresh}):
        theirs = [f for f in fresh if f.vendor_id == vendor_id]
        body = {"findings": [f.mark for f in theirs], "by": actor.name, "term_days": term_days}
        if partly:
            body |= {"reason": reason, "gives_away": sorted({f.ghost_id for f in theirs if f.ghost_id})}
        add_event(session, wave, "findings.shared", body, now, vendor_id)
    session.commit()
    ids = [f.share_id for f in findings]
    return list(session.scalars(select(FindingShare).where(FindingShare.id.in_(ids)).order_by(FindingShare.id)))


def _shown(session: Session, wave: Wave, finding: WaveFinding, now: datetime, term_days: int) -> FindingShare:
    """Only this finding's own words and its own contact: no code, no wave, no other ghost."""
    ghost = session.get(Ghost, finding.ghost_id) if finding.ghost_id else None
    received = session.get(Received, finding.received_id) if finding.received_id else None
    told = {
        "es": {"title": finding.told["es"]["title"], "note": finding.told["es"]["note"]},
        "en": {"title": finding.told["en"]["title"], "note": finding.told["en"]["note"]},
        "rule": finding.rule_id,
        "severity": finding.severity,
        "citation": finding.citation,
        "reading": finding.reading,
        "happened_at": received.at.isoformat() if received else None,
        "zone": ghost.zone if ghost else None,
        "channel": received.channel if received else None,
        "quote": finding.evidence.get("quote"),
    }
    share = FindingShare(
        id=uuid4().hex,
        organisation_id=wave.organisation_id,
        vendor_id=finding.vendor_id,
        account_id=ghost.account_id if ghost else None,
        told=told,
        shared_at=now,
        reply_by=now + timedelta(days=term_days),
        standing="open",
    )
    session.add(share)
    session.flush()
    return share


def publish_finding(session: Session, actor: Actor, wave_id: str, finding_id: str, now: datetime) -> WaveFinding:
    """Make it public: after the vendor answered, or its term is over. Twice is once."""
    wave = take_wave(session, actor, wave_id)
    finding = finding_in(session, wave, finding_id)
    if finding.standing == FindingStanding.PUBLISHED:
        return finding
    share = session.get(FindingShare, finding.share_id) if finding.share_id else None
    if finding.standing != FindingStanding.SENT or share is None:
        raise Conflict("antes de publicar, el proveedor debe poder responder", "the vendor must be able to answer first")
    answered = session.scalar(select(VendorReply.id).where(VendorReply.share_id == share.id).limit(1))
    if answered is None and now < share.reply_by:
        day = share.reply_by.date().isoformat()
        raise Conflict(f"el proveedor puede responder hasta el {day}", f"the vendor may answer until {day}")
    finding.standing, finding.published_at = FindingStanding.PUBLISHED.value, now
    share.standing = "published"
    body = {"finding": finding.mark, "by": actor.name}
    add_event(session, wave, "finding.published", body, now, finding.vendor_id)
    session.commit()
    return finding


def withdraw_finding(session: Session, actor: Actor, wave_id: str, finding_id: str, reason: str, now: datetime) -> WaveFinding:
    """Take a finding back that the vendor was shown, with the reason. Twice is once."""
    wave = take_wave(session, actor, wave_id)
    finding = finding_in(session, wave, finding_id)
    if finding.standing == FindingStanding.WITHDRAWN:
        return finding
    share = session.get(FindingShare, finding.share_id) if finding.share_id else None
    if share is None:
        raise Conflict("el proveedor aún no lo ha visto; descártelo", "the vendor has not seen it; dismiss it")
    finding.standing, finding.reason = FindingStanding.WITHDRAWN.value, reason_of(reason)
    share.standing = "withdrawn"
    body = {"finding": finding.mark, "by": actor.name, "reason": finding.reason}
    add_event(session, wave, "finding.withdrawn", body, now, finding.vendor_id)
    session.commit()
    return finding
