"""The second engine: OpenAI's own Whisper on torch, over the same weights, to check the first. Extra `engines`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from speech.engines.ct2_tensors import read_tensors
from speech.engines.doubt import TEMPERATURES, guarded
from speech.engines.in_words import figure_tokens
from speech.engines.interface import LANGUAGES, Ask, Sound, WindowText
from speech.engines.pieces import whole_words
from speech.engines.weights import Weights
from speech.errors import EngineError, NoEngine
from speech.transcript import EngineStamp

NAME = "openai-whisper"


class OpenAIWhisper:
    """One window at a time through `whisper.transcribe`, float32, with its own temperature fallback and word times."""

    def __init__(self, weights: Weights, threads: int = 2) -> None:
        try:
            import torch
            import whisper
        except ImportError as error:
            raise NoEngine(f"{NAME}: {error}; pip install 'trasluz[engines]'") from error
        torch.set_num_threads(threads)
        self._model = _load(weights, torch, whisper)
        self._whisper = whisper
        tokens = whisper.tokenizer.get_tokenizer(self._model.is_multilingual, num_languages=self._model.num_languages)
        vocabulary = {tokens.encoding.decode_single_token_bytes(i).decode("latin-1"): i for i in range(tokens.eot)}
        self._suppressed = [-1, *figure_tokens(vocabulary, tokens.eot)]
        self._stamp = EngineStamp(NAME, weights.model, f"{whisper.__version__}+{weights.sha256[:8]}")

    @property
    def stamp(self) -> EngineStamp:
        """Name, size, and version with the start of the weights' checksum."""
        return self._stamp

    def reference_text(self, sound: Sound, language: str, beam_size: int) -> str:
        """Text of float32 [n] at 16 kHz of any length by `whisper.transcribe` as its users call it, word times included."""
        found = self._whisper.transcribe(
            self._model,
            sound,
            language=language,
            beam_size=beam_size,
            best_of=5,
            temperature=(0.0, *TEMPERATURES),
            word_timestamps=True,
            fp16=False,
            verbose=None,
        )
        return str(found["text"])

    def transcribe(self, windows: Sequence[Sound], ask: Ask) -> list[WindowText]:
        """See `Transcriber.transcribe`."""
        try:
            return [guarded(self._one(window, ask)) for window in windows]
        except (RuntimeError, ValueError, MemoryError) as error:
            raise EngineError(f"{NAME}: {type(error).__name__} on {len(windows)} windows: {error}") from error

    def _one(self, window: Sound, ask: Ask) -> WindowText:
        found = self._whisper.transcribe(
            self._model,
            window,
            language=ask.language,
            beam_size=ask.beam_size,
            best_of=5,
            temperature=(0.0, *TEMPERATURES) if ask.insist else 0.0,
            condition_on_previous_text=False,
            suppress_tokens=self._suppressed,
            word_timestamps=True,
            fp16=False,
            verbose=None,
        )
        segments = found["segments"]
        if not segments:
            return WindowText((), 0.0, 1.0)
        words = whole_words(w for segment in segments for w in segment["words"])
        weight = [max(len(s["tokens"]), 1) for s in segments]
        return WindowText(
            words,
            float(np.average([s["avg_logprob"] for s in segments], weights=weight)),
            float(np.average([s["no_speech_prob"] for s in segments], weights=weight)),
            float(max(s["temperature"] for s in segments)),
        )

    def language_of(self, window: Sound) -> dict[str, float]:
        """See `Transcriber.language_of`."""
        mel = self._whisper.log_mel_spectrogram(self._whisper.pad_or_trim(window), self._model.dims.n_mels)
        _, found = self._model.detect_language(mel)
        total = sum(found[code] for code in LANGUAGES)
        return {code: float(found[code] / total) for code in LANGUAGES}


