"""Runs the judge's network: call in, signals out. ONNX Runtime, no torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from audit.calls import Call
from audit.errors import NoJudge
from audit.judges.reading import Passage, passages
from audit.labels import TONE, WIDTH
from audit.scoring.signals import Signals

MODEL, TOKENIZER = "reader.onnx", "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Read:
    """Signals of a call, and the logits of each sentence: `sentences[turn]` holds (first char, last char, row)."""

    signals: Signals
    sentences: dict[int, list[tuple[int, int, NDArray[np.float32]]]]


class Network:
    """The shipped network; loads at first use."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.folder, self.threads = folder, threads

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The pruned tokenizer."""
        path = self.folder / TOKENIZER
        if not path.is_file():
            raise NoJudge(f"{path} is missing: the judge's weights were not installed; reinstall the package")
        return Tokenizer.from_file(str(path))

    @cached_property
    def session(self) -> Any:
        """The ONNX Runtime session."""
        import onnxruntime  # noqa: PLC0415 - 50 MB that only judging needs

        path = self.folder / MODEL
        if not path.is_file():
            raise NoJudge(f"{path} is missing: the judge's weights were not installed; reinstall the package")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def read(self, call: Call) -> Read:
        """Signals of every turn and sentence of the call."""
        rows = np.zeros((len(call.turns), WIDTH), dtype=np.float32)
        told: dict[int, list[tuple[int, int, NDArray[np.float32]]]] = {}
        for passage in passages(call.turns, self.tokenizer):
            out = self._run(passage)
            for span, row in zip(passage.spans, out, strict=False):
                rows[span.turn] = row
            for sentence, row in zip(passage.sentences, out[len(passage.spans) :], strict=True):
                told.setdefault(sentence.turn, []).append((sentence.first_char, sentence.last_char, row))
        for turn, parts in told.items():
            # The mean of the whole and of its strongest sentence: a threat inside a long turn is neither lost nor shouted.
            best = np.max(np.stack([row for _, _, row in parts]), axis=0)
            rows[turn, :TONE] = (rows[turn, :TONE] + best[:TONE]) / 2
        return Read(Signals.of(call, rows), told)

    def _run(self, passage: Passage) -> NDArray[np.float32]:
        parts: Sequence[Any] = (*passage.spans, *passage.sentences)
        turn_of = np.zeros((1, len(parts), len(passage.ids)), dtype=np.float32)
        for n, part in enumerate(parts):
            turn_of[0, n, part.first : part.last] = 1
        ids = np.array([passage.ids], dtype=np.int64)
        out = self.session.run(None, {"ids": ids, "attention": np.ones_like(ids), "turn_of": turn_of})[0]
        result: NDArray[np.float32] = out[0]
        return result
