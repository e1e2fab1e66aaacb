"""The floor as it is now: who talks, what was possibly wrong in the last minutes, who waits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import AgentCode, DeskAgent, LiveAlert, LiveCall, User, WorkItem
from app.queries.oversight.live.unheard import UnheardCall, unheard_calls, unheard_rows, unheard_seconds

LOST_S = 30.0
LONG_AGO_S = 3600.0
ALERTS_FOR = timedelta(minutes=15)
MOST_ALERTS = 6
WRAP_UP_FOR = timedelta(minutes=2)
_HOUR = timedelta(hours=1)
_LEAST_SEEN_S = 300.0


class AgentState(StrEnum):
    """What an agent does now. `NO_CALL` is all that is known of one who is known by their line alone."""

    TALKING = "talking"
    WRAP_UP = "wrap_up"
    FREE = "free"
    PAUSE = "pause"
    NO_CALL = "no_call"


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as the floor shows it; `live` while its call goes on; `kept` to coach once its recording came."""

    id: int
    call_id: str
    agent: str
    kind: str
    criterion: str
    quote: str
    at_s: float
    end_s: float
    made_at: datetime
    ago_s: float
    confidence: float | None
    state: str | None
    speaker_known: bool
    by_voice: bool
    live: bool
    seen: bool
    abilities: tuple[str, ...]
    judge: str | None = None
    rubric: str | None = None
    kept: bool = False
    coaching_id: str | None = None

    @property
    def sign(self) -> str:
        """Its sign: only conduct and danger are red."""
        return "major" if self.kind == "tension" else "critical"


@dataclass(frozen=True, slots=True)
class AgentTile:
    """An agent; `spark` is the tension of the last minute against their own base, empty without one."""

    agent: str
    state: AgentState
    since: datetime
    for_s: float
    call_id: str | None
    sign: str | None
    spark: tuple[float, ...]
    behind_s: float
    unheard_s: float = 0.0
    person: str | None = None

    @property
    def long_ago(self) -> bool:
        """Whether it has been so for so long that the hour says more than a running clock."""
        return self.state is not AgentState.TALKING and self.for_s >= LONG_AGO_S


@dataclass(frozen=True, slots=True)
class QueueRow:
    """The worklist of a desk."""

    desk: str
    ready: int
    waits: int
    held: int


@dataclass(frozen=True, slots=True)
class FloorPage:
    """Everything of the floor. `occupancy` is None where no line was seen for five minutes within the hour."""

    now: datetime
    talking: int
    occupancy: float | None
    occupancy_agents: int
    alerts: tuple[AlertRow, ...]
    tiles: tuple[AgentTile, ...]
    queues: tuple[QueueRow, ...]
    unheard: tuple[UnheardCall, ...] = ()

    @property
    def behind_s(self) -> float:
        """How far the words of the slowest line are behind its sound."""
        return max((t.behind_s for t in self.tiles), default=0.0)


def floor_page(session: Session, actor: Actor, now: datetime) -> FloorPage:
    """The floor of the actor's organisation."""
    calls = _calls(session, actor, now)
    going = {c.id for c in calls if _goes_on(c, now)}
    alerts = _alerts(session, actor, calls, going, now)
    tiles = _tiles(session, actor, calls, going, alerts, now)
    share, agents = _occupancy(calls, going, now)
    return FloorPage(
        now=now,
        talking=sum(t.state is AgentState.TALKING for t in tiles),
        occupancy=share,
        occupancy_agents=agents,
        alerts=tuple(alerts[:MOST_ALERTS]),
        tiles=tuple(tiles),
        queues=_queues(session, actor),
        unheard=unheard_calls(calls, now - ALERTS_FOR),
    )


def _calls(session: Session, actor: Actor, now: datetime) -> Sequence[LiveCall]:
    """Calls of the last hour, newest first."""
    recent = or_(LiveCall.ended_at.is_(None), LiveCall.ended_at > now - _HOUR)
    asked = select(LiveCall).where(LiveCall.organisation_id == actor.organisation_id, recent, LiveCall.last_at > now - _HOUR)
    return session.scalars(asked.order_by(LiveCall.started_at.desc())).all()


def _goes_on(call: LiveCall, now: datetime) -> bool:
    """A line of a process that was killed ends when its sound is half a minute old."""
    return call.ended_at is None and (now - call.last_at).total_seconds() < LOST_S


def _alerts(session: Session, actor: Actor, calls: Sequence[LiveCall], going: set[str], now: datetime) -> list[AlertRow]:
    by_id = {c.id: c for c in calls}
    rows = session.scalars(
        select(LiveAlert)
        .where(LiveAlert.organisation_id == actor.organisation_id, LiveAlert.made_at > now - ALERTS_FOR)
        .order_by(LiveAlert.made_at.desc(), LiveAlert.id.desc())
    ).all()
    return [_alert(r, by_id.get(r.live_call_id), going, now) for r in rows]


