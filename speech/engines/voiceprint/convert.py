"""Turns Resemblyzer's published weights into `encoder.onnx`. Run once; needs torch and onnx, which the product does not."""

import hashlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SOURCE_SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
LAYERS, WIDTH = 3, 256


def convert(source: Path, target: Path) -> None:
    """Writes the ONNX graph. Raises `ValueError` if `source` is not the file that was published."""
    import torch

    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != SOURCE_SHA256:
        raise ValueError(f"{source}: sha256 {found}, expected {SOURCE_SHA256}")
    state = torch.load(source, map_location="cpu", weights_only=True)["model_state"]
    target.write_bytes(_graph({name: value.numpy() for name, value in state.items()}).SerializeToString())


def _graph(state: dict[str, NDArray[np.float32]]) -> Any:
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes: list[Any] = []
    weights: list[Any] = []

    def constant(name: str, value: NDArray[np.float32]) -> str:
        weights.append(numpy_helper.from_array(value.astype(np.float16), name + "_half"))
        nodes.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
        return name

    nodes.append(helper.make_node("Transpose", ["mel"], ["layer_0_in"], perm=[1, 0, 2]))
    axis = numpy_helper.from_array(np.array([1], np.int64), "axis_1")
    first = numpy_helper.from_array(np.array([0], np.int64), "axis_0")
    weights += [axis, first]
    for layer in range(LAYERS):
        w = constant(f"w{layer}", _gates(state[f"lstm.weight_ih_l{layer}"])[None])
        r = constant(f"r{layer}", _gates(state[f"lstm.weight_hh_l{layer}"])[None])
        bias = np.concatenate([_gates(state[f"lstm.bias_ih_l{layer}"]), _gates(state[f"lstm.bias_hh_l{layer}"])])
        b = constant(f"b{layer}", bias[None])
        outputs = [f"layer_{layer}_y", f"layer_{layer}_h"]
        nodes.append(helper.make_node("LSTM", [f"layer_{layer}_in", w, r, b], outputs, hidden_size=WIDTH))
        nodes.append(helper.make_node("Squeeze", [f"layer_{layer}_y", "axis_1"], [f"layer_{layer + 1}_in"]))
    nodes.append(helper.make_node("Squeeze", [f"layer_{LAYERS - 1}_h", "axis_0"], ["last"]))
    w, b = constant("linear_w", state["linear.weight"]), constant("linear_b", state["linear.bias"])
    nodes.append(helper.make_node("Gemm", ["last", w, b], ["raw"], transB=1))
    nodes.append(helper.make_node("Relu", ["raw"], ["positive"]))
    nodes.append(helper.make_node("LpNormalization", ["positive"], ["voiceprint"], axis=1, p=2))
    graph = helper.make_graph(
        nodes,
        "voiceprint",
        [helper.make_tensor_value_info("mel", TensorProto.FLOAT, ["windows", "frames", 40])],
        [helper.make_tensor_value_info("voiceprint", TensorProto.FLOAT, ["windows", WIDTH])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    return model


def _gates(value: NDArray[np.float32]) -> NDArray[np.float32]:
    """torch stacks input, forget, cell, output; ONNX input, output, forget, cell."""
    i, f, g, o = np.split(value, 4)
    return np.concatenate([i, o, f, g])


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(__file__).with_name("encoder.onnx"))
