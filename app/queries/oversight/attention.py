"""What needs a person, in order of harm: critical findings by vendor, doubts, grave ones, files, what could not be told."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Finding, Recording, RefusedFile, Run, Vendor, Verdict
from app.queries.oversight.calls import HELD, local, of, waiting_for_people
from app.queries.oversight.qa.queue import MINUTES_A_CALL
from app.queries.rows import AttentionKind, AttentionRow, CallState, Conduct

MOST = 5


def attention(session: Session, actor: Actor, shown: Sequence[str]) -> tuple[AttentionRow, ...]:
    """At most five lines, the worst first; `shown` are the recordings of the period."""
    rows = [
        *_findings(session, actor, "critical", AttentionKind.CRITICAL, set(shown)),
        *_to_decide(session, actor),
        *_findings(session, actor, "major", AttentionKind.MAJOR, set(shown)),
        *_failed(session, actor),
        *_unassessed(session, actor),
    ]
    critical = [r for r in rows if r.kind is AttentionKind.CRITICAL][: MOST - 1]
    return (*critical, *(r for r in rows if r.kind is not AttentionKind.CRITICAL))[:MOST]


def _findings(session: Session, actor: Actor, severity: str, kind: AttentionKind, shown: set[str]) -> list[AttentionRow]:
    wanted = (
        select(Finding.criterion, Vendor.name, Recording)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Finding.recording_id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(of(actor), Finding.severity == severity, Finding.standing.in_(HELD))
    )
    groups: dict[tuple[str, str | None], dict[str, Recording]] = {}
    every: set[str] = set()
    for criterion, vendor, recording in session.execute(wanted).tuples():
        if recording.id in shown:
            groups.setdefault((criterion, vendor), {})[recording.id] = recording
            every.add(recording.id)
    ranked = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0][0], g[0][1] or ""))
    return [_line(kind, criterion, vendor, list(found.values()), len(every)) for (criterion, vendor), found in ranked]


def _line(kind: AttentionKind, criterion: str, vendor: str | None, found: Sequence[Recording], total: int) -> AttentionRow:
    agents = {r.agent for r in found if r.agent}
    days = [at.date() for at in (local(r) for r in found) if at]
    return AttentionRow(
        kind=kind,
        count=len(found),
        criterion=criterion,
        vendor=vendor,
        agents=len(agents) or None,
        since=min(days, default=None),
        total=total,
    )


def _to_decide(session: Session, actor: Actor) -> list[AttentionRow]:
    joined = select(func.count()).select_from(Recording).join(Verdict, Verdict.recording_id == Recording.id)
    count = session.scalar(joined.where(waiting_for_people(actor))) or 0
    return [AttentionRow(AttentionKind.TO_DECIDE, count, minutes=count * MINUTES_A_CALL)] if count else []


def _failed(session: Session, actor: Actor) -> list[AttentionRow]:
    newest = session.scalar(
        select(Run).where(Run.organisation_id == actor.organisation_id).order_by(Run.created_at.desc(), Run.id).limit(1)
    )
    if newest is None:
        return []
    refused = session.scalar(select(func.count()).select_from(RefusedFile).where(RefusedFile.run_id == newest.id)) or 0
    in_run = select(func.count()).select_from(Recording).where(Recording.run_id == newest.id)
    count = refused + (session.scalar(in_run.where(Recording.state == CallState.FAILED.value)) or 0)
    total = refused + (session.scalar(in_run) or 0)
    return [AttentionRow(AttentionKind.FAILED_FILES, count, run_id=newest.id, total=total)] if count else []


def _unassessed(session: Session, actor: Actor) -> list[AttentionRow]:
    joined = select(func.count()).select_from(Recording).join(Verdict, Verdict.recording_id == Recording.id)
    count = session.scalar(joined.where(of(actor), Verdict.conduct == Conduct.NOT_ASSESSED.value)) or 0
    return [AttentionRow(AttentionKind.NOT_ASSESSED, count)] if count else []
