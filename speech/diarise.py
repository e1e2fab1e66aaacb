"""Who speaks when everything is on one line: voiceprints along the speech, grouped, and words handed to their voices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speech.audio import Recording
from speech.roles import agent_evidence
from speech.transcript import Word
from speech.turns import Said, utterances
from speech.voice import Span
from speech.voice_groups import LEAST_PRINTS, margin, voice_centres
from speech.voiceprint import HOP_S, WINDOW_S, voiceprints

_LEAST_SPAN_S = 0.5
_PHRASE_GAP_S = 0.2
_SHORT_S = 1.8
_SWITCH_COST = 0.05
_FULL_MARGIN = 0.2
# Sixteen single voices cut in two never came to agent evidence of both signs over 2.7; five pairs of like voices to 3.8 and more.
_LEAST_TURNS = 3
_LEAST_EVIDENCE = 3.0


@dataclass(frozen=True, slots=True)
class Diarisation:
    """Words with their voices, how many voices there are, and how clearly they differ (0 alike, 1 apart; None for one voice)."""

    said: tuple[Said, ...]
    voices: int
    separation: float | None


@dataclass(frozen=True, slots=True)
class _Phrase:
    first: int
    end: int
    start_s: float
    end_s: float
    asks: bool

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


def diarise(
    recording: Recording, channel: int | None, speech: Sequence[Span], words: Sequence[Word], voices: int | None = None
) -> Diarisation:
    """Hands each word to a voice, numbered by first appearance. `voices` fixes how many there are, if it is known."""
    ordered = sorted(words, key=lambda w: w.start_s)
    starts = _window_starts(speech)
    if not ordered or len(starts) < LEAST_PRINTS:
        return Diarisation(tuple(Said(w, 0) for w in ordered), 1 if ordered else 0, None)
    prints = voiceprints(recording, channel, starts, starts + WINDOW_S)
    centres = voice_centres(prints, starts + WINDOW_S / 2, voices)
    if len(centres) > 1:
        return _handed_out(recording, channel, ordered, starts, prints, centres)
    if voices is None:
        centres = voice_centres(prints, starts + WINDOW_S / 2, 2)
        found = _handed_out(recording, channel, ordered, starts, prints, centres)
        if _talk_as_two(found.said):
            return found
    return Diarisation(tuple(Said(w, 0) for w in ordered), 1, None)


def _handed_out(
    recording: Recording,
    channel: int | None,
    ordered: Sequence[Word],
    starts: NDArray[np.float64],
    prints: NDArray[np.float32],
    centres: NDArray[np.float32],
) -> Diarisation:
    """Every word to the voice whose centre its phrase is nearest to."""
    phrases = _phrases(ordered)
    scores = _scores(recording, channel, phrases, starts + WINDOW_S / 2, prints @ centres.T, centres)
    path = _best_path(scores, phrases)
    said = _numbered([Said(ordered[i], int(v)) for p, v in zip(phrases, path, strict=True) for i in range(p.first, p.end)])
    separation = float(np.clip(margin(prints, centres) / _FULL_MARGIN, 0, 1))
    return Diarisation(said, len({s.voice for s in said}), separation)


def _talk_as_two(said: Sequence[Said]) -> bool:
    """Whether one voice talks like an agent and the other like who is called: alike voices, told apart by their words."""
    turns = utterances(said)
    told = [[u.text for u in turns if u.voice == voice] for voice in (0, 1)]
    if min(len(t) for t in told) < _LEAST_TURNS:
        return False
    low, high = sorted(agent_evidence(t) for t in told)
    return low < -_LEAST_EVIDENCE and high > _LEAST_EVIDENCE


def _window_starts(speech: Sequence[Span]) -> NDArray[np.float64]:
    starts: list[float] = []
    for span in speech:
        if span.duration_s < _LEAST_SPAN_S:
            continue
        last = max(span.end_s - WINDOW_S, span.start_s)
        count = max(1, round((last - span.start_s) / HOP_S) + 1)
        starts.extend(np.linspace(span.start_s, last, count).tolist())
    return np.asarray(starts)


def _phrases(words: Sequence[Word]) -> list[_Phrase]:
    """Words between pauses and sentence ends: the unit that one voice says."""
    edges = [0]
    for i in range(1, len(words)):
        pause = words[i].start_s - words[i - 1].end_s > _PHRASE_GAP_S
        if pause or words[i - 1].text[-1:] in ".?!" or words[i].text[:1] in "¿¡":
            edges.append(i)
    return [
        _Phrase(a, b, words[a].start_s, max(w.end_s for w in words[a:b]), words[b - 1].text[-1:] == "?")
        for a, b in zip(edges, [*edges[1:], len(words)], strict=True)
    ]


def _scores(
    recording: Recording,
    channel: int | None,
    phrases: Sequence[_Phrase],
    at_s: NDArray[np.float64],
    likeness: NDArray[np.float32],
    centres: NDArray[np.float32],
) -> NDArray[np.float64]:
    """How much each voice fits each phrase, [phrases, voices], zero-mean: by its windows, a short one also by its own print."""
    short = [i for i, p in enumerate(phrases) if p.duration_s < _SHORT_S]
    starts = np.asarray([phrases[i].start_s for i in short])
    ends = np.asarray([phrases[i].end_s for i in short])
    own = voiceprints(recording, channel, starts - 0.05, ends + 0.05) @ centres.T
    relative = likeness - likeness.mean(1, keepdims=True)
    scores = np.stack([_by_windows(p, at_s, relative) for p in phrases])
    for i, found in zip(short, own, strict=True):
        weight = min(1.0, phrases[i].duration_s / 1.0)
        scores[i] = (1 - 0.6 * weight) * scores[i] + 0.9 * weight * (found - found.mean())
    return scores


def _by_windows(phrase: _Phrase, at_s: NDArray[np.float64], relative: NDArray[np.float32]) -> NDArray[np.float64]:
    """Windows weighted by how much of them the phrase fills, more for a longer phrase."""
    start, end = phrase.start_s, phrase.end_s
    filled = np.clip(np.minimum(end, at_s + WINDOW_S / 2) - np.maximum(start, at_s - WINDOW_S / 2), 0, None)
    if filled.max(initial=0.0) <= 0:
        filled = np.exp(-np.abs(at_s - (start + end) / 2))
    weight = filled**2
    return np.asarray((relative * weight[:, None]).sum(0) / weight.sum() * min(1.0, 0.3 + phrase.duration_s))


def _best_path(scores: NDArray[np.float64], phrases: Sequence[_Phrase]) -> NDArray[np.int64]:
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
