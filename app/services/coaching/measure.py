"""Did it help: calls drawn at random after the agreement, against what the agent would have reached anyway."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Coaching, CoachingStep
from app.queries.oversight.coaching.facts import seen_calls
from app.queries.oversight.coaching.scorer import scorer_seen
from app.queries.oversight.coaching.sessions import newest, steps_of
from app.services.coaching.steps import add_step, coached
from audit.coaching.calls import Figure, Side
from audit.coaching.drawing import drawn
from audit.coaching.effect import Effect, effect
from audit.coaching.good_for import watched

BEFORE = timedelta(weeks=8)


def measure(session: Session, actor: Actor, coaching_id: str, zone: ZoneInfo, now: datetime) -> CoachingStep:
    """The effect up to the agreed day, or to now. Raises Conflict without an agreement or without calls after it."""
    kept = coached(session, actor, coaching_id)
    agreement = newest(steps_of(session, kept.id), "agreement")
    if agreement is None or agreement.due_on is None:
        raise Conflict("primero hace falta un acuerdo", "an agreement comes first")
    until = min(now, datetime.combine(agreement.due_on + timedelta(days=1), time(), zone))
    told = _told(session, kept, agreement.at, until, zone)
    step = add_step(session, kept, actor, "measured", now, told=told)
    session.commit()
    return step


def _told(session: Session, kept: Coaching, agreed_at: datetime, until: datetime, zone: ZoneInfo) -> dict[str, Any]:
    duty = watched(kept.criterion)
    began = datetime.combine(agreed_at.astimezone(zone).date() + timedelta(days=1), time(), zone)
    seen = seen_calls(session, kept.organisation_id, kept.vendor_id, (duty,), kept.opened_at - BEFORE, until)[duty]
    chosen = _chosen(session, kept)
    before = [c for c in seen if c.at < kept.opened_at and c.id not in chosen]
    after = [c for c in seen if c.at >= began and c.id not in chosen]
    mine = {c.id for c in after if c.agent == kept.agent}
    kept_ids = set(drawn(mine, kept.id))
    coached_too = _coached_meanwhile(session, kept, until)
    calls = [c.on(Side.BEFORE) for c in before] + [
        c.on(Side.AFTER) for c in after if (c.id in kept_ids if c.agent == kept.agent else c.agent not in coached_too)
    ]
    if not mine:
        raise Conflict(
            "desde el día siguiente al acuerdo aún no hay llamadas con que medir",
            "since the day after the agreement there is no call to measure with yet",
        )
    found = effect(calls, kept.agent, scorer_seen(session, kept.organisation_id, duty))
    return {
        **_as_json(found),
        "criterion": duty,
        "from": began.date().isoformat(),
        "to": (until - timedelta(seconds=1)).astimezone(zone).date().isoformat(),
        "drawn": sorted(kept_ids),
        "of": len(mine),
    }


def _chosen(session: Session, kept: Coaching) -> frozenset[str]:
    """Calls that chose the agent: the moments of every session of this agent."""
    rows = session.scalars(
        select(Coaching.recording_id).where(Coaching.organisation_id == kept.organisation_id, Coaching.agent == kept.agent)
    )
    return frozenset(rows)


def _coached_meanwhile(session: Session, kept: Coaching, until: datetime) -> frozenset[str]:
    """Colleagues who were coached on the same duty: their calls after it are no control."""
    rows = session.execute(
        select(Coaching.agent, Coaching.criterion).where(
            Coaching.organisation_id == kept.organisation_id,
            Coaching.vendor_id.is_(None) if kept.vendor_id is None else Coaching.vendor_id == kept.vendor_id,
            Coaching.opened_at < until,
            Coaching.opened_at >= kept.opened_at - BEFORE,
            Coaching.agent != kept.agent,
        )
    ).tuples()
    return frozenset(agent for agent, criterion in rows if watched(criterion) == watched(kept.criterion))


def _as_json(found: Effect) -> dict[str, Any]:
    def figure(f: Figure) -> dict[str, Any]:
        return {"value": f.value, "low": f.low, "high": f.high, "n": f.n}

    return {
        "told": found.told.value,
        "before": figure(found.before),
        "after": figure(found.after),
        "expected": figure(found.expected),
        "change": figure(found.change),
        "others": found.others,
        "corrected": found.corrected,
        "lacking": found.lacking,
    }
