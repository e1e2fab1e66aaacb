"""One live call: the words so far, its sound's outline, what was possibly wrong, where its recording is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import LiveAlert, LiveCall, Recording
from app.queries.oversight.live.floor import AlertRow, _alert, _goes_on
from app.queries.oversight.live.unheard import UnheardRow, unheard_rows, unheard_seconds
from app.queries.oversight.qa.sealed import is_sealed


@dataclass(frozen=True, slots=True)
class LiveTurn:
    """One turn so far; `alerts` began in it."""

    i: int
    speaker: str
    start_s: float
    end_s: float
    text: str
    alerts: tuple[AlertRow, ...]


@dataclass(frozen=True, slots=True)
class LiveCallPage:
    """A live call. `recording_id` once the same code was recorded and audited; `agent_lane` None: both speak on one lane."""

    id: str
    code: str
    agent: str
    country: str | None
    lang: str
    live: bool
    started_at: datetime
    heard_s: float
    behind_s: float
    agent_lane: int | None
    lanes: int
    abilities: tuple[str, ...]
    alerts: tuple[AlertRow, ...]
    turns: tuple[LiveTurn, ...]
    peaks: tuple[tuple[str, tuple[float, ...]], ...]
    words_kept: bool
    unheard: tuple[UnheardRow, ...]
    recording_id: str | None
    at_s: float | None

    @property
    def unheard_s(self) -> float:
        """How much of the call nobody heard."""
        return unheard_seconds(self.unheard)

    @property
    def told_apart(self) -> bool:
        """Whether every turn has its speaker."""
        return bool(self.turns) and all(t.speaker != "unknown" for t in self.turns)

    @property
    def said(self) -> tuple[LiveTurn | UnheardRow, ...]:
        """Turns and what was not heard, in the order of the call."""
        return tuple(sorted((*self.turns, *self.unheard), key=lambda each: each.start_s))


def live_call_of(session: Session, actor: Actor, live_id: str) -> LiveCall:
    """The row. Raises NotFound for another organisation's too."""
    row = session.scalar(select(LiveCall).where(LiveCall.id == live_id, LiveCall.organisation_id == actor.organisation_id))
    if row is None:
        raise NotFound(f"no hay llamada en vivo {live_id}", f"there is no live call {live_id}")
    return row


def live_call_page(session: Session, actor: Actor, live_id: str, now: datetime, at_s: float | None = None) -> LiveCallPage:
    """The page. Raises NotFound; Conflict where its recording is sealed for the reader."""
    row = live_call_of(session, actor, live_id)
    going = {row.id} if _goes_on(row, now) else set()
    rows = session.scalars(select(LiveAlert).where(LiveAlert.live_call_id == row.id).order_by(LiveAlert.at_s)).all()
    alerts = tuple(_alert(r, row, going, now) for r in rows)
    placed = _placed(row, alerts)
    turns = tuple(
        LiveTurn(t["i"], t["speaker"], t["start"], t["end"], t["text"], tuple(placed.get(t["i"], ()))) for t in row.turns
    )
    names = ("unknown",) if row.lanes == 1 else tuple("agent" if lane == row.agent_lane else "debtor" for lane in (0, 1))
    recorded = session.scalar(
        select(Recording.id).where(
            Recording.organisation_id == actor.organisation_id, Recording.code == row.code, Recording.state == "done"
        )
    )
    if recorded is not None and is_sealed(session, actor, recorded):
        raise Conflict("marque antes a ciegas la grabación de esta llamada", "mark the recording of this call blind first")
    return LiveCallPage(
        id=row.id,
        code=row.code,
        agent=row.agent,
        country=row.country,
        lang=row.lang,
        live=bool(going),
        started_at=row.started_at,
        heard_s=row.heard_s,
        behind_s=row.behind_s,
        agent_lane=row.agent_lane,
        lanes=row.lanes,
        abilities=tuple(row.abilities),
        alerts=alerts,
        turns=turns,
        peaks=tuple((name, tuple(lane)) for name, lane in zip(names, row.peaks, strict=False)),
        words_kept=bool(row.turns),
        unheard=unheard_rows(row),
        recording_id=recorded,
        at_s=at_s,
    )


def _placed(row: LiveCall, alerts: tuple[AlertRow, ...]) -> dict[int, list[AlertRow]]:
    """Each alert at one turn: the last to begin before its words, of whoever said them."""
    found: dict[int, list[AlertRow]] = {}
    for alert in (a for a in alerts if a.kind != "tension"):
        agents = alert.kind == "conduct"
        said = [t for t in row.turns if t["speaker"] == "unknown" or (t["speaker"] == "agent") == agents]
        mine = [t for t in said if t["start"] <= alert.at_s + 0.5]
        if mine:
            found.setdefault(mine[-1]["i"], []).append(alert)
    return found
