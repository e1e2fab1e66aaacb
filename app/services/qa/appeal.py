"""Contest a mark: what is asked of every appeal, whoever makes it. A vendor reaches this, so it reads nothing but appeals."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.appeal import Appeal, AppealDecision
from app.queries.appeal_answers import MOST_ROUNDS


@dataclass(frozen=True, slots=True)
class Contest:
    """What is contested: `place` names the mark. A vendor's is what it was shown (`share_id`) and nothing else."""

    place: str
    reason: str
    share_id: str | None = None
    recording_id: str | None = None
    evaluation_id: int | None = None
    criterion: str | None = None
    instance: int | None = None
    before: str | None = None
    turn: int | None = None
    start_s: float | None = None


def file_appeal(
    session: Session, actor: Actor, asked: Contest, now: datetime, fields: tuple[str, str] = ("", "reason")
) -> Appeal:
    """Add it. Raises BadInput while one is open (first of `fields`), after two, or for the reason that was answered (second).

    The caller holds the lock on what is contested, and commits.
    """
    rows = session.execute(
        select(Appeal.reason, AppealDecision.appeal_id)
        .outerjoin(AppealDecision, AppealDecision.appeal_id == Appeal.id)
        .where(Appeal.place == asked.place)
        .order_by(Appeal.round)
    ).tuples()
    before = rows.all()
    if before and before[-1][1] is None:
        raise BadInput(
            "esta marca ya está apelada: una segunda persona la decide",
            "this mark is already under appeal: a second person decides it",
            fields[0],
        )
    if len(before) >= MOST_ROUNDS:
        raise BadInput(
            "esta marca ya se apeló dos veces; la última respuesta es firme",
            "this mark was appealed twice already; the last answer is final",
            fields[0],
        )
    if any(_folded(reason) == _folded(asked.reason) for reason, _ in before):
        raise BadInput(
            "ese motivo ya se respondió: para apelar otra vez escriba uno nuevo",
            "that reason was answered already: to appeal again, write a new one",
            fields[1],
        )
    appeal = Appeal(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        place=asked.place,
        round=len(before) + 1,
        share_id=asked.share_id,
        recording_id=asked.recording_id,
        evaluation_id=asked.evaluation_id,
        criterion=asked.criterion,
        instance=asked.instance,
        before=asked.before,
        turn=asked.turn,
        start_s=asked.start_s,
        reason=asked.reason,
        user_id=actor.user_id,
        who=actor.name,
        at=now,
    )
    session.add(appeal)
    session.flush()
    return appeal


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
