"""The page of both queues, each on its own."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.models import CalibrationCall, CalibrationMember, CalibrationSession, Recording, ScoreSheet, Verdict
from app.queries.oversight.calls import of, placed
from app.queries.oversight.qa.plan import drawn_left, drawn_rows, last_plan, open_plan, plan_row
from app.queries.oversight.qa.risk import holders, risk_count, risk_rows
from app.queries.oversight.qa.sealed import too_late
from app.queries.qa_rows import DrawForm, QueuesPage
from app.queries.review_rows import Neighbours

MINUTES_A_CALL = 4
SHOWN = 8
RISK_A_PAGE = 25


def queues_page(session: Session, actor: Actor, now: datetime, form: DrawForm | None = None, number: int = 1) -> QueuesPage:
    """Both strata, page `number` of risk; minutes are the reader's own pace where it is known, else four a call."""
    plan, last = open_plan(session, actor), last_plan(session, actor)
    held = holders(session, actor, now)
    rows = risk_rows(session, actor, held)
    pages = max(1, -(-len(rows) // RISK_A_PAGE))
    number = min(max(1, number), pages)
    pace = own_pace(session, actor)
    waiting = risk_count(session, actor)
    return QueuesPage(
        plan=plan_row(session, plan) if plan else None,
        drawn=drawn_rows(session, actor, plan, held, SHOWN) if plan else (),
        last=plan_row(session, last) if last else None,
        risk=rows[(number - 1) * RISK_A_PAGE : number * RISK_A_PAGE],
        risk_total=waiting,
        risk_minutes=round(waiting * (pace or MINUTES_A_CALL)) if waiting else None,
        begun=_begun(session, actor),
        closed_today=_closed_since(session, actor, now),
        minutes_each=pace,
        form=form or _form(session, actor),
        sessions=waiting_sessions(session, actor),
        leads=actor.role in LEADS,
        risk_page=number,
        risk_pages=pages,
    )


def queue_count(session: Session, actor: Actor) -> int:
    """Calls of both queues that wait, for the navigation alone."""
    return drawn_left(session, actor) + risk_count(session, actor)


def queue_neighbours(session: Session, actor: Actor, call_id: str, now: datetime) -> Neighbours:
    """The place of a call in the risk queue."""
    return placed([row.call.id for row in risk_rows(session, actor, holders(session, actor, now))], call_id, "queue")


def own_pace(session: Session, actor: Actor) -> float | None:
    """Minutes this person takes for a call, by the last sheets they closed; None before the fifth."""
    wanted = select(ScoreSheet.spent_s).where(ScoreSheet.user_id == actor.user_id, ScoreSheet.closed_at.is_not(None))
    spent = sorted(session.scalars(wanted.order_by(ScoreSheet.closed_at.desc()).limit(21)))
    return spent[len(spent) // 2] / 60 if len(spent) >= 5 else None


def _begun(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    wanted = (
        select(Recording.id, Recording.code)
        .join(ScoreSheet, ScoreSheet.recording_id == Recording.id)
        .where(ScoreSheet.user_id == actor.user_id, ScoreSheet.closed_at.is_(None), of(actor), ~too_late())
        .order_by(ScoreSheet.opened_at.desc())
    )
    return tuple(dict.fromkeys((id, code) for id, code in session.execute(wanted).tuples()))


def _closed_since(session: Session, actor: Actor, now: datetime) -> int:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    closed = select(func.count()).select_from(ScoreSheet)
    return session.scalar(closed.where(ScoreSheet.user_id == actor.user_id, ScoreSheet.closed_at >= day)) or 0


def _form(session: Session, actor: Actor) -> DrawForm:
    """The last four weeks that have calls."""
    judged = select(func.max(Recording.called_at)).join(Verdict, Verdict.recording_id == Recording.id).where(of(actor))
    newest = session.scalar(judged)
    if newest is None:
        return DrawForm()
    first = newest.date().toordinal() - 27
    return DrawForm(first_day=newest.date().fromordinal(first).isoformat(), last_day=newest.date().isoformat())


def waiting_sessions(session: Session, actor: Actor) -> int:
    """Open calibrations in which the reader still has a call to score."""
    scored = (
        select(ScoreSheet.id)
        .where(
            ScoreSheet.session_id == CalibrationSession.id,
            ScoreSheet.recording_id == CalibrationCall.recording_id,
            ScoreSheet.user_id == actor.user_id,
            ScoreSheet.closed_at.is_not(None),
        )
        .exists()
    )
    wanted = (
        select(func.count(func.distinct(CalibrationSession.id)))
        .join(CalibrationMember, CalibrationMember.session_id == CalibrationSession.id)
        .join(CalibrationCall, CalibrationCall.session_id == CalibrationSession.id)
        .where(CalibrationSession.closed_at.is_(None), CalibrationMember.user_id == actor.user_id, ~scored)
    )
    return session.scalar(wanted) or 0
