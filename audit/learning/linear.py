"""Linear heads over turns seen with their neighbours: where the network's training starts from."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from audit.labels import LABELS, TONE, WIDTH
from audit.learning.examples import Talk

TONE_WEIGHT, STATE_WEIGHT, PENALTY = 0.5, 0.3, 1.5e-2

Array = NDArray[np.float32]


def fit(seen: Sequence[Array], told: Sequence[Talk], penalty: float = PENALTY) -> tuple[Array, Array]:
    """Weights [WIDTH, VIEW] and bias [WIDTH] of the linear heads: weighted logistic and least squares with an L2 penalty."""
    x = torch.from_numpy(np.concatenate(seen))
    wanted = torch.from_numpy(np.concatenate([t.wanted for t in told]))
    weight = torch.from_numpy(np.concatenate([t.weight for t in told]))
    tone = torch.from_numpy(np.concatenate([t.tone for t in told]))
    state = torch.from_numpy(np.concatenate([t.state for t in told]))
    w = torch.zeros((WIDTH, x.shape[1]), requires_grad=True)
    b = torch.full((WIDTH,), -3.0, requires_grad=True)
    known = ~tone.isnan()

    def loss() -> Tensor:
        out = x @ w.T + b
        plain = (F.binary_cross_entropy_with_logits(out[:, : len(LABELS)], wanted, reduction="none") * weight).sum() / len(x)
        toned = F.mse_loss(out[known, TONE], tone[known])
        states = F.cross_entropy(out[:, TONE + 1 :], state, ignore_index=-1)
        return plain + TONE_WEIGHT * toned + STATE_WEIGHT * states + penalty * w.square().sum()

    optimiser = torch.optim.LBFGS([w, b], max_iter=40, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return w.detach().numpy(), b.detach().numpy()
