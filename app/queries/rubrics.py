"""Which rubric: of an id, shipped or a client's own; and the one in force for a client on a day."""

from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import RubricVersion
from audit.errors import BadRubric
from audit.rubric import Rubric, load_rubric, parse_rubric, rubric_bytes

OWN = "+"
"""Stands in the name of every client's own version, and in no shipped one."""


def rubric_of(session: Session, id: str) -> Rubric:
    """The rubric of an id that a result names. Raises BadRubric where nobody has it."""
    return parsed(rubric_text(session, id).decode("utf-8"), id) if OWN in id else load_rubric(id)


def rubric_text(session: Session, id: str) -> bytes:
    """The bytes of a rubric, for the evidence bundle. Raises BadRubric where nobody has it."""
    if OWN not in id:
        return rubric_bytes(id)
    text = session.scalar(select(RubricVersion.text).where(RubricVersion.rubric == id))
    if text is None:
        raise BadRubric(f"no rubric {id!r} among the clients' own versions; its row is gone from rubric_version")
    return text.encode("utf-8")


def rubric_in_force(session: Session, organisation_id: int, day: date) -> Rubric:
    """What a client's calls of a day are judged by: its newest published version, else what ships. Raises BadRubric."""
    row = version_in_force(session, organisation_id, day)
    return parsed(row.text, row.rubric or row.id) if row else load_rubric()


def version_in_force(session: Session, organisation_id: int, day: date) -> RubricVersion | None:
    """The client's own version in force on a day; None where what ships is."""
    newest = (
        select(RubricVersion)
        .where(
            RubricVersion.organisation_id == organisation_id,
            RubricVersion.state == "published",
            RubricVersion.effective_from <= day,
        )
        .order_by(RubricVersion.effective_from.desc(), RubricVersion.number.desc())
        .limit(1)
    )
    return session.scalar(newest)


@lru_cache(maxsize=64)
def parsed(text: str, name: str) -> Rubric:
    """The rubric of a version's text, read once a process. Raises BadRubric."""
    return parse_rubric(text.encode("utf-8"), name)
