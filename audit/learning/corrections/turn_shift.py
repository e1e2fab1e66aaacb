"""The turn heads moved by what people said: a penalised step away from the shipped heads, along the client's own directions.

Maximum a posteriori under a Gaussian prior centred on the shipped weights: a few corrections move little, none move nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from audit.calibration.sheet import Mark
from audit.calls import DUTIES, VIOLATIONS, Status
from audit.judges.local import CUES
from audit.labels import INDEX, LABELS
from audit.learning.corrections.correction import Settled
from audit.learning.corrections.material import Material, Seen
from speech.transcript import Speaker

Array = NDArray[Any]
PENALTY = 0.3
"""Views are about forty long: a step of a hundredth moves a logit by less than a half."""
KEEPING = 0.3
"""What a step costs for each turn of the house's own calls whose logit it moves by one."""
POSITIVE_WEIGHT = 2.5
SEEMED, CLEAN_WEIGHT = 0.2, 0.15
"""Where an act did not happen, turns that seemed one are unlearnt; of the rest, nearly all there are, little is made."""
FORGETTING_WEIGHT = 0.15
"""What nobody spoke about is held where the shipped heads had it, this strongly a turn."""
STEPS = 14


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is asked of the rows of some calls: `wanted` and `weight` [rows, LABELS], of the rows `rows` of all."""

    rows: NDArray[np.int64]
    wanted: Array
    weight: Array


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """`steps` float32 [LABELS, directions] along a `Seen`'s basis and `bias` [LABELS]: added to the shipped heads."""

    steps: Array
    bias: Array

    def moved(self, along: Array) -> Array:
        """[rows, LABELS]: how far each logit moves."""
        return np.asarray(along @ self.steps.T + self.bias, dtype=np.float32)


def asked(seen: Seen, lessons: Mapping[str, Sequence[Settled]], calls: Iterable[int]) -> Asked:
    """What the lessons say of each turn and sentence of the calls (their numbers in `seen`)."""
    rows, wanted, weight = [], [], []
    for n in calls:
        one = seen.materials[n]
        if found := lessons.get(one.call.id):
            y, w = _of_call(one, found)
            rows.append(np.arange(seen.starts[n], seen.starts[n + 1]))
            wanted.append(y)
            weight.append(w)
    if not rows:
        empty = np.zeros((0, len(LABELS)), dtype=np.float32)
        return Asked(np.zeros(0, dtype=np.int64), empty, empty)
    return Asked(np.concatenate(rows), np.concatenate(wanted), np.concatenate(weight))


def _of_call(one: Material, lessons: Sequence[Settled]) -> tuple[Array, Array]:
    speaks = np.array([one.call.turns[t].speaker is Speaker.AGENT for t in one.turn_of])
    held = 1 / (1 + np.exp(-one.logits[:, : len(LABELS)]))
    wanted, weight = held.astype(np.float32), np.full_like(held, FORGETTING_WEIGHT, dtype=np.float32)
    for label, i in INDEX.items():
        weight[speaks == (label[0] == "^"), i] = 0
    for lesson in lessons:
        own = f"#{lesson.criterion}" if lesson.criterion in DUTIES else f"!{lesson.criterion}"
        _write(one, wanted, weight, own, lesson, lesson.mark in (Status.MET, Mark.HAPPENED), speaks)
        cued = lesson.mark in (Status.MET, Status.NOT_MET)
        cues = CUES.get(lesson.criterion, ())
        if cued and len(cues) != 1:  # of two cues nobody knows which it was
            continue
        for cue in cues:
            _write(one, wanted, weight, cue, lesson, cued, ~speaks, told=lesson.mark == Status.NOT_MET)
    return wanted, weight


