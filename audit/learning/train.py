"""Trains the network, across folds to measure and to set thresholds, then once on everything to ship.

`python -m audit.learning.train --work DIR [--folds 3] [--only FOLD|final]`. Two cores, no network: about a quarter of an hour a fit.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from audit.calls import LabelledCall
from audit.labels import LABELS
from audit.learning.base_model import BaseModel, build_tokenizer, kept_pieces, packaged_model, pruned, unpack
from audit.learning.corpus import read_corpus
from audit.learning.examples import Batch, Example, batches, examples
from audit.learning.network import FROZEN_LAYERS, Reader, build

HERE = Path(__file__).parent
BATCH = 3
TONE_WEIGHT, STATE_WEIGHT = 0.3, 0.15


def corpus(folder: Path = HERE / "corpus") -> list[LabelledCall]:
    """Every call of the folder, in file order."""
    return [call for path in sorted(folder.glob("*.calls")) for call in read_corpus(path)]


def base(words: Path, calls: Sequence[LabelledCall]) -> BaseModel:
    """The packaged model with the vocabulary of the given word list (one word a line) and of the corpus."""
    model = unpack(packaged_model())
    known = words.read_text(encoding="utf-8").split()
    said = [w for c in calls for t in c.call.turns for w in t.text.split()]
    return pruned(model, kept_pieces(model, known + [w.capitalize() for w in known] + said))


def fit(
    calls: Sequence[LabelledCall], start: BaseModel, tokenizer: Tokenizer, epochs: int, seed: int, rate: float = 8e-5
) -> Reader:
    """A network fitted to the calls; deterministic for a seed and a thread count."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    reader = build(start)
    heads = [p for n, p in reader.named_parameters() if not n.startswith("encoder")]
    groups = [{"params": heads, "lr": 1e-3, "weight_decay": 0.0}]
    layers = reader.encoder.encoder.layer
    for depth in range(FROZEN_LAYERS, len(layers)):
        groups.append(
            {"params": list(layers[depth].parameters()), "lr": rate * 0.92 ** (len(layers) - 1 - depth), "weight_decay": 0.01}
        )
    optimiser = torch.optim.AdamW(groups)
    steps = epochs * (len(examples(calls, tokenizer)) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.08 * steps), max(0.02, (steps - step) / (0.92 * steps)))
    )
    began = time.monotonic()
    for epoch in range(epochs):
        reader.train()
        total, count = 0.0, 0
        for _, batch in batches(examples(calls, tokenizer, rng), BATCH, start.pad, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):  # twice and a half as fast where the processor has it
                out = reader(batch.ids, batch.attention, batch.turn_of)
            loss = _loss(out.float(), batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, count = total + float(loss.detach()), count + 1
        print(f"epoch {epoch}: loss {total / count:.3f}, {count} steps, {time.monotonic() - began:.0f} s", flush=True)
    return reader


def _loss(out: Tensor, batch: Batch) -> Tensor:
    logits, tone, state = out[..., : len(LABELS)], out[..., len(LABELS)], out[..., len(LABELS) + 1 :]
    soft = batch.wanted * 0.97 + 0.01
    turns = (batch.weight.sum(-1) > 0).sum()
    loss = (F.binary_cross_entropy_with_logits(logits, soft, reduction="none") * batch.weight).sum() / turns
    known = ~batch.tone.isnan()
    if known.any():
        loss = loss + TONE_WEIGHT * F.mse_loss(tone[known], batch.tone[known])
    if (batch.state >= 0).any():
        loss = loss + STATE_WEIGHT * F.cross_entropy(state.flatten(0, 1), batch.state.flatten(), ignore_index=-1)
    return loss


@torch.no_grad()
def read(reader: Reader, made: Sequence[Example], pad: int) -> dict[tuple[int, int], NDArray[np.float32]]:
    """For every (call, turn): logits, then tone, then the five state logits, in one row."""
    reader.eval()
    rows = {}
    for group, batch in batches(made, 4, pad, None):
        block = reader(batch.ids, batch.attention, batch.turn_of).numpy()
        for row, example in enumerate(group):
            for column, span in enumerate(example.passage.spans):
                rows[example.call, span.turn] = block[row, column]
    return rows


def save_rows(path: Path, calls: Sequence[LabelledCall], rows: dict[tuple[int, int], NDArray[np.float32]]) -> None:
    """One array a call, [turns, labels + 6], under the call's id."""
    np.savez_compressed(path, **{c.call.id: np.stack([rows[n, t.i] for t in c.call.turns]) for n, c in enumerate(calls)})


def fold_of(call_id: str, folds: int, ids: Sequence[str]) -> int:
    """Folds by position in a seeded shuffle: every file and country falls in each."""
    order = sorted(ids)
    random.Random(7).shuffle(order)
    return order.index(call_id) % folds


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--only", default=None)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    calls = corpus(arguments.corpus)
    start = base(arguments.words, calls)
    tokenizer = build_tokenizer(start.pieces, start.unk)
    tokenizer.save(str(arguments.work / "tokenizer.json"))
    ids = [c.call.id for c in calls]
    print(json.dumps({"calls": len(calls), "labels": len(LABELS), "pieces": len(start.pieces)}))
    for fold in [*range(arguments.folds), "final"]:
        if arguments.only is not None and str(fold) != arguments.only:
            continue
        kept = [c for c in calls if fold == "final" or fold_of(c.call.id, arguments.folds, ids) != fold]
        away = [c for c in calls if fold != "final" and fold_of(c.call.id, arguments.folds, ids) == fold]
        reader = fit(kept, start, tokenizer, arguments.epochs, seed=11)
        torch.save(reader.state_dict(), arguments.work / f"reader-{fold}.pt")
        if away:
            save_rows(arguments.work / f"rows-{fold}.npz", away, read(reader, examples(away, tokenizer), start.pad))


if __name__ == "__main__":
    main()
