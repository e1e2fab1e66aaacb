"""One call's sound as it comes: decoded, kept for half a minute, cut into pieces to be heard, on the call's own clock."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from speech.live.activity import FRAME, Activity
from speech.live.cutting import Cutter, Piece
from speech.live.frames import Decoder, Wire
from speech.live.leaks import Levels, leaked

RATE = 16000
KEPT_S = 30.0
PEAKS_A_SECOND = 4


class Tape:
    """The last seconds of a lane by the number of the sample, float32 or int16."""

    def __init__(self, rate_hz: int, dtype: type, kept_s: float = KEPT_S) -> None:
        self.rate_hz = rate_hz
        self._kept = round(kept_s * rate_hz)
        self._held: NDArray[Any] = np.zeros(2 * self._kept, dtype)
        self._filled = 0
        self.first = 0

    @property
    def end(self) -> int:
        """Samples since the call began."""
        return self.first + self._filled

    def add(self, samples: NDArray[Any]) -> None:
        """More, at the end."""
        for at in range(0, len(samples), self._kept):
            part = samples[at : at + self._kept]
            over = self._filled + len(part) - len(self._held)
            if over > 0:
                gone = max(over, self._filled - self._kept)
                self._held[: self._filled - gone] = self._held[gone : self._filled].copy()
                self.first, self._filled = self.first + gone, self._filled - gone
            self._held[self._filled : self._filled + len(part)] = part
            self._filled += len(part)

    def between(self, start: int, end: int) -> NDArray[Any]:
        """Samples [start, end) as far as they are kept."""
        return self._held[max(0, start - self.first) : max(0, min(end - self.first, self._filled))].copy()

    def span(self, start_s: float, end_s: float) -> NDArray[Any]:
        """The same in seconds."""
        return self.between(round(start_s * self.rate_hz), round(end_s * self.rate_hz))


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece with its sound, float32 [n] at 16 kHz."""

    piece: Piece
    sound: NDArray[np.float32]


class _Lane:
    def __init__(self, number: int, wire: Wire) -> None:
        self.cutter, self.activity, self.levels = Cutter(number), Activity(), Levels()
        self.tape = Tape(RATE, np.float32)
        self._stream = soxr.ResampleStream(wire.rate_hz, RATE, 1, dtype="float32") if wire.rate_hz != RATE else None

    def hold(self, samples: NDArray[np.int16], last: bool = False) -> NDArray[np.float32]:
        """At 16 kHz, kept."""
        sound = samples.astype(np.float32) / np.float32(32768)
        if self._stream is not None:
            sound = np.asarray(self._stream.resample_chunk(sound, last=last), np.float32)
        self.tape.add(sound)
        return sound

    def cut(self, sound: NDArray[np.float32], last: bool = False) -> list[Piece]:
        found = self.cutter.take(self.activity.take(sound).tolist())
        return found + (self.cutter.finish() if last else [])


class LiveLine:
    """Frames in, pieces to be heard out. One thread writes; others may read `heard` and `peaks`."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._decoder = Decoder(wire)
        self._lanes = [_Lane(n, wire) for n in range(wire.lanes)]
        self.heard = [Tape(wire.rate_hz, np.int16) for _ in range(wire.lanes)]
        self.peaks: list[list[float]] = [[] for _ in range(wire.lanes)]
        self._bucket = wire.rate_hz // PEAKS_A_SECOND
        self._loudest = np.zeros(wire.lanes, np.int32)
        self._in_bucket = 0

    @property
    def now_s(self) -> float:
        """Seconds of the call that came so far."""
        return self.heard[0].end / self.wire.rate_hz

    @property
    def speaking(self) -> tuple[bool, ...]:
        """Who speaks now, lane by lane."""
        return tuple(lane.cutter.speaking for lane in self._lanes)

    def take(self, data: bytes) -> list[Cut]:
        """Bytes of the wire, however many."""
        return self._samples(self._decoder.take(data))

    def silence_until(self, at_s: float) -> list[Cut]:
        """Fill what the network lost with silence, so that the call's clock stays right."""
        missing = round(at_s * self.wire.rate_hz) - self.heard[0].end
        if missing <= 0:
            return []
        return self._samples(np.zeros((self.wire.lanes, missing), np.int16))

    def finish(self) -> list[Cut]:
        """The call is over: what was still being said."""
        return self._samples(np.zeros((self.wire.lanes, 0), np.int16), last=True)

    def _samples(self, samples: NDArray[np.int16], last: bool = False) -> list[Cut]:
        found: list[Cut] = []
        for n, tape in enumerate(self.heard):
            tape.add(samples[n])
        sounds = [lane.hold(samples[n], last) for n, lane in enumerate(self._lanes)]
        for n, lane in enumerate(self._lanes):
            for piece in lane.cut(sounds[n], last):
                sound = np.asarray(lane.tape.span(piece.start_s, piece.end_s), np.float32)
                if len(sound) >= FRAME and not self._leaked(n, piece, sound):
                    found.append(Cut(piece, sound))
        self._outline(samples)
        return found

    def _leaked(self, lane: int, piece: Piece, sound: NDArray[np.float32]) -> bool:
        """Whether nobody spoke on this lane, and the other was only heard through it."""
        if self.wire.lanes == 1:
            return False
        other = np.asarray(self._lanes[1 - lane].tape.span(piece.start_s, piece.end_s), np.float32)
        return leaked(sound, other, RATE) or self._lanes[lane].levels.faint(sound, other)

    def _outline(self, samples: NDArray[np.int16]) -> None:
        """The loudest of every quarter of a second, 0 to 1."""
        at = 0
        while at < samples.shape[1]:
            part = samples[:, at : at + self._bucket - self._in_bucket]
            self._loudest = np.maximum(self._loudest, np.abs(part.astype(np.int32)).max(axis=1))
            at, self._in_bucket = at + part.shape[1], self._in_bucket + part.shape[1]
            if self._in_bucket >= self._bucket:
                for n, peak in enumerate(self._loudest):
                    self.peaks[n].append(round(float(peak) / 32768, 3))
                self._loudest[:], self._in_bucket = 0, 0
