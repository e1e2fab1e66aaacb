"""The team's page: its agents by name for one criterion; and one agent's scorecard."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import ExamplePermission
from app.queries.coaching_rows import AgentMark, AgentPage, AgentRef, CoachingState, Desk, TeamLine, TeamPage
from app.queries.oversight.coaching.cards import calls_in, does_well, everything_seen, faults, instants, marks_of, rates
from app.queries.oversight.coaching.desks import agent_of, desks
from app.queries.oversight.coaching.facts import seen_calls
from app.queries.oversight.coaching.rated import rate_of
from app.queries.oversight.coaching.sessions import coaching_lines
from audit.coaching.calls import FEWEST_TO_NAME, Figure

_NOTHING = Figure(None, None, None, 0)


def team_page(session: Session, actor: Actor, desk_key: str, criterion: str, days: tuple[date, date], zone: ZoneInfo) -> TeamPage:
    """One desk's agents. An unknown desk is the first."""
    known = desks(session, actor)
    desk = next((d for d in known if d.key == desk_key), known[0] if known else None)
    if desk is None:
        return TeamPage((), None, criterion, *days, _NOTHING, (), False)
    seen = seen_calls(session, actor.organisation_id, desk.vendor_id, (criterion,), *instants(*days, zone))[criterion]
    found = rate_of(seen)
    waiting = _waiting(session, actor, desk)
    lines = []
    for row in found.agents:
        mark = AgentMark(criterion, row.own, row.fair, row.apart, row.against.value)
        ref = agent_of(session, actor.organisation_id, desk.vendor_id, row.agent)
        lines.append(TeamLine(ref, row.own.n, mark, waiting[row.agent]))
    lines.sort(key=lambda line: line.agent.shown.casefold())
    return TeamPage(known, desk, criterion, *days, found.team, tuple(lines), found.corrected)


def _waiting(session: Session, actor: Actor, desk: Desk) -> Counter[str]:
    """Sessions that are not over, by agent."""
    lines = coaching_lines(session, actor)
    over = (CoachingState.CLOSED, CoachingState.MEASURED)
    return Counter(line.agent.code for line in lines if line.agent.desk.key == desk.key and line.state not in over)


def agent_page(session: Session, actor: Actor, agent: AgentRef, days: tuple[date, date], zone: ZoneInfo) -> AgentPage:
    """One agent's scorecard over these days."""
    inside = instants(*days, zone)
    calls = calls_in(session, agent, actor.organisation_id, *inside)
    marks = marks_of(rates(everything_seen(session, actor.organisation_id, agent.desk.vendor_id, *inside)), agent.code)
    return AgentPage(
        agent=agent,
        since=days[0],
        until=days[1],
        calls=calls,
        well=does_well(marks),
        marks=marks,
        faults=faults(session, actor, agent, *inside),
        sessions=coaching_lines(session, actor, (agent,)),
        may_show=_may_show(session, actor, agent),
        named=calls >= FEWEST_TO_NAME,
    )


def _may_show(session: Session, actor: Actor, agent: AgentRef) -> bool | None:
    """The agent's newest word on being heard as an example; None: never asked."""
    vendor = agent.desk.vendor_id
    return session.scalar(
        select(ExamplePermission.given)
        .where(
            ExamplePermission.organisation_id == actor.organisation_id,
            ExamplePermission.agent == agent.code,
            ExamplePermission.vendor_id.is_(None) if vendor is None else ExamplePermission.vendor_id == vendor,
        )
        .order_by(ExamplePermission.id.desc())
        .limit(1)
    )
