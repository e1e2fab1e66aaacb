"""What the network saw in every turn, before any decision."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.calls import Call
from audit.labels import INDEX, LABELS, TONE, WIDTH
from speech.transcript import Speaker

ABSENT = -6.0
"""The logit of a label no turn could carry (a cue when nobody but the agent speaks)."""


@dataclass(frozen=True, slots=True)
class Signals:
    """`rows` float32 [turns, WIDTH]: one logit a label, tone −1…1, five state logits. The other speaker's labels are ABSENT.

    `best` float32 [turns, LABELS]: the label's logit in the turn's best sentence, which a long turn drowns.
    """

    rows: NDArray[np.float32]
    best: NDArray[np.float32]
    agent: NDArray[np.bool_]

    @staticmethod
    def of(call: Call, rows: NDArray[np.float32], best: NDArray[np.float32]) -> "Signals":
        """Signals of a call from the network's output. Raises ValueError when the shapes disagree."""
        turns = len(call.turns)
        if rows.shape != (turns, WIDTH) or best.shape != (turns, len(LABELS)):
            raise ValueError(f"call {call.id}: {rows.shape} and {best.shape} signals for {turns} turns")
        agent = np.array([t.speaker is Speaker.AGENT for t in call.turns], dtype=bool)
        kept, parts = np.array(rows, dtype=np.float32), np.array(best, dtype=np.float32)
        for i, name in enumerate(LABELS):
            speaks = ~agent if name[0] == "^" else agent
            kept[~speaks, i] = parts[~speaks, i] = ABSENT
        return Signals(kept, parts, agent)

    def logits(self, label: str) -> NDArray[np.float32]:
        """One logit a turn for `#duty`, `!violation` or `^cue`."""
        found: NDArray[np.float32] = self.rows[:, INDEX[label]]
        return found

    def highest(self, label: str, rank: int = 0) -> float:
        """The label's highest logit in the call (`rank` 1: the second highest); ABSENT when there is none."""
        values = np.sort(self.logits(label))[::-1]
        return float(max(values[rank], ABSENT)) if len(values) > rank else ABSENT

    def where(self, label: str, above: float = 0.0) -> tuple[int, ...]:
        """Turns whose logit exceeds `above`, in order."""
        return tuple(int(i) for i in np.flatnonzero(self.logits(label) > above))

    def first(self, label: str, above: float = 0.0) -> int | None:
        """The first such turn."""
        found = self.where(label, above)
        return found[0] if found else None

    def tone(self) -> NDArray[np.float32]:
        """The tone of each agent turn, -1 hostile to 1 warm."""
        spoken: NDArray[np.float32] = self.rows[self.agent, TONE]
        return spoken

    def state(self) -> NDArray[np.float32]:
        """State logits of each turn that is not the agent's, [turns, 5]."""
        heard: NDArray[np.float32] = self.rows[~self.agent, TONE + 1 :]
        return heard
