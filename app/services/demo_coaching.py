"""The demo's own desk: weeks of calls judged beforehand, an agent who was coached and did better, a moment that waits."""

import json
import lzma
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models import AgentCode, Coaching, Duty, ExamplePermission, Finding, Recording, Run, Verdict
from app.queries.audio_rows import Audio
from app.queries.oversight.coaching.desks import agent_of
from app.queries.oversight.performance import is_real_call
from app.services.coaching.codes import allow_example
from app.services.coaching.measure import measure
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.steps import add_step, agree
from app.services.demo_past_calls import Remembered
from app.services.take_transcripts import HandedOver, take_transcripts
from audit.calls import call_from
from synthetic.vendors.demo_calls import ZONE
from synthetic.vendors.demo_desk import AGENTS, COACHED, LAST_WEEK, desk_calls, desk_row, session_day

RUN_NAME = "Mesa propia"
_ALLOW = AGENTS[1:5]
_SAID = "Quedaban dos horas y no llegaba a la meta. Escuchándolo ahora, me pasé."
_AGREED = "Si hay dificultad: pausa, reconoce, pregunta"


def prepare_coaching(
    database: Database,
    auditor: Actor,
    supervisor: Actor,
    agent: Actor,
    now: datetime,
    most: int | None,
    step: Callable[[str], None],
) -> None:
    """The run of the desk's calls, the coaching that helped, the one that waits; made the first time. `most` calls an agent."""
    today = now.astimezone(ZONE).date()
    with database.writing() as session:
        known = select(Run.id).where(Run.organisation_id == auditor.organisation_id, Run.name == RUN_NAME)
        if session.scalar(known) is None:
            counted: dict[str, int] = {}
            given = []
            for call in desk_calls():
                counted[call.agent] = counted.get(call.agent, 0) + 1
                if most is None or counted[call.agent] <= most:
                    told = call_from(desk_row(call, today), call.id)
                    given.append(HandedOver(told, None, call.agent, call.duration_s))
            at = datetime.combine(today - timedelta(weeks=LAST_WEEK - 1), time(13), UTC)
            take_transcripts(session, auditor, RUN_NAME, given, _judged(), min(at, now), step)
    with database.writing() as session:
        _people(session, supervisor, agent, now)
    with database.writing() as session:
        if session.scalar(select(Coaching.id).where(Coaching.organisation_id == supervisor.organisation_id)) is None:
            _coached(session, supervisor, agent, now, ZONE)


def _judged() -> Remembered:
    packed = files("synthetic.vendors").joinpath("demo_desk_judged.jsonl.xz").read_bytes()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lzma.decompress(packed).decode().splitlines()]
    return Remembered({row["id"]: row for row in rows})


def _people(session: Session, supervisor: Actor, agent: Actor, now: datetime) -> None:
    """The agent behind the code, and colleagues who said that their good calls may be heard."""
    if session.scalar(select(AgentCode.id).where(AgentCode.user_id == agent.user_id)) is None and agent.user_id is not None:
        session.add(
            AgentCode(organisation_id=agent.organisation_id, user_id=agent.user_id, vendor_id=None, code=COACHED, added_at=now)
        )
    asked = select(ExamplePermission.id).where(ExamplePermission.organisation_id == supervisor.organisation_id)
    if session.scalar(asked) is None:
        for code in _ALLOW:
            allow_example(session, supervisor, agent_of(session, supervisor.organisation_id, None, code), True, now)
    session.commit()


def _coached(session: Session, supervisor: Actor, agent: Actor, now: datetime, zone: ZoneInfo) -> None:
    """The session that was measured, and one with a newer moment that waits for an agreement."""
    talked = datetime.combine(session_day(now.astimezone(zone).date()), time(15), zone)
    first = _moment(session, supervisor, "dismiss_hardship", talked)
    if first is None:
        return
    kept = open_session(session, supervisor, first, talked)
    add_step(session, kept, agent, "reply", talked, _SAID)
    until = talked.date() + timedelta(weeks=5)
    agree(session, supervisor, kept.id, _AGREED, until, talked.date(), talked)
    add_step(session, kept, agent, "accepted", talked + timedelta(hours=1))
    session.commit()
    if session.scalar(select(Recording.id).where(Recording.agent == COACHED, Recording.called_at > talked)) is not None:
        measure(session, supervisor, kept.id, zone, min(now, datetime.combine(until + timedelta(days=1), time(10), zone)))
    heard = _heard(session, supervisor)
    if heard is not None:
        open_session(session, supervisor, heard, now)
    newest = _missed(session, supervisor, talked)
    if newest is not None:
        open_session(session, supervisor, newest, now)


def _moment(session: Session, actor: Actor, criterion: str, before: datetime) -> Flagged | None:
    """The newest finding of that kind in the agent's calls before the talk."""
    row = session.execute(
        select(Finding.recording_id, Finding.instance)
        .join(Recording, Recording.id == Finding.recording_id)
        .where(
            Recording.organisation_id == actor.organisation_id,
            Recording.agent == COACHED,
            Recording.called_at < before,
            Finding.criterion == criterion,
            Finding.decision == "asserted",
        )
        .order_by(Recording.called_at.desc(), Finding.instance)
        .limit(1)
    ).first()
    return Flagged(row[0], criterion, row[1]) if row else None


def _heard(session: Session, actor: Actor) -> Flagged | None:
    """The newest critical act of a call that can be heard."""
    row = session.execute(
        select(Finding.recording_id, Finding.criterion, Finding.instance)
        .join(Recording, Recording.id == Finding.recording_id)
        .where(
            Recording.organisation_id == actor.organisation_id,
            Recording.audio == Audio.KEPT.value,
            Recording.agent.is_not(None),
            is_real_call(),
            Finding.severity == "critical",
            Finding.decision == "asserted",
        )
        .order_by(Recording.country != "CL", Recording.called_at.desc(), Finding.instance)
        .limit(1)
    ).first()
    return Flagged(row[0], row[1], row[2]) if row else None


def _missed(session: Session, actor: Actor, after: datetime) -> Flagged | None:
    """The newest duty missed since, of a kind that one can practise."""
    row = session.execute(
        select(Duty.recording_id, Duty.criterion)
        .join(Verdict, Verdict.evaluation_id == Duty.evaluation_id)
        .join(Recording, Recording.id == Duty.recording_id)
        .where(
            Recording.organisation_id == actor.organisation_id,
            Recording.agent == COACHED,
            Recording.called_at > after,
            Duty.status == "not_met",
            Duty.criterion.in_(("recap_agreement", "inform_rights", "recording_notice", "verify_identity")),
        )
        .order_by(Recording.called_at.desc(), Duty.position)
        .limit(1)
    ).first()
    return Flagged(row[0], row[1], source="duty") if row else None
