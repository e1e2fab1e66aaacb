"""Texts as vectors of meaning, and how close two are. The encoder is the local judge's own; nothing leaves the machine."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.judges.network import Network
from audit.judges.reading import SIZE

LENGTH = SIZE // 2
"""Of a vector: the encoder's last layer."""
CENTRE = Path(__file__).parent / "centre.npz"
"""Written by `audit.learning.ship` with the encoder it belongs to."""
_FULL = 127

Packed = NDArray[np.int8]


@cache
def _centre() -> NDArray[np.float32]:
    """Where the vectors of everyday talk of collections lie; closeness is measured from there, or everything would be close."""
    with np.load(CENTRE) as parts:
        centre: NDArray[np.float32] = parts["centre"]
    return centre


def packed(network: Network, texts: Sequence[str]) -> Packed:
    """[texts, LENGTH] int8 of length 1 (127), in the order given. Raises NoJudge without weights."""
    own = network.vectors(list(texts))[:, SIZE - LENGTH :] - _centre()
    lengths = np.linalg.norm(own, axis=1, keepdims=True)
    rows: Packed = np.round(own / np.maximum(lengths, 1e-6) * _FULL).astype(np.int8)
    return rows


def closeness(wanted: Packed, rows: Packed) -> NDArray[np.float32]:
    """[rows], the cosine of each row [rows, LENGTH] with `wanted` [LENGTH]: 1 the same, 0 nothing to do with it."""
    scores: NDArray[np.float32] = rows.astype(np.float32) @ wanted.astype(np.float32) / np.float32(_FULL * _FULL)
    return scores
