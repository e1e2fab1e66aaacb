"""Write, order and switch segments; each change of a rule is a version that stays readable."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.debt import Debt
from app.models.portfolio import Segment
from app.operations.segments_parser import parse
from app.operations.segments_tokens import RuleError
from app.services.portfolio.segment import resegment

AT_ONCE = 50_000
"""Debts that are put into their segments while the person waits; more go to the queue."""
USUAL = (
    ("Judicial y prejudicial", "etapa en (judicial; prejudicial)"),
    ("Castigada", "etapa = castigada"),
    ("Promesa incumplida", "incumplió en 30 días y mora > 0"),
    ("Tardía sin contacto", "etapa = tardía y no contactado en 14 días"),
    ("Tardía", "etapa = tardía"),
    ("Temprana de riesgo", "etapa = temprana y riesgo >= 0,6"),
    ("Temprana", "etapa = temprana"),
    ("Preventiva", "etapa = preventiva"),
)


def save_segment(session: Session, actor: Actor, segment_id: int | None, name: str, rule: str, now: datetime) -> Segment:
    """A new segment at the end, or a new version of one. Commits. Raises BadInput naming the field, NotFound, Conflict."""
    name = " ".join(name.split())[:80]
    if not name:
        raise BadInput("póngale un nombre", "give it a name", "name")
    try:
        parse(rule)
    except RuleError as wrong:
        raise BadInput(wrong.es, wrong.en, "rule") from wrong
    known = session.scalar(select(Segment).where(Segment.organisation_id == actor.organisation_id, Segment.name == name))
    if known is not None and known.id != segment_id:
        raise Conflict(f"ya hay un segmento «{name}»", f"there is a segment “{name}” already", "name")
    if segment_id is None:
        last = session.scalar(select(func.max(Segment.position)).where(Segment.organisation_id == actor.organisation_id))
        segment = Segment(organisation_id=actor.organisation_id, position=0 if last is None else last + 1, version=1, past=[])
        session.add(segment)
    else:
        segment = _segment(session, actor, segment_id)
        if (segment.name, segment.rule) == (name, rule.strip()):
            return segment
        before = {
            "version": segment.version,
            "name": segment.name,
            "rule": segment.rule,
            "until": now.isoformat(),
            "who": actor.name,
        }
        segment.past, segment.version = [*segment.past, before], segment.version + 1
    segment.name, segment.rule, segment.changed_at, segment.active = name, rule.strip(), now, True
    session.commit()
    return segment


def move_segment(session: Session, actor: Actor, segment_id: int, up: bool, now: datetime) -> None:
    """One place up or down: the first that fits wins. Commits. Raises NotFound."""
    moved = _segment(session, actor, segment_id)
    rows = list(session.scalars(_ordered(actor)))
    at = rows.index(moved)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    moved.changed_at = now
    session.commit()


def order_segments(session: Session, actor: Actor, was: Sequence[int], wanted: Sequence[int], now: datetime) -> None:
    """Put them into this order, where they still stand as they `was`: what undoes a move. Commits. Raises Conflict."""
    rows = {row.id: row for row in session.scalars(_ordered(actor).with_for_update())}
    if list(rows) != list(was) or sorted(rows) != sorted(wanted):
        raise Conflict("el orden de los segmentos cambió entretanto", "the order of the segments changed meanwhile", "order")
    for place, segment_id in enumerate(wanted):
        if rows[segment_id].position != place:
            rows[segment_id].position, rows[segment_id].changed_at = place, now
    session.commit()


def _ordered(actor: Actor) -> Select[Segment]:
    return select(Segment).where(Segment.organisation_id == actor.organisation_id).order_by(Segment.position, Segment.id)


def switch_segment(session: Session, actor: Actor, segment_id: int, now: datetime) -> bool:
    """On or off. Commits; whether it is on now. Raises NotFound."""
    segment = _segment(session, actor, segment_id)
    segment.active, segment.changed_at = not segment.active, now
    session.commit()
    return segment.active


def usual_segments(session: Session, actor: Actor, now: datetime) -> None:
    """Begin with the stages of delinquency. Commits. Raises Conflict where there are segments already."""
    if session.scalar(select(func.count()).select_from(Segment).where(Segment.organisation_id == actor.organisation_id)):
        raise Conflict("ya hay segmentos", "there are segments already")
    for place, (name, rule) in enumerate(USUAL):
        made = {"organisation_id": actor.organisation_id, "name": name, "rule": rule, "position": place, "changed_at": now}
        session.add(Segment(**made, version=1, past=[], active=True))
    session.commit()


def put_in_segments(session: Session, actor: Actor, now: datetime) -> int | None:
    """Put every debt into its segment now where they are few enough; how many changed. None: ask the queue. Commits."""
    count = session.scalar(select(func.count()).select_from(Debt).where(Debt.organisation_id == actor.organisation_id)) or 0
    if count > AT_ONCE:
        return None
    changed = resegment(session, None, now, actor.organisation_id)
    session.commit()
    return changed


def _segment(session: Session, actor: Actor, segment_id: int) -> Segment:
    found = session.get(Segment, segment_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("no hay tal segmento", "there is no such segment")
    return found
