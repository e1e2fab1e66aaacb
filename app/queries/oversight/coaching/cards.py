"""What an agent does well and what not, criterion by criterion, beside the rest of the team over calls of the same difficulty."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Coaching, Finding, Recording, Verdict
from app.queries.coaching_rows import AgentMark, AgentRef, Fault, Well
from app.queries.oversight.calls import HELD, local
from app.queries.oversight.coaching.facts import SeenCall, of_desk, seen_calls
from app.queries.oversight.coaching.rated import rate_of
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.qa.sealed import sealed
from audit.calls import DUTIES, VIOLATIONS
from audit.coaching.calls import FEWEST_TO_NAME
from audit.coaching.fair import Against, TeamRate

WEEKS = 12
CRITERIA = (*DUTIES, *VIOLATIONS)
_WELL_FROM = 0.8
_MOST_WELL, _MOST_FAULTS = 3, 20


def window(now: datetime, zone: ZoneInfo, weeks: int = WEEKS) -> tuple[date, date]:
    """The last days that a scorecard is of, both in it."""
    today = now.astimezone(zone).date()
    return today - timedelta(weeks=weeks) + timedelta(days=1), today


def instants(since: date, until: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first day's midnight to the midnight after the last."""
    return datetime.combine(since, time(), zone), datetime.combine(until + timedelta(days=1), time(), zone)


def rates(seen: Mapping[str, Sequence[SeenCall]]) -> dict[str, TeamRate]:
    """Every criterion that applied at all."""
    return {criterion: rate_of(calls) for criterion, calls in seen.items() if calls}


def marks_of(found: Mapping[str, TeamRate], code: str) -> tuple[AgentMark, ...]:
    """An agent's line of every criterion, in the rubric's order."""
    out = []
    for criterion in CRITERIA:
        rows = found[criterion].agents if criterion in found else ()
        mine = next((row for row in rows if row.agent == code), None)
        if mine is not None:
            out.append(AgentMark(criterion, mine.own, mine.fair, mine.apart, mine.against.value))
    return tuple(out)


def does_well(marks: Sequence[AgentMark]) -> tuple[Well, ...]:
    """What is surely better than the team first, then what is done nearly always; forbidden acts left undone are no merit.

    The rate is the scorecard's: over calls of the same difficulty.
    """
    surely = [m for m in marks if m.criterion in DUTIES and m.against == Against.BETTER.value]
    high = [
        m
        for m in marks
        if m.criterion in DUTIES and m not in surely and m.fair.low is not None and (m.fair.value or 0) >= _WELL_FROM
    ]
    surely.sort(key=lambda m: -(m.apart.low or 0.0))
    high.sort(key=lambda m: -(m.fair.low or 0.0))
    return tuple(Well(m.criterion, m.fair, m in surely) for m in [*surely, *high][:_MOST_WELL])


def calls_in(session: Session, agent: AgentRef, organisation_id: int, since: datetime, until: datetime) -> int:
    """How many judged calls of the agent there are."""
    wanted = (
        select(func.count())
        .select_from(Recording)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(
            of_desk(organisation_id, agent.desk.vendor_id),
            is_real_call(),
            Recording.agent == agent.code,
            Recording.called_at >= since,
            Recording.called_at < until,
        )
    )
    return session.scalar(wanted) or 0


def faults(session: Session, actor: Actor, agent: AgentRef, since: datetime, until: datetime) -> tuple[Fault, ...]:
    """Findings that stand, newest first, of calls not sealed for the reader; none where the agent has too few to be named."""
    if calls_in(session, agent, actor.organisation_id, since, until) < FEWEST_TO_NAME:
        return ()
    rows = session.execute(
        select(Finding, Recording)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Verdict.recording_id)
        .where(
            of_desk(actor.organisation_id, agent.desk.vendor_id),
            is_real_call(),
            Recording.agent == agent.code,
            Recording.called_at >= since,
            Recording.called_at < until,
            Finding.standing.in_(HELD),
            ~sealed(actor),
        )
        .order_by(Recording.called_at.desc(), Finding.instance)
        .limit(_MOST_FAULTS)
    ).tuples()
    talked = _talked_about(session, agent, actor.organisation_id)
    return tuple(
        Fault(
            call_id=r.id,
            code=r.code,
            called_at=local(r),
            criterion=f.criterion,
            instance=f.instance,
            turn=f.turn,
            start_s=f.start_s,
            quote=f.quote,
            standing=f.standing,
            severity=f.severity,
            coaching_id=talked.get((r.id, f.criterion, f.instance)),
        )
        for f, r in rows
    )


def _talked_about(session: Session, agent: AgentRef, organisation_id: int) -> dict[tuple[str, str, int | None], str]:
    """The conversations with an agent, by the finding they began from."""
    mine = select(Coaching).where(Coaching.organisation_id == organisation_id, Coaching.agent == agent.code)
    return {(c.recording_id, c.criterion, c.instance): c.id for c in session.scalars(mine)}


def everything_seen(
    session: Session, organisation_id: int, vendor_id: int | None, since: datetime, until: datetime
) -> dict[str, list[SeenCall]]:
    """Every criterion's calls of a team."""
    return seen_calls(session, organisation_id, vendor_id, CRITERIA, since, until)
