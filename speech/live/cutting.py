"""Where a lane is cut while somebody speaks: at pauses, and in a harangue without pauses where voice is least likely."""

from dataclasses import dataclass

from speech.voice import HOP_S, LEAST_SPEECH_S, NOT_SPEECH, SPEECH

PAUSE_S = 0.30
LONGEST_S = 3.0
"""Nobody waits longer than this for words; with the pause and the hearing it keeps an alert under five seconds."""
PAD_S = 0.2
OVERLAP_S = 0.3
_LEAST_KEPT = 0.55


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one lane to be heard, in seconds of the call.

    Words whose middle lies before `from_s` belong to the piece before; `until_s` likewise. `ends` is False in mid-speech.
    """

    lane: int
    start_s: float
    end_s: float
    from_s: float
    until_s: float
    ends: bool

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


class Cutter:
    """Takes probabilities of voice, one a frame, and gives the pieces that are ready."""

    def __init__(self, lane: int, longest_s: float = LONGEST_S) -> None:
        self._lane, self._longest = lane, round(longest_s / HOP_S)
        self._at = 0
        self._probabilities: list[float] = []
        self._start: int | None = None
        self._quiet: int | None = None
        self._seam: float | None = None
        self._last_end_s = 0.0

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks now."""
        return self._start is not None and self._quiet is None

    def take(self, probabilities: list[float]) -> list[Piece]:
        """The pieces that ended within these frames."""
        found = [piece for p in probabilities if (piece := self._frame(float(p))) is not None]
        self._at_most_kept()
        return found

    def finish(self) -> list[Piece]:
        """What was still being said when the stream ended."""
        return [] if self._start is None else self._ended(self._quiet if self._quiet is not None else self._at)

    def gap(self, frames: int) -> list[Piece]:
        """Frames nobody sent: what was being said ends, and the clock goes on."""
        found = self.finish()
        self._at += frames
        self._probabilities = []
        return found

    def _frame(self, p: float) -> Piece | None:
        i, self._at = self._at, self._at + 1
        self._probabilities.append(p)
        if self._start is None:
            if p >= SPEECH:
                self._start, self._quiet = i, None
            return None
        if p >= SPEECH:
            self._quiet = None
        elif p < NOT_SPEECH and self._quiet is None:
            self._quiet = i
        if self._quiet is not None and (self._at - self._quiet) * HOP_S >= PAUSE_S:
            return next(iter(self._ended(self._quiet)), None)
        return self._cut() if self._at - self._start >= self._longest else None

    def _ended(self, end: int) -> list[Piece]:
        start, seam = self._start, self._seam
        assert start is not None
        self._start = self._quiet = self._seam = None
        end_s = min(end * HOP_S + PAD_S, self._at * HOP_S)
        if (end - start) * HOP_S < LEAST_SPEECH_S and seam is None:
            return []
        piece = Piece(self._lane, self._begin_s(start, seam), end_s, seam if seam is not None else 0.0, end_s + PAD_S, True)
        self._last_end_s = end_s
        return [piece]

    def _cut(self) -> Piece:
        """In the last part of what may be kept, where voice is least likely."""
        assert self._start is not None
        low = self._start + int(self._longest * _LEAST_KEPT)
        high = self._at - round(OVERLAP_S / HOP_S)
        offset = self._at - len(self._probabilities)
        at = min(range(low, high), key=lambda i: (self._probabilities[i - offset], -i))
        seam_s = at * HOP_S
        end_s = seam_s + OVERLAP_S
        begin_s = self._begin_s(self._start, self._seam)
        piece = Piece(self._lane, begin_s, end_s, self._seam if self._seam is not None else 0.0, seam_s, False)
        self._start, self._seam, self._last_end_s = at, seam_s, end_s
        return piece

    def _begin_s(self, start: int, seam: float | None) -> float:
        if seam is not None:
            return max(0.0, seam - OVERLAP_S)
        return max(start * HOP_S - PAD_S, min(self._last_end_s, start * HOP_S), 0.0)

    def _at_most_kept(self) -> None:
        keep = 2 * self._longest
        if len(self._probabilities) > 2 * keep:
            self._probabilities = self._probabilities[-keep:]
