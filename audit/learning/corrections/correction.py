"""A correction: one person's mark of one criterion in one call; and what several people's marks come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.calibration.sheet import UNKNOWN, Mark
from audit.calls import DUTIES, VIOLATIONS, Status
from audit.errors import AuditError

CRITERIA = DUTIES + VIOLATIONS
_MARKS = {
    **dict.fromkeys(DUTIES, frozenset({Status.MET.value, Status.NOT_MET.value, Status.NOT_APPLICABLE.value})),
    **dict.fromkeys(VIOLATIONS, frozenset({Mark.HAPPENED.value, Mark.NOT_HAPPENED.value})),
}


class BadCorrection(AuditError):
    """A correction that cannot be learnt from; says call, criterion and value."""


class Source(StrEnum):
    """Where a mark comes from: a sheet scored blind, one scored beside the machine's marks, or a decision on what it flagged."""

    BLIND = "blind"
    ASSISTED = "assisted"
    DECISION = "decision"


TRUST = {Source.BLIND: 1.0, Source.ASSISTED: 0.7, Source.DECISION: 0.6}
"""A mark made beside the machine's leans towards it; a decision was only asked where the machine had spoken."""


@dataclass(frozen=True, slots=True)
class Correction:
    """`who` is opaque; `batch` stands or falls together (a person's week). A `turn` on `not_happened` clears that turn alone.

    `reliability` 0–1: how far this person is right, of the known-bad calls; 1 where nobody measured it.
    """

    call: str
    criterion: str
    mark: str
    who: str
    batch: str
    at: datetime
    source: Source
    turn: int | None = None
    reliability: float = 1.0

    def __post_init__(self) -> None:
        allowed = _MARKS.get(self.criterion)
        if allowed is None or self.mark not in allowed:
            shown = ", ".join(sorted(allowed)) if allowed else f"a criterion among {', '.join(CRITERIA)}"
            raise BadCorrection(f"call {self.call}: {self.criterion}={self.mark!r} teaches nothing; give {shown}")

    @property
    def weight(self) -> float:
        """How much it counts."""
        return TRUST[self.source] * max(self.reliability, 0.0)


def teaches(criterion: str, mark: str) -> bool:
    """Whether a mark is an answer at all: "cannot tell" is none."""
    return mark not in UNKNOWN and mark in _MARKS.get(criterion, ())


@dataclass(frozen=True, slots=True)
class Settled:
    """What people say of one criterion in one call, one against another. `turns` show it; `cleared` are turns said to be clean.

    `mark` None: only single turns were cleared. `weight` is the winners' less the others'.
    """

    call: str
    criterion: str
    mark: str | None
    turns: tuple[int, ...]
    cleared: tuple[int, ...]
    weight: float


def settled(corrections: Iterable[Correction]) -> list[Settled]:
    """One answer a call and criterion, by weight; where people are evenly against each other nothing is learnt."""
    heard: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for one in newest(corrections):
        heard[one.call, one.criterion].append(one)
    return [found for (call, criterion), said in sorted(heard.items()) if (found := _settle(call, criterion, said))]


def newest(corrections: Iterable[Correction]) -> list[Correction]:
    """Of what one person said of one thing (and turn, where only that turn was cleared), the last word."""
    last: dict[tuple[str, str, str, int | None], Correction] = {}
    for one in sorted(corrections, key=lambda c: c.at):
        alone = one.turn if one.mark == Mark.NOT_HAPPENED and one.turn is not None else None
        last[one.call, one.criterion, one.who, alone] = one
    return list(last.values())


def _settle(call: str, criterion: str, said: list[Correction]) -> Settled | None:
    votes: dict[str, float] = defaultdict(float)
    turns: dict[str, set[int]] = defaultdict(set)
    cleared: set[int] = set()
    for one in said:
        if one.mark == Mark.NOT_HAPPENED and one.turn is not None:
            cleared.add(one.turn)
            continue
        votes[one.mark] += one.weight
        if one.turn is not None:
            turns[one.mark].add(one.turn)
    if not votes:
        weight = max(c.weight for c in said)
        return Settled(call, criterion, None, (), tuple(sorted(cleared)), weight) if weight > 0 else None
    best = max(votes, key=lambda m: (votes[m], m))
    margin = 2 * votes[best] - sum(votes.values())
    if margin <= 0:
        return None
    return Settled(call, criterion, best, tuple(sorted(turns[best])), tuple(sorted(cleared - turns[best])), min(margin, 1.0))


def by_call(lessons: Iterable[Settled]) -> Mapping[str, list[Settled]]:
    """Lessons of each call."""
    found: dict[str, list[Settled]] = defaultdict(list)
    for lesson in lessons:
        found[lesson.call].append(lesson)
    return found
