"""Calibration sessions: the list, one session's progress, and once it is over the marks side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import LEADS, REVIEWERS, Actor
from app.errors import NotFound
from app.models import (
    AgreedMark,
    CalibrationCall,
    CalibrationMember,
    CalibrationSession,
    Evaluation,
    Recording,
    ScoreSheet,
    User,
    Vendor,
)
from app.queries.calibration_rows import GridRow, SessionCall, SessionForm, SessionLine, SessionPage, SessionsPage
from app.queries.oversight.calls import local
from app.queries.oversight.qa.choices import choices_of
from app.queries.oversight.qa.compare import machine_marks
from app.queries.oversight.qa.sealed import sealed_ids
from app.queries.rubrics import rubric_of
from audit.calibration.sheet import UNKNOWN


def sessions_page(session: Session, actor: Actor, form: SessionForm | None = None) -> SessionsPage:
    """Every session of the organisation, those that go on first, by due date."""
    wanted = select(CalibrationSession).where(CalibrationSession.organisation_id == actor.organisation_id)
    ordered = wanted.order_by(
        CalibrationSession.closed_at.is_not(None), CalibrationSession.closed_at.desc(), CalibrationSession.due_on
    )
    rows = tuple(session_line(session, actor, held) for held in session.scalars(ordered.limit(100)))
    people = select(User).where(
        User.organisation_id == actor.organisation_id, User.active.is_(True), User.role.in_([r.value for r in REVIEWERS])
    )
    found = tuple((u.id, u.name, u.role) for u in session.scalars(people.order_by(User.name, User.id)))
    return SessionsPage(rows, found, form or SessionForm(people=tuple(p[0] for p in found)), actor.role in REVIEWERS)


def session_line(session: Session, actor: Actor, held: CalibrationSession) -> SessionLine:
    """A session with how far it is."""
    calls = session.scalar(select(func.count()).select_from(CalibrationCall).where(CalibrationCall.session_id == held.id)) or 0
    people = session.execute(
        select(CalibrationMember.user_id, CalibrationMember.who)
        .where(CalibrationMember.session_id == held.id)
        .order_by(CalibrationMember.who, CalibrationMember.user_id)
    ).all()
    closed = dict(
        session.execute(
            select(ScoreSheet.user_id, func.count())
            .where(ScoreSheet.session_id == held.id, ScoreSheet.closed_at.is_not(None))
            .group_by(ScoreSheet.user_id)
        )
        .tuples()
        .all()
    )
    member = any(user_id == actor.user_id for user_id, _ in people)
    return SessionLine(
        id=held.id,
        title=held.title,
        way=held.way,
        calls=calls,
        people=tuple(who for _, who in people),
        due_on=held.due_on,
        made_at=held.made_at,
        who=held.who,
        closed_at=held.closed_at,
        done=sum(closed.values()),
        sheets=calls * len(people),
        mine=closed.get(actor.user_id or -1, 0) if member else None,
    )


def session_page(session: Session, actor: Actor, session_id: str, chosen: str = "", problem: str | None = None) -> SessionPage:
    """One session; marks of anybody but the reader are read only once it is over, and never of a call they still score blind.

    Raises NotFound.
    """
    held = session.scalar(
        select(CalibrationSession).where(
            CalibrationSession.id == session_id, CalibrationSession.organisation_id == actor.organisation_id
        )
    )
    if held is None:
        raise NotFound(f"no hay calibración {session_id[:40]}", f"there is no calibration {session_id[:40]}")
    line, over = session_line(session, actor, held), held.closed_at is not None
    members = _members(session, held)
    sheets = session.scalars(select(ScoreSheet).where(ScoreSheet.session_id == held.id)).all()
    closed = [s for s in sheets if s.closed_at is not None]
    calls = _calls(session, actor, held, sheets)
    agreed = _agreed(session, held) if over else {}
    hidden = sealed_ids(session, actor, [c.id for c in calls]) if over else frozenset()
    seen = [c.id for c in calls if over and c.id not in hidden]
    grids = {id: _grid(session, held, members, closed, agreed, id) for id in seen}
    if over:
        calls = tuple(_counted(call, grids.get(call.id)) for call in calls)
    first = next((c.id for c in calls if c.apart), next(iter(grids), None))
    at = (chosen if chosen in grids or chosen in hidden else first) if over else None
    return SessionPage(
        line=line,
        calls=calls,
        progress=tuple((who, sum(s.user_id == user_id for s in closed)) for user_id, who in members),
        member=line.mine is not None,
        may_close=not over and (actor.user_id == held.user_id or actor.role in LEADS),
        may_agree=over and actor.role in REVIEWERS,
        over=over,
        following=None if over else next((c.id for c in calls if line.mine is not None and c.mine != "closed"), None),
        chosen=at,
        grid=grids.get(at, ()) if at else (),
        problem=problem,
    )


def _members(session: Session, held: CalibrationSession) -> list[tuple[int, str]]:
    wanted = select(CalibrationMember.user_id, CalibrationMember.who).where(CalibrationMember.session_id == held.id)
    return list(session.execute(wanted.order_by(CalibrationMember.who, CalibrationMember.user_id)).tuples())


def _calls(session: Session, actor: Actor, held: CalibrationSession, sheets: Sequence[ScoreSheet]) -> tuple[SessionCall, ...]:
    wanted = (
        select(Recording, Vendor.name)
        .join(CalibrationCall, CalibrationCall.recording_id == Recording.id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(CalibrationCall.session_id == held.id)
        .order_by(CalibrationCall.place)
    )
    mine = {s.recording_id: "closed" if s.closed_at else "begun" for s in sheets if s.user_id == actor.user_id}
    return tuple(
        SessionCall(
            id=recording.id,
            code=recording.code,
            called_at=local(recording),
            duration_s=recording.duration_s,
            vendor=vendor,
            agent=recording.agent,
            mine=mine.get(recording.id),
            closed=sum(s.recording_id == recording.id and s.closed_at is not None for s in sheets),
        )
        for recording, vendor in session.execute(wanted).tuples()
    )


def _agreed(session: Session, held: CalibrationSession) -> dict[tuple[str, str], AgreedMark]:
    rows = session.scalars(select(AgreedMark).where(AgreedMark.session_id == held.id).order_by(AgreedMark.id))
    return {(row.recording_id, row.criterion): row for row in rows}


def _grid(
    session: Session,
    held: CalibrationSession,
    members: Sequence[tuple[int, str]],
    closed: Sequence[ScoreSheet],
    agreed: Mapping[tuple[str, str], AgreedMark],
    call: str,
) -> tuple[GridRow, ...]:
    """Every criterion of a call, those on which people differ first."""
    mine = {s.user_id: s for s in closed if s.recording_id == call}
    newest = select(Evaluation).where(Evaluation.recording_id == call).order_by(Evaluation.number.desc()).limit(1)
    machine = machine_marks(session, session.scalars(newest).one())
    rubric = rubric_of(session, held.rubric)
    rows = []
    for criterion in (*rubric.violations, *rubric.duties):
        kept: list[Mapping[str, Any] | None] = [
            mine[user_id].marks.get(criterion.id) if user_id in mine else None for user_id, _ in members
        ]
        said = [k["mark"] if k else None for k in kept]
        told = [m for m in said if m is not None and m not in UNKNOWN]
        one = agreed.get((call, criterion.id))
        rows.append(
            GridRow(
                criterion=criterion.id,
                kind=criterion.kind.value,
                marks=tuple(said),
                machine=machine[criterion.id].mark if criterion.id in machine else "not_assessed",
                apart=len(set(told)) > 1,
                compared=len(told) > 1,
                notes=tuple((who, k["note"]) for (_, who), k in zip(members, kept, strict=True) if k and k.get("note")),
                choices=choices_of(criterion),
                agreed=one.mark if one else None,
                reason=one.reason if one else "",
                agreed_by=one.who if one else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: not row.apart))


def _counted(call: SessionCall, grid: Sequence[GridRow] | None) -> SessionCall:
    if grid is None:
        return replace(call, closed_to_reader=True)
    apart = [row for row in grid if row.apart]
    return replace(call, apart=len(apart), agreed=sum(row.agreed is not None for row in apart))
