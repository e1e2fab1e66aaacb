"""Speech that came back without words: an engine may stop before a packed window ends, and then it must be asked again."""

from collections.abc import Sequence

from speech.engines.interface import WindowText
from speech.transcript import Word
from speech.voice import Span
from speech.windows import Window

_LEAST_PIECE_S = 0.7
_LEAST_GAP_S = 2.0
AGAIN_S = 10.0
_LEAST_LOGPROB = -0.65
_MOST_NO_SPEECH = 0.6


def unheard(windows: Sequence[Window], words: Sequence[Sequence[Word]], lanes: int) -> tuple[tuple[Span, ...], ...]:
    """For each lane the stretches, on the recording's clock, in which voice was found and no word was; `words` are on it too.

    A whole piece without a word counts from 0.7 s, a gap between words inside a piece from 2 s (voice has no such pauses).
    """
    out: list[list[Span]] = [[] for _ in range(lanes)]
    for window, said in zip(windows, words, strict=True):
        for piece in window.pieces:
            out[window.lane].extend(_in_piece(piece.source, said))
    return tuple(tuple(sorted(spans, key=lambda s: s.start_s)) for spans in out)


def convincing(text: WindowText) -> bool:
    """Whether an answer to the second question counts: the first silence was evidence too, and noise asked twice gets words."""
    return text.avg_logprob >= _LEAST_LOGPROB and text.no_speech_prob < _MOST_NO_SPEECH and not text.repeated


def _in_piece(source: Span, said: Sequence[Word]) -> list[Span]:
    inside = sorted((w for w in said if source.start_s <= (w.start_s + w.end_s) / 2 <= source.end_s), key=lambda w: w.start_s)
    if not inside:
        return [source] if source.duration_s >= _LEAST_PIECE_S else []
    edges = [source.start_s, *[t for w in inside for t in (w.start_s, w.end_s)], source.end_s]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Span(max(a - 0.1, source.start_s), b) for a, b in pairs if b - a >= _LEAST_GAP_S]
