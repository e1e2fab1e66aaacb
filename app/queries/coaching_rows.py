"""Rows of coaching, the team, an agent's own pages and practice. Shares are 0–1, seconds from the start of the recording."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.queries.appeal_answers import AppealAnswer
from app.queries.initials import initials
from app.queries.review_rows import Lane, TurnRow
from app.queries.rows import Problem
from audit.coaching.calls import Figure


class CoachingState(StrEnum):
    """Where a session is: to be agreed on, agreed and waiting for its calls, measured, or closed without."""

    OPEN = "open"
    AGREED = "agreed"
    MEASURED = "measured"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Desk:
    """A team: the agents of one vendor, or of calls that have none. `key` is what addresses say."""

    key: str
    vendor_id: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class AgentRef:
    """An agent as calls name them. `key` is what addresses say; `user_id` where the code has a person.

    `since`: the code was somebody else's until then, and what is older is not this person's to see.
    """

    key: str
    desk: Desk
    code: str
    user_id: int | None = None
    person: str | None = None
    since: datetime | None = None

    @property
    def shown(self) -> str:
        """The person's name, or the code."""
        return self.person or self.code

    @property
    def initials(self) -> str:
        """Two letters of it."""
        return initials(self.shown)


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a call: its turns, two lanes and marks. `start_s` None where the call has only words."""

    call_id: str
    code: str
    called_at: datetime | None
    start_s: float | None
    end_s: float | None
    from_s: float
    to_s: float
    quote: str
    turns: tuple[TurnRow, ...]
    lanes: tuple[Lane, ...]
    language: str
    hear: bool


@dataclass(frozen=True, slots=True)
class Association:
    """How often calls end in an agreement or a pause with the thing done and without it: an association, no proof."""

    criterion: str
    done: Figure
    without: Figure


@dataclass(frozen=True, slots=True)
class Example:
    """What good sounds like: a moment of a colleague who allowed it."""

    moment: Moment
    confirmed: bool
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a session as it is told."""

    kind: str
    who: str
    at: datetime
    text: str
    due_on: date | None = None
    told: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Well:
    """Something an agent does better than the team with certainty, or simply does well."""

    criterion: str
    rate: Figure
    surely: bool


@dataclass(frozen=True, slots=True)
class Last:
    """The last measured coaching of an agent: its effect as it was kept."""

    coaching_id: str
    criterion: str
    at: datetime
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CoachingPage:
    """One session. `watched` is the duty that is practised and measured; `agreement` the newest one."""

    id: str
    agent: AgentRef
    state: CoachingState
    criterion: str
    watched: str
    instance: int | None
    opened_at: datetime
    opened_by: str
    moment: Moment
    example: Example | None
    association: Association | None
    steps: tuple[Step, ...]
    agreement: Step | None
    reply: Step | None
    accepted: Step | None
    measured: Step | None
    well: tuple[Well, ...]
    well_n: int
    last: Last | None
    others: int
    """Other sessions of this agent."""
    practised: int = 0
    mission: str = ""
    may_measure: bool = True
    """Whether measuring may bring something: never measured under this agreement, or calls came since."""

    @property
    def code(self) -> str:
        """What people call the session's call."""
        return self.moment.code


@dataclass(frozen=True, slots=True)
class CoachingLine:
    """A session in a list."""

    id: str
    agent: AgentRef
    state: CoachingState
    criterion: str
    watched: str
    quote: str
    call_code: str
    opened_at: datetime
    due_on: date | None
    replied: bool
    accepted: bool
    """The newest agreement."""
    told: dict[str, Any] | None

    @property
    def word_awaited(self) -> bool:
        """Whether it waits for the agent: to read an agreement, or to say something before there is one."""
        if self.state is CoachingState.AGREED:
            return not self.accepted
        return self.state is CoachingState.OPEN and not self.replied


@dataclass(frozen=True, slots=True)
class AgentMark:
    """One criterion of one agent: own rate, the fair one, and where it stands beside the rest."""

    criterion: str
    own: Figure
    fair: Figure
    apart: Figure
    against: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """An agent on the team's page, by name and never by rank. `mark` of the criterion asked for."""

    agent: AgentRef
    calls: int
    mark: AgentMark
    open_sessions: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A desk's agents for one criterion."""

    desks: tuple[Desk, ...]
    desk: Desk | None
    criterion: str
    since: date
    until: date
    team: Figure
    lines: tuple[TeamLine, ...]
    corrected: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding of an agent that stands, with its second; `coaching_id` where it became a conversation."""

    call_id: str
    code: str
    called_at: datetime | None
    criterion: str
    instance: int | None
    turn: int | None
    start_s: float | None
    quote: str
    standing: str
    severity: str
    coaching_id: str | None


@dataclass(frozen=True, slots=True)
class AgentPage:
    """An agent's scorecard: what they do well first, then every criterion, then faults with their seconds."""

    agent: AgentRef
    since: date
    until: date
    calls: int
    well: tuple[Well, ...]
    marks: tuple[AgentMark, ...]
    faults: tuple[Fault, ...]
    sessions: tuple[CoachingLine, ...]
    may_show: bool | None
    named: bool


@dataclass(frozen=True, slots=True)
class MyCall:
    """One of an agent's own calls."""

    id: str
    code: str
    called_at: datetime | None
    duration_s: float | None
    conduct: str
    skill: float | None
    worst: str | None
    audio: str


@dataclass(frozen=True, slots=True)
class MyCallsPage:
    """An agent's own calls and scorecard; `agents` are their codes (none: an administrator has to give one)."""

    agents: tuple[AgentRef, ...]
    cards: tuple[AgentPage, ...]
    calls: tuple[MyCall, ...]
    found: int
    page: int
    pages: int
    sessions: tuple[CoachingLine, ...]


@dataclass(frozen=True, slots=True)
class MyMark:
    """A mark of an own call, and the address it can be appealed under: call, criterion, instance."""

    criterion: str
    instance: int | None
    sign: str
    standing: str
    start_s: float | None
    turn: int | None
    quote: str
    cause: str | None = None
    appealable: bool = True
    appeals: tuple[AppealAnswer, ...] = ()
    """Those of this mark, oldest first."""
    may_appeal: bool = False


@dataclass(frozen=True, slots=True)
class MyCallPage:
    """One own call: well done first, then what was marked."""

    call: MyCall
    moment: Moment
    well: tuple[MyMark, ...]
    marks: tuple[MyMark, ...]
    settled: tuple[AppealAnswer, ...] = ()
    """Answered appeals of marks that are no more."""
    problems: tuple[Problem, ...] = ()
    entered: tuple[tuple[str, str], ...] = ()