def _load(weights: Weights, torch: Any, whisper: Any) -> Any:
    tensors = read_tensors(weights.folder / "model.bin")
    state, dims = to_openai(tensors)
    model = whisper.model.Whisper(whisper.model.ModelDimensions(**dims))
    missing, surplus = model.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in state.items()}, strict=False)
    if surplus or any(not name.endswith("mask") for name in missing):
        raise NoEngine(f"{NAME}: weights in {weights.folder} do not fit: missing {missing}, surplus {surplus}")
    heads = whisper._ALIGNMENT_HEADS.get(weights.model)
    if heads is not None:
        model.set_alignment_heads(heads)
    return model.eval()


def to_openai(tensors: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """CTranslate2's Whisper tensors under OpenAI's names, with the model's dimensions.

    CTranslate2 stacks query, key and value into one matrix and keeps the key's zero bias; OpenAI's key has none.
    """
    state: dict[str, Any] = {
        "encoder.positional_embedding": tensors["encoder/position_encodings/encodings"],
        "decoder.positional_embedding": tensors["decoder/position_encodings/encodings"],
        "decoder.token_embedding.weight": tensors["decoder/embeddings/weight"],
    }
    for conv in ("conv1", "conv2"):
        for part in ("weight", "bias"):
            state[f"encoder.{conv}.{part}"] = tensors[f"encoder/{conv}/{part}"]
    _norm(state, tensors, "encoder.ln_post", "encoder/layer_norm")
    _norm(state, tensors, "decoder.ln", "decoder/layer_norm")
    layers = {side: sum(f"{side}/layer_{i}/ffn/linear_0/weight" in tensors for i in range(64)) for side in ("encoder", "decoder")}
    for side, count in layers.items():
        for i in range(count):
            _block(state, tensors, f"{side}.blocks.{i}", f"{side}/layer_{i}", cross=side == "decoder")
    width = tensors["encoder/conv1/weight"].shape[0]
    dims = {
        "n_mels": tensors["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": tensors["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": width,
        "n_audio_head": width // 64,
        "n_audio_layer": layers["encoder"],
        "n_vocab": tensors["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": tensors["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": width,
        "n_text_head": width // 64,
        "n_text_layer": layers["decoder"],
    }
    return state, dims


def _block(state: dict[str, Any], tensors: dict[str, Any], to: str, source: str, cross: bool) -> None:
    _norm(state, tensors, f"{to}.attn_ln", f"{source}/self_attention/layer_norm")
    _split(state, tensors, f"{to}.attn", f"{source}/self_attention/linear_0", ("query", "key", "value"))
    _linear(state, tensors, f"{to}.attn.out", f"{source}/self_attention/linear_1")
    if cross:
        _norm(state, tensors, f"{to}.cross_attn_ln", f"{source}/attention/layer_norm")
        _split(state, tensors, f"{to}.cross_attn", f"{source}/attention/linear_0", ("query",))
        _split(state, tensors, f"{to}.cross_attn", f"{source}/attention/linear_1", ("key", "value"))
        _linear(state, tensors, f"{to}.cross_attn.out", f"{source}/attention/linear_2")
    _norm(state, tensors, f"{to}.mlp_ln", f"{source}/ffn/layer_norm")
    _linear(state, tensors, f"{to}.mlp.0", f"{source}/ffn/linear_0")
    _linear(state, tensors, f"{to}.mlp.2", f"{source}/ffn/linear_1")


def _norm(state: dict[str, Any], tensors: dict[str, Any], to: str, source: str) -> None:
    state[f"{to}.weight"], state[f"{to}.bias"] = tensors[f"{source}/gamma"], tensors[f"{source}/beta"]


def _linear(state: dict[str, Any], tensors: dict[str, Any], to: str, source: str) -> None:
    state[f"{to}.weight"], state[f"{to}.bias"] = tensors[f"{source}/weight"], tensors[f"{source}/bias"]


def _split(state: dict[str, Any], tensors: dict[str, Any], to: str, source: str, names: tuple[str, ...]) -> None:
    weights = np.split(tensors[f"{source}/weight"], len(names))
    biases = np.split(tensors[f"{source}/bias"], len(names))
    for name, weight, bias in zip(names, weights, biases, strict=True):
        state[f"{to}.{name}.weight"] = weight
        if name != "key":
            state[f"{to}.{name}.bias"] = bias
