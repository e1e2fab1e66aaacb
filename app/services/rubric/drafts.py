"""Drafts of a client's own rubric: begun from what is in force, changed a piece at a time, thrown away."""

import hashlib
import hmac
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Event, RubricVersion
from app.queries.rubrics import OWN, parsed, rubric_in_force, rubric_of, rubric_text
from audit.errors import BadRubric
from audit.rubric import LATEST
from audit.rubric_edit import Edited, begun, changes, troubles, with_criterion, with_fewest

MOST_DRAFTS = 20


def begin_draft(session: Session, actor: Actor, key: bytes, now: datetime, base: str = "") -> RubricVersion:
    """A draft that says the same as `base`, or as the rubric in force. Raises Forbidden, NotFound, Conflict. Commits."""
    _may(actor)
    own = select(RubricVersion).where(RubricVersion.organisation_id == actor.organisation_id)
    if len(session.scalars(own.where(RubricVersion.state == "draft")).all()) >= MOST_DRAFTS:
        raise Conflict(f"ya hay {MOST_DRAFTS} borradores: descarte alguno", f"there are {MOST_DRAFTS} drafts: discard one")
    if base and OWN in base and session.scalar(own.where(RubricVersion.rubric == base)) is None:
        raise NotFound("no hay esa versión", "there is no such version")
    from_id = base or rubric_in_force(session, actor.organisation_id, now.date()).id
    try:
        text = begun(rubric_text(session, from_id), from_id, own_name(actor.organisation_id, key), now.date()).decode("utf-8")
    except BadRubric as cause:
        raise NotFound("no hay esa versión", "there is no such version") from cause
    row = RubricVersion(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        base=from_id,
        text=text,
        sha256=sha256_of(text),
        state="draft",
        version=1,
        user_id=actor.user_id,
        who=actor.name,
        made_at=now,
        changed_at=now,
    )
    session.add(row)
    note(session, actor, "rubric.drafted", row, now, {"base": from_id})
    session.commit()
    return row


def own_name(organisation_id: int, key: bytes) -> str:
    """The name of a client's versions: the house's, and eight hex digits that only this installation can tie to the client."""
    digest = hmac.new(key, f"rubric:{organisation_id}".encode(), hashlib.sha256).hexdigest()
    return f"{LATEST}{OWN}{digest[:8]}"


def draft_of(session: Session, actor: Actor, id: str, version: int | None = None) -> RubricVersion:
    """A draft of the actor's client, locked. Raises Forbidden, NotFound, Conflict for one that is over or was changed since."""
    _may(actor)
    wanted = select(RubricVersion).where(RubricVersion.id == id, RubricVersion.organisation_id == actor.organisation_id)
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound("no hay ese borrador", "there is no such draft")
    if row.state != "draft":
        raise Conflict("una versión publicada o retirada no cambia", "a published or withdrawn version does not change")
    if version is not None and version != row.version:
        raise Conflict(
            "otra persona o ventana cambió este borrador: aquí está como quedó",
            "another person or window changed this draft: this is how it stands",
        )
    return row


def change_criterion(
    session: Session, actor: Actor, id: str, version: int, criterion: str, entered: Edited, now: datetime
) -> RubricVersion:
    """One criterion as entered. Raises BadInput naming the first field in trouble, Conflict, NotFound. Commits."""
    row = draft_of(session, actor, id, version)
    try:
        known = parsed(row.text, row.id).criterion(criterion)
    except BadRubric as cause:
        raise NotFound(f"la rúbrica no tiene {criterion[:60]!r}", f"the rubric has no {criterion[:60]!r}") from cause
    for wrong in troubles(known, entered):
        raise BadInput(wrong.said.es, wrong.said.en, wrong.field)
    return write(session, row, with_criterion(row.text.encode("utf-8"), criterion, entered), now)


def change_fewest(session: Session, actor: Actor, id: str, version: int, fewest: int, now: datetime) -> RubricVersion:
    """From how many assessed duties a call has skill. Raises BadInput, Conflict, NotFound. Commits."""
    row = draft_of(session, actor, id, version)
    try:
        text = with_fewest(row.text.encode("utf-8"), fewest)
    except BadRubric as cause:
        raise BadInput("Escriba un número entero de 1 a 14.", "Write a whole number from 1 to 14.", "fewest") from cause
    return write(session, row, text, now)


def discard(session: Session, actor: Actor, id: str, now: datetime) -> None:
    """A draft is withdrawn before it judged anything. Raises Forbidden, NotFound, Conflict. Commits."""
    row = draft_of(session, actor, id)
    row.state, row.withdrawn_at, row.withdrawn_by = "withdrawn", now, actor.name
    note(session, actor, "rubric.discarded", row, now, {})
    session.commit()


def write(session: Session, row: RubricVersion, text: bytes, now: datetime) -> RubricVersion:
    """Keep a changed text, once it is read as strictly as a shipped file and changes nothing that is the house's."""
    said = text.decode("utf-8")
    changes(rubric_of(session, row.base), parsed(said, row.id))
    row.text, row.sha256 = said, sha256_of(said)
    row.version += 1
    row.changed_at = now
    session.commit()
    return row


def sha256_of(text: str) -> str:
    """Of a version's bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def note(session: Session, actor: Actor, kind: str, row: RubricVersion, now: datetime, detail: dict[str, object]) -> None:
    """One line of the log of what people did. The caller commits."""
    session.add(
        Event(
            organisation_id=actor.organisation_id, user_id=actor.user_id, at=now, kind=kind, subject=row.id, detail=dict(detail)
        )
    )


def _may(actor: Actor) -> None:
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no cambia la rúbrica", "your role does not change the rubric")
