"""The queue of whoever reviews: risk first by harm and doubt, then the random sample."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Act, Finding, Recording, Vendor, Verdict
from app.queries.oversight.calls import call_row, placed, waiting_for_people
from app.queries.review_rows import Neighbours, Standing
from app.queries.rows import QueuePage, QueueRow

MINUTES_A_CALL = 4
_MOST = 500


def _ordered(actor: Actor, columns: tuple[object, ...]) -> object:
    risk_first = case((Verdict.needs_person.is_(True), 0), else_=1)
    return (
        select(*columns)  # type: ignore[call-overload]
        .select_from(Recording)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(waiting_for_people(actor))
        .order_by(risk_first, Verdict.critical.desc(), Verdict.to_decide.desc(), Recording.called_at, Recording.id)
        .limit(_MOST)
    )


def queue_page(session: Session, actor: Actor, now: datetime) -> QueuePage:
    """Calls in the order to work them; minutes are four a call, the house's planning figure."""
    rows = session.execute(_ordered(actor, (Recording, Verdict, Vendor.name))).all()  # type: ignore[call-overload]
    doubts = _doubts(session, [verdict.evaluation_id for _, verdict, _ in rows])
    waiting = session.scalar(
        select(func.count())
        .select_from(Recording)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(waiting_for_people(actor))
    )
    out = []
    for recording, verdict, vendor in rows:
        open_ones = doubts.get(verdict.evaluation_id, [])
        out.append(
            QueueRow(
                call=call_row(recording, verdict, vendor),
                stratum="risk" if verdict.needs_person else "random",
                why=(verdict.why or "") if verdict.needs_person else "",
                criteria=tuple(dict.fromkeys(f.criterion for f in open_ones)),
                start_s=next((f.start_s for f in open_ones if f.start_s is not None), None),
            )
        )
    return QueuePage(tuple(out), (waiting or 0) * MINUTES_A_CALL if waiting else None, _decided_since(session, actor, now))


def queue_neighbours(session: Session, actor: Actor, call_id: str) -> Neighbours:
    """The place of a call in the queue."""
    ids = list(session.scalars(_ordered(actor, (Recording.id,))))  # type: ignore[call-overload]
    return placed(ids, call_id, "queue")


def _doubts(session: Session, evaluation_ids: list[int]) -> dict[int, list[Finding]]:
    out: dict[int, list[Finding]] = {}
    wanted = select(Finding).where(Finding.evaluation_id.in_(evaluation_ids), Finding.standing == Standing.TO_REVIEW.value)
    for finding in session.scalars(wanted.order_by(Finding.instance)):
        out.setdefault(finding.evaluation_id, []).append(finding)
    return out


def _decided_since(session: Session, actor: Actor, now: datetime) -> int:
    day_ago = now - timedelta(hours=now.hour, minutes=now.minute)
    decided = select(func.count(func.distinct(Act.recording_id))).where(
        Act.user_id == actor.user_id, Act.at >= day_ago, Act.kind.in_(("finding", "duty", "signature"))
    )
    return session.scalar(decided) or 0
