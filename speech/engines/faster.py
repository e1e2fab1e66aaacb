"""The default engine: Whisper on CTranslate2 (faster-whisper), many windows at a time, no torch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.engines.doubt import TEMPERATURES, compression_ratio, guarded, must_retry
from speech.engines.in_words import figure_tokens
from speech.engines.interface import LANGUAGES, SAMPLE_RATE, Ask, Sound, WindowText
from speech.engines.pieces import whole_words
from speech.engines.weights import Weights
from speech.errors import EngineError, NoEngine
from speech.transcript import EngineStamp, Word

NAME = "faster-whisper"
_BATCH = 6
_FRAMES_A_SECOND = 100
_FULL_FRAMES = 3000
_TAIL_S = 1.0
_TOKENS_A_SECOND = 9
_BEST_OF = 5
_SEED = 20221
_PREPENDED = "\"'“¿([{-"
_APPENDED = "\"'.。,，!！?？:：”)]}、"


class FasterWhisper:
    """Windows are encoded at their own length (the encoder's cost grows with its square) and decoded in batches by beam search.

    A window that comes out doubtful is decoded again: first with Whisper's full 30 seconds of context, then sampled at rising
    temperatures, as the reference implementation does.
    """

    def __init__(self, weights: Weights, threads: int = 2, compute_type: str = "int8") -> None:
        try:
            import ctranslate2
            import faster_whisper
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
            from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations
        except ImportError as error:
            raise NoEngine(f"{NAME}: {error}; pip install faster-whisper") from error
        try:
            self._model = WhisperModel(str(weights.folder), device="cpu", compute_type=compute_type, cpu_threads=threads)
        except (RuntimeError, ValueError, OSError) as error:
            raise NoEngine(f"{NAME}: weights in {weights.folder} do not load: {error}") from error
        self._storage = ctranslate2.StorageView
        self._seed = ctranslate2.set_random_seed
        self._tokenizer_class = Tokenizer
        self._suppressed = get_suppressed_tokens
        self._merge = merge_punctuations
        self._stamp = EngineStamp(NAME, weights.model, f"{faster_whisper.__version__}+{weights.sha256[:8]}")

    @property
    def stamp(self) -> EngineStamp:
        """Name, size, and version with the start of the weights' checksum."""
        return self._stamp

    def transcribe(self, windows: Sequence[Sound], ask: Ask) -> list[WindowText]:
        """See `Transcriber.transcribe`."""
        job = _Job(self, ask)
        by_length = sorted(range(len(windows)), key=lambda i: -len(windows[i]))
        results: dict[int, WindowText] = {}
        try:
            for start in range(0, len(by_length), _BATCH):
                chosen = by_length[start : start + _BATCH]
                for i, found in zip(chosen, job.batch([windows[i] for i in chosen]), strict=True):
                    results[i] = guarded(found)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise EngineError(f"{NAME}: {type(error).__name__} on {len(windows)} windows: {error}") from error
        return [results[i] for i in range(len(windows))]

    def language_of(self, window: Sound) -> dict[str, float]:
        """See `Transcriber.language_of`."""
        encoded = self._model.encode(self._features([window], _FULL_FRAMES))
        found = {token[2:-2]: float(p) for token, p in self._model.model.detect_language(encoded)[0]}
        total = sum(found[code] for code in LANGUAGES)
        return {code: found[code] / total for code in LANGUAGES}

    def encode(self, windows: Sequence[Sound]) -> None:
        """The encoder's work alone, on windows filled to 30 seconds; for benchmarks."""
        self._model.encode(self._features(windows, _FULL_FRAMES))

    def _features(self, windows: Sequence[Sound], frames: int) -> NDArray[np.float32]:
        """Log-mel float32 [windows, 80, frames]; short windows are filled with their own silence."""
        out = []
        for window in windows:
            mel = self._model.feature_extractor(window, padding=SAMPLE_RATE // 100)[:, :frames]
            out.append(np.pad(mel, ((0, 0), (0, frames - mel.shape[1])), constant_values=float(mel.min())))
        return np.ascontiguousarray(np.stack(out), dtype=np.float32)


class _Job:
    """One request's prompt and decoding options over the shared model."""

    def __init__(self, engine: FasterWhisper, ask: Ask) -> None:
        self._engine = engine
        self._model = engine._model
        self._beam = ask.beam_size
        self._insist = ask.insist
        self._tokenizer = engine._tokenizer_class(self._model.hf_tokenizer, True, task="transcribe", language=ask.language)
        self._prompt = self._model.get_prompt(self._tokenizer, [], without_timestamps=True)
        figures = figure_tokens(self._model.hf_tokenizer.get_vocab(), self._tokenizer.eot)
        self._suppressed = sorted({*engine._suppressed(self._tokenizer, [-1]), *figures})

    def batch(self, windows: Sequence[Sound]) -> list[WindowText]:
        """Decodes windows of like length together, and the doubtful ones again alone."""
        longest_s = max(len(w) for w in windows) / SAMPLE_RATE
        frames = min(_FULL_FRAMES, 2 * round((longest_s + _TAIL_S) * _FRAMES_A_SECOND / 2))
        encoded = self._encode(windows, frames)
        decoded = self._generate(encoded, len(windows), longest_s, 0.0)
        words = self._align(encoded, [d[0] for d in decoded], frames)
        results = []
        for window, (tokens, logprob, no_speech), said in zip(windows, decoded, words, strict=True):
            duration_s = len(window) / SAMPLE_RATE
            if self._insist and must_retry(self._tokenizer.decode(tokens), logprob, duration_s):
                results.append(self._again(window))
            else:
                results.append(WindowText(said, logprob, no_speech))
        return results

    def _again(self, window: Sound) -> WindowText:
        duration_s = len(window) / SAMPLE_RATE
        encoded = self._encode([window], _FULL_FRAMES)
        self._engine._seed(_SEED)
        tries = []
        for temperature in (0.0, *TEMPERATURES):
            tokens, logprob, no_speech = self._generate(encoded, 1, duration_s, temperature)[0]
            text = self._tokenizer.decode(tokens)
            tries.append((compression_ratio(text) <= 2.4, logprob, tokens, no_speech, temperature))
            if not must_retry(text, logprob, duration_s):
                break
        else:
            tries.sort(key=lambda t: (t[0], t[1]))
        _, logprob, tokens, no_speech, temperature = tries[-1]
        words = self._align(encoded, [tokens], _FULL_FRAMES)[0]
        return WindowText(words, logprob, no_speech, temperature)

    def _encode(self, windows: Sequence[Sound], frames: int) -> Any:
        return self._model.model.encode(self._engine._storage.from_array(self._engine._features(windows, frames)))

    def _generate(self, encoded: Any, count: int, longest_s: float, temperature: float) -> list[tuple[list[int], float, float]]:
        """Tokens, mean log probability and no-speech probability of each window."""
        room = len(self._prompt) + 24 + round(_TOKENS_A_SECOND * longest_s)
        how = (
            {"beam_size": self._beam}
            if temperature == 0.0
            else {"beam_size": 1, "num_hypotheses": _BEST_OF, "sampling_topk": 0, "sampling_temperature": temperature}
        )
        found = self._model.model.generate(
            encoded,
            [self._prompt] * count,
            max_length=min(self._model.max_length, room),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            **how,
        )
        out = []
        for one in found:
            tokens = list(one.sequences_ids[0])
            out.append((tokens, float(one.scores[0]) * len(tokens) / (len(tokens) + 1), float(one.no_speech_prob)))
        return out

    def _align(self, encoded: Any, tokens: list[list[int]], frames: int) -> list[tuple[Word, ...]]:
        """Word times from the cross-attention, as Whisper does, of each window."""
        text = [[t for t in one if t < self._tokenizer.eot] for one in tokens]
        out = []
        for alignment in self._model.find_alignment(self._tokenizer, text, encoded, [frames] * len(text)):
            self._engine._merge(alignment, _PREPENDED, _APPENDED)
            out.append(whole_words(alignment))
        return out
