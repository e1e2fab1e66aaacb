"""Which version judges new calls: published where its measurement allows it, put back at any time; every change is kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Event, JudgeChange, JudgeVersion
from app.queries.oversight.learning import installed, standing_version

FEWEST_LETTERS = 3


def publish(session: Session, actor: Actor, id: str, now: datetime) -> JudgeChange:
    """New calls are judged by the version from now on; calls judged already keep their results. Commits.

    Raises Forbidden, NotFound, Conflict where its measurement speaks against it.
    """
    row = _version(session, actor, id)
    if row.state != "made" or not (row.decision or {}).get("publish"):
        raise Conflict(
            "esta versión no se puede publicar: su medición habla en contra",
            "this version may not be published: its measurement speaks against it",
        )
    return _change(session, actor, "publish", row, "", now)


def roll_back(session: Session, actor: Actor, to: str, why: str, now: datetime) -> JudgeChange:
    """Put an earlier version back, or what ships where `to` is empty. Raises Forbidden, NotFound, BadInput, Conflict."""
    _lead(actor)
    row = _version(session, actor, to) if to else None
    if len(why.strip()) < FEWEST_LETTERS:
        raise BadInput("diga por qué se vuelve atrás", "say why you roll back", "why")
    if row is not None and not (row.decision or {}).get("publish"):
        raise Conflict("esa versión nunca se pudo publicar", "that version could never be published")
    return _change(session, actor, "roll_back", row, why.strip()[:1000], now)


def _lead(actor: Actor) -> None:
    if actor.role not in LEADS:
        raise Forbidden("su función no cambia el juez", "your role does not change the judge")


def _version(session: Session, actor: Actor, id: str) -> JudgeVersion:
    _lead(actor)
    row = session.get(JudgeVersion, id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa versión", "there is no such version")
    return row


def _change(session: Session, actor: Actor, kind: str, row: JudgeVersion | None, why: str, now: datetime) -> JudgeChange:
    standing = standing_version(session, actor.organisation_id)
    if (row.id if row else None) == (standing.id if standing else None):
        raise Conflict("esa versión ya es la que juzga", "that version judges already")
    if row is not None and row.base != installed():
        raise Conflict(
            "esa versión se aprendió sobre otros pesos; entrene otra vez",
            "that version was learnt over other weights; train again",
        )
    change = JudgeChange(
        organisation_id=actor.organisation_id,
        kind=kind,
        before_id=standing.id if standing else None,
        after_id=row.id if row else None,
        why=why,
        user_id=actor.user_id,
        who=actor.name,
        at=now,
    )
    session.add(change)
    detail = {"before": standing.version if standing else None, "after": row.version if row else None, "why": why}
    session.add(
        Event(
            organisation_id=actor.organisation_id,
            user_id=actor.user_id,
            at=now,
            kind=f"judge.{kind}",
            subject=row.id if row else "",
            detail=detail,
        )
    )
    session.commit()
    return change
