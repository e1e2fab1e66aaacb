"""Alerts of the live floor kept to coach: what waits for its recording."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import LiveAlert, LiveCall, Recording, Verdict
from app.queries.oversight.qa.sealed import sealed


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """One of them. `judged`: the recording is there and the conversation can begin by hand (it named nobody, or was refused)."""

    id: int
    call_id: str
    code: str
    agent: str
    criterion: str
    quote: str
    at_s: float
    kept_at: datetime
    judged: bool


def kept_alerts(session: Session, actor: Actor) -> tuple[KeptAlert, ...]:
    """Of the actor's client, oldest first."""
    same = (Recording.organisation_id == LiveCall.organisation_id) & (Recording.code == LiveCall.code)
    rows = session.execute(
        select(LiveAlert, LiveCall.code, Verdict.recording_id)
        .join(LiveCall, LiveCall.id == LiveAlert.live_call_id)
        .outerjoin(Recording, same)
        .outerjoin(Verdict, Verdict.recording_id == Recording.id)
        .where(LiveAlert.organisation_id == actor.organisation_id, LiveAlert.coach_by.is_not(None))
        .where(LiveAlert.coaching_id.is_(None), Recording.id.is_(None) | ~sealed(actor))
        .order_by(LiveAlert.coach_at, LiveAlert.id)
    ).tuples()
    return tuple(
        KeptAlert(a.id, a.live_call_id, code, a.agent, a.criterion, a.quote, a.at_s, a.coach_at or a.made_at, judged is not None)
        for a, code, judged in rows
    )
