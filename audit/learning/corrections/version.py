"""A version as a file: how far the turn heads move, and the deciding heads. Small, numbers only, named by its own hash."""

import hashlib
import io
import json
from typing import Any

import numpy as np

from audit.judges.adapted import BASE_VERSION, BIAS, DECIDING, MOVES
from audit.learning.corrections.learn import Learnt
from audit.learning.corrections.material import Seen
from audit.scoring.heads import Head


def packed(learnt: Learnt, seen: Seen, base_version: str) -> bytes:
    """The file's bytes; the same version gives the same bytes."""
    held = io.BytesIO()
    parts: dict[str, Any] = {
        MOVES: (learnt.shift.steps @ seen.basis).astype(np.float16),
        BIAS: learnt.shift.bias.astype(np.float32),
        DECIDING: np.array(json.dumps({name: _row(head) for name, head in sorted(learnt.heads.items())})),
        BASE_VERSION: np.array(base_version),
    }
    np.savez_compressed(held, allow_pickle=False, **parts)
    return held.getvalue()


def name_of(data: bytes) -> str:
    """The version's id: the beginning of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:12]


def _row(head: Head) -> dict[str, Any]:
    return {"classes": list(head.classes), "weights": np.round(head.weights, 6).tolist(), "bias": np.round(head.bias, 6).tolist()}
