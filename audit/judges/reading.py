"""How a turn is put before the network, and how what it made of the turns becomes one vector a turn with its neighbours in view.

The same code reads at training and at judging time, so the two can never drift apart.
"""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from audit.errors import NoJudge
from audit.judges.sentences import plain
from speech.transcript import Speaker, Turn

TURN_TOKENS = 124
SIZE = 768
"""A turn's own vector: the mean of its tokens at a middle and at the last layer, 384 each."""
PREFIX = "query: "
BOS, EOS, PAD = "<s>", "</s>", "<pad>"
_SPEAKERS = (Speaker.AGENT, Speaker.DEBTOR, Speaker.OTHER)
FLAGS = 2 + 3 * len(_SPEAKERS)
WORDS = 4096
WORDS_LENGTH = 12.0
"""Length of the vector of words, against about 28 for a turn's own vector: words may lean on the meaning, not outvote it."""
VIEW = 3 * SIZE + 2 * (SIZE // 2) + FLAGS + WORDS


def token_ids(text: str, tokenizer: Tokenizer) -> list[int]:
    """`<s> query: text </s>`, at most 126 ids: the front of a longer text."""
    ids = tokenizer.encode(PREFIX + re.sub(r"\s+", " ", text).strip(), add_special_tokens=False).ids[:TURN_TOKENS]
    return [_id(BOS, tokenizer), *ids, _id(EOS, tokenizer)]


def _id(piece: str, tokenizer: Tokenizer) -> int:
    found = tokenizer.token_to_id(piece)
    if found is None:
        raise NoJudge(f"the tokenizer of the judge lacks {piece}; reinstall the package")
    return int(found)


def flags(turns: Sequence[Turn]) -> NDArray[np.float32]:
    """[turns, FLAGS]: place in the call, and who speaks before, here and after."""
    rows = np.zeros((len(turns), FLAGS), dtype=np.float32)
    for i in range(len(turns)):
        rows[i, 0] = 2 * i / len(turns) - 1
        rows[i, 1] = min(i, 6) / 3 - 1
        for n, at in enumerate((i - 1, i, i + 1)):
            if 0 <= at < len(turns):
                rows[i, 2 + 3 * n + _SPEAKERS.index(turns[at].speaker)] = 0.5
    return rows


def words(text: str) -> NDArray[np.float32]:
    """[WORDS]: words and pairs of words, hashed with a sign (Weinberger et al. 2009), for what meaning blurs ("mi Yape")."""
    said = re.findall(r"\w+", plain(text))
    found = np.zeros(WORDS, dtype=np.float32)
    for gram in [*said, *(f"{a}_{b}" for a, b in pairwise(said))]:
        at = zlib.crc32(gram.encode())
        found[at % WORDS] += 1 if (at >> 20) & 1 else -1
    found = np.sign(found) * np.sqrt(np.abs(found))
    length = float(np.linalg.norm(found))
    return found * (WORDS_LENGTH / length) if length else found


def views(own: NDArray[np.float32], turns: Sequence[Turn]) -> NDArray[np.float32]:
    """[turns, VIEW] from [turns, SIZE]: each turn, its neighbours at half weight, theirs at a third, the flags and the words."""
    return np.concatenate(
        [
            own,
            0.5 * _shifted(own, -1),
            0.5 * _shifted(own, 1),
            0.3 * _shifted(own[:, SIZE // 2 :], -2),
            0.3 * _shifted(own[:, SIZE // 2 :], 2),
            flags(turns),
            np.stack([words(t.text) for t in turns]),
        ],
        axis=1,
    )


def _shifted(rows: NDArray[np.float32], by: int) -> NDArray[np.float32]:
    moved = np.zeros_like(rows)
    if by < 0:
        moved[-by:] = rows[:by]
    else:
        moved[:-by] = rows[by:]
    return moved
