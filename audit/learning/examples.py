"""Labelled calls and scenes as one table of turns: what was said, what is true of it, and how much each answer counts."""

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.calls import STATES, LabelledCall
from audit.labels import INDEX, LABELS
from audit.learning.corpus import read_corpus
from audit.learning.scenes import Scene, read_scenes
from speech.transcript import Speaker, Turn

CORPUS = Path(__file__).parent / "corpus"
POSITIVE_WEIGHT = 2.5
NEAR_MISS_WEIGHT = 2.5
_OF_SPEAKER = {True: "#!", False: "^"}


@dataclass(frozen=True, slots=True)
class Talk:
    """Consecutive turns with answers: `wanted` and `weight` [turns, labels] (weight 0: not asked), tone NaN, state -1 unknown."""

    id: str
    turns: tuple[Turn, ...]
    wanted: NDArray[np.float32]
    weight: NDArray[np.float32]
    tone: NDArray[np.float32]
    state: NDArray[np.int64]


def corpus(folder: Path = CORPUS) -> list[LabelledCall]:
    """Every call of the folder, in file order."""
    return [call for path in sorted(folder.glob("*.calls")) for call in read_corpus(path)]


def talks(folder: Path) -> tuple[list[LabelledCall], list[Talk]]:
    """The calls, and calls and scenes as talks, calls first and in the same order."""
    calls = corpus(folder)
    scenes = [
        of_scene(scene, f"{path.stem}:{n}")
        for path in sorted(folder.glob("*.scenes"))
        for n, scene in enumerate(read_scenes(path))
    ]
    return calls, [*(of_call(c) for c in calls), *scenes]


def fold_of(id: str, folds: int) -> int:
    """A call's fold by its id alone, twins (`w2b-01a`, `w2b-01b`) together, so that adding calls moves none."""
    return int(hashlib.sha256(id.rstrip("ab").encode()).hexdigest(), 16) % folds


def of_call(labelled: LabelledCall) -> Talk:
    """A whole call: every label is asked of every turn whose speaker it concerns."""
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
    turns = labelled.call.turns
    wanted, weight = _table(turns, [marks.get(t.i, []) for t in turns], [labelled.near_misses.get(t.i, ()) for t in turns], "#!^")
    agent = np.array([t.speaker is Speaker.AGENT for t in turns])
    tone = np.where(agent, (labelled.labels.agent_tone - 3) / 2, np.nan).astype(np.float32)
    state = np.where(agent, -1, STATES.index(labelled.labels.debtor_state))
    return Talk(labelled.call.id, turns, wanted, weight, tone, state)


def of_scene(scene: Scene, id: str) -> Talk:
    """A scene: duties, tone and state are not asked."""
    marks = [[t for t in tags if t[0] in "!^"] for tags in scene.tags]
    near = [tuple(t[1:] for t in tags if t[0] == "%") for tags in scene.tags]
    wanted, weight = _table(scene.turns, marks, near, "!^")
    count = len(scene.turns)
    return Talk(id, scene.turns, wanted, weight, np.full(count, np.nan, dtype=np.float32), np.full(count, -1))


def _table(
    turns: Sequence[Turn], marks: Sequence[Sequence[str]], near: Sequence[Sequence[str]], asked: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    wanted = np.zeros((len(turns), len(LABELS)), dtype=np.float32)
    weight = np.zeros_like(wanted)
    for row, turn in enumerate(turns):
        kinds = _OF_SPEAKER[turn.speaker is Speaker.AGENT]
        for name, i in INDEX.items():
            weight[row, i] = float(name[0] in kinds and name[0] in asked)
        for name in marks[row]:
            wanted[row, INDEX[name]] = 1
            weight[row, INDEX[name]] = POSITIVE_WEIGHT
        for missed in near[row]:
            for name in (f"#{missed}", f"!{missed}", f"^{missed}"):
                if weight[row, INDEX.get(name, 0)] == 1 and name in INDEX:
                    weight[row, INDEX[name]] = NEAR_MISS_WEIGHT
    return wanted, weight


def as_heard(talk: Talk, rng: random.Random) -> Talk:
    """The same talk as an engine might write it: without capitals or signs, a word lost here and there."""
    drop = rng.random() * 0.06
    bare = rng.random() < 0.7

    def roughen(text: str) -> str:
        if bare:
            text = re.sub(r"[¿¡«»\"…—-]|[.,;:!?](?=\s|$)", " ", text).lower()
        return " ".join(w for w in text.split() if rng.random() > drop) or text

    return replace(talk, turns=tuple(replace(t, text=roughen(t.text)) for t in talk.turns))
