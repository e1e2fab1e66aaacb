"""The next call of a queue: the one this person already has, else the first that nobody has in hand."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import Forbidden
from app.models import QueueLease, ScoreSheet
from app.queries.oversight.qa.plan import left_ids, open_plan
from app.queries.oversight.qa.risk import risk_rows
from app.queries.qa_rows import Stratum
from app.services.qa.lease import claim, let_go
from app.services.qa.open_sheet import ASSISTED, Reason, open_sheet
from audit.calibration.sheet import Mode, Purpose


def next_call(session: Session, actor: Actor, stratum: Stratum, now: datetime, after: str = "") -> ScoreSheet | None:
    """The sheet of the next call, begun; None: nothing waits. `after` is put aside: the calls behind it come first. Commits."""
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no evalúa llamadas", "your role scores no calls")
    if after:
        let_go(session, actor, after)
    ids, why = _waiting(session, actor, stratum)
    mine = _in_hand(session, actor, now)
    at = ids.index(after) + 1 if after in ids else 0
    ordered = [*(id for id in ids if id in mine and id != after), *ids[at:], *ids[:at]]
    for id in ordered:
        if id != after and claim(session, actor, id, now):
            sheet = open_sheet(session, actor, id, why, now)
            session.commit()
            return sheet
    session.commit()
    return None


def _waiting(session: Session, actor: Actor, stratum: Stratum) -> tuple[list[str], Reason]:
    if stratum is Stratum.RISK:
        return [row.call.id for row in risk_rows(session, actor, {})], ASSISTED
    plan = open_plan(session, actor)
    why = Reason(Purpose.RANDOM, Mode.BLIND, plan.id if plan else "")
    return (left_ids(session, actor, plan) if plan else []), why


def _in_hand(session: Session, actor: Actor, now: datetime) -> set[str]:
    mine = select(QueueLease.recording_id).where(QueueLease.user_id == actor.user_id, QueueLease.until > now)
    return set(session.scalars(mine))
