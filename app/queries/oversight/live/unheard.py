"""What of live calls nobody heard: where it is, no absence of alerts means that nothing happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models import LiveCall


@dataclass(frozen=True, slots=True)
class UnheardRow:
    """A stretch of a call; `speaker` None where it is of every lane. `why` is ear, judge, line or stopped."""

    start_s: float
    end_s: float
    speaker: str | None
    why: str

    @property
    def lasts_s(self) -> float:
        """Its length, seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class UnheardCall:
    """How much of a call was not heard lately, and from which second."""

    call_id: str
    agent: str
    seconds: float
    at_s: float


def unheard_rows(call: LiveCall) -> tuple[UnheardRow, ...]:
    """The stretches of a call, in its order."""
    names = {lane: "agent" if lane == call.agent_lane else "debtor" for lane in range(call.lanes)} if call.lanes == 2 else {}
    found = (UnheardRow(s["start"], s["end"], names.get(s["lane"]), s["why"]) for s in call.unheard)
    return tuple(sorted(found, key=lambda s: s.start_s))


def unheard_seconds(stretches: Iterable[UnheardRow]) -> float:
    """How much of the call they are: two lanes at once count once."""
    total, reached = 0.0, 0.0
    for one in sorted(stretches, key=lambda s: s.start_s):
        total += max(0.0, one.end_s - max(one.start_s, reached))
        reached = max(reached, one.end_s)
    return total


def unheard_calls(calls: Sequence[LiveCall], since: datetime) -> tuple[UnheardCall, ...]:
    """Calls with stretches that ended after `since`, the most first."""
    found = []
    for call in calls:
        late = [s for s in unheard_rows(call) if call.started_at + timedelta(seconds=s.end_s) > since]
        if late:
            found.append(UnheardCall(call.id, call.agent, unheard_seconds(late), late[0].start_s))
    return tuple(sorted(found, key=lambda c: (-c.seconds, c.agent)))
