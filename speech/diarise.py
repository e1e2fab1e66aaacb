"""Who speaks when everything is on one line: voiceprints along the speech, grouped, and words handed to their voices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from speech.audio import Recording
from speech.transcript import Word
from speech.turns import Said
from speech.voice import Span
from speech.voiceprint import HOP_S, WINDOW_S, voiceprints

MOST_VOICES = 3
_LEAST_SPAN_S = 0.5
_LEAST_SHARE = 0.06
_LEAST_WINDOWS = 4
_TOO_ALIKE = 0.80
_PHRASE_GAP_S = 0.25
_SWITCH_COST = 0.12


@dataclass(frozen=True, slots=True)
class Diarisation:
    """Words with their voices, how many voices there are, and how clearly they differ (0 alike, 1 apart; None for one voice)."""

    said: tuple[Said, ...]
    voices: int
    separation: float | None


def diarise(
    recording: Recording, channel: int | None, speech: Sequence[Span], words: Sequence[Word], voices: int | None = None
) -> Diarisation:
    """Hands each word to a voice, numbered by first appearance. `voices` fixes how many there are, if it is known."""
    ordered = sorted(words, key=lambda w: w.start_s)
    starts = _window_starts(speech)
    if not ordered or len(starts) < _LEAST_WINDOWS:
        return Diarisation(tuple(Said(w, 0) for w in ordered), 1 if ordered else 0, None)
    prints = voiceprints(recording, channel, starts)
    centres = _centres(prints, voices)
    if len(centres) == 1:
        return Diarisation(tuple(Said(w, 0) for w in ordered), 1, None)
    likeness = prints @ centres.T
    labels = _phrase_labels(ordered, starts + WINDOW_S / 2, likeness)
    said = _numbered([Said(w, v) for w, v in zip(ordered, labels, strict=True)])
    return Diarisation(said, len({s.voice for s in said}), _separation(likeness))


def _window_starts(speech: Sequence[Span]) -> NDArray[np.float64]:
    starts: list[float] = []
    for span in speech:
        if span.duration_s < _LEAST_SPAN_S:
            continue
        last = max(span.end_s - WINDOW_S, span.start_s)
        count = max(1, round((last - span.start_s) / HOP_S) + 1)
        starts.extend(np.linspace(span.start_s, last, count).tolist())
    return np.asarray(starts)


def _centres(prints: NDArray[np.float32], voices: int | None) -> NDArray[np.float32]:
    """One unit vector a voice, float32 [voices, 256]: the most groups, up to `MOST_VOICES`, that are neither tiny nor alike."""
    tree = linkage(prints.astype(np.float64), method="average", metric="cosine")
    for count in [voices] if voices else range(min(MOST_VOICES, len(prints) // 2), 1, -1):
        labels = fcluster(tree, count, criterion="maxclust")
        centres = _refined(prints, labels)
        alike = float((centres @ centres.T)[np.triu_indices(len(centres), 1)].max()) if len(centres) > 1 else 1.0
        sizes = np.bincount((prints @ centres.T).argmax(1), minlength=len(centres))
        if voices or (alike < _TOO_ALIKE and sizes.min() >= max(_LEAST_WINDOWS - 1, _LEAST_SHARE * len(prints))):
            return centres
    return _unit(prints.mean(0, keepdims=True))


def _refined(prints: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Group means, moved by a few rounds of spherical k-means."""
    centres = _unit(np.stack([prints[labels == k].mean(0) for k in np.unique(labels)]))
    for _ in range(8):
        labels = (prints @ centres.T).argmax(1)
        present = [k for k in range(len(centres)) if (labels == k).any()]
        centres = _unit(np.stack([prints[labels == k].mean(0) for k in present]))
    return centres


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def _phrase_labels(words: list[Word], at_s: NDArray[np.float64], likeness: NDArray[np.float32]) -> list[int]:
    """A voice for each word: phrases (between pauses and sentence ends) vote as one, and a change of voice costs a little."""
    phrases = _phrases(words)
    relative = likeness - likeness.mean(1, keepdims=True)
    scores = np.stack([_phrase_score(words[a:b], at_s, relative) for a, b in phrases])
    best = _cheapest_path(scores)
    return [int(voice) for (a, b), voice in zip(phrases, best, strict=True) for _ in range(a, b)]


def _phrases(words: list[Word]) -> list[tuple[int, int]]:
    edges = [0]
    for i in range(1, len(words)):
        pause = words[i].start_s - words[i - 1].end_s > _PHRASE_GAP_S
        if pause or words[i - 1].text[-1:] in ".?!" or words[i].text[:1] in "¿¡":
            edges.append(i)
    return list(zip(edges, [*edges[1:], len(words)], strict=True))


def _phrase_score(words: list[Word], at_s: NDArray[np.float64], relative: NDArray[np.float32]) -> NDArray[np.float64]:
    """How much each voice fits a phrase: windows weighted by how much of them the phrase fills."""
    start, end = words[0].start_s, max(w.end_s for w in words)
    filled = np.clip(np.minimum(end, at_s + WINDOW_S / 2) - np.maximum(start, at_s - WINDOW_S / 2), 0, None)
    if filled.max(initial=0.0) <= 0:
        filled = np.exp(-np.abs(at_s - (start + end) / 2))
    weight = filled**2
    return np.asarray((relative * weight[:, None]).sum(0) / weight.sum() * min(1.0, 0.3 + (end - start)))


def _cheapest_path(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Viterbi over phrases: best sum of scores less `_SWITCH_COST` for every change."""
    count, voices = scores.shape
    total = scores[0].copy()
    came = np.zeros((count, voices), np.int64)
    for i in range(1, count):
        ways = total[None, :] - _SWITCH_COST * (1 - np.eye(voices)) * 0.5
        came[i] = ways.argmax(1)
        total = ways.max(1) + scores[i]
    path = [int(total.argmax())]
    for i in range(count - 1, 0, -1):
        path.append(int(came[i][path[-1]]))
    return np.asarray(path[::-1])


def _separation(likeness: NDArray[np.float32]) -> float:
    ordered = np.sort(likeness, axis=1)
    return float(np.clip(np.median(ordered[:, -1] - ordered[:, -2]) / 0.2, 0, 1))


def _numbered(said: list[Said]) -> tuple[Said, ...]:
    order: dict[int, int] = {}
    for one in said:
        order.setdefault(one.voice, len(order))
    return tuple(replace(one, voice=order[one.voice]) for one in said)
