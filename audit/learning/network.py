"""The judge's network: a small multilingual encoder under heads that each choose which words of a turn to look at."""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from audit.labels import LABELS, WIDTH
from audit.learning.base_model import FEED_FORWARD, HEADS, HIDDEN, LAYERS, BaseModel, state_dict

FROZEN_LAYERS = 5


class Reader(nn.Module):
    """Passages in; for every turn in them one logit a label, a tone and a state out."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.query = nn.Parameter(torch.randn(len(LABELS), HIDDEN) * 0.02)
        self.picked = nn.Parameter(torch.randn(len(LABELS), HIDDEN) * 0.02)
        self.whole = nn.Linear(HIDDEN, WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Tensor, attention: Tensor, turn_of: Tensor) -> Tensor:
        """`ids`, `attention` int [passages, tokens]; `turn_of` float [passages, turns, tokens], 1 where the token is the turn's.

        Returns [passages, turns, labels + 1 + 5]: logits, tone on -1…1, state logits.
        """
        hidden = self.drop(self.encoder(input_ids=ids, attention_mask=attention).last_hidden_state)
        scores = torch.matmul(hidden, self.query.T)  # [passages, tokens, labels]
        shut = (1.0 - turn_of) * -1e4
        looked = (scores.transpose(1, 2)[:, None, :, :] + shut[:, :, None, :]).softmax(-1)  # [p, turns, labels, tokens]
        # (weights · hidden) · picked, contracted in the cheap order
        told = torch.matmul(hidden, self.picked.T).transpose(1, 2)[:, None, :, :]
        picked = (looked * told).sum(-1)
        mean = torch.matmul(turn_of, hidden) / turn_of.sum(-1, keepdim=True).clamp(min=1)
        out: Tensor = self.whole(mean)
        return torch.cat([out[..., : len(LABELS)] + picked, out[..., len(LABELS) :]], dim=-1)


def build(base: BaseModel) -> Reader:
    """A fresh network over the unpacked base model, its embeddings and lower layers frozen."""
    config = BertConfig(
        vocab_size=len(base.pieces),
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=FEED_FORWARD,
        max_position_embeddings=base.tensors["emb.pos"].shape[0],
        type_vocab_size=base.tensors["emb.type"].shape[0],
        layer_norm_eps=1e-12,
        attention_probs_dropout_prob=0.0,  # lets the fused attention run: a third of the time
    )
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict({name: torch.tensor(value) for name, value in state_dict(base).items()})
    encoder.embeddings.requires_grad_(False)
    for layer in encoder.encoder.layer[:FROZEN_LAYERS]:
        layer.requires_grad_(False)
    return Reader(encoder)
