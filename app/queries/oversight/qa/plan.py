"""The random stratum: the plan that goes on, how far it is, and what it says once it may be told."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Recording, SampleItem, SamplePlan, ScoreSheet, Vendor
from app.queries.oversight.calls import local
from app.queries.qa_rows import DrawnPlan, DrawnRow, Figured


def open_plan(session: Session, actor: Actor) -> SamplePlan | None:
    """The plan that is being scored, if any."""
    mine = select(SamplePlan).where(SamplePlan.organisation_id == actor.organisation_id, SamplePlan.ended_at.is_(None))
    return session.scalar(mine.order_by(SamplePlan.drawn_at.desc(), SamplePlan.id).limit(1))


def last_plan(session: Session, actor: Actor) -> SamplePlan | None:
    """The newest plan that ended."""
    mine = select(SamplePlan).where(SamplePlan.organisation_id == actor.organisation_id, SamplePlan.ended_at.is_not(None))
    return session.scalar(mine.order_by(SamplePlan.ended_at.desc(), SamplePlan.id).limit(1))


def plan_row(session: Session, plan: SamplePlan) -> DrawnPlan:
    """A plan with its progress. Its figure is told when it ended: who scores is not led by it."""
    items = select(func.count(), func.count(SampleItem.sheet_id)).where(SampleItem.plan_id == plan.id)
    total, done = session.execute(items).one()
    return DrawnPlan(
        id=plan.id,
        first_day=plan.first_day,
        last_day=plan.last_day,
        half_width=plan.half_width,
        planning_rate=plan.planning_rate,
        population=plan.population,
        size=plan.size,
        spare=plan.spare,
        done=done,
        total=total,
        drawn_at=plan.drawn_at,
        who=plan.who,
        ended_at=plan.ended_at,
        figure=Figured(**plan.figure) if plan.figure else None,
    )


def left_ids(session: Session, actor: Actor, plan: SamplePlan) -> list[str]:
    """Calls of the plan nobody scored yet, in its order, without those this person scored already."""
    scored = select(ScoreSheet.recording_id).where(
        ScoreSheet.user_id == actor.user_id, ScoreSheet.session_id == plan.id, ScoreSheet.closed_at.is_not(None)
    )
    wanted = select(SampleItem.recording_id).where(
        SampleItem.plan_id == plan.id, SampleItem.sheet_id.is_(None), SampleItem.recording_id.not_in(scored)
    )
    return list(session.scalars(wanted.order_by(SampleItem.place)))


def drawn_rows(session: Session, actor: Actor, plan: SamplePlan, holders: dict[str, str], most: int) -> tuple[DrawnRow, ...]:
    """The next calls of the plan."""
    ids = left_ids(session, actor, plan)[:most]
    wanted = select(Recording, Vendor.name).outerjoin(Vendor, Vendor.id == Recording.vendor_id).where(Recording.id.in_(ids))
    found = {recording.id: (recording, vendor) for recording, vendor in session.execute(wanted).tuples()}
    begun = set(
        session.scalars(
            select(ScoreSheet.recording_id).where(
                ScoreSheet.user_id == actor.user_id, ScoreSheet.recording_id.in_(ids), ScoreSheet.closed_at.is_(None)
            )
        )
    )
    return tuple(
        DrawnRow(
            id=id,
            code=found[id][0].code,
            called_at=local(found[id][0]),
            duration_s=found[id][0].duration_s,
            vendor=found[id][1],
            agent=found[id][0].agent,
            taken_by=holders.get(id),
            begun=id in begun,
        )
        for id in ids
    )


def drawn_left(session: Session, actor: Actor) -> int:
    """How many calls of the plan that goes on wait to be scored."""
    plan = open_plan(session, actor)
    return len(left_ids(session, actor, plan)) if plan else 0
