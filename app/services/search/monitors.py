"""Searches that go on by themselves: kept, looked through after every audit, told to who asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LISTENERS, Actor
from app.db import Database
from app.errors import BadInput, Forbidden, NotFound
from app.models import Evaluation, Monitor, MonitorHit, Recording, TurnMeaning, User
from app.queries.list_rows import CallsQuery
from app.queries.oversight.asked import args_of, asked_in, query_from
from app.queries.oversight.calls import found_since
from app.queries.oversight.search.meaning import Wanted, vector_of
from app.queries.rows import Role
from app.services.search.meaning import Embed

MOST_KEPT = 50
_NAME = 120
_SETTLES = timedelta(minutes=1)
"""A call judged within this is looked at the next time: its transaction may still be on its way."""


def keep_monitor(
    session: Session, actor: Actor, name: str, asked: str, closeness: float | None, by_mail: bool, now: datetime
) -> Monitor:
    """From now on every call judged is looked at. Commits. Raises Forbidden, BadInput naming the field."""
    if actor.user_id is None or actor.role not in LISTENERS:
        raise Forbidden("su función no permite vigilar búsquedas", "your role may not keep searches")
    name, query = " ".join(name.split()), query_from(args_of(asked))
    if not name or len(name) > _NAME:
        raise BadInput(f"dé un nombre de 1 a {_NAME} letras", f"give a name of 1 to {_NAME} letters", "name")
    if query == CallsQuery(sort=query.sort, desc=query.desc, page=query.page):
        raise BadInput(
            "la búsqueda no pide nada: avisaría de todas las llamadas",
            "the search asks for nothing: every call would match",
            "asked",
        )
    if query.manner.near and not (closeness is not None and 0 < closeness <= 1):
        raise BadInput("diga desde qué cercanía avisar, de 1 a 100 %", "say from what closeness on, 1 to 100 %", "closeness")
    closeness = closeness if query.manner.near else None
    mine = session.scalars(select(Monitor).where(Monitor.user_id == actor.user_id, Monitor.stopped_at.is_(None))).all()
    if any(kept.name.casefold() == name.casefold() and _asks(kept) == (query, closeness) for kept in mine):
        raise BadInput(
            f"ya vigila esta misma búsqueda con el nombre «{name}»: dele otro nombre, o detenga la anterior",
            f'you already keep this same search under the name "{name}": give it another name, or stop the earlier one',
            "name",
        )
    if len(mine) >= MOST_KEPT:
        raise BadInput(
            f"ya vigila {MOST_KEPT} búsquedas; detenga una", f"{MOST_KEPT} searches are kept already; stop one", "name"
        )
    made = Monitor(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        who=actor.name,
        name=name,
        asked=asked_in(args_of(asked)),
        closeness=closeness,
        by_mail=by_mail,
        made_at=now,
        seen_until=now,
    )
    session.add(made)
    session.commit()
    return made


def _asks(monitor: Monitor) -> tuple[CallsQuery, float | None]:
    return query_from(args_of(monitor.asked)), monitor.closeness


def stop_monitor(session: Session, actor: Actor, monitor_id: str, now: datetime) -> None:
    """No more alerts of it; what it found stays. Commits. Raises NotFound."""
    _mine(session, actor, monitor_id).stopped_at = now
    session.commit()


def open_monitor(session: Session, actor: Actor, monitor_id: str, now: datetime) -> None:
    """Its owner has seen what it found. Commits. Raises NotFound."""
    monitor = _mine(session, actor, monitor_id)
    fresh = select(MonitorHit).where(MonitorHit.monitor_id == monitor.id, MonitorHit.opened_at.is_(None))
    for hit in session.scalars(fresh):
        hit.opened_at = now
    session.commit()


def _mine(session: Session, actor: Actor, monitor_id: str) -> Monitor:
    monitor = session.scalar(select(Monitor).where(Monitor.id == monitor_id[:32], Monitor.user_id == actor.user_id))
    if monitor is None:
        raise NotFound("no vigila esa búsqueda", "you keep no such search")
    return monitor


def look_through(database: Database, embed: Embed, encoder: str, now: datetime) -> int:
    """What every monitor finds among the calls judged since it last looked; how many are new. Safe to ask for twice at once."""
    with database.reading() as session:
        ids: Sequence[str] = session.scalars(select(Monitor.id).where(Monitor.stopped_at.is_(None)).order_by(Monitor.id)).all()
    return sum(_look(database, id, embed, encoder, now) for id in ids)


def _look(database: Database, monitor_id: str, embed: Embed, encoder: str, now: datetime) -> int:
    with database.writing() as session:
        monitor = session.scalars(select(Monitor).where(Monitor.id == monitor_id).with_for_update()).one()
        owner, query = session.get_one(User, monitor.user_id), query_from(args_of(monitor.asked))
        role = Role(owner.role)
        if not owner.active or role not in LISTENERS:
            return 0
        actor = Actor(owner.id, owner.name, owner.organisation_id, role)
        until = _known_until(session, actor, encoder, now) if query.manner.near else now - _SETTLES
        if until <= monitor.seen_until:
            return 0
        wanted = _wanted(session, actor, query, monitor, embed, encoder)
        found = found_since(session, actor, query, wanted, monitor.seen_until, until)
        new = [near for near in found if session.get(MonitorHit, (monitor.id, near.recording_id)) is None]
        for near in new:
            score = near.closeness if wanted else None
            turn = near.turn if wanted else None
            session.add(MonitorHit(monitor_id=monitor.id, recording_id=near.recording_id, turn=turn, closeness=score, at=now))
        monitor.seen_until = until
        session.commit()
    return len(new)


def _wanted(session: Session, actor: Actor, query: CallsQuery, monitor: Monitor, embed: Embed, encoder: str) -> Wanted | None:
    if not query.manner.near:
        return None
    manner = query.manner
    vector = vector_of(session, actor, manner.like, encoder) if manner.like else embed([manner.meaning])[0]
    return Wanted(vector, encoder, monitor.closeness or 0.0)


def _known_until(session: Session, actor: Actor, encoder: str, now: datetime) -> datetime:
    """Every call judged before this can be compared by meaning: a monitor does not walk past one whose vectors are to come."""
    known = select(TurnMeaning.recording_id).where(TurnMeaning.encoder == encoder)
    first = session.scalar(
        select(Evaluation.judged_at)
        .join(Recording, Recording.id == Evaluation.recording_id)
        .where(Recording.organisation_id == actor.organisation_id, Recording.id.not_in(known))
        .order_by(Evaluation.judged_at)
        .limit(1)
    )
    return now - _SETTLES if first is None else min(first - timedelta(microseconds=1), now - _SETTLES)
