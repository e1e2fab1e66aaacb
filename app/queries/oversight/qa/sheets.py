"""Closed sheets as `audit.calibration` takes them, people's and the machine's, and what is known of known calls."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEADS
from app.models import Evaluation, ScoreSheet, User
from app.models.known_call import KnownCall, SampleApart
from app.queries.oversight.qa.compare import machine_marks
from audit.calibration.sheet import Mode, Purpose, Sheet


def closed_sheets(
    session: Session,
    organisation_id: int,
    since: datetime | None = None,
    purposes: Collection[Purpose] = tuple(Purpose),
    session_id: str = "",
) -> list[Sheet]:
    """Every closed sheet in order of closing, with its true purpose: one of a known call is `KNOWN`.

    Leads know which calls are known, so theirs of those calls measure nothing and are left out; so are sheets of calls that a
    sample holds to compare people (they are `CALIBRATION` then: two people, no rate).
    """
    wanted = select(ScoreSheet).where(ScoreSheet.organisation_id == organisation_id, ScoreSheet.closed_at.is_not(None))
    if since is not None:
        wanted = wanted.where(ScoreSheet.closed_at >= since)
    if session_id:
        wanted = wanted.where(ScoreSheet.session_id == session_id)
    rows = session.scalars(wanted.order_by(ScoreSheet.closed_at, ScoreSheet.id)).all()
    apart = _apart(session, rows)
    leads = set(session.scalars(select(User.id).where(User.role.in_([r.value for r in LEADS]))))
    out = []
    for row in rows:
        purpose = _purpose(row, apart)
        if purpose in purposes and not (purpose is Purpose.KNOWN and row.user_id in leads):
            out.append(_sheet(row, purpose))
    return out


def _apart(session: Session, rows: Sequence[ScoreSheet]) -> dict[tuple[str, str], int | None]:
    plans = {row.session_id for row in rows if row.purpose == Purpose.RANDOM.value}
    wanted = select(SampleApart.plan_id, SampleApart.recording_id, SampleApart.known_id).where(SampleApart.plan_id.in_(plans))
    return {(plan, call): known for plan, call, known in session.execute(wanted).tuples()}


def _purpose(row: ScoreSheet, apart: dict[tuple[str, str], int | None]) -> Purpose:
    place = (row.session_id, row.recording_id)
    if row.purpose == Purpose.RANDOM.value and place in apart:
        return Purpose.KNOWN if apart[place] is not None else Purpose.CALIBRATION
    return Purpose(row.purpose)


def _sheet(row: ScoreSheet, purpose: Purpose) -> Sheet:
    return Sheet(
        call=row.recording_id,
        scorer=str(row.user_id),
        at=row.closed_at or row.opened_at,
        purpose=purpose,
        mode=Mode(row.mode),
        marks={criterion: str(kept["mark"]) for criterion, kept in row.marks.items()},
    )


def machine_sheets(session: Session, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The machine's own sheet of every call in `sheets`, by its newest judging; what it only doubted is `to_review`."""
    calls = sorted({s.call for s in sheets})
    out = []
    for start in range(0, len(calls), 500):
        wanted = select(Evaluation).where(Evaluation.recording_id.in_(calls[start : start + 500])).order_by(Evaluation.number)
        newest = {e.recording_id: e for e in session.scalars(wanted)}
        out += [_machine(session, evaluation) for _, evaluation in sorted(newest.items())]
    return out


def _machine(session: Session, evaluation: Evaluation) -> Sheet:
    judge: dict[str, Any] = evaluation.result["judge"]
    marks = {c: "happened" if m.mark == "asserted" else m.mark for c, m in machine_marks(session, evaluation).items()}
    return Sheet(
        call=evaluation.recording_id,
        scorer=f"{judge['model']} {judge['version']}",
        at=evaluation.judged_at,
        purpose=Purpose.RANDOM,
        mode=Mode.BLIND,
        marks=marks,
    )


def known_marks(session: Session, organisation_id: int) -> dict[str, dict[str, str]]:
    """Call → criterion → the mark that is known; calls taken out of the pool keep theirs."""
    wanted = select(KnownCall).where(KnownCall.organisation_id == organisation_id)
    return {k.recording_id: {c: str(m["mark"]) for c, m in k.marks.items()} for k in session.scalars(wanted)}


def names_of(session: Session, organisation_id: int) -> dict[str, str]:
    """Scorer → name, of people."""
    wanted = select(User.id, User.name).where(User.organisation_id == organisation_id)
    return {str(id): name for id, name in session.execute(wanted).tuples()}
