"""The risk queue: unsigned calls with a critical candidate, a complaint, judges who disagree, or a doubt of the machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Evaluation, Finding, Grievance, Interaction, QueueLease, Recording, ScoreSheet, User, Vendor, Verdict
from app.queries.oversight.calls import call_row, of
from app.queries.oversight.qa.sealed import sealed, waits_in_draw
from app.queries.qa_rows import RiskRow, Why
from app.queries.review_rows import Standing
from audit.calibration.sampling import Risk, doubt_of, risk_order
from audit.calibration.sheet import Purpose

MOST = 500
JOINED_JUDGES = "+"
_OPEN = (Standing.ASSERTED.value, Standing.TO_REVIEW.value)


def _critical() -> ColumnElement[bool]:
    return exists().where(
        Finding.evaluation_id == Verdict.evaluation_id, Finding.severity == "critical", Finding.standing.in_(_OPEN)
    )


def complained() -> ColumnElement[bool]:
    """Somebody complained of the contact that this call recorded, and was not answered yet."""
    told = select(Interaction.recording_id).join(Grievance, Grievance.interaction_id == Interaction.id)
    return Recording.id.in_(
        told.where(Grievance.kind == "complaint", Grievance.state == "open", Interaction.recording_id.is_not(None))
    )


def _apart() -> ColumnElement[bool]:
    """A person's closed sheet says otherwise of critical acts than the call stands."""
    holds = case((Verdict.critical > 0, 1), else_=0)
    return exists().where(
        ScoreSheet.recording_id == Recording.id,
        ScoreSheet.closed_at.is_not(None),
        ScoreSheet.breach.in_((0, 1)),
        ScoreSheet.breach != holds,
    )


def _scored() -> ColumnElement[bool]:
    return exists().where(
        ScoreSheet.recording_id == Recording.id,
        ScoreSheet.purpose == Purpose.RISK.value,
        ScoreSheet.closed_at.is_not(None),
        ScoreSheet.evaluation_id == Verdict.evaluation_id,
    )


def at_risk(actor: Actor) -> ColumnElement[bool]:
    """Recordings joined with verdicts that wait in the risk queue. What was drawn at random waits there first."""
    why = or_(Verdict.needs_person.is_(True), and_(~_scored(), or_(_critical(), complained(), _apart())))
    return and_(of(actor), Verdict.signed_at.is_(None), why, ~sealed(actor), ~waits_in_draw())


@dataclass(frozen=True, slots=True)
class _Found:
    recording: Recording
    verdict: Verdict
    vendor: str | None
    complaint: bool
    apart: bool
    joined: bool


def _found(session: Session, actor: Actor) -> list[_Found]:
    judges = Evaluation.result
    wanted = (
        select(Recording, Verdict, Vendor.name, complained(), _apart(), judges)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .join(Evaluation, Evaluation.id == Verdict.evaluation_id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(at_risk(actor))
        .order_by(Verdict.critical.desc(), Verdict.to_decide.desc(), Recording.called_at, Recording.id)
        .limit(MOST)
    )
    return [
        _Found(recording, verdict, vendor, bool(complaint), bool(apart), JOINED_JUDGES in str(result["judge"]["name"]))
        for recording, verdict, vendor, complaint, apart, result in session.execute(wanted).tuples()
    ]


def risk_rows(session: Session, actor: Actor, holders: dict[str, str]) -> tuple[RiskRow, ...]:
    """The queue in the order to work it; `holders` says who has which call in hand."""
    found = {f.recording.id: f for f in _found(session, actor)}
    doubts = _open_findings(session, [f.verdict.evaluation_id for f in found.values()])
    ordered = risk_order(_risk(f, doubts.get(f.verdict.evaluation_id, [])) for f in found.values())
    return tuple(_row(found[r.call], doubts.get(found[r.call].verdict.evaluation_id, []), holders) for r in ordered)


def _risk(found: _Found, open_ones: Sequence[Finding]) -> Risk:
    doubts = [doubt_of(f.confidence) for f in open_ones if f.standing == Standing.TO_REVIEW.value and f.confidence is not None]
    return Risk(
        call=found.recording.id,
        critical=sum(f.severity == "critical" for f in open_ones),
        complaints=int(found.complaint),
        judges_differ=int(found.apart or (found.joined and bool(found.verdict.to_decide))),
        doubt=max(doubts, default=0.0),
    )


def _row(found: _Found, open_ones: Sequence[Finding], holders: dict[str, str]) -> RiskRow:
    return RiskRow(
        call=call_row(found.recording, found.verdict, found.vendor),
        why=tuple(_reasons(found, open_ones)),
        criteria=tuple(dict.fromkeys(f.criterion for f in open_ones)),
        told=(found.verdict.why or "") if found.verdict.needs_person else "",
        start_s=next((f.start_s for f in open_ones if f.start_s is not None), None),
        taken_by=holders.get(found.recording.id),
    )


def _reasons(found: _Found, open_ones: Sequence[Finding]) -> list[Why]:
    out = []
    if any(f.severity == "critical" for f in open_ones):
        out.append(Why.CRITICAL)
    if found.complaint:
        out.append(Why.COMPLAINT)
    if found.apart or (found.joined and found.verdict.to_decide):
        out.append(Why.DISAGREE)
    if any(f.standing == Standing.TO_REVIEW.value for f in open_ones):
        out.append(Why.UNSURE)
    if "certain" in (found.verdict.why or ""):
        out.append(Why.ROLES)
    return out


def _open_findings(session: Session, evaluation_ids: Sequence[int]) -> dict[int, list[Finding]]:
    wanted = select(Finding).where(Finding.evaluation_id.in_(evaluation_ids), Finding.standing.in_(_OPEN))
    out: dict[int, list[Finding]] = {}
    for finding in session.scalars(wanted.order_by(Finding.severity != "critical", Finding.instance)):
        out.setdefault(finding.evaluation_id, []).append(finding)
    return out


def risk_count(session: Session, actor: Actor) -> int:
    """How many calls wait in the risk queue."""
    joined = select(func.count()).select_from(Recording).join(Verdict, Verdict.recording_id == Recording.id)
    return session.scalar(joined.where(at_risk(actor))) or 0


def holders(session: Session, actor: Actor, now: datetime) -> dict[str, str]:
    """Who else has which call in hand now."""
    wanted = select(QueueLease.recording_id, User.name).join(User, User.id == QueueLease.user_id)
    mine = wanted.where(QueueLease.organisation_id == actor.organisation_id, QueueLease.until > now)
    return dict(session.execute(mine.where(QueueLease.user_id != actor.user_id)).tuples().all())
