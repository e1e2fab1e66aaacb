"""Pieces of several calls waiting for one ear: fair between calls, the agent's words first, never dropped, the delay known."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition

from speech.live.line import Cut

AGENT_FIRST_S = 1.5
"""The debtor's words wait as if they had come this much later: a breach is in the agent's."""
MOST_AT_ONCE = 4
_LIKE_S = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of a call: `call` names it, `language` how to hear it, `since_s` when it was ready on the ear's clock."""

    call: str
    language: str
    cut: Cut
    agent: bool
    since_s: float


class Waiting:
    """The queue before the ear. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._jobs: list[Job] = []
        self._changed = Condition()
        self._open = True

    def put(self, call: str, language: str, cut: Cut, agent: bool) -> None:
        """One more. It is never refused: a full queue shows as delay."""
        with self._changed:
            self._jobs.append(Job(call, language, cut, agent, self._clock()))
            self._changed.notify()

    def take(self, patience_s: float) -> list[Job]:
        """The next pieces to hear together: one language, like lengths, one a lane of a call; none after `patience_s`."""
        with self._changed:
            if not self._jobs and self._open:
                self._changed.wait(patience_s)
            if not self._jobs:
                return []
            order = sorted(self._jobs, key=lambda j: j.since_s + (0.0 if j.agent else AGENT_FIRST_S))
            first, chosen, seen = order[0], list[Job](), set[tuple[str, int]]()
            for job in order:
                key = (job.call, job.cut.piece.lane)
                like = abs(job.cut.piece.duration_s - first.cut.piece.duration_s) <= _LIKE_S
                if key not in seen and job.language == first.language and like and len(chosen) < MOST_AT_ONCE:
                    chosen.append(job)
                seen.add(key)
            self._jobs = [j for j in self._jobs if j not in chosen]
            return chosen

    def close(self) -> list[Job]:
        """Nobody takes any more: whoever waits is woken, and what was not heard is given back."""
        with self._changed:
            self._open = False
            left, self._jobs = self._jobs, []
            self._changed.notify_all()
            return left

    def behind_s(self, call: str | None = None) -> float:
        """How long the oldest piece (of a call, or of all) has waited, seconds; 0 when none waits."""
        with self._changed:
            since = [j.since_s for j in self._jobs if call is None or j.call == call]
        return max(0.0, self._clock() - min(since)) if since else 0.0

    def __len__(self) -> int:
        with self._changed:
            return len(self._jobs)
