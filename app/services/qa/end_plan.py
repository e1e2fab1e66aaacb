"""A plan ends: when its last call is scored, or when another is drawn. Its figure is kept as it stood."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import SampleItem, SamplePlan, ScoreSheet
from app.queries.oversight.qa.figure import figure_of


def end_plan(session: Session, plan: SamplePlan, now: datetime) -> None:
    """Keep its figure. The caller commits."""
    plan.ended_at = now
    plan.figure = asdict(figure_of(session, plan))
    session.flush()


def scored(session: Session, sheet: ScoreSheet, now: datetime) -> None:
    """A closed blind sheet scores its call of the plan, the first one only; the last call ends the plan. The caller commits."""
    plan = session.get(SamplePlan, sheet.session_id) if sheet.session_id else None
    item = session.get(SampleItem, (plan.id, sheet.recording_id)) if plan else None
    if plan is None or item is None or item.sheet_id is not None or plan.ended_at is not None:
        return
    item.sheet_id = sheet.id
    session.flush()
    left = select(func.count()).select_from(SampleItem).where(SampleItem.plan_id == plan.id, SampleItem.sheet_id.is_(None))
    if not session.scalar(left):
        end_plan(session, plan, now)
