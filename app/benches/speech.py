"""Transcription and the whole audit against openai-whisper on the same call-like sound."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from app.engines import RubricAssessor
from app.settings import Settings
from audit.calls import Call
from speech.bench import bench_speech
from speech.listen import Heard
from speech.redact import redact


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size`: seconds of sound in each language (60 where not said)."""
    settings = Settings.from_env()
    assessor = RubricAssessor(settings)

    def judge(heard: Heard) -> None:
        said = heard.transcript
        assessor.assess(Call("bench", said.turns, lang=said.language), heard.acoustics.as_dict(), said.role_confidence)
        redact(said)

    return bench_speech(settings.weights_cache, perf_counter, float(size or 60), rest=judge, tell=tell)
