"""Publish a draft from a day on, never in the past; withdraw what is published. What was judged keeps its version."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Organisation, RubricVersion
from app.queries.rubrics import parsed, rubric_of
from app.services.rubric.drafts import draft_of, note, sha256_of
from audit.rubric_edit import changes, dated

FEWEST_LETTERS = 3
LONGEST_REASON = 1000
FURTHEST_DAYS = 366


def publish(
    session: Session, actor: Actor, id: str, version: int, since: date | None, reason: str, now: datetime
) -> RubricVersion:
    """Calls made from `since` on are judged by it. Raises Forbidden, NotFound, Conflict, BadInput naming the field. Commits."""
    _lead(actor)
    row = draft_of(session, actor, id, version)
    why = " ".join(reason.split())
    if since is None:
        raise BadInput("Diga desde qué día rige.", "Say from which day it is in force.", "since")
    if since < now.date():
        raise BadInput("El día ya pasó: elija hoy o uno posterior.", "That day has passed: choose today or a later one.", "since")
    if (since - now.date()).days > FURTHEST_DAYS:
        raise BadInput("Elija un día dentro de un año.", "Choose a day within a year.", "since")
    if not FEWEST_LETTERS <= len(why) <= LONGEST_REASON:
        raise BadInput("Escriba por qué se publica.", "Write why it is published.", "reason")
    if not changes(rubric_of(session, row.base), parsed(row.text, row.id)):
        raise Conflict("este borrador dice lo mismo que su base", "this draft says the same as its base")
    session.scalar(select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update())
    own = select(func.max(RubricVersion.number)).where(RubricVersion.organisation_id == actor.organisation_id)
    number = (session.scalar(own) or 0) + 1
    text = dated(row.text.encode("utf-8"), since, number).decode("utf-8")
    row.text, row.sha256, row.rubric = text, sha256_of(text), parsed(text, row.id).id
    row.effective_from, row.number, row.reason = since, number, why
    row.state, row.published_at, row.published_by = "published", now, actor.name
    row.version += 1
    note(session, actor, "rubric.published", row, now, {"rubric": row.rubric, "sha256": row.sha256, "reason": why})
    session.commit()
    return row


def withdraw(session: Session, actor: Actor, id: str, reason: str, now: datetime) -> RubricVersion:
    """No new call is judged by it; what it judged keeps it. Raises Forbidden, NotFound, Conflict, BadInput. Commits."""
    _lead(actor)
    wanted = select(RubricVersion).where(RubricVersion.id == id, RubricVersion.organisation_id == actor.organisation_id)
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound("no hay esa versión", "there is no such version")
    if row.state != "published":
        raise Conflict("solo se retira una versión publicada", "only a published version is withdrawn")
    why = " ".join(reason.split())
    if not FEWEST_LETTERS <= len(why) <= LONGEST_REASON:
        raise BadInput("Escriba por qué se retira.", "Write why it is withdrawn.", "reason")
    row.state, row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = "withdrawn", now, actor.name, why
    row.version += 1
    note(session, actor, "rubric.withdrawn", row, now, {"rubric": row.rubric, "reason": why})
    session.commit()
    return row


def _lead(actor: Actor) -> None:
    if actor.role not in LEADS:
        raise Forbidden("su función no publica la rúbrica", "your role does not publish the rubric")
