"""Calls as the shipped encoder sees them, read once: all that refitting the heads needs of a call."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from audit.calls import Call
from audit.judges.network import Network
from audit.judges.reading import SIZE, WORDS, views, words
from audit.judges.sentences import sentences
from audit.labels import LABELS
from audit.scoring.facts import Facts, facts
from audit.scoring.signals import Signals

Array = NDArray[Any]
DIRECTIONS = 256
"""In how many directions heads may move: the strongest of the client's own calls. More learnt phrases by heart, not manner."""
SEEN_ROWS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """One call. `view` float16 [turns + sentences, VIEW], whole turns first; `turn_of` the turn of each row.

    `logits` float32 [turns + sentences, WIDTH] are the shipped heads'. `agent` is who speaks for the vendor, opaque.
    """

    call: Call
    agent: str
    known: Facts
    view: Array
    turn_of: NDArray[np.int64]
    logits: Array


def texts_of(call: Call) -> list[str]:
    """What the encoder reads of a call: its turns, then the sentences of turns of several."""
    texts = [t.text for t in call.turns]
    return [*texts, *(texts[i][a:b] for i, found in _ranges(call).items() for a, b in found)]


def _ranges(call: Call) -> dict[int, list[tuple[int, int]]]:
    return {t.i: found for t in call.turns if len(found := sentences(t.text)) > 1}


def view_of(call: Call, vectors: Array) -> tuple[Array, NDArray[np.int64]]:
    """[rows, VIEW] from the vectors of `texts_of`, and the turn of each row."""
    count, texts = len(call.turns), texts_of(call)
    seen = views(vectors[:count], call.turns)
    turn_of = np.array([*range(count), *(i for i, found in _ranges(call).items() for _ in found)], dtype=np.int64)
    view = seen[turn_of]
    for row in range(count, len(texts)):
        view[row, :SIZE] = vectors[row]
        view[row, -WORDS:] = words(texts[row])
    return view, turn_of


def material(call: Call, agent: str, network: Network) -> Material:
    """What the shipped encoder and heads make of a call. Raises NoJudge."""
    view, turn_of = view_of(call, network.vectors(texts_of(call)))
    weight, bias = network.heads
    return Material(call, agent, facts(call), view.astype(np.float16), turn_of, (view @ weight.T + bias).astype(np.float32))


def materials(
    calls: Iterable[tuple[Call, str]], network: Network, tell: Callable[[int], None] = lambda _done: None
) -> list[Material]:
    """Material of every (call, agent); `tell` hears how many are done. Raises NoJudge."""
    made = []
    for call, agent in calls:
        made.append(material(call, agent, network))
        tell(len(made))
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Calls along the directions in which the heads may move: `along` float32 [rows, directions] of all calls in a row.

    `basis` float32 [directions, VIEW]; `starts` [calls + 1] bound each call's rows. `held` float32, square, one more
    than directions: what a step along each (and a shift of the whole) moves on the house's own turns, squared and summed.
    """

    materials: Sequence[Material]
    basis: Array
    along: Array
    starts: NDArray[np.int64]
    held: Array

    def place(self) -> Mapping[str, int]:
        """A call's number by its id."""
        return {m.call.id: n for n, m in enumerate(self.materials)}

    def rows(self, n: int) -> slice:
        """The rows of a call."""
        return slice(int(self.starts[n]), int(self.starts[n + 1]))


def seen(given: Sequence[Material], house: Array, seed: int = 20261122) -> Seen:
    """The calls along their own strongest directions (truncated SVD, seeded; Halko et al. 2011).

    `house` [rows, VIEW] are turns of which nothing is to be forgotten.
    """
    starts = np.concatenate([[0], np.cumsum([len(m.turn_of) for m in given])]).astype(np.int64)
    rows = np.concatenate([m.view for m in given])
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(len(rows))[:SEEN_ROWS]
    count = min(DIRECTIONS, len(drawn) - 1)
    with threadpool_limits(1):
        _, _, basis = randomized_svd(rows[drawn].astype(np.float32), n_components=count, n_iter=2, random_state=seed)
        along = np.concatenate([m.view.astype(np.float32) @ basis.T for m in given])
        moved = np.concatenate([house @ basis.T, np.ones((len(house), 1), dtype=np.float32)], axis=1)
        held = moved.T @ moved
    return Seen(given, basis.astype(np.float32), along.astype(np.float32), starts, held.astype(np.float32))


def signals(one: Material, moved: Array | None) -> Signals:
    """The call's signals with label logits moved by `moved` [rows, LABELS]; as shipped where None."""
    logits = one.logits.copy()
    if moved is not None:
        logits[:, : len(LABELS)] += moved
    turns = len(one.call.turns)
    best = logits[:turns, : len(LABELS)].copy()
    if len(one.turn_of) > turns:
        for turn in np.unique(one.turn_of[turns:]):
            inside = np.flatnonzero(one.turn_of[turns:] == turn) + turns
            best[turn] = logits[inside, : len(LABELS)].max(axis=0)
    return Signals.of(one.call, logits[:turns], best)
