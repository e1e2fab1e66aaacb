"""Ask for a training of the judge; the training itself is the worker's."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.errors import Conflict, Forbidden
from app.models import Event, JudgeVersion
from app.queries.oversight.learning import FORGOTTEN, corrections_of


def ask_training(session: Session, actor: Actor, now: datetime) -> JudgeVersion:
    """Ask for a training; the caller sends its id to the worker after the commit, which is done here.

    Raises Forbidden, Conflict while one is under way or where nobody corrected anything.
    """
    if actor.role not in LEADS:
        raise Forbidden("su función no entrena al juez", "your role does not train the judge")
    under_way = select(JudgeVersion).where(
        JudgeVersion.organisation_id == actor.organisation_id,
        JudgeVersion.state.in_(("waiting", "making")),
        JudgeVersion.beat_at > now - FORGOTTEN,
    )
    if session.scalar(under_way.limit(1)):
        raise Conflict("ya hay un entrenamiento en marcha; espere a que termine", "a training is under way; wait until it ends")
    if not corrections_of(session, actor.organisation_id):
        raise Conflict(
            "todavía no hay correcciones: puntúe llamadas o decida hallazgos",
            "no corrections yet: score calls or decide findings",
        )
    row = JudgeVersion(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        who=actor.name,
        asked_at=now,
        state="waiting",
        beat_at=now,
    )
    session.add(row)
    session.add(event(actor.organisation_id, actor.user_id, now, "judge.training_asked", row.id, {}))
    session.commit()
    return row


def event(organisation_id: int, user_id: int | None, now: datetime, kind: str, subject: str, detail: dict[str, Any]) -> Event:
    """A line of the log. The caller adds it."""
    return Event(organisation_id=organisation_id, user_id=user_id, at=now, kind=kind, subject=subject, detail=detail)
