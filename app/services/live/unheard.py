"""Stretches of a live call that nobody heard, and why: a silence on the page must be a silence on the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

_JOINED_S = 1.0
LOST_FROM_S = 0.5


class Why(StrEnum):
    """What failed: the ear on good sound, the judge on the words, the line that sent nothing, or the server that stopped."""

    EAR = "ear"
    JUDGE = "judge"
    LINE = "line"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds of the call; `lane` None where it is of every lane."""

    start_s: float
    end_s: float
    lane: int | None
    why: Why

    def row(self) -> dict[str, Any]:
        """As a call keeps it."""
        return {"start": round(self.start_s, 2), "end": round(self.end_s, 2), "lane": self.lane, "why": self.why.value}


def stretch_of(kept: dict[str, Any]) -> Stretch:
    """As it was kept."""
    return Stretch(kept["start"], kept["end"], kept["lane"], Why(kept["why"]))


class Unheard:
    """Of one call. Several threads add; neighbours of one kind become one."""

    def __init__(self, kept: Iterable[Stretch] = ()) -> None:
        self._kept = list(kept)
        self._lock = Lock()

    def add(self, new: Stretch) -> None:
        """One more."""
        with self._lock:
            last = next((s for s in reversed(self._kept) if (s.lane, s.why) == (new.lane, new.why)), None)
            if last is not None and last.start_s - _JOINED_S <= new.start_s <= last.end_s + _JOINED_S:
                self._kept[self._kept.index(last)] = Stretch(last.start_s, max(last.end_s, new.end_s), last.lane, last.why)
            else:
                self._kept.append(new)

    def all(self) -> tuple[Stretch, ...]:
        """Every stretch, in the order of the call."""
        with self._lock:
            return tuple(sorted(self._kept, key=lambda s: s.start_s))
