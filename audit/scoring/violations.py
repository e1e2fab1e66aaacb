"""From what every turn looks like to instances a machine may assert, or must hand to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from audit.calls import VIOLATIONS, Call
from audit.labels import INDEX, TONE
from audit.scoring.facts import Facts, facts
from audit.scoring.features import squeeze
from audit.scoring.heads import Heads
from audit.scoring.signals import ABSENT, Signals

NOTICED = -3.6
"""A turn whose logit is lower is not looked at twice."""
SAME_ACT_TURNS = 4
"""Turns of one kind no further apart than this are one continued act (rubric, reading notes)."""

_ANSWERS = {"ignore_refusal": ("^refusal", "^contact_request"), "dismiss_hardship": ("^hardship",)}
"""Acts that answer something said before: without it they are hardly what they seem."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible instance: its turns, the strongest one, and the vector the head decides on."""

    id: str
    turns: tuple[int, ...]
    strongest: int
    features: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Instance:
    """A candidate with its calibrated probability."""

    id: str
    turns: tuple[int, ...]
    strongest: int
    p: float


def candidates(call: Call, signals: Signals, known: Facts | None = None) -> list[Candidate]:
    """Every group of nearby turns in which a violation was noticed, in order of criterion; `known` as in `features.vector`."""
    known = known or facts(call)
    made = []
    for name in VIOLATIONS:
        logits = signals.logits(f"!{name}")
        for group in _groups([i for i in range(len(logits)) if logits[i] > NOTICED]):
            strongest = max(group, key=lambda i: float(logits[i]))
            kept = tuple(i for i in group if logits[i] > min(0.0, float(logits[strongest]) - 0.5))
            made.append(Candidate(name, kept, strongest, _vector(name, kept, strongest, signals, known)))
    return made


def _groups(turns: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for i in turns:
        if groups and i - groups[-1][-1] <= SAME_ACT_TURNS:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _vector(name: str, turns: tuple[int, ...], strongest: int, signals: Signals, known: Facts) -> NDArray[np.float64]:
    own = signals.logits(f"!{name}")
    mixed = (own + signals.best[:, INDEX[f"!{name}"]]) / 2
    others = [float(signals.logits(f"!{v}")[strongest]) for v in VIOLATIONS if v != name]
    verified = signals.first("#verify_identity")
    values = [
        float(own[strongest]) / 4,
        squeeze(float(own[strongest])),
        squeeze(float(sorted(own[list(turns)])[-2]) if len(turns) > 1 else ABSENT),
        min(len(turns), 4) / 4,
        squeeze(float(own.sum() - own[~signals.agent].sum()) / max(1, int(signals.agent.sum()))),
        squeeze(max(others)),
        float(signals.rows[strongest, TONE]),
        float(signals.tone().mean()) if signals.tone().size else 0.0,
        squeeze(max(signals.highest(f"!{v}") for v in VIOLATIONS if v != name)),
        squeeze(float(signals.logits("#state_debt")[strongest])),
        float(verified is not None and verified < strongest),
        float(known.debtor_speaks),
        squeeze(max(signals.highest("^dispute"), signals.highest("^refusal"), signals.highest("^contact_request"))),
        squeeze(signals.highest("^hardship")),
        float(mixed[strongest]) / 4,
        squeeze(2 * float(mixed[strongest])),
        float(mixed[list(turns)].max()) / 4,
        *(float(name == v) for v in VIOLATIONS),
        float(name == "third_party_disclosure" and verified is not None and verified < strongest),
        float(name == "third_party_disclosure" and known.other_speaks),
        *(_cued(cues, strongest, signals) if name == act else 0.0 for act, cues in _ANSWERS.items()),
    ]
    return np.array(values, dtype=np.float64)


def _cued(cues: tuple[str, ...], turn: int, signals: Signals) -> float:
    """How clearly one of the cues was heard before the turn, -1…1."""
    return squeeze(max(float(signals.logits(cue)[:turn].max(initial=ABSENT)) for cue in cues))


def judged(found: list[Candidate], heads: Heads) -> list[Instance]:
    """Each candidate with the probability that a careful reader would agree."""
    head = heads.heads["violation"]
    return [Instance(c.id, c.turns, c.strongest, head.probabilities(c.features)["true"]) for c in found]


def decided(instances: list[Instance], numbers: Mapping[str, float]) -> tuple[list[Instance], list[Instance]]:
    """(asserted, to review): above the assert threshold the machine was right nine times in ten where it had not learned.

    A call goes to a person when something not asserted is likely enough to be true in it; the person is then shown
    every doubt worth a look, since the call is open before them anyway.
    """
    sure = [i for i in instances if i.p >= numbers["assert"]]
    said = {(i.id, t) for i in sure for t in i.turns}
    rest = [i for i in instances if i.p < numbers["assert"] and not any((i.id, t) in said for t in i.turns)]
    doubtful = [i for i in rest if i.p >= numbers["look"]]
    return sure, doubtful if missed_chance(doubtful) >= numbers["review"] else []


def missed_chance(doubtful: list[Instance]) -> float:
    """The chance that at least one of them is true, taken as independent."""
    return 1 - prod(1 - i.p for i in doubtful)
