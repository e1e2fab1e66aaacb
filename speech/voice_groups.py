"""How many voices a set of voiceprints holds, and the middle of each: spherical k-means with tests that a group is a person."""

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.float32]

MOST_VOICES = 3
LEAST_PRINTS = 4
_LEAST_SHARE = 0.06
# Measured on real telephone voices: one speaker cut in two gives centres alike by 0.91-0.95 and a median margin of 0.04-0.08,
# two speakers at most 0.83 and at least 0.158 (docs/validation.md).
_MOST_ALIKE = {2: 0.87, 3: 0.80}
_LEAST_MARGIN = {2: 0.11, 3: 0.12}


def voice_centres(prints: Prints, voices: int | None = None) -> Prints:
    """Unit vectors float32 [voices, 256], one a voice; `voices` fixes the number, None decides between 1 and `MOST_VOICES`."""
    one = _unit(prints.mean(0, keepdims=True))
    if voices == 1 or len(prints) < LEAST_PRINTS:
        return one
    two = _refined(prints, _split(prints, np.zeros(len(prints), np.int64), 0))
    if voices == 2 or (voices is None and not _are_people(prints, two)):
        return two if voices == 2 else one
    three = _three(prints, (prints @ two.T).argmax(1))
    if voices == 3 or _are_people(prints, three):
        return three
    return two


def margin(prints: Prints, centres: Prints) -> float:
    """Median distance in cosine between the nearest voice and the next."""
    ordered = np.sort(prints @ centres.T, axis=1)
    return float(np.median(ordered[:, -1] - ordered[:, -2]))


def _three(prints: Prints, labels: NDArray[np.int64]) -> Prints:
    """The better of splitting either of two groups."""
    found = [_refined(prints, _split(prints, labels, k)) for k in (0, 1) if (labels == k).sum() >= 2 * LEAST_PRINTS]
    if not found:
        return _refined(prints, labels)
    return max(found, key=lambda centres: float((prints @ centres.T).max(1).mean()))


def _split(prints: Prints, labels: NDArray[np.int64], group: int) -> NDArray[np.int64]:
    """Cuts one group in two along its main direction."""
    inside = labels == group
    chosen = prints[inside] - prints[inside].mean(0)
    _, _, directions = np.linalg.svd(chosen, full_matrices=False)
    out = labels.copy()
    out[np.flatnonzero(inside)[chosen @ directions[0] > 0]] = labels.max() + 1
    return out


def _refined(prints: Prints, labels: NDArray[np.int64]) -> Prints:
    """Group means, moved by spherical k-means until nothing changes."""
    centres = _unit(np.stack([prints[labels == k].mean(0) for k in np.unique(labels)]))
    for _ in range(20):
        nearest = (prints @ centres.T).argmax(1)
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
    return alike < _MOST_ALIKE[count] and margin(prints, centres) > _LEAST_MARGIN[count] and bool(sizes.min() >= enough)


def _unit(vectors: Prints) -> Prints:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
