"""The rate of a criterion from the random stratum, alone: with its interval, what was left out and how much that could change.

A call is of the random stratum because it was drawn, not because of the sheet it was scored on: one that was drawn and had been
worked as risky before counts with the draw, or the rate would lose its worst calls.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.agreement import Interval
from audit.calibration.marks import FAULTS, agreed
from audit.calibration.shares import NOTHING, share
from audit.calibration.sheet import Purpose, Sheet
from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Tally, bound

_WORKED = (Purpose.RANDOM, Purpose.RISK)
_LIKENESS = 0.05


class Question(StrEnum):
    """What the share is of: these very calls, or how these agents work (their calls are then alike)."""

    THESE_CALLS = "these_calls"
    CONDUCT = "conduct"


@dataclass(frozen=True, slots=True)
class Rate:
    """`share` of the calls somebody could tell of. `worst` also holds whatever the calls nobody told of are: `untold` were
    scored and could not be told, `unscored` were drawn and not scored. `left_out` sheets are of another stratum.
    """

    criterion: str
    share: Interval
    worst: Interval
    untold: int
    unscored: int
    left_out: int
    agents: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The portfolio drawn from. `drawn` are the calls of the draw; without it those with a sheet whose purpose is random.

    `agents` gives each call's agent, for the question of conduct; `likeness` is what is expected of two calls of one agent.
    """

    population: int | None = None
    drawn: Collection[str] | None = None
    agents: Mapping[str, str] | None = None
    question: Question = Question.THESE_CALLS
    likeness: float = _LIKENESS


def random_rate(
    sheets: Iterable[Sheet], criterion: str, frame: Frame = Frame(), faults: Collection[str] = FAULTS, confidence: float = 0.95
) -> Rate:
    """The share of drawn calls with a fault. Raises BadCalibration where more calls were drawn than there are.

    Several people's sheets of one call count once, as most of them say; a call they tie on is untold.
    """
    known_draw = None if frame.drawn is None else frozenset(frame.drawn)
    said: dict[str, list[str]] = defaultdict(list)
    left_out = 0
    for sheet in sheets:
        ours = sheet.purpose is Purpose.RANDOM if known_draw is None else sheet.call in known_draw and sheet.purpose in _WORKED
        left_out += not ours
        if ours and criterion in sheet.marks:
            said[sheet.call].append(sheet.marks[criterion])
    answered = {call: mark for call, marks in said.items() if (mark := agreed(marks)) is not None}
    hits = {call: mark in faults for call, mark in answered.items()}
    untold = len(said) - len(answered)
    unscored = 0 if known_draw is None else len(known_draw - said.keys())
    return Rate(
        criterion,
        _span(hits, frame, confidence),
        _worst(hits, untold + unscored, frame, confidence),
        untold,
        unscored,
        left_out,
        None if frame.agents is None else len({frame.agents[c] for c in hits if c in frame.agents}),
    )


def _worst(hits: Mapping[str, bool], unknown: int, frame: Frame, confidence: float) -> Interval:
    """The interval that holds whatever the unknown calls are: from none of them a fault to all of them."""
    missing = [f"unknown {n}" for n in range(unknown)]
    spans = [_span({**hits, **dict.fromkeys(missing, fault)}, frame, confidence) for fault in (False, True)]
    n = len(hits)
    return Interval(sum(hits.values()) / n if n else None, spans[0].low, spans[1].high, n)


def _span(hits: Mapping[str, bool], frame: Frame, confidence: float) -> Interval:
    if not hits:
        return NOTHING
    faults = sum(hits.values())
    if frame.question is Question.THESE_CALLS or frame.agents is None:
        return share(faults, len(hits), frame.population, confidence)
    counts: dict[str | None, tuple[int, int]] = {}
    for call, fault in hits.items():
        x, n = counts.get(frame.agents.get(call), (0, 0))
        counts[frame.agents.get(call)] = (x + fault, n + 1)
    lone = counts.pop(None, (0, 0))
    return conduct_share(tuple(counts.values()), lone, frame.likeness, confidence)


def conduct_share(
    parts: tuple[tuple[int, int], ...], lone: tuple[int, int] = (0, 0), likeness: float = _LIKENESS, confidence: float = 0.95
) -> Interval:
    """A share of (faults, calls) by agent, their calls alike; `lone` of calls with no known agent. See `audit.ghosts.rates`."""
    counted = Tally(tuple(sorted(parts)), lone, 0)
    if counted.ghosts == 0:
        return NOTHING
    most = max([n for _, n in parts], default=1)
    expected = Clustering(min(1.0 + (most - 1) * likeness, 20.0), most)
    tail = (1.0 - confidence) / 2.0
    return Interval(
        counted.mistreated / counted.ghosts, bound(counted, expected, tail), bound(counted, expected, 1.0 - tail), counted.ghosts
    )
