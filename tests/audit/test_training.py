"""Training sees a turn as judging does."""

import numpy as np
import torch

from audit.judges.reading import FLAGS, SIZE, WORDS, views
from audit.learning.halves import ROW_TOKENS, packed
from audit.learning.train import beside
from speech.transcript import Speaker, Turn


def test_neighbours_stay_inside_their_talk_and_weigh_as_in_judging() -> None:
    own = np.random.default_rng(1).normal(size=(7, SIZE)).astype(np.float32)
    turns = [Turn(i, Speaker.AGENT, "hola") for i in range(4)]
    alone = np.concatenate([views(own[:4], turns), views(own[4:], turns[:3])])[:, : -(FLAGS + WORDS)]
    starts, ends = torch.tensor([0] * 4 + [4] * 3), torch.tensor([4] * 4 + [7] * 3)
    assert np.allclose(beside(torch.from_numpy(own), starts, ends).numpy(), alone, atol=1e-6)


def test_packing_loses_no_token_and_mixes_no_texts() -> None:
    sizes = [100, 60, 28, 68, 5]
    rows = packed([torch.full((n, 384), float(i + 1)) for i, n in enumerate(sizes)])
    assert rows.hidden.shape == (3, ROW_TOKENS, 384)
    assert [int((rows.owner == i).sum()) for i in range(len(sizes))] == sizes
    assert all((rows.hidden[rows.owner == i] == i + 1).all() for i in range(len(sizes)))
