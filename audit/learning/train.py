"""Trains the judge's network: the encoder's upper layers and the turn heads, on calls and scenes as written and as heard.

`python -m audit.learning.train --words WORDS.txt --work DIR --fold N` leaves out a fold of calls and writes what the network
sees in them; `--fold all` learns from everything, for `audit.learning.ship`. One core, no network.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from audit.judges.network import read
from audit.judges.reading import SIZE, WORDS, flags, token_ids, words
from audit.labels import LABELS, TONE, WIDTH
from audit.learning.base_model import BaseModel, build_tokenizer, kept_pieces, packaged_model, pruned, unpack
from audit.learning.examples import CORPUS, Talk, as_heard, fold_of, talks
from audit.learning.halves import FROZEN, lower, packed, upper
from audit.learning.linear import STATE_WEIGHT, TONE_WEIGHT, fit
from audit.learning.network import Encoder, build

CALLS_A_STEP = 3
TOGETHER = 12
ENCODER_RATE, HEADS_RATE, LAYER_DECAY, HEADS_DECAY = 1.2e-4, 4e-4, 0.92, 0.1
MEANING_DROPPED, WORDS_DROPPED = 0.1, 0.3
CUT_SHORT = 0.3
"""Of the calls of an epoch, those that end early, as a call does while it goes on: what explains a turn may not be said yet."""
EPOCHS = 2
"""More epochs only learn the corpus by heart: on a fold left out, nothing was gained after the second."""

Array = NDArray[np.float32]


def beside(own: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
    """`reading.views` without flags and words, for turns of several talks in a row; `starts`, `ends` bound each turn's talk."""
    at = torch.arange(len(own))

    def shifted(rows: Tensor, by: int) -> Tensor:
        there = at + by
        inside = (there >= starts) & (there < ends)
        return rows[there.clamp(0, len(own) - 1)] * inside[:, None]

    last = own[:, SIZE // 2 :]
    return torch.cat([own, 0.5 * shifted(own, -1), 0.5 * shifted(own, 1), 0.3 * shifted(last, -2), 0.3 * shifted(last, 2)], 1)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A talk ready for the upper layers: what the lower ones made of its turns, and flags and words [turns, FLAGS + WORDS]."""

    talk: Talk
    pieces: list[Tensor]
    rest: Tensor


def lessons(encoder: Encoder, told: Sequence[Talk], tokenizer: Tokenizer, cache: Path) -> list[Lesson]:
    """Every talk, its frozen half computed, or taken from `cache` by text."""
    halves: dict[str, Tensor] = torch.load(cache) if cache.is_file() else {}
    new = sorted({t.text for talk in told for t in talk.turns} - set(halves))
    halves |= dict(zip(new, lower(encoder, [token_ids(t, tokenizer) for t in new]), strict=True))
    if new:
        torch.save(halves, cache)
    return [
        Lesson(
            talk,
            [halves[t.text] for t in talk.turns],
            torch.from_numpy(np.concatenate([flags(talk.turns), np.stack([words(t.text) for t in talk.turns])], 1)).to(
                torch.float16
            ),
        )
        for talk in told
    ]


def cut_short(lesson: Lesson, rng: random.Random) -> Lesson:
    """The lesson up to one of its turns."""
    talk, size = lesson.talk, rng.randint(1, len(lesson.pieces))
    said = {n: getattr(talk, n)[:size] for n in ("turns", "wanted", "weight", "tone", "state")}
    place = torch.from_numpy(flags(said["turns"])).to(torch.float16)
    return Lesson(replace(talk, **said), lesson.pieces[:size], torch.cat([place, lesson.rest[:size, place.shape[1] :]], 1))


def viewed(encoder: Encoder, group: Sequence[Lesson]) -> Tensor:
    """[turns, VIEW] of the talks' turns, one talk after another."""
    own = upper(encoder, packed([p for lesson in group for p in lesson.pieces]))
    sizes = torch.tensor([len(lesson.pieces) for lesson in group])
    ends = sizes.cumsum(0)
    bounds = torch.repeat_interleave(torch.arange(len(group)), sizes)
    rest = torch.cat([lesson.rest for lesson in group]).float()
    return torch.cat([beside(own, (ends - sizes)[bounds], ends[bounds]), rest], 1)


def loss_of(out: Tensor, group: Sequence[Lesson]) -> Tensor:
    """The loss of `train.fit`, a turn."""
    wanted, weight, tone = (
        torch.from_numpy(np.concatenate([getattr(x.talk, n) for x in group])) for n in ("wanted", "weight", "tone")
    )
    state = torch.from_numpy(np.concatenate([x.talk.state for x in group]))
    soft = wanted * 0.98 + 0.005
    loss = (F.binary_cross_entropy_with_logits(out[:, : len(LABELS)], soft, reduction="none") * weight).sum() / len(out)
    known = ~tone.isnan()
    if known.any():
        loss = loss + TONE_WEIGHT * F.mse_loss(out[known, TONE], tone[known])
    if (state >= 0).any():
        loss = loss + STATE_WEIGHT * F.cross_entropy(out[:, TONE + 1 :], state, ignore_index=-1)
    return loss


def steps(calls: Sequence[Sequence[Lesson]], scenes: Sequence[Sequence[Lesson]], rng: random.Random) -> Iterator[list[Lesson]]:
    """One epoch: a few calls and their share of the scenes a step, as written or as heard, whole or cut short."""
    order = [rng.choice(lesson) for lesson in rng.sample(list(calls), len(calls))]
    order = [cut_short(lesson, rng) if rng.random() < CUT_SHORT else lesson for lesson in order]
    pairs = [scenes[n : n + 2] for n in range(0, len(scenes), 2)]
    mixed = [rng.choice(lesson) for pair in rng.sample(pairs, len(pairs)) for lesson in pair]
    count = -(-len(order) // CALLS_A_STEP)
    for n in range(count):
        share = mixed[n * len(mixed) // count : (n + 1) * len(mixed) // count]
        yield [*order[n * CALLS_A_STEP : (n + 1) * CALLS_A_STEP], *share]


@torch.no_grad()
def seen_by(encoder: Encoder, given: Sequence[Lesson]) -> list[Array]:
    """[turns, VIEW] a talk."""
    encoder.eval()
    seen: list[Array] = []
    for at in range(0, len(given), TOGETHER):
        group = given[at : at + TOGETHER]
        ends = np.cumsum([len(lesson.pieces) for lesson in group])
        seen += np.split(viewed(encoder, group).numpy(), ends[:-1])
    return seen


def tune(
    encoder: Encoder,
    calls: Sequence[Sequence[Lesson]],
    scenes: Sequence[Sequence[Lesson]],
    epochs: int,
    seed: int,
    check: Sequence[Lesson] = (),
) -> nn.Linear:
    """Tune the upper layers in place from calls and scenes, each as written and as heard; returns the heads tuned with them."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    first = [lesson[0] for lesson in (*calls, *scenes)]
    w, b = fit(seen_by(encoder, first), [x.talk for x in first])
    heads = nn.Linear(w.shape[1], WIDTH)
    with torch.no_grad():
        heads.weight.copy_(torch.from_numpy(w))
        heads.bias.copy_(torch.from_numpy(b))
    layers = encoder.bert.encoder.layer
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    groups: list[dict[str, Any]] = [{"params": list(heads.parameters()), "lr": HEADS_RATE, "weight_decay": HEADS_DECAY}]
    for depth in range(FROZEN, len(layers)):
        tuned = list(layers[depth].parameters())
        for parameter in tuned:
            parameter.requires_grad_(True)
        groups.append({"params": tuned, "lr": ENCODER_RATE * LAYER_DECAY ** (len(layers) - 1 - depth), "weight_decay": 0.01})
    optimiser = torch.optim.AdamW(groups)
    total = epochs * -(-len(calls) // CALLS_A_STEP)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.08 * total), max(0.02, (total - step) / (0.92 * total)))
    )
    began = time.monotonic()
    for epoch in range(epochs):
        encoder.train()
        sums = []
        for group in steps(calls, scenes, rng):
            view = viewed(encoder, group)
            view = torch.cat([F.dropout(view[:, :-WORDS], MEANING_DROPPED), F.dropout(view[:, -WORDS:], WORDS_DROPPED)], 1)
            loss = loss_of(heads(view), group)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)
            optimiser.step()
            schedule.step()
            sums.append(float(loss.detach()))
        print(f"epoch {epoch}: loss {np.mean(sums):.4f}, {time.monotonic() - began:.0f} s", flush=True)
        if check:
            rows = [heads(torch.from_numpy(v)).detach().numpy() for v in seen_by(encoder, check)]
            print("  " + report(rows, [x.talk for x in check]), flush=True)
    return heads


def report(rows: Sequence[Array], told: Sequence[Talk]) -> str:
    """Mean average precision by kind of label."""
    from sklearn.metrics import average_precision_score

    out, wanted, weight = np.concatenate(rows), np.concatenate([t.wanted for t in told]), np.concatenate([t.weight for t in told])
    said = []
    for kind in "#!^":
        found = []
        for n, label in enumerate(LABELS):
            asked = weight[:, n] > 0
            if label[0] == kind and wanted[asked, n].any():
                found.append(average_precision_score(wanted[asked, n], out[asked, n]))
        said.append(f"{kind} {np.mean(found):.3f}")
    return " ".join(said)


def embedder(encoder: Encoder, tokenizer: Tokenizer) -> Callable[[list[str]], Array]:
    """Texts to [texts, SIZE], as the shipped network makes them."""
    encoder.eval()

    def embed(texts: list[str]) -> Array:
        with torch.no_grad():
            halves = lower(encoder, [token_ids(t, tokenizer) for t in texts])
            return upper(encoder, packed(halves)).numpy()

    return embed


def base(list_of_words: Path, told: Sequence[Talk]) -> BaseModel:
    """The packaged model with the vocabulary of the word list (one word a line) and of the corpus."""
    model = unpack(packaged_model())
    known = list_of_words.read_text(encoding="utf-8").split()
    said = [w for talk in told for t in talk.turns for w in t.text.split()]
    return pruned(model, kept_pieces(model, [*known, *(w.capitalize() for w in known), *said]))


@torch.no_grad()
def standardise(encoder: Encoder, given: Sequence[Lesson]) -> None:
    """Set the encoder's centre and spread from every fifth talk."""
    own = torch.cat([upper(encoder, packed(lesson.pieces)) for lesson in given[::5]])
    encoder.centre.copy_(own.mean(0))
    encoder.spread.copy_(own.std(0) + 1e-4)


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--fold", required=True, help="0, 1, … or all")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    calls, told = talks(arguments.corpus)
    start = base(arguments.words, told)
    tokenizer = build_tokenizer(start.pieces, start.unk)
    encoder = build(start)
    rng = random.Random(3)
    written = lessons(encoder, told, tokenizer, work / "lower.pt")
    heard = lessons(encoder, [as_heard(t, rng) for t in told], tokenizer, work / "lower.pt")
    standardise(encoder, written)
    away = (
        []
        if arguments.fold == "all"
        else [n for n in range(len(calls)) if fold_of(told[n].id, arguments.folds) == int(arguments.fold)]
    )
    pairs = list(zip(written, heard, strict=True))
    kept = [pairs[n] for n in range(len(calls)) if n not in set(away)]
    heads = tune(encoder, kept, pairs[len(calls) :], EPOCHS, seed=11, check=[written[n] for n in away])
    torch.save({"encoder": encoder.state_dict(), "heads": heads.state_dict()}, work / f"network-{arguments.fold}.pt")
    tokenizer.save(str(work / "tokenizer.json"))
    embed = embedder(encoder, tokenizer)
    rows: dict[str, Array] = {}
    for n in away:
        signals = read(calls[n].call, embed, heads.weight.detach().numpy(), heads.bias.detach().numpy()).signals
        rows |= {told[n].id: signals.rows, f"{told[n].id} best": signals.best}
    if rows:
        np.savez_compressed(work / f"rows-{arguments.fold}.npz", allow_pickle=False, **rows)


if __name__ == "__main__":
    main()