def _alert(row: LiveAlert, call: LiveCall | None, going: set[str], now: datetime) -> AlertRow:
    return AlertRow(
        id=row.id,
        call_id=row.live_call_id,
        agent=row.agent,
        kind=row.kind,
        criterion=row.criterion,
        quote=row.quote,
        at_s=row.at_s,
        end_s=row.end_s,
        made_at=row.made_at,
        ago_s=max(0.0, (now - row.made_at).total_seconds()),
        confidence=row.confidence,
        state=row.state,
        speaker_known=row.speaker_known,
        by_voice=row.speaker_known and call is not None and call.lanes == 1,
        live=row.live_call_id in going,
        seen=row.seen_by is not None,
        abilities=tuple(call.abilities) if call else (),
        judge=row.judge,
        rubric=row.rubric,
        kept=row.coach_by is not None,
        coaching_id=row.coaching_id,
    )


def _tiles(
    session: Session, actor: Actor, calls: Sequence[LiveCall], going: set[str], alerts: Sequence[AlertRow], now: datetime
) -> list[AgentTile]:
    newest: dict[str, LiveCall] = {}
    for call in calls:
        newest.setdefault(call.agent, call)
    signs: dict[str, str] = {}
    for alert in alerts:
        if alert.live:
            signs[alert.call_id] = "critical" if "critical" in (alert.sign, signs.get(alert.call_id)) else alert.sign
    people = _people(session, actor)
    seats = _seats(session, actor, {user_id: code for code, (user_id, _) in people.items()})
    tiles = [_tile(call, call.id in going, seats.pop(agent, None), signs.get(call.id), now) for agent, call in newest.items()]
    tiles += [
        AgentTile(agent, state, since, (now - since).total_seconds(), None, None, (), 0.0)
        for agent, (state, since) in seats.items()
    ]
    rank = {"critical": 0, "major": 1, None: 2}
    tiles = [replace(t, person=people[t.agent][1]) if t.agent in people else t for t in tiles]
    return sorted(tiles, key=lambda t: (rank[t.sign], t.agent))


def _tile(call: LiveCall, going: bool, seat: tuple[AgentState, datetime] | None, sign: str | None, now: datetime) -> AgentTile:
    spark = tuple(level for at_s, level in call.tension if at_s > call.heard_s - 60.0) if going else ()
    if going:
        since, unheard_s = call.started_at, unheard_seconds(unheard_rows(call))
        return AgentTile(call.agent, AgentState.TALKING, since, call.heard_s, call.id, sign, spark, call.behind_s, unheard_s)
    ended = call.ended_at or call.last_at
    state, since = seat or (AgentState.NO_CALL, ended)
    since = max(since, ended)
    if seat is None and now - ended < WRAP_UP_FOR:
        state = AgentState.WRAP_UP
    return AgentTile(call.agent, state, since, (now - since).total_seconds(), None, None, (), 0.0)


def _people(session: Session, actor: Actor) -> dict[str, tuple[int, str]]:
    """The people behind the codes of the client's own agents."""
    rows = session.execute(
        select(AgentCode.code, User.id, User.name)
        .join(User, User.id == AgentCode.user_id)
        .where(AgentCode.organisation_id == actor.organisation_id, AgentCode.vendor_id.is_(None), AgentCode.ended_at.is_(None))
    ).tuples()
    return {code: (user_id, name) for code, user_id, name in rows}


def _seats(session: Session, actor: Actor, codes: Mapping[int, str]) -> dict[str, tuple[AgentState, datetime]]:
    """What the desk knows of its own agents, by the code of their calls or by name."""
    held = set(
        session.scalars(
            select(WorkItem.taken_by).where(WorkItem.organisation_id == actor.organisation_id, WorkItem.stands == "held")
        )
    )
    rows = session.execute(
        select(DeskAgent, User.name)
        .join(User, User.id == DeskAgent.user_id)
        .where(User.organisation_id == actor.organisation_id, User.active)
    ).tuples()
    found = {}
    for seat, name in rows:
        state = AgentState.WRAP_UP if seat.user_id in held else AgentState.FREE if seat.available else AgentState.PAUSE
        found[codes.get(seat.user_id, name)] = (state, seat.changed_at)
    return found


def _occupancy(calls: Sequence[LiveCall], going: set[str], now: datetime) -> tuple[float | None, int]:
    """Share of the last hour (or since an agent's first line in it) spent talking, over agents seen for five minutes."""
    begin = now - _HOUR
    talked: dict[str, float] = defaultdict(float)
    first: dict[str, datetime] = {}
    for call in calls:
        end = now if call.id in going else (call.ended_at or call.last_at)
        start = max(call.started_at, begin)
        talked[call.agent] += max(0.0, (end - start).total_seconds())
        first[call.agent] = min(first.get(call.agent, start), start)
    seen = {
        agent: (now - since).total_seconds() for agent, since in first.items() if (now - since).total_seconds() >= _LEAST_SEEN_S
    }
    if not seen:
        return None, 0
    return min(1.0, sum(talked[agent] for agent in seen) / sum(seen.values())), len(seen)


def _queues(session: Session, actor: Actor) -> tuple[QueueRow, ...]:
    rows = session.execute(
        select(WorkItem.desk, WorkItem.stands, func.count())
        .where(WorkItem.organisation_id == actor.organisation_id, WorkItem.stands != "done")
        .group_by(WorkItem.desk, WorkItem.stands)
    ).tuples()
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for desk, stands, count in rows:
        counts[desk][stands] = count
    return tuple(QueueRow(d, c.get("ready", 0), c.get("waits", 0), c.get("held", 0)) for d, c in sorted(counts.items()))
