"""Draw the random stratum: how many calls the precision asks for, which, and a few more to compare people with."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from math import ceil
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import BadInput, Conflict, Forbidden
from app.models import Recording, SampleItem, SamplePlan, Verdict
from app.models.known_call import KnownCall, SampleApart
from app.queries.oversight.performance import is_real_call
from app.queries.rows import Conduct
from app.services.qa.end_plan import end_plan
from audit.calibration.sampling import Ask, Size, calls_needed, draw

SPARE_SHARE = 0.06
"""So many more calls, at least two, are scored to compare people: known ones where there are, any others where not."""
_MIN_SPARE = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a draw: half the width of the interval and the rate expected as shares 0–1, first and last day."""

    half_width: float
    planning_rate: float
    first_day: date
    last_day: date


def draw_plan(session: Session, actor: Actor, asked: Asked, key: bytes, now: datetime) -> SamplePlan:
    """A new plan; the one that goes on ends as it stands. Raises Forbidden, BadInput, Conflict, BadCalibration. Commits."""
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no sortea muestras", "your role draws no samples")
    _check(asked)
    known = _known(session, actor, asked)
    frame = sorted(set(_frame(session, actor, asked)) - _pool(session, actor))
    if not frame:
        raise Conflict("no hay llamadas evaluadas en esos días", "there are no judged calls in those days")
    for old in session.scalars(
        select(SamplePlan).where(SamplePlan.organisation_id == actor.organisation_id, SamplePlan.ended_at.is_(None))
    ):
        end_plan(session, old, now)
    size = size_of(asked, len(frame))
    plan = _kept(session, actor, asked, len(frame), size, now)
    drawn = draw(frame, size.calls, key, plan.label)
    plan.cut = drawn.cut
    _items(session, plan, drawn.calls, frame, known, key)
    session.commit()
    return plan


def size_of(asked: Asked, population: int) -> Size:
    """How many calls the precision asks for. Raises BadCalibration."""
    return calls_needed(Ask(asked.half_width, population=population, planning_rate=asked.planning_rate))


def _check(asked: Asked) -> None:
    if asked.first_day > asked.last_day:
        raise BadInput("el primer día es posterior al último", "the first day is after the last", "first_day")
    if not 0.005 <= asked.half_width <= 0.3:
        raise BadInput("pida una precisión de 0,5 a 30 puntos", "ask for a precision of 0.5 to 30 points", "half_width")
    if not 0.0 <= asked.planning_rate <= 1.0:
        raise BadInput("la tasa esperada va de 0 a 100", "the rate expected goes from 0 to 100", "planning_rate")


def _frame(session: Session, actor: Actor, asked: Asked) -> list[str]:
    """Judged calls of real people in those days whose conduct could be looked at."""
    begin = datetime.combine(asked.first_day, time(), UTC)
    end = datetime.combine(asked.last_day + timedelta(days=1), time(), UTC)
    wanted = (
        select(Recording.id)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(Recording.organisation_id == actor.organisation_id, is_real_call())
        .where(Recording.called_at >= begin, Recording.called_at < end, Verdict.conduct != Conduct.NOT_ASSESSED.value)
    )
    return list(session.scalars(wanted))


def _pool(session: Session, actor: Actor) -> set[str]:
    mine = select(KnownCall.recording_id).where(KnownCall.organisation_id == actor.organisation_id)
    return set(session.scalars(mine))


def _known(session: Session, actor: Actor, asked: Asked) -> dict[str, int]:
    """Known calls that look like calls of those days."""
    days = set(_frame(session, actor, asked))
    mine = select(KnownCall.recording_id, KnownCall.id).where(
        KnownCall.organisation_id == actor.organisation_id, KnownCall.retired_at.is_(None)
    )
    return {recording: id for recording, id in session.execute(mine).tuples() if recording in days}


def _kept(session: Session, actor: Actor, asked: Asked, population: int, size: Size, now: datetime) -> SamplePlan:
    left = population - size.calls
    plan = SamplePlan(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        who=actor.name,
        drawn_at=now,
        first_day=asked.first_day,
        last_day=asked.last_day,
        half_width=asked.half_width,
        planning_rate=asked.planning_rate,
        population=population,
        size=size.calls,
        spare=min(max(_MIN_SPARE, ceil(size.calls * SPARE_SHARE)), left) if left else 0,
        label="",
        cut="",
    )
    plan.label = f"{actor.organisation_id}:{asked.first_day}:{asked.last_day}:{plan.id}"
    session.add(plan)
    session.flush()
    return plan


def _items(
    session: Session, plan: SamplePlan, drawn: Collection[str], frame: Collection[str], known: dict[str, int], key: bytes
) -> None:
    """The drawn calls and the spare ones in one order: a keyed hash that says nothing of which is which."""
    slipped = sorted(known, key=lambda id: _place(key, f"{plan.label}:known", id))[: plan.spare]
    rest = sorted(set(frame) - set(drawn), key=lambda id: _place(key, f"{plan.label}:spare", id))
    spare = [*slipped, *rest][: plan.spare]
    for id in [*drawn, *spare]:
        session.add(SampleItem(plan_id=plan.id, recording_id=id, place=_place(key, f"{plan.label}:order", id)))
    for id in spare:
        session.add(SampleApart(plan_id=plan.id, recording_id=id, known_id=known.get(id)))
    session.flush()


def _place(key: bytes, label: str, call: str) -> str:
    return hmac.new(key, f"{label}:{call}".encode(), sha256).hexdigest()
