"""Runs the judge's network: call in, signals out. ONNX Runtime and numpy, no torch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from audit.calls import Call
from audit.errors import NoJudge
from audit.judges.reading import PAD, SIZE, WORDS, token_ids, views, words
from audit.judges.sentences import sentences
from audit.labels import INDEX, LABELS
from audit.scoring.signals import Signals

ENCODER, TOKENIZER, HEADS = "encoder.onnx", "tokenizer.json", "turn_heads.npz"
BATCH = 16

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """A call as the network saw it: signals, and the ranges and logits [sentences, LABELS] of turns of several sentences."""

    call: Call
    signals: Signals
    sentences: Mapping[int, tuple[list[tuple[int, int]], Vectors]]

    def sentence(self, turn: int, label: str) -> tuple[int, int]:
        """Character range of the sentence of the turn that speaks most for the label."""
        if turn not in self.sentences:
            return 0, len(self.call.turns[turn].text)
        ranges, logits = self.sentences[turn]
        return ranges[int(np.argmax(logits[:, INDEX[label]]))]


def read(call: Call, embed: Callable[[list[str]], Vectors], weight: Vectors, bias: Vectors) -> Read:
    """Signals of every turn, whole and by its best sentence; `embed` gives [texts, SIZE], heads [WIDTH, VIEW], [WIDTH]."""
    texts = [t.text for t in call.turns]
    ranges = {i: found for i, t in enumerate(texts) if len(found := sentences(t)) > 1}
    spoken = [texts[i][a:b] for i, found in ranges.items() for a, b in found]
    vectors = embed([*texts, *spoken])
    seen = views(vectors[: len(texts)], call.turns)
    rows = seen @ weight.T + bias
    best = rows[:, : len(LABELS)].copy()
    heard, at = {}, len(texts)
    for i, found in ranges.items():
        view = np.repeat(seen[i : i + 1], len(found), axis=0)
        view[:, :SIZE] = vectors[at : at + len(found)]
        view[:, -WORDS:] = [words(texts[i][a:b]) for a, b in found]
        at += len(found)
        heard[i] = (found, view @ weight[: len(LABELS)].T + bias[: len(LABELS)])
        best[i] = heard[i][1].max(axis=0)
    return Read(call, Signals.of(call, rows, best), heard)


class Network:
    """The shipped network; loads at first use."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.folder, self.threads = folder, threads

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The pruned tokenizer."""
        return Tokenizer.from_file(str(self._part(TOKENIZER)))

    @cached_property
    def session(self) -> Any:
        """The ONNX Runtime session."""
        import onnxruntime  # noqa: PLC0415 - 50 MB that only judging needs

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(self._part(ENCODER)), options, providers=["CPUExecutionProvider"])

    @cached_property
    def heads(self) -> tuple[Vectors, Vectors]:
        """Weights [outputs, VIEW] and bias [outputs] of the turn heads."""
        with np.load(self._part(HEADS)) as parts:
            return parts["weight"].astype(np.float32), parts["bias"].astype(np.float32)

    def _part(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise NoJudge(f"{path} is missing: the judge's weights were not installed; reinstall the package")
        return path

    def read(self, call: Call) -> Read:
        """What the shipped encoder and heads see in the call."""
        return read(call, self.vectors, *self.heads)

    def vectors(self, texts: list[str]) -> Vectors:
        """[texts, SIZE], in the order given; short texts are run together so that little is padded."""
        pieces = [token_ids(text, self.tokenizer) for text in texts]
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))
        made = np.zeros((len(texts), SIZE), dtype=np.float32)
        pad = self.tokenizer.token_to_id(PAD)
        for at in range(0, len(order), BATCH):
            group = order[at : at + BATCH]
            width = max(len(pieces[i]) for i in group)
            ids = np.full((len(group), width), pad, dtype=np.int64)
            attention = np.zeros((len(group), width), dtype=np.int64)
            for row, i in enumerate(group):
                ids[row, : len(pieces[i])] = pieces[i]
                attention[row, : len(pieces[i])] = 1
            made[group] = self.session.run(None, {"ids": ids, "attention": attention})[0]
        return made
