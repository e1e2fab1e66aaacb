"""Ghosts that are copies of a real row under another name, where real rows are not copies of one another."""

import numpy as np
from scipy.stats import binomtest

from audit.ghosts.covertness.cells import Ints

_FEWEST_COLUMNS = 6
_SURE = 0.001


def copies(tokens: Ints, labels: Ints) -> tuple[tuple[int, int], ...]:
    """Pairs (ghost, real row) of the sight that share all cells but one or two, when real rows do so far less often.

    `tokens` are cells as codes, near-constant columns left out. Fewer than six columns tell nobody apart: none.
    """
    width = tokens.shape[1]
    if width < _FEWEST_COLUMNS:
        return ()
    wanted = width - (1 if width < 12 else 2)
    real, ghosts = np.flatnonzero(labels == 0), np.flatnonzero(labels == 1)
    of_ghosts, whom = _nearest(tokens, ghosts, real)
    of_real, _ = _nearest(tokens, real[:: max(1, len(real) // 3000)], real)
    usual = (int((of_real >= wanted).sum()) + 1) / (len(of_real) + 2)
    hits = np.flatnonzero(of_ghosts >= wanted)
    if not len(hits) or binomtest(len(hits), len(ghosts), usual, alternative="greater").pvalue > _SURE:
        return ()
    return tuple((int(ghosts[i]), int(whom[i])) for i in hits)


def _nearest(tokens: Ints, rows: Ints, known: Ints, chunk: int = 400) -> tuple[Ints, Ints]:
    """How many cells each row shares with the row most like it among those known, itself left out; and which that is."""
    codes = tokens.astype(np.int32)
    shared, whom = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    for start in range(0, len(rows), chunk):
        some = rows[start : start + chunk]
        same = np.zeros((len(some), len(known)), dtype=np.int16)
        for j in range(codes.shape[1]):
            same += codes[some, j][:, None] == codes[known, j][None, :]
        same[some[:, None] == known[None, :]] = -1
        best = same.argmax(axis=1)
        shared[start : start + chunk], whom[start : start + chunk] = same[np.arange(len(some)), best], known[best]
    return shared, whom
