"""From labelled calls to batches the network can learn from."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer

from audit.calls import STATES, LabelledCall
from audit.judges.reading import Window, window
from audit.learning.network import LABELS, Batch
from speech.transcript import Speaker, Turn

INDEX = {name: i for i, name in enumerate(LABELS)}
AGENT_LABELS = [i for i, name in enumerate(LABELS) if name[0] in "#!"]
CUE_LABELS = [i for i, name in enumerate(LABELS) if name[0] == "^"]
NEAR_MISS_WEIGHT = 2.5
POSITIVE_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Example:
    """One turn with its answers; `weights` 0 where the label does not concern this speaker."""

    call: int
    turn: int
    window: Window
    wanted: tuple[float, ...]
    weights: tuple[float, ...]
    tone: float
    state: int


def as_heard(turns: Sequence[Turn], rng: random.Random) -> list[Turn]:
    """The same words as an engine might write them: without capitals or signs, a word lost here and there."""
    drop = rng.random() * 0.06
    bare = rng.random() < 0.6

    def roughen(text: str) -> str:
        if bare:
            text = re.sub(r"[¿¡«»\"…—-]|[.,;:!?](?=\s|$)", " ", text).lower()
        return " ".join(w for w in text.split() if rng.random() > drop) or text

    return [replace(t, text=roughen(t.text)) for t in turns]


def examples(calls: Sequence[LabelledCall], tokenizer: Tokenizer, rng: random.Random | None = None) -> list[Example]:
    """Every turn of every call; with `rng`, a roughened copy of the words."""
    made = []
    for n, labelled in enumerate(calls):
        turns = as_heard(labelled.call.turns, rng) if rng and rng.random() < 0.4 else labelled.call.turns
        marks = _marks(labelled)
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
            made.append(Example(n, turn.i, window(turns, turn.i, tokenizer), tuple(wanted), tuple(weights), tone, state))
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
    order = sorted(made, key=lambda e: len(e.window.ids) + (rng.random() * 12 if rng else 0))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        yield group, collate(group, pad)


def collate(group: Sequence[Example], pad: int) -> Batch:
    """Pad to the longest window of the group."""
    width = max(len(e.window.ids) for e in group)
    ids = torch.full((len(group), width), pad, dtype=torch.long)
    attention = torch.zeros((len(group), width), dtype=torch.long)
    target = torch.zeros((len(group), width), dtype=torch.long)
    for row, e in enumerate(group):
        ids[row, : len(e.window.ids)] = torch.tensor(e.window.ids)
        attention[row, : len(e.window.ids)] = 1
        target[row, e.window.first : e.window.last] = 1
    return Batch(
        ids,
        attention,
        target,
        torch.tensor([e.wanted for e in group]),
        torch.tensor([e.weights for e in group]),
        torch.tensor([e.tone for e in group]),
        torch.tensor([e.state for e in group]),
    )
