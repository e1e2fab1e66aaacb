"""Makes what the product carries of a trained network: encoder in int8 ONNX, tokenizer, turn heads, and where everyday talk lies.

`python -m audit.learning.ship --work DIR --out audit/judges/weights`, after `audit.learning.train --fold all`.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import torch

from audit.judges.network import ENCODER, HEADS, TOKENIZER, Network
from audit.judges.reading import SIZE
from audit.learning.examples import corpus
from audit.learning.network import Encoder, empty
from audit.meaning.closeness import CENTRE, LENGTH


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


def write_centre(weights: Path, out: Path) -> None:
    """The mean of the last layer over the turns of every fifth call: what `audit.meaning` measures closeness from."""
    texts = sorted({turn.text for call in corpus()[::5] for turn in call.call.turns})
    vectors = Network(weights).vectors(texts)[:, SIZE - LENGTH :]
    np.savez_compressed(out, centre=vectors.mean(axis=0, dtype=np.float64).astype(np.float32))
    print(f"{out.name}: {len(texts)} turns")


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--centre", type=Path, default=CENTRE)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    trained = torch.load(arguments.work / "network-all.pt")
    shutil.copyfile(arguments.work / TOKENIZER, arguments.out / TOKENIZER)
    encoder = empty(len(trained["encoder"]["bert.embeddings.word_embeddings.weight"]))
    encoder.load_state_dict(trained["encoder"])
    write_onnx(encoder.eval(), arguments.out / ENCODER)
    heads = {name: value.numpy() for name, value in trained["heads"].items()}
    np.savez_compressed(arguments.out / HEADS, weight=heads["weight"].astype(np.float16), bias=heads["bias"])
    write_centre(arguments.out, arguments.centre)


if __name__ == "__main__":
    main()
