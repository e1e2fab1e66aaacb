"""The encoder in two halves: the lower layers stay, so what they make of a text is computed once; the upper ones learn.

Texts are packed in rows of 128 tokens, each seeing only itself, so that nothing is padded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from audit.learning.base_model import HEADS, HIDDEN
from audit.learning.network import MIDDLE_LAYER, Encoder

FROZEN = 6
ROW_TOKENS = 128


@dataclass(frozen=True, slots=True)
class Packed:
    """Texts end to end in rows: `hidden` [rows, ROW_TOKENS, HIDDEN], `owner` int [rows, ROW_TOKENS], a token's text or -1."""

    hidden: Tensor
    owner: Tensor
    turns: int


def packed(pieces: Sequence[Tensor]) -> Packed:
    """First fit, longest first."""
    room: list[int] = []
    placed: list[tuple[int, int, int]] = []
    for n in sorted(range(len(pieces)), key=lambda n: -len(pieces[n])):
        size = len(pieces[n])
        row = next((r for r, left in enumerate(room) if left >= size), None)
        if row is None:
            room.append(ROW_TOKENS)
            row = len(room) - 1
        placed.append((n, row, ROW_TOKENS - room[row]))
        room[row] -= size
    hidden = torch.zeros((len(room), ROW_TOKENS, HIDDEN), dtype=torch.bfloat16)
    owner = torch.full((len(room), ROW_TOKENS), -1)
    for n, row, at in placed:
        hidden[row, at : at + len(pieces[n])] = pieces[n]
        owner[row, at : at + len(pieces[n])] = n
    return Packed(hidden, owner, len(pieces))


def upper(encoder: Encoder, given: Packed) -> Tensor:
    """[turns, SIZE]: what `Encoder.forward` gives, from the frozen layers' output on."""
    same = (given.owner[:, :, None] == given.owner[:, None, :])[:, None]
    hidden, kept = given.hidden, []
    with torch.autocast("cpu", torch.bfloat16):
        for depth, layer in enumerate(encoder.bert.encoder.layer[FROZEN:], FROZEN + 1):
            hidden = _layer(layer, hidden, same)
            if depth in (MIDDLE_LAYER, len(encoder.bert.encoder.layer)):
                kept.append(_means(hidden.float(), given))
    return (torch.cat(kept, 1) - encoder.centre) / encoder.spread


def _layer(layer: Any, hidden: Tensor, same: Tensor) -> Tensor:
    rows, tokens, _ = hidden.shape
    own, out = layer.attention.self, layer.attention.output
    asked, offered, given = (m(hidden).view(rows, tokens, HEADS, -1).transpose(1, 2) for m in (own.query, own.key, own.value))
    seen = F.scaled_dot_product_attention(asked, offered, given, attn_mask=same).transpose(1, 2).reshape(rows, tokens, HIDDEN)
    hidden = out.LayerNorm(F.dropout(out.dense(seen), 0.1, layer.training) + hidden)
    wide = F.gelu(layer.intermediate.dense(hidden))
    made: Tensor = layer.output.LayerNorm(F.dropout(layer.output.dense(wide), 0.1, layer.training) + hidden)
    return made


def _means(hidden: Tensor, given: Packed) -> Tensor:
    inside = given.owner.flatten() >= 0
    of = given.owner.flatten()[inside]
    total = torch.zeros((given.turns, HIDDEN)).index_add(0, of, hidden.reshape(-1, HIDDEN)[inside])
    return total / torch.bincount(of, minlength=given.turns)[:, None]


@torch.no_grad()
def lower(encoder: Encoder, ids: Sequence[Sequence[int]]) -> list[Tensor]:
    """What the frozen layers make of each text, bfloat16 [tokens, HIDDEN]."""
    made: list[Tensor] = [torch.empty(0)] * len(ids)
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    encoder.eval()
    for at in range(0, len(order), 64):
        group = order[at : at + 64]
        width = max(len(ids[n]) for n in group)
        table = torch.zeros((len(group), width), dtype=torch.long)
        mask = torch.zeros((len(group), width), dtype=torch.bool)
        for row, n in enumerate(group):
            table[row, : len(ids[n])] = torch.tensor(ids[n])
            mask[row, : len(ids[n])] = True
        with torch.autocast("cpu", torch.bfloat16):
            hidden = encoder.bert.embeddings(input_ids=table)
            for layer in encoder.bert.encoder.layer[:FROZEN]:
                hidden = _layer(layer, hidden, mask[:, None, None, :])
        for row, n in enumerate(group):
            made[n] = hidden[row, : len(ids[n])].to(torch.bfloat16).clone()
    return made
