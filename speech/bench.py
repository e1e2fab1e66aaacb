"""`trasluz bench speech`: the default engine against openai-whisper of the same size and beam, in one run on the same audio."""

import random
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from speech.accuracy import WordErrors, word_errors
from speech.degrade import through_gsm, with_noise
from speech.engines import Transcriber, find_weights
from speech.engines.faster import FasterWhisper
from speech.engines.openai import OpenAIWhisper
from speech.listen import Heard, ListenOptions, listen_to
from speech.prompts import RATE, SHARE, CallLike, call_like, read_prompts
from speech.windows import RATE as ENGINE_RATE

BEAM = 5
NOISE_DB = 15.0
_CALLS = {"es": 61, "en": 62}

Timer = Callable[[], float]
Sound = NDArray[np.float32]


class _Timed:
    """An engine that keeps how long its own work took, so that everything else can be told from it."""

    def __init__(self, engine: Transcriber, timer: Timer) -> None:
        self._engine, self._timer = engine, timer
        self.stamp = engine.stamp
        self.language_of = engine.language_of
        self.spent_s = 0.0

    def transcribe(self, windows: Any, ask: Any) -> Any:
        """As the engine's, timed."""
        start = self._timer()
        found = self._engine.transcribe(windows, ask)
        self.spent_s += self._timer() - start
        return found


def bench_speech(
    cache: Path,
    timer: Timer,
    seconds: float = 60.0,
    share: Path = SHARE,
    weights: Path | None = None,
    rest: Callable[[Heard], object] = lambda _heard: None,
    tell: Callable[[str], None] = lambda _line: None,
) -> dict[str, Any]:
    """Runs both engines; `seconds` of call-like audio in each language. `timer` gives seconds (`time.perf_counter`); `rest` is
    what an audit does with a call once it is heard, timed beside the listening.

    The reference transcribes the two lanes mixed to one, as its users do, with word times, because ours gives them too. Raises
    `SpeechError` without the prompt packages, `NoEngine` without openai-whisper.
    """
    calls = [call_like(read_prompts(lang, share), lang, seconds, random.Random(seed)) for lang, seed in _CALLS.items()]
    found_weights = find_weights("base", cache, weights)
    ours = FasterWhisper(found_weights)
    rest(_warm(ours, calls[0]))
    variants = {name: [_degraded(call, name) for call in calls] for name in ("clean", "gsm", "noise", "gsm_noise")}
    mine = {}
    for name, sounds in variants.items():
        mine[name] = _ours(ours, calls, sounds, timer, rest)
        tell(f"faster-whisper {name}: {mine[name]['wall_s']:.1f} s, WER {mine[name]['errors'].wer:.3f}")
    encoder_s = _encoder_s(ours, calls, timer)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    theirs_engine = OpenAIWhisper(found_weights)
    theirs = {}
    for name in ("clean", "gsm_noise"):
        theirs[name] = _theirs(theirs_engine, calls, variants[name], timer)
        tell(f"openai-whisper {name}: {theirs[name]['wall_s']:.1f} s, WER {theirs[name]['errors'].wer:.3f}")
    return _report(calls, mine, theirs, encoder_s, peak_mb)


def _warm(engine: FasterWhisper, call: CallLike) -> Heard:
    """Loads what is loaded on first use, so that neither engine pays for imports."""
    return listen_to(call.recording(call.sound[:, : 8 * RATE]), ListenOptions(language=call.language), engine)


def _degraded(call: CallLike, name: str) -> Sound:
    rng = np.random.default_rng(7)
    lanes = call.sound
    if "noise" in name:
        lanes = np.stack([with_noise(lane, NOISE_DB, rng) for lane in lanes])
    if "gsm" in name:
        lanes = np.stack([through_gsm(lane) for lane in lanes])
    return lanes


def _ours(
    engine: FasterWhisper, calls: list[CallLike], sounds: list[Sound], timer: Timer, rest: Callable[[Heard], object]
) -> dict[str, Any]:
    timed = _Timed(engine, timer)
    errors = WordErrors(0, 0, 0, 0)
    rest_s = 0.0
    start = timer()
    for call, sound in zip(calls, sounds, strict=True):
        heard = listen_to(call.recording(sound), ListenOptions(language=call.language, beam_size=BEAM), timed)
        errors += word_errors(call.text, [t.text for t in heard.transcript.turns], call.language)
        since = timer()
        rest(heard)
        rest_s += timer() - since
    return {"wall_s": timer() - start - rest_s, "engine_s": timed.spent_s, "rest_s": rest_s, "errors": errors}


def _theirs(engine: OpenAIWhisper, calls: list[CallLike], sounds: list[Sound], timer: Timer) -> dict[str, Any]:
    errors = WordErrors(0, 0, 0, 0)
    start = timer()
    for call, sound in zip(calls, sounds, strict=True):
        mixed = np.asarray(soxr.resample(sound.sum(0), RATE, ENGINE_RATE), np.float32)
        text = engine.reference_text(mixed, call.language, BEAM)
        errors += word_errors(call.text, text, call.language)
    return {"wall_s": timer() - start, "errors": errors}


def _encoder_s(engine: FasterWhisper, calls: list[CallLike], timer: Timer) -> float:
    """What encoding the same speech costs by itself in full 30-second windows: the floor of anything that uses them."""
    speech_s = sum(p.end_s - p.start_s for call in calls for p in call.placed)
    window = np.zeros(30 * ENGINE_RATE, np.float32)
    start = timer()
    for _ in range(2):
        engine.encode([window])
    return (timer() - start) / 2 * speech_s / 30


def _report(
    calls: list[CallLike], mine: dict[str, Any], theirs: dict[str, Any], encoder_s: float, peak_mb: float
) -> dict[str, Any]:
    audio_s = sum(call.duration_s for call in calls)
    ours, reference = mine["clean"], theirs["clean"]
    return {
        "audio_s": round(audio_s, 1),
        "speech_s": round(sum(p.end_s - p.start_s for call in calls for p in call.placed), 1),
        "beam": BEAM,
        "ours_s": round(ours["wall_s"], 2),
        "ours_engine_s": round(ours["engine_s"], 2),
        "reference_s": round(reference["wall_s"], 2),
        "times_faster": round(reference["wall_s"] / ours["wall_s"], 2),
        "times_real_time": round(audio_s / ours["wall_s"], 2),
        "listening_over_transcription": round(ours["wall_s"] / ours["engine_s"], 3),
        "whole_audit_over_transcription": round((ours["wall_s"] + ours["rest_s"]) / ours["engine_s"], 3),
        "encoder_floor_s": round(encoder_s, 2),
        "engine_over_encoder_floor": round(ours["engine_s"] / encoder_s, 2),
        "encoder_floor_note": "encoding only the speech in full 30 s windows; ours uses shorter ones, whose cost falls "
        "faster than their length, and adds beam search and word alignment",
        "peak_memory_mb": round(peak_mb),
        "wer": {name: one["errors"].as_dict() for name, one in mine.items()},
        "wer_reference": {name: one["errors"].as_dict() for name, one in theirs.items()},
        "wer_no_worse": all(mine[name]["errors"].wer <= one["errors"].wer + 0.005 for name, one in theirs.items()),
    }
