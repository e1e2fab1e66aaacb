"""Runs the judge's network: call in, signals out. ONNX Runtime and numpy, no torch."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from audit.calls import Call
from audit.errors import NoJudge
from audit.judges.reading import PAD, SIZE, token_ids, views
from audit.judges.sentences import sentences
from audit.labels import INDEX
from audit.scoring.signals import Signals

ENCODER, TOKENIZER, HEADS = "encoder.onnx", "tokenizer.json", "turn_heads.npz"
BATCH = 16

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """A call as the network saw it: signals, and each turn's own vector beside its text."""

    call: Call
    signals: Signals
    vectors: Vectors


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
        """Signals of every turn of the call."""
        vectors = self.vectors([t.text for t in call.turns])
        weight, bias = self.heads
        rows = views(vectors, call.turns) @ weight.T + bias
        return Read(call, Signals.of(call, rows), vectors)

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

    def sentence(self, read: Read, turn: int, label: str) -> tuple[int, int]:
        """Character range of the sentence of the turn that speaks most for the label."""
        text = read.call.turns[turn].text
        ranges = sentences(text)
        if len(ranges) < 2:
            return 0, len(text)
        weight, _ = self.heads
        scores = self.vectors([text[a:b] for a, b in ranges]) @ weight[INDEX[label], :SIZE]
        return ranges[int(np.argmax(scores))]
