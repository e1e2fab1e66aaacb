"""How many voices a set of voiceprints holds, and the middle of each: spherical k-means with tests that a group is a person."""

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.float32]

MOST_VOICES = 3
LEAST_PRINTS = 4
_LEAST_SHARE = 0.06
# One speaker on a telephone line, cut in two, gives centres alike by 0.895 or more and a median margin of at most 0.094 (41 made
# voices, 2 real ones); two speakers at most 0.889 and at least 0.103 (8 calls). Under `_FEW` prints chance divides one so far.
_MOST_ALIKE = {2: 0.895, 3: 0.80}
_LEAST_MARGIN = {2: 0.097, 3: 0.12}
_FEW, _MOST_ALIKE_OF_FEW, _LEAST_MARGIN_OF_FEW = 30, 0.87, 0.11
_NEIGHBOURS_S = 1.3
_FADE_S = 0.7


def voice_centres(prints: Prints, at_s: NDArray[np.float64], voices: int | None = None) -> Prints:
    """Unit vectors float32 [voices, 256], one a voice; `voices` fixes the number, None decides between 1 and `MOST_VOICES`.

    `at_s` [prints] is when each print was taken. How many voices there are is decided without it (a pause or a change of line
    makes neighbours alike too); whose a print is, with it, because neighbours in time are mostly one voice.
    """
    one = _unit(prints.mean(0, keepdims=True))
    if voices == 1 or len(prints) < LEAST_PRINTS:
        return one
    near, itself = _neighbours(at_s), np.eye(len(prints), dtype=np.float32)
    alone = _refined(prints, _split(prints, np.zeros(len(prints), np.int64), 0), itself)
    if voices is None and not _are_people(prints, alone):
        return one
    two = _refined(prints, (prints @ alone.T).argmax(1), near)
    if voices == 2:
        return two
    three = _three(prints, (prints @ two.T).argmax(1), itself)
    if voices == 3 or _are_people(prints, three):
        return _refined(prints, (prints @ three.T).argmax(1), near)
    return two


def margin(prints: Prints, centres: Prints) -> float:
    """Median distance in cosine between the nearest voice and the next."""
    ordered = np.sort(prints @ centres.T, axis=1)
    return float(np.median(ordered[:, -1] - ordered[:, -2]))


def _neighbours(at_s: NDArray[np.float64]) -> Prints:
    """Weights of each print's neighbours in time, float32 [prints, prints], rows adding to one."""
    apart_s = np.abs(at_s[:, None] - at_s[None, :])
    weights = np.where(apart_s <= _NEIGHBOURS_S, np.exp(-apart_s / _FADE_S), 0.0)
    return np.asarray(weights / weights.sum(1, keepdims=True), np.float32)


def _three(prints: Prints, labels: NDArray[np.int64], near: Prints) -> Prints:
    """The better of splitting either of two groups."""
    found = [_refined(prints, _split(prints, labels, k), near) for k in (0, 1) if (labels == k).sum() >= 2 * LEAST_PRINTS]
    if not found:
        return _refined(prints, labels, near)
    return max(found, key=lambda centres: float((prints @ centres.T).max(1).mean()))


def _split(prints: Prints, labels: NDArray[np.int64], group: int) -> NDArray[np.int64]:
    """Cuts one group in two along its main direction."""
    inside = labels == group
    chosen = prints[inside] - prints[inside].mean(0)
    _, _, directions = np.linalg.svd(chosen, full_matrices=False)
    out = labels.copy()
    out[np.flatnonzero(inside)[chosen @ directions[0] > 0]] = labels.max() + 1
    return out


def _refined(prints: Prints, labels: NDArray[np.int64], near: Prints) -> Prints:
    """Group means, moved by spherical k-means, each print judged with its neighbours, until nothing changes."""
    centres = _unit(np.stack([prints[labels == k].mean(0) for k in np.unique(labels)]))
    for _ in range(20):
        nearest = (near @ (prints @ centres.T)).argmax(1)
        moved = _unit(np.stack([prints[nearest == k].mean(0) for k in range(len(centres)) if (nearest == k).any()]))
        if moved.shape == centres.shape and np.allclose(moved, centres):
            break
        centres = moved
    return centres


def _are_people(prints: Prints, centres: Prints) -> bool:
    """Whether the groups are apart enough, and big enough, to be different people."""
    count = len(centres)
    if count not in _MOST_ALIKE:
        return False
    alike = float((centres @ centres.T)[np.triu_indices(count, 1)].max())
    sizes = np.bincount((prints @ centres.T).argmax(1), minlength=count)
    enough = max(2 if count == 2 else LEAST_PRINTS, _LEAST_SHARE * len(prints))
    few = count == 2 and len(prints) < _FEW
    most_alike = _MOST_ALIKE_OF_FEW if few else _MOST_ALIKE[count]
    least_margin = _LEAST_MARGIN_OF_FEW if few else _LEAST_MARGIN[count]
    return alike < most_alike and margin(prints, centres) > least_margin and bool(sizes.min() >= enough)


def _unit(vectors: Prints) -> Prints:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
