"""Transcription engines by name; nothing heavy is imported until one is made."""

from collections.abc import Callable
from pathlib import Path

from speech.engines.interface import Ask, Transcriber, WindowText
from speech.engines.weights import Weights, find_weights
from speech.errors import NoEngine

DEFAULT = "faster-whisper"


def _faster(weights: Weights, threads: int) -> Transcriber:
    from speech.engines.faster import FasterWhisper

    return FasterWhisper(weights, threads)


def _openai(weights: Weights, threads: int) -> Transcriber:
    from speech.engines.openai import OpenAIWhisper

    return OpenAIWhisper(weights, threads)


ENGINES: dict[str, Callable[[Weights, int], Transcriber]] = {DEFAULT: _faster, "openai-whisper": _openai}


def make_engine(
    cache: Path, name: str = DEFAULT, model: str = "base", weights: Path | None = None, threads: int = 2, hub: bool = True
) -> Transcriber:
    """The engine `name` with its weights loaded. `cache` is a folder that may be written; `weights` a CTranslate2 folder or None.

    Raises `NoEngine` for an unknown name, a missing package or missing weights.
    """
    if name not in ENGINES:
        raise NoEngine(f"no engine {name!r}; choose one of {', '.join(ENGINES)}")
    return ENGINES[name](find_weights(model, cache, weights, hub), threads)


__all__ = ["DEFAULT", "ENGINES", "Ask", "Transcriber", "Weights", "WindowText", "find_weights", "make_engine"]
