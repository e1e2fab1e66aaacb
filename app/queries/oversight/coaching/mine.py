"""An agent's own calls, by their codes and by nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Appeal, Duty, Evaluation, Finding, Recording, Verdict
from app.queries.appeal_answers import AppealAnswer, answers, may_appeal
from app.queries.coaching_rows import AgentRef, MyCall, MyCallPage, MyCallsPage, MyMark
from app.queries.oversight.calls import HELD, local
from app.queries.oversight.coaching.desks import own_agents
from app.queries.oversight.coaching.moments import whole
from app.queries.oversight.coaching.sessions import coaching_lines
from app.queries.oversight.coaching.team import agent_page
from app.queries.oversight.performance import is_real_call
from app.queries.review_rows import Standing
from app.queries.rows import Problem
from audit.calls import Status

PER_PAGE = 30
_SIGNS = {Standing.TO_REVIEW.value: "decide", Standing.CANNOT_TELL.value: "not_assessed"}


def of_agents(actor: Actor, agents: Sequence[AgentRef]) -> ColumnElement[bool]:
    """The recordings under these codes; none at all without a code."""
    whose = [
        and_(
            Recording.agent == a.code,
            Recording.vendor_id.is_(None) if a.desk.vendor_id is None else Recording.vendor_id == a.desk.vendor_id,
            true() if a.since is None else Recording.called_at >= a.since,
        )
        for a in agents
    ]
    return and_(Recording.organisation_id == actor.organisation_id, is_real_call(), or_(*whose) if whose else false())


def my_calls_page(session: Session, actor: Actor, days: tuple[date, date], zone: ZoneInfo, page: int = 1) -> MyCallsPage:
    """Whoever asks: scorecard, conversations, calls newest first."""
    agents = own_agents(session, actor)
    inside = of_agents(actor, agents)
    found = session.scalar(select(func.count()).select_from(Recording).join(Verdict).where(inside)) or 0
    pages = max(1, -(-found // PER_PAGE))
    at = min(max(1, page), pages)
    rows = session.execute(
        select(Recording, Verdict)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(inside)
        .order_by(Recording.called_at.desc(), Recording.id)
        .limit(PER_PAGE)
        .offset((at - 1) * PER_PAGE)
    ).tuples()
    return MyCallsPage(
        agents=agents,
        cards=tuple(agent_page(session, actor, agent, _own_days(agent, days, zone), zone) for agent in agents),
        calls=tuple(_call(recording, verdict) for recording, verdict in rows),
        found=found,
        page=at,
        pages=pages,
        sessions=coaching_lines(session, actor, agents) if agents else (),
    )


def _own_days(agent: AgentRef, days: tuple[date, date], zone: ZoneInfo) -> tuple[date, date]:
    """The days of the scorecard that are this person's."""
    return days if agent.since is None else (max(days[0], agent.since.astimezone(zone).date() + timedelta(days=1)), days[1])


def own_recording(session: Session, actor: Actor, call_id: str) -> Recording:
    """A call of whoever asks. Raises NotFound, for anybody else's as for none."""
    wanted = select(Recording).where(Recording.id == call_id, of_agents(actor, own_agents(session, actor)))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("esa llamada no está entre las suyas", "that call is not one of yours")
    return found


def my_call_page(
    session: Session,
    actor: Actor,
    call_id: str,
    problems: tuple[Problem, ...] = (),
    entered: tuple[tuple[str, str], ...] = (),
) -> MyCallPage:
    """One own call: what went well, what was marked, what was appealed, the words. Raises NotFound."""
    recording = own_recording(session, actor, call_id)
    verdict = session.get(Verdict, recording.id)
    if verdict is None:
        raise NotFound("esa llamada aún no está evaluada", "that call is not judged yet")
    evaluation = session.get_one(Evaluation, verdict.evaluation_id)
    findings = session.scalars(select(Finding).where(Finding.evaluation_id == evaluation.id).order_by(Finding.instance)).all()
    duties = session.scalars(select(Duty).where(Duty.evaluation_id == evaluation.id).order_by(Duty.position)).all()
    turns = {d: row["turns"] for d, row in evaluation.result["duties"].items()}
    asked = answers(session, Appeal.recording_id == recording.id)
    marked = [_duty(d, turns.get(d.criterion, ())) for d in duties if d.status in ("met", "not_met")]
    shown = (
        *(_finding(f) for f in findings if f.standing != Standing.NOT_HAPPENED.value),
        *(m for m in marked if m.sign != "met"),
    )
    return MyCallPage(
        call=_call(recording, verdict),
        moment=whole(session, recording),
        well=tuple(m for m in marked if m.sign == "met"),
        marks=(marks := tuple(_with(m, asked) for m in shown)),
        settled=tuple(a for a in asked if all(a not in m.appeals for m in marks)),
        problems=problems,
        entered=entered,
    )


def _with(mark: MyMark, asked: Sequence[AppealAnswer]) -> MyMark:
    """The mark with its appeals; whether it may be appealed (once more)."""
    mine = tuple(a for a in asked if (a.criterion, a.instance) == (mark.criterion, mark.instance))
    held = mark.standing in (*HELD, Status.NOT_MET.value)
    return replace(mark, appeals=mine, may_appeal=mark.appealable and held and may_appeal(mine))


def _finding(found: Finding) -> MyMark:
    sign = _SIGNS.get(found.standing, found.severity)
    return MyMark(
        found.criterion, found.instance, sign, found.standing, found.start_s, found.turn, found.quote, appealable=sign != "decide"
    )


def _duty(duty: Duty, turns: Sequence[int]) -> MyMark:
    sign = "met" if duty.status == "met" else "not_met"
    turn = turns[0] if turns and duty.quote else None
    return MyMark(duty.criterion, None, sign, duty.status, duty.start_s, turn, duty.quote or "", duty.cause)


def _call(recording: Recording, verdict: Verdict) -> MyCall:
    return MyCall(
        recording.id,
        recording.code,
        local(recording),
        recording.duration_s,
        verdict.conduct,
        verdict.skill,
        verdict.worst,
        recording.audio,
    )
