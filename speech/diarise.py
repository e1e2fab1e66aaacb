"""Who speaks when everything is on one line: voiceprints along the speech, grouped, and words handed to their voices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speech.audio import Recording
from speech.conversation import LEAST_APART, told_apart
from speech.phrases import Phrase, phrases
from speech.transcript import Word
from speech.turns import Said
from speech.voice import Span
from speech.voice_groups import LEAST_PRINTS, margin, voice_centres
from speech.voiceprint import HOP_S, WINDOW_S, voiceprints

_LEAST_SPAN_S = 0.5
_SHORT_S = 1.8
_SWITCH_COST = 0.05
_FULL_MARGIN = 0.2
_FULL_APART = 8.0


@dataclass(frozen=True, slots=True)
class Diarisation:
    """Words with their voices, how many voices there are, and how clearly they differ (0 alike, 1 apart; None for one voice)."""

    said: tuple[Said, ...]
    voices: int
    separation: float | None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line's words in order, their phrases, and voiceprints float32 [windows, 256] around `at_s`."""

    words: Sequence[Word]
    phrases: Sequence[Phrase]
    at_s: NDArray[np.float64]
    prints: NDArray[np.float32]

    def handed_out(self, voices: NDArray[np.int64] | NDArray[np.bool_]) -> tuple[Said, ...]:
        """Every word with the voice of its phrase."""
        return _numbered(
            [Said(self.words[i], int(v)) for p, v in zip(self.phrases, voices, strict=True) for i in range(p.first, p.end)]
        )


def diarise(
    recording: Recording, channel: int | None, speech: Sequence[Span], words: Sequence[Word], voices: int | None = None
) -> Diarisation:
    """Hands each word to a voice, numbered by first appearance. `voices` fixes how many there are, if it is known."""
    ordered = sorted(words, key=lambda w: w.start_s)
    starts = _window_starts(speech)
    if not ordered or len(starts) < LEAST_PRINTS or voices == 1:
        return _alone(ordered)
    at_s = starts + WINDOW_S / 2
    line = _Line(ordered, phrases(ordered), at_s, voiceprints(recording, channel, starts, starts + WINDOW_S))
    centres = voice_centres(line.prints, at_s, voices)
    if len(centres) > 1:
        return _by_sound(recording, channel, line, centres)
    return _by_words(line) if voices is None else _alone(ordered)


def _alone(ordered: Sequence[Word]) -> Diarisation:
    return Diarisation(tuple(Said(w, 0) for w in ordered), 1 if ordered else 0, None)


def _by_sound(recording: Recording, channel: int | None, line: _Line, centres: NDArray[np.float32]) -> Diarisation:
    """Every phrase to the voice it sounds most like; two voices are gone over again with what they say."""
    path = np.unique(_best_path(_scores(recording, channel, line, centres), line.phrases), return_inverse=True)[1]
    said = line.handed_out(path)
    voices = len({s.voice for s in said})
    if voices == 2:
        talk = told_apart(line.phrases, line.prints, line.at_s, path)
        again = line.handed_out(talk.agent > 0.5)
        said = again if talk.apart > LEAST_APART and len({s.voice for s in again}) == 2 else said
    return Diarisation(said, voices, float(np.clip(margin(line.prints, centres) / _FULL_MARGIN, 0, 1)))


def _by_words(line: _Line) -> Diarisation:
    """Voices too alike to be told by sound alone: from what they say to how they sound and back."""
    talk = told_apart(line.phrases, line.prints, line.at_s)
    if talk.apart <= LEAST_APART:
        return _alone(line.words)
    said = line.handed_out(talk.agent > 0.5)
    return Diarisation(said, len({s.voice for s in said}), min(1.0, talk.apart / _FULL_APART))


def _window_starts(speech: Sequence[Span]) -> NDArray[np.float64]:
    starts: list[float] = []
    for span in speech:
        if span.duration_s < _LEAST_SPAN_S:
            continue
        last = max(span.end_s - WINDOW_S, span.start_s)
        count = max(1, round((last - span.start_s) / HOP_S) + 1)
        starts.extend(np.linspace(span.start_s, last, count).tolist())
    return np.asarray(starts)


def _scores(recording: Recording, channel: int | None, line: _Line, centres: NDArray[np.float32]) -> NDArray[np.float64]:
    """How much each voice fits each phrase, [phrases, voices], zero-mean: by its windows, a short one also by its own print."""
    short = [i for i, p in enumerate(line.phrases) if p.duration_s < _SHORT_S]
    starts = np.asarray([line.phrases[i].start_s for i in short])
    ends = np.asarray([line.phrases[i].end_s for i in short])
    own = voiceprints(recording, channel, starts - 0.05, ends + 0.05) @ centres.T
    likeness = line.prints @ centres.T
    relative = likeness - likeness.mean(1, keepdims=True)
    scores = np.stack([_by_windows(p, line.at_s, relative) for p in line.phrases])
    for i, found in zip(short, own, strict=True):
        weight = min(1.0, line.phrases[i].duration_s / 1.0)
        scores[i] = (1 - 0.6 * weight) * scores[i] + 0.9 * weight * (found - found.mean())
    return scores


def _by_windows(phrase: Phrase, at_s: NDArray[np.float64], relative: NDArray[np.float32]) -> NDArray[np.float64]:
    """Windows weighted by how much of them the phrase fills, more for a longer phrase."""
    start, end = phrase.start_s, phrase.end_s
    filled = np.clip(np.minimum(end, at_s + WINDOW_S / 2) - np.maximum(start, at_s - WINDOW_S / 2), 0, None)
    if filled.max(initial=0.0) <= 0:
        filled = np.exp(-np.abs(at_s - (start + end) / 2))
    weight = filled**2
    return np.asarray((relative * weight[:, None]).sum(0) / weight.sum() * min(1.0, 0.3 + phrase.duration_s))


def _best_path(scores: NDArray[np.float64], phrases: Sequence[Phrase]) -> NDArray[np.int64]:
    """Viterbi: the best sum of scores less `_SWITCH_COST` for every change of voice, which is free after a question."""
    count, voices = scores.shape
    total = scores[0].copy()
    came = np.zeros((count, voices), np.int64)
    for i in range(1, count):
        cost = 0.0 if phrases[i - 1].asks else _SWITCH_COST
        ways = total[None, :] - cost * (1 - np.eye(voices))
        came[i] = ways.argmax(1)
        total = ways.max(1) + scores[i]
    path = [int(total.argmax())]
    for i in range(count - 1, 0, -1):
        path.append(int(came[i][path[-1]]))
    return np.asarray(path[::-1])


def _numbered(said: list[Said]) -> tuple[Said, ...]:
    order: dict[int, int] = {}
    for one in said:
        order.setdefault(one.voice, len(order))
    return tuple(replace(one, voice=order[one.voice]) for one in said)
