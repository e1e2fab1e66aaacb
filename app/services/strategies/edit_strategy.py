"""Strategies as drafts: begun, changed, copied into a new version. What is live is never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.portfolio import Segment
from app.models.strategy import Strategy
from app.operations.scripts_starting import starting_strategies
from app.operations.strategy_reading import read_plan, written


def begin_strategy(
    session: Session, actor: Actor, segment_id: int, name: str, document: Mapping[str, Any], now: datetime
) -> Strategy:
    """A draft for a segment. Raises BadInput for a name that is empty or taken, BadStrategy for the document, NotFound."""
    _segment(session, actor, segment_id)
    name = name.strip()
    if not name or len(name) > 80:
        raise BadInput("dele un nombre de hasta 80 letras", "give it a name of up to 80 letters", "name")
    taken = select(Strategy.id).where(Strategy.segment_id == segment_id, Strategy.name == name).limit(1)
    if session.scalar(taken):
        es = f"«{name}» ya existe en este tramo; use otro nombre o haga una versión nueva"
        raise BadInput(es, f"“{name}” exists in this segment; use another name or make a new version", "name")
    return _added(session, actor, segment_id, name, 1, written(read_plan(document)), now)


def begin_from_house(session: Session, actor: Actor, segment_id: int, key: str, lang: str, now: datetime) -> Strategy:
    """A draft that is one of the house's own. Raises NotFound, BadInput."""
    found = next((s for s in starting_strategies() if s.key == key), None)
    if found is None:
        raise NotFound(f"la casa no trae la estrategia {key[:40]}", f"the house has no strategy {key[:40]}")
    return begin_strategy(session, actor, segment_id, found.title.say(lang), written(found.plan), now)


def save_strategy(session: Session, actor: Actor, strategy_id: int, document: Mapping[str, Any]) -> Strategy:
    """New steps for a draft. Raises Conflict for one that was live, BadStrategy, NotFound."""
    row = own_strategy(session, actor, strategy_id)
    if row.state != "draft":
        raise Conflict(
            f"«{row.name}» v{row.version} ya salió y no cambia; haga una versión nueva",
            f"“{row.name}” v{row.version} has been live and does not change; make a new version",
        )
    row.steps, row.simulated = written(read_plan(document)), None
    session.commit()
    return row


def new_version(session: Session, actor: Actor, strategy_id: int, now: datetime) -> Strategy:
    """A draft with the same steps, one version on. Raises NotFound, Conflict where a draft of it waits."""
    row = own_strategy(session, actor, strategy_id)
    waiting = select(Strategy.id).where(
        Strategy.segment_id == row.segment_id, Strategy.name == row.name, Strategy.state == "draft"
    )
    if session.scalar(waiting.limit(1)):
        raise Conflict(f"«{row.name}» ya tiene un borrador; siga en él", f"“{row.name}” has a draft already; go on with it")
    return next_version(session, actor, row, now)


def next_version(session: Session, actor: Actor, row: Strategy, now: datetime) -> Strategy:
    """The same steps as the version after the newest."""
    newest = session.scalar(
        select(func.max(Strategy.version)).where(Strategy.segment_id == row.segment_id, Strategy.name == row.name)
    )
    return _added(session, actor, row.segment_id, row.name, (newest or 0) + 1, row.steps, now)


def own_strategy(session: Session, actor: Actor, strategy_id: int) -> Strategy:
    """A strategy of the asker's client. Raises NotFound."""
    row = session.get(Strategy, strategy_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay estrategia {strategy_id}", f"there is no strategy {strategy_id}")
    return row


def _segment(session: Session, actor: Actor, segment_id: int) -> Segment:
    row = session.get(Segment, segment_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay tramo {segment_id}", f"there is no segment {segment_id}")
    return row


def _added(
    session: Session, actor: Actor, segment_id: int, name: str, version: int, steps: dict[str, Any], now: datetime
) -> Strategy:
    row = Strategy(
        organisation_id=actor.organisation_id,
        segment_id=segment_id,
        name=name,
        version=version,
        steps=steps,
        seed="",
        state="draft",
        made_at=now,
        made_by=actor.name,
    )
    session.add(row)
    session.commit()
    return row
