"""Makes the encoder the product carries: the base model with a Spanish and English vocabulary, int8, in ONNX.

`python -m audit.learning.ship --words WORDS.txt --out audit/judges/weights` (words: one a line, for choosing the vocabulary)
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from audit.judges.network import ENCODER, TOKENIZER
from audit.judges.reading import token_ids
from audit.learning.base_model import build_tokenizer, kept_pieces, packaged_model, pruned, unpack
from audit.learning.network import Encoder, build
from audit.learning.train import HERE, talks


@torch.no_grad()
def standardise(encoder: Encoder, ids: list[list[int]]) -> None:
    """Set the encoder's centre and spread from a sample of texts."""
    vectors = torch.cat([encoder(torch.tensor([one]), torch.ones((1, len(one)), dtype=torch.long)) for one in ids])
    encoder.centre.copy_(vectors.mean(0))
    encoder.spread.copy_(vectors.std(0) + 1e-4)


def write_onnx(encoder: Encoder, out: Path) -> None:
    """Export, then quantise the matrices and the embeddings to int8. The drift is printed."""
    from onnxruntime import InferenceSession
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.randint(5, 1000, (4, 30))
    example = (ids, torch.ones_like(ids))
    whole = out.with_suffix(".float.onnx")
    axes = {0: "turns", 1: "tokens"}
    torch.onnx.export(
        encoder,
        example,
        str(whole),
        input_names=["ids", "attention"],
        output_names=["vectors"],
        dynamic_axes={"ids": axes, "attention": axes, "vectors": {0: "turns"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(whole), str(out), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"]
    )
    exact = encoder(*example).detach().numpy()
    small = InferenceSession(str(out)).run(None, {"ids": ids.numpy(), "attention": np.ones(ids.shape, dtype=np.int64)})[0]
    whole.unlink()
    likeness = (exact * small).sum(1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(small, axis=1)
    print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB, cosine to the exact vectors {likeness.min():.4f}")


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    _, said = talks(arguments.corpus)
    words = arguments.words.read_text(encoding="utf-8").split()
    texts = [t.text for talk in said for t in talk.turns]
    model = unpack(packaged_model())
    base = pruned(model, kept_pieces(model, [*words, *(w.capitalize() for w in words), *(w for t in texts for w in t.split())]))
    tokenizer = build_tokenizer(base.pieces, base.unk)
    tokenizer.save(str(arguments.out / TOKENIZER))
    encoder = build(base)
    standardise(encoder, [token_ids(t, tokenizer) for t in texts[:: max(1, len(texts) // 1500)]])
    write_onnx(encoder, arguments.out / ENCODER)


if __name__ == "__main__":
    main()
