"""Calls of the house's own corpus with their vectors, to see at once what moved heads forget of what the shipped ones know.

`python -m audit.learning.corrections.anchor` writes the vectors, after each `audit.learning.ship`.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.calls import DUTIES, VIOLATIONS, LabelledCall
from audit.errors import NoJudge
from audit.judges.local import WEIGHTS, version_of
from audit.judges.network import Network
from audit.labels import INDEX, LABELS
from audit.learning.corrections.material import texts_of, view_of
from audit.learning.corrections.measure import Answer, Compared, compared
from audit.learning.examples import corpus, fold_of
from speech.transcript import Speaker

Array = NDArray[Any]
ANCHOR = Path(__file__).parent / "anchor.npz"
ONE_IN = 13


def anchor_calls() -> list[LabelledCall]:
    """One call in thirteen of the corpus, by its id alone."""
    return [c for c in corpus() if fold_of(c.call.id, ONE_IN) == 0]


@cache
def _vectors(path: Path = ANCHOR) -> dict[str, Array]:
    try:
        with np.load(path) as parts:
            if str(parts["version"]) != version_of(WEIGHTS):
                raise NoJudge(f"{path} belongs to other weights than those installed; write it again")
            vectors = parts["vectors"].astype(np.float32) * parts["scale"].astype(np.float32)[:, None]
            ids, sizes = parts["ids"].tolist(), parts["sizes"].tolist()
    except (OSError, KeyError, ValueError) as cause:
        raise NoJudge(f"{path}: the house's own calls cannot be read ({cause}); reinstall the package") from cause
    return dict(zip(ids, np.split(vectors, np.cumsum(sizes)[:-1]), strict=True))


def house_views() -> Array:
    """[rows, VIEW]: turns and sentences of one half of these calls, which learning may not move much. Raises NoJudge."""
    return np.concatenate([view_of(c.call, _vectors()[c.call.id])[0] for c in anchor_calls()[::2]])


def turns_kept(moves: Array, bias: Array, network: Network) -> Compared:
    """Kappa by turn and label on the other half of these calls, as shipped and with moved turn heads. Raises NoJudge."""
    weight, first = network.heads
    count, answers = len(LABELS), list[Answer]()
    for labelled in anchor_calls()[1::2]:
        view, _ = view_of(labelled.call, _vectors()[labelled.call.id])
        view = view[: len(labelled.call.turns)]
        before = view @ weight[:count].T + first[:count]
        answers += _answers(labelled, before > 0, before + view @ moves.T + bias > 0)
    return compared("turns", answers)


def _answers(labelled: LabelledCall, before: Array, after: Array) -> list[Answer]:
    true: dict[str, Sequence[int]] = {
        f"#{d}": label.turns for d, label in labelled.labels.duties.items() if label.status == "met"
    }
    for v in labelled.labels.violations:
        true[f"!{v.id}"] = [*true.get(f"!{v.id}", ()), *v.turns]
    answers = []
    for turn in labelled.call.turns:
        if turn.speaker is Speaker.AGENT:
            for name in (*(f"#{d}" for d in DUTIES), *(f"!{v}" for v in VIOLATIONS)):
                i = INDEX[name]
                told = (turn.i in true.get(name, ()), bool(before[turn.i, i]), bool(after[turn.i, i]))
                answers.append(Answer(labelled.call.id, name, *(str(t) for t in told)))
    return answers


def main() -> None:
    """See the module's docstring."""
    network = Network(WEIGHTS)
    calls = anchor_calls()
    made = [network.vectors(texts_of(c.call)) for c in calls]
    rows = np.concatenate(made)
    scale = np.abs(rows).max(1) / 127
    np.savez_compressed(
        ANCHOR,
        allow_pickle=False,
        version=np.array(version_of(WEIGHTS)),
        ids=np.array([c.call.id for c in calls]),
        sizes=np.array([len(m) for m in made]),
        vectors=np.round(rows / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
    )
    print(f"{ANCHOR}: {len(calls)} calls, {len(rows)} texts, {ANCHOR.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
