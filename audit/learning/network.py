"""The judge's network: a small multilingual encoder under heads that each choose which words of the turn to look at."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from audit.calls import DUTIES, STATES, VIOLATIONS
from audit.learning.base_model import FEED_FORWARD, HEADS, HIDDEN, LAYERS, BaseModel, state_dict
from audit.learning.corpus import CUES

LABELS = tuple(f"#{d}" for d in DUTIES) + tuple(f"!{v}" for v in VIOLATIONS) + tuple(f"^{c}" for c in CUES)
FROZEN_LAYERS = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `attention`, `target`: int/bool [n, tokens]; `wanted`, `weight`: float [n, labels]; `tone`: [n] (NaN = unknown);
    `state`: int [n] (-1 = unknown)."""

    ids: Tensor
    attention: Tensor
    target: Tensor
    wanted: Tensor
    weight: Tensor
    tone: Tensor
    state: Tensor


class Reader(nn.Module):
    """Windows in; one logit a label, a tone and a state out."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.query = nn.Parameter(torch.randn(len(LABELS), HIDDEN) * 0.02)
        self.picked = nn.Parameter(torch.randn(len(LABELS), HIDDEN) * 0.02)
        self.whole = nn.Linear(HIDDEN, len(LABELS))
        self.tone = nn.Linear(HIDDEN, 1)
        self.state = nn.Linear(HIDDEN, len(STATES))
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Tensor, attention: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [n, labels], tone [n] on -1…1, state logits [n, 5]."""
        hidden = self.drop(self.encoder(input_ids=ids, attention_mask=attention).last_hidden_state)
        scores = torch.einsum("btd,ld->blt", hidden, self.query)
        looked = scores.masked_fill(~target.bool()[:, None, :], -1e4).softmax(-1)
        pooled = torch.einsum("blt,btd->bld", looked, hidden)
        inside = target.to(hidden.dtype)
        mean = (hidden * inside[:, :, None]).sum(1) / inside.sum(1, keepdim=True).clamp(min=1)
        logits = (pooled * self.picked).sum(-1) + self.whole(mean)
        return logits, self.tone(mean).squeeze(-1), self.state(mean)


def build(base: BaseModel) -> Reader:
    """A fresh network over the unpacked base model, its lower layers frozen."""
    config = BertConfig(
        vocab_size=len(base.pieces),
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=FEED_FORWARD,
        max_position_embeddings=base.tensors["emb.pos"].shape[0],
        type_vocab_size=base.tensors["emb.type"].shape[0],
        layer_norm_eps=1e-12,
        attn_implementation="eager",
    )
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict({name: torch.tensor(value) for name, value in state_dict(base).items()})
    encoder.embeddings.requires_grad_(False)
    for layer in encoder.encoder.layer[:FROZEN_LAYERS]:
        layer.requires_grad_(False)
    return Reader(encoder)
