"""Fits the turn heads on the shipped encoder's vectors, and reads every call with heads that never saw it.

`python -m audit.learning.train --weights audit/judges/weights --work var/learning` (minutes, two cores, no network); then
`audit.learning.heads` fits what decides per call on those readings.
"""

import argparse
import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from audit.calls import LabelledCall
from audit.judges.network import HEADS, Network
from audit.judges.reading import views
from audit.labels import LABELS, TONE, WIDTH
from audit.learning.corpus import read_corpus
from audit.learning.examples import Talk, as_heard, of_call, of_scene
from audit.learning.scenes import read_scenes

HERE = Path(__file__).parent
TONE_WEIGHT, STATE_WEIGHT, PENALTY = 0.5, 0.3, 1.5e-2
FOLDS = 5

Array = NDArray[np.float32]


def corpus(folder: Path = HERE / "corpus") -> list[LabelledCall]:
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


def embedded(network: Network, said: Sequence[Talk], cache: Path) -> list[Array]:
    """[turns, VIEW] a talk. Vectors are kept by text in `cache`, so that only new words cost time."""
    texts = sorted({t.text for talk in said for t in talk.turns})
    keys = [hashlib.sha256(t.encode()).hexdigest()[:20] for t in texts]
    known: dict[str, Array] = {}
    if cache.is_file():
        with np.load(cache) as parts:
            known = dict(zip(parts["keys"].tolist(), parts["vectors"], strict=True))
    new = [(k, t) for k, t in zip(keys, texts, strict=True) if k not in known]
    for at in range(0, len(new), 512):
        group = new[at : at + 512]
        known |= dict(zip((k for k, _ in group), network.vectors([t for _, t in group]), strict=True))
        print(f"  embedded {at + len(group)} of {len(new)}", flush=True)
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(cache, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    at_text = dict(zip(texts, keys, strict=True))
    return [views(np.stack([known[at_text[t.text]] for t in talk.turns]), talk.turns) for talk in said]


def fit(seen: Sequence[Array], told: Sequence[Talk], penalty: float = PENALTY) -> tuple[Array, Array]:
    """Weights [WIDTH, VIEW] and bias [WIDTH] of the linear heads: weighted logistic and least squares with an L2 penalty."""
    x = torch.from_numpy(np.concatenate(seen))
    wanted = torch.from_numpy(np.concatenate([t.wanted for t in told]))
    weight = torch.from_numpy(np.concatenate([t.weight for t in told]))
    tone = torch.from_numpy(np.concatenate([t.tone for t in told]))
    state = torch.from_numpy(np.concatenate([t.state for t in told]))
    w = torch.zeros((WIDTH, x.shape[1]), requires_grad=True)
    b = torch.full((WIDTH,), -3.0, requires_grad=True)
    known = ~tone.isnan()

    def loss() -> Tensor:
        out = x @ w.T + b
        plain = (F.binary_cross_entropy_with_logits(out[:, : len(LABELS)], wanted, reduction="none") * weight).sum() / len(x)
        toned = F.mse_loss(out[known, TONE], tone[known])
        states = F.cross_entropy(out[:, TONE + 1 :], state, ignore_index=-1)
        return plain + TONE_WEIGHT * toned + STATE_WEIGHT * states + penalty * w.square().sum()

    optimiser = torch.optim.LBFGS([w, b], max_iter=80, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return w.detach().numpy(), b.detach().numpy()


def fold_of(id: str) -> int:
    """A call's fold by its id alone, twins (`w2b-01a`, `w2b-01b`) together, so that adding calls moves none."""
    return int(hashlib.sha256(id.rstrip("ab").encode()).hexdigest(), 16) % FOLDS


def out_of_fold(seen: Sequence[Array], rough: Sequence[Array], told: Sequence[Talk], calls: int) -> dict[str, Array]:
    """Each call's rows from heads fitted without it; scenes always teach, and teach only."""
    rows: dict[str, Array] = {}
    for fold in range(FOLDS):
        kept = [n for n, t in enumerate(told) if n >= calls or fold_of(t.id) != fold]
        w, b = fit([*(seen[n] for n in kept), *(rough[n] for n in kept)], [told[n] for n in kept] * 2)
        for n in range(calls):
            if fold_of(told[n].id) == fold:
                rows[told[n].id] = seen[n] @ w.T + b
        print(f"fold {fold} read", flush=True)
    return rows


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    calls, told = talks(arguments.corpus)
    rng = random.Random(3)
    heard = [as_heard(t, rng) for t in told]
    network = Network(arguments.weights, arguments.threads)
    every = embedded(network, [*told, *heard], arguments.work / "vectors.npz")
    seen, rough = every[: len(told)], every[len(told) :]
    rows = out_of_fold(seen, rough, told, len(calls))
    np.savez_compressed(arguments.work / "rows.npz", allow_pickle=False, **rows)
    w, b = fit([*seen, *rough], [*told, *told])
    np.savez_compressed(arguments.weights / HEADS, weight=w.astype(np.float16), bias=b)


if __name__ == "__main__":
    main()
