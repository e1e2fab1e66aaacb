"""The encoder as `transformers` sees it, for export: token ids in, one standardised vector a text out."""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from audit.judges.reading import SIZE
from audit.learning.base_model import FEED_FORWARD, HEADS, HIDDEN, LAYERS, BaseModel, state_dict

MIDDLE_LAYER = 8


class Encoder(nn.Module):
    """The mean of a text's tokens at a middle and at the last layer, standardised.

    `centre` and `spread` are set from the corpus: the base model's vectors nearly all point one way until they are standardised.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.register_buffer("centre", torch.zeros(SIZE))
        self.register_buffer("spread", torch.ones(SIZE))

    def forward(self, ids: Tensor, attention: Tensor) -> Tensor:
        """`ids`, `attention` int [texts, tokens], padded; returns [texts, SIZE]."""
        told = self.bert(input_ids=ids, attention_mask=attention, output_hidden_states=True).hidden_states
        hidden = torch.cat([told[MIDDLE_LAYER], told[-1]], dim=-1)
        inside = attention[:, :, None].to(torch.float32)
        mean = (hidden * inside).sum(1) / inside.sum(1)
        return (mean - self.centre) / self.spread


def empty(pieces: int, positions: int = 512, types: int = 2) -> Encoder:
    """An encoder of the base model's shape, its weights to be loaded."""
    config = BertConfig(
        vocab_size=pieces,
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=FEED_FORWARD,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=1e-12,
    )
    return Encoder(BertModel(config, add_pooling_layer=False))


def build(base: BaseModel) -> Encoder:
    """The encoder over the unpacked base model."""
    encoder = empty(len(base.pieces), base.tensors["emb.pos"].shape[0], base.tensors["emb.type"].shape[0])
    encoder.bert.load_state_dict({name: torch.tensor(value) for name, value in state_dict(base).items()})
    return encoder.eval()
