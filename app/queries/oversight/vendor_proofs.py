"""The breaches heard in a vendor's calls of a period, the clearest first, and what it answered of those it was shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Appeal, Finding, FindingShare, Recording, VendorReply, Verdict
from app.models.call_share import CallShare
from app.queries.collections.kpis import zone_of
from app.queries.oversight.calls import local
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.qa.contested import judged_when_sent, newest, waits, which
from app.queries.oversight.scorecards.span import OWN, instants, vendor_is
from app.queries.review_rows import Standing
from app.queries.scorecard_rows import Behind, Proof, ProofStanding, Replies

SHOWN = 12
HELD = (Standing.ASSERTED.value, Standing.HAPPENED.value)
_CLEAREST = (ProofStanding.CONFIRMED, ProofStanding.APPEALED, ProofStanding.MACHINE, ProofStanding.DOUBT)
Key = tuple[str, str, int]


def behind(session: Session, actor: Actor, vendor: str, first: date, last: date, shown: int = SHOWN) -> Behind:
    """Critical breaches as they stand now, in calls no ghost received. `vendor` is its key; kinds count calls, not instances."""
    start, end = instants(zone_of(session, actor), first, last)
    when = func.coalesce(Recording.called_at, Recording.added_at)
    wanted = (
        select(Finding, Recording)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Verdict.recording_id)
        .where(
            Recording.organisation_id == actor.organisation_id,
            vendor_is(Recording.vendor_id, vendor),
            is_real_call(),
            when >= start,
            when < end,
            Finding.severity == "critical",
            Finding.standing.in_(HELD),
        )
        .order_by(Finding.confidence.desc(), Recording.id, Finding.instance)
    )
    found = session.execute(wanted).tuples().all()
    shares = _shares(session, [recording.id for _, recording in found])
    proofs = [_proof(finding, recording, shares) for finding, recording in found]
    kinds = Counter(criterion for criterion, _ in {(p.criterion, p.call_id) for p in proofs})
    ranked = sorted(proofs, key=lambda p: _CLEAREST.index(p.standing))
    counted = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    return Behind(tuple(counted), tuple(ranked[:shown]), len({p.call_id for p in proofs}))


def _shares(session: Session, ids: Sequence[str]) -> Mapping[Key, tuple[str, bool]]:
    """What was shown of these calls, and whether an appeal of its vendor waits."""
    if not ids:
        return {}
    rows = session.scalars(select(CallShare).where(CallShare.recording_id.in_(sorted(set(ids))))).all()
    waiting = set(session.scalars(select(Appeal.share_id).where(Appeal.share_id.in_([r.share_id for r in rows]), waits())))
    told: dict[Key, tuple[str, bool]] = {}
    for row in sorted(rows, key=lambda r: r.id):
        judged, instance = which(session, row.recording_id, row.criterion, judged_when_sent(session, row), row.instance)
        if judged == newest(session, row.recording_id):
            told[(row.recording_id, row.criterion, instance)] = (row.share_id, row.share_id in waiting)
    return told


def _last_words(session: Session, shares: Sequence[str]) -> dict[str, str]:
    if not shares:
        return {}
    said = session.scalars(select(VendorReply).where(VendorReply.share_id.in_(shares)).order_by(VendorReply.id))
    return {reply.share_id: reply.kind for reply in said}


def _proof(finding: Finding, recording: Recording, shares: Mapping[Key, tuple[str, bool]]) -> Proof:
    share_id, appealed = shares.get((recording.id, finding.criterion, finding.instance), (None, False))
    confirmed = finding.standing == Standing.HAPPENED.value
    standing = ProofStanding.APPEALED if appealed else ProofStanding.CONFIRMED if confirmed else ProofStanding.MACHINE
    return Proof(
        call_id=recording.id,
        code=recording.code,
        criterion=finding.criterion,
        instance=finding.instance,
        severity=finding.severity,
        quote=finding.quote,
        start_s=finding.start_s,
        at=local(recording),
        agent=recording.agent,
        standing=standing,
        share_id=share_id,
    )


def replies(session: Session, actor: Actor, vendor: str, first: date, last: date, now: datetime) -> Replies:
    """The findings the vendor was shown of what happened in these days, whenever they were sent, and its last word on each."""
    if vendor == OWN:
        return Replies(0, 0, 0, 0, None)
    start, end = instants(zone_of(session, actor), first, last)
    mine = (FindingShare.organisation_id == actor.organisation_id, FindingShare.vendor_id == int(vendor))
    wanted = select(FindingShare).where(*mine, FindingShare.standing != "withdrawn", FindingShare.shared_at >= start)
    shares = [share for share in session.scalars(wanted) if start <= _happened(share) < end]
    said = Counter(_last_words(session, [s.id for s in shares]).values())
    running = [s.reply_by for s in shares if s.standing == "open" and s.reply_by > now]
    return Replies(len(shares), said["accepts"], said["appeals"], said["explains"], max(running, default=None))


def _happened(share: FindingShare) -> datetime:
    """When what it tells happened; when it was sent, where that is not known."""
    told = share.told.get("happened_at")
    at = datetime.fromisoformat(told) if told else share.shared_at
    return at if at.tzinfo else at.replace(tzinfo=UTC)