def _write(
    one: Material, wanted: Array, weight: Array, label: str, lesson: Settled, there: bool, speaks: Array, told: bool = True
) -> None:
    """Write what one lesson says of one label. `told`: the lesson's turns are this label's; else its likeliest place is."""
    column = INDEX[label]
    if lesson.mark is None:
        inside = speaks & np.isin(one.turn_of, lesson.cleared)
        wanted[inside, column], weight[inside, column] = 0, lesson.weight
        return
    if not there:
        wanted[speaks, column], weight[speaks, column] = 0, lesson.weight
        if lesson.criterion in VIOLATIONS:
            weight[speaks & (one.logits[:, column] < log(SEEMED / (1 - SEEMED))), column] *= CLEAN_WEIGHT
        return
    places = [t for t in lesson.turns if told and t < len(one.call.turns) and speaks[t]]
    if not places:
        logits = np.where(speaks, one.logits[:, column], -np.inf)[: len(one.call.turns)]
        places = [int(np.argmax(logits))] if speaks[: len(one.call.turns)].any() else []
    for turn in places:
        _positive(one, wanted, weight, column, turn, lesson.weight)
    cleared = speaks & np.isin(one.turn_of, lesson.cleared)
    wanted[cleared, column], weight[cleared, column] = 0, lesson.weight


def _positive(one: Material, wanted: Array, weight: Array, column: int, turn: int, counts: float) -> None:
    """The whole turn carries the label, and the sentence that speaks most for it; its other sentences are not asked."""
    turns = len(one.call.turns)
    wanted[turn, column], weight[turn, column] = 1, POSITIVE_WEIGHT * counts
    parts = np.flatnonzero(one.turn_of[turns:] == turn) + turns
    if len(parts):
        weight[parts, column] = 0
        best = parts[int(np.argmax(one.logits[parts, column]))]
        wanted[best, column], weight[best, column] = 1, POSITIVE_WEIGHT * counts


def fit_shift(seen: Seen, told: Asked, penalty: float = PENALTY) -> Shift:
    """The most probable heads given the prior and what is asked; nothing asked moves nothing.

    Steps are taken along directions in which the loss curves about alike (Cholesky of its curvature where the shipped heads
    stand): a dozen then go as far as hundreds would.
    """
    size, labels = seen.basis.shape[0], len(LABELS)
    if not len(told.rows):
        return Shift(np.zeros((labels, size), dtype=np.float32), np.zeros(labels, dtype=np.float32))
    x = np.concatenate([seen.along[told.rows], np.ones((len(told.rows), 1), dtype=np.float32)], 1)
    start = np.concatenate([m.logits[:, :labels] for m in seen.materials])[told.rows]
    prior = KEEPING * seen.held + np.diag(np.r_[np.full(size, penalty), penalty / 5]).astype(np.float32)
    even = _evened(x, start, told.weight, prior)
    x, prior = x @ even.T, even @ prior @ even.T

    def loss(flat: Array) -> tuple[float, Array]:
        steps = flat.reshape(labels, size + 1).astype(np.float32)
        z = start + x @ steps.T
        small = np.exp(-np.abs(z))
        over = np.maximum(z, 0) + np.log1p(small) - told.wanted * z
        pull = told.weight * (np.where(z >= 0, 1, small) / (1 + small) - told.wanted)
        kept = steps @ prior
        cost = float((told.weight * over).sum() + (kept * steps).sum())
        return cost, (pull.T @ x + 2 * kept).ravel().astype(np.float64)

    found = minimize(loss, np.zeros(labels * (size + 1)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    steps = found.x.reshape(labels, size + 1).astype(np.float32) @ even
    return Shift(steps[:, :size], steps[:, size])


def _evened(x: Array, start: Array, weight: Array, prior: Array) -> Array:
    """Square, float32: the directions, a row each, of steps along which the loss curves about one."""
    chance = 1 / (1 + np.exp(-start))
    mean = float((weight * chance * (1 - chance)).mean())
    curvature = 2 * prior.astype(np.float64) + mean * (x.T @ x).astype(np.float64)
    return np.asarray(np.linalg.inv(np.linalg.cholesky(curvature)), dtype=np.float32)
