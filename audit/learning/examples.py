"""From labelled calls to batches the network can learn from."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from torch import Tensor

from audit.calls import STATES, LabelledCall
from audit.judges.reading import Passage, passages
from audit.labels import INDEX, LABELS
from speech.transcript import Speaker, Turn

AGENT_LABELS = [i for i, name in enumerate(LABELS) if name[0] in "#!"]
CUE_LABELS = [i for i, name in enumerate(LABELS) if name[0] == "^"]
NEAR_MISS_WEIGHT = 2.5
POSITIVE_WEIGHT = 2.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What is true of one turn; `weights` is 0 where the label does not concern this speaker."""

    wanted: tuple[float, ...]
    weights: tuple[float, ...]
    tone: float
    state: int


@dataclass(frozen=True, slots=True)
class Example:
    """A passage of call number `call` and the answers for its spans."""

    call: int
    passage: Passage
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Shapes as in `Reader.forward`; `wanted`, `weight` [p, turns, labels]; `tone` NaN and `state` -1 where unknown."""

    ids: Tensor
    attention: Tensor
    turn_of: Tensor
    wanted: Tensor
    weight: Tensor
    tone: Tensor
    state: Tensor


def as_heard(turns: Sequence[Turn], rng: random.Random) -> list[Turn]:
    """The same words as an engine might write them: without capitals or signs, a word lost here and there."""
    drop = rng.random() * 0.06
    bare = rng.random() < 0.6

    def roughen(text: str) -> str:
        if bare:
            text = re.sub(r"[¿¡«»\"…—-]|[.,;:!?](?=\s|$)", " ", text).lower()
        return " ".join(w for w in text.split() if rng.random() > drop) or text

    return [replace(t, text=roughen(t.text)) for t in turns]


def answers(labelled: LabelledCall) -> list[Answer]:
    """One answer a turn, in order."""
    marks = _marks(labelled)
    made = []
    for turn in labelled.call.turns:
        agent = turn.speaker is Speaker.AGENT
        wanted = [0.0] * len(LABELS)
        weights = [0.0] * len(LABELS)
        for i in AGENT_LABELS if agent else CUE_LABELS:
            weights[i] = 1.0
        for name in marks.get(turn.i, ()):
            wanted[INDEX[name]] = 1.0
            weights[INDEX[name]] = POSITIVE_WEIGHT
        for near in labelled.near_misses.get(turn.i, ()):
            for name in (f"#{near}", f"!{near}", f"^{near}"):
                i = INDEX.get(name)
                if i is not None and weights[i] == 1.0:
                    weights[i] = NEAR_MISS_WEIGHT
        tone = (labelled.labels.agent_tone - 3) / 2 if agent else float("nan")
        state = -1 if agent else STATES.index(labelled.labels.debtor_state)
        made.append(Answer(tuple(wanted), tuple(weights), tone, state))
    return made


def examples(calls: Sequence[LabelledCall], tokenizer: Tokenizer, rng: random.Random | None = None) -> list[Example]:
    """Every turn of every call once; with `rng`, some calls roughened and some joined in late."""
    made = []
    for n, labelled in enumerate(calls):
        turns = list(labelled.call.turns)
        told = answers(labelled)
        if rng and rng.random() < 0.4:
            turns = as_heard(turns, rng)
        late = rng.randrange(len(turns) // 2 + 1) if rng and rng.random() < 0.25 else 0
        for passage in passages(turns[late:], tokenizer):
            made.append(Example(n, passage, tuple(told[late + s.turn] for s in passage.spans)))
    return made


def _marks(labelled: LabelledCall) -> dict[int, list[str]]:
    marks: dict[int, list[str]] = {}
    for duty, label in labelled.labels.duties.items():
        if label.status == "met":
            for i in label.turns:
                marks.setdefault(i, []).append(f"#{duty}")
    for violation in labelled.labels.violations:
        for i in violation.turns:
            marks.setdefault(i, []).append(f"!{violation.id}")
    for i, cues in labelled.cues.items():
        marks.setdefault(i, []).extend(f"^{c}" for c in cues)
    return marks


def batches(made: Sequence[Example], size: int, pad: int, rng: random.Random | None) -> Iterator[tuple[list[Example], Batch]]:
    """Batches of similar length; shuffled when `rng` is given, in length order otherwise."""
    order = sorted(made, key=lambda e: len(e.passage.ids) + (rng.random() * 60 if rng else 0))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        yield group, collate(group, pad)


def collate(group: Sequence[Example], pad: int) -> Batch:
    """Pad to the longest passage and the most turns of the group."""
    width = max(len(e.passage.ids) for e in group)
    turns = max(len(e.answers) for e in group)
    ids = torch.full((len(group), width), pad, dtype=torch.long)
    attention = torch.zeros((len(group), width), dtype=torch.long)
    turn_of = torch.zeros((len(group), turns, width))
    wanted = torch.zeros((len(group), turns, len(LABELS)))
    weight = torch.zeros((len(group), turns, len(LABELS)))
    tone = torch.full((len(group), turns), float("nan"))
    state = torch.full((len(group), turns), -1, dtype=torch.long)
    for row, e in enumerate(group):
        ids[row, : len(e.passage.ids)] = torch.tensor(e.passage.ids)
        attention[row, : len(e.passage.ids)] = 1
        for column, (span, answer) in enumerate(zip(e.passage.spans, e.answers, strict=True)):
            turn_of[row, column, span.first : span.last] = 1
            wanted[row, column] = torch.tensor(answer.wanted)
            weight[row, column] = torch.tensor(answer.weights)
            tone[row, column] = answer.tone
            state[row, column] = answer.state
    return Batch(ids, attention, turn_of, wanted, weight, tone, state)
