"""One line in this process: its sound, its words, what was possibly wrong, who listens in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np

from app.services.live.hello import Hello
from app.services.live.unheard import LOST_FROM_S, Stretch, Unheard, Why
from audit.live.danger import danger
from audit.live.possible import Judging, Possible, Reader, Watch
from audit.live.tension import Base, Phrase
from speech.live.cutting import Piece
from speech.live.line import Cut, LiveLine
from speech.live.voices import Voices
from speech.live.words import CallWords
from speech.redact import redact
from speech.transcript import EngineStamp, Speaker, Transcript, Turn, Word
from speech.turn_voice import raw_voice

REPLAY_S = 5.0
_TENSION_KEPT = 240
_SAME_FEAR_S = 10.0
_MAY_CHANGE = 6
"""Turns at the end that a late word of the other lane may still change."""
Teller = Callable[[dict[str, Any]], None]
"""What says a message on a line; it tells lines of one call apart too."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to tell the floor. `kind` conduct, danger or tension."""

    kind: str
    criterion: str
    at_s: float
    end_s: float
    quote: str
    confidence: float | None = None
    state: str | None = None
    speaker_known: bool = True


@dataclass(frozen=True, slots=True)
class Before:
    """What another process had of the call when it broke off."""

    heard_s: float = 0.0
    turns: tuple[dict[str, Any], ...] = ()
    unheard: tuple[Stretch, ...] = ()


class Session:
    """A call as it comes. The door's thread writes sound; the ear's words; the judge's thread the rest.

    Where a line broke and the next began, two threads read lines of the call for a moment: only the newest line's sound
    counts, and `_writing` lets one thread write at a time, for the resampler dies of two.
    """

    def __init__(
        self,
        call_id: str,
        organisation_id: int,
        hello: Hello,
        reader: Reader,
        base: Base,
        judging: Judging | None = None,
        before: Before | None = None,
    ) -> None:
        self.call_id, self.organisation_id, self.hello, self.base = call_id, organisation_id, hello, base
        self.before = before or Before()
        self.line = LiveLine(hello.wire)
        if self.before.heard_s:  # another process had it: its words and its clock go on here
            self.line.silence_until(self.before.heard_s)
        self.voices = Voices() if hello.wire.lanes == 1 else None
        self.words = CallWords(hello.speakers, self.voices)
        self.lock = Lock()
        self._writing = Lock()
        self.watch = Watch(reader, call_id, hello.lang, hello.country, judging)
        self.door: Teller | None = None
        self.last_sound_s = 0.0
        self.saved_s = 0.0
        self.over = False
        self.behind_s = 0.0
        self.waiting = 0
        self.state: str | None = None
        self.phrases: list[Phrase] = []
        self.tension: list[list[float]] = []
        self.alerts: list[Alert] = []
        self.untold: list[Alert] = []
        self._unheard = Unheard(self.before.unheard)
        self._judged_s = self.line.now_s
        self._unjudged: Stretch | None = None
        self.listeners: dict[str, tuple[float, int]] = {}
        self._risen = False
        self._feared: list[float] = []
        self._masked: list[Turn] = []
        self._settled = 0

    def came(self, cut: Cut, words: Sequence[Word]) -> None:
        """The words of a piece."""
        if self.voices is not None and words:
            self.voices.hear(cut.piece, cut.sound)
        with self.lock:
            fresh = self.words.add(cut.piece, words)
        if fresh and cut.piece.lane == self._agent_lane:
            self._manner(cut, fresh)

    def missed(self, piece: Piece, why: Why) -> Stretch:
        """A piece that nobody heard: seconds of speech, never silence."""
        stretch = Stretch(max(piece.start_s, piece.from_s), min(piece.end_s, piece.until_s), piece.lane, why)
        self._unheard.add(stretch)
        return stretch

    def begun(self, door: Teller, at_s: float | None) -> tuple[Teller | None, list[Cut]]:
        """A line has the call from now on, at this second; the one that had it, and what its own end left to be heard."""
        with self._writing:
            before, self.door = self.door, door
            return before, [] if at_s is None or self.over else self._filled(at_s)

    def take(self, data: bytes, door: Teller | None) -> list[Cut]:
        """Sound of the line that has the call; of one that lost it, or of a call that is over, nothing."""
        with self._writing:
            return self.line.take(data) if self.door == door and not self.over else []

    def finish(self) -> list[Cut] | None:
        """The call is over: what was still being said, or None where it was over already."""
        with self._writing:
            if self.over:
                return None
            self.over = True
            return self.line.finish()

    def _filled(self, at_s: float) -> list[Cut]:
        """The line goes on at this second: what it did not send until then is silence on the clock, and said to be missing."""
        now_s = self.line.now_s
        if at_s - now_s >= LOST_FROM_S:
            self._unheard.add(Stretch(now_s, at_s, None, Why.LINE))
        return self.line.silence_until(at_s)

    @property
    def unheard(self) -> tuple[Stretch, ...]:
        """Every stretch that was not heard, or heard and not judged."""
        return (*self._unheard.all(), *([self._unjudged] if self._unjudged else []))

    @property
    def _agent_lane(self) -> int | None:
        return self.hello.agent_lane

    def _manner(self, cut: Cut, words: tuple[Word, ...]) -> None:
        start_s, end_s = words[0].start_s, words[-1].end_s
        low, high = (round((at - cut.piece.start_s) * 16000) for at in (start_s, end_s))
        voice = raw_voice(cut.sound[max(0, low) : high], 16000, Turn(0, Speaker.AGENT, "", start_s, end_s, words=words))
        if voice is None:
            return
        pitch, _, _, level, _, slant, rate = voice.values
        phrase = Phrase(end_s, (pitch, level, slant, rate))
        self.phrases.append(phrase)
        level_now = self.base.tension(phrase)
        if level_now is not None:
            self.tension = [*self.tension, [round(end_s, 1), round(level_now, 2)]][-_TENSION_KEPT:]

    def judge(self) -> list[Alert]:
        """What is new, each act once. Raises AuditError: what came since the last time is unjudged until a next time."""
        now_s, judged = self.line.now_s, False
        try:
            found = self._found()
            self._judged_s, judged = now_s, True
        finally:
            self._unjudged = None if judged else Stretch(self._judged_s, now_s, None, Why.JUDGE)
        self.alerts += found
        return found

    def _found(self) -> list[Alert]:
        with self.lock:
            turns, known = self.words.turns(), self.words.speakers_known
        speaking = self.line.speaking[self._agent_lane or 0]
        found = [self._conduct(p, known) for p in self.watch.see(turns, speaking, known)]
        for turn in danger(turns, anybody=not known):
            at_s = turn.start_s or 0.0
            if not any(abs(at_s - feared_s) < _SAME_FEAR_S for feared_s in self._feared):
                self._feared.append(at_s)
                found.append(Alert("danger", "", at_s, turn.end_s or 0.0, turn.text, speaker_known=known))
        if not self._risen and self.base.rises(self.phrases, self.line.now_s):
            self._risen = True
            found.append(Alert("tension", "", max(0.0, self.line.now_s - 60.0), self.line.now_s, ""))
        return [self._private(alert, turns) for alert in found]

    def _conduct(self, found: Possible, known: bool) -> Alert:
        self.state = found.state or self.state
        return Alert("conduct", found.criterion, found.at_s, found.end_s, found.quote, found.confidence, found.state, known)

    def _private(self, alert: Alert, turns: Sequence[Turn]) -> Alert:
        """The quote with cards, numbers and codes masked, read with the turns before it."""
        if not alert.quote:
            return alert
        before = [t for t in turns if (t.start_s or 0.0) < alert.at_s][-3:]
        shown = self._mask([*before, Turn(len(before), Speaker.AGENT, alert.quote)])
        return replace(alert, quote=shown[-1].text[:1000])

    def _mask(self, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        stamp = EngineStamp("live", "", "")
        whole = Transcript(self.call_id, "", "", self.hello.lang, 0.0, 8000, self.hello.wire.lanes, stamp, tuple(turns))
        return redact(whole, self.hello.country).transcript.turns

    def shown_turns(self) -> list[dict[str, Any]]:
        """The turns so far as a row keeps them: private data masked, no word times but each turn's own."""
        with self.lock:
            turns, unknown = self.words.turns(), not self.words.speakers_known
            settled = self._settled if self.voices else max(0, min(len(self._masked), len(turns)) - _MAY_CHANGE)
            self._settled = self.words.settled
        fresh = self._mask(turns[max(0, settled - 2) :])
        self._masked = [*self._masked[:settled], *fresh[len(fresh) - (len(turns) - settled) :]]
        known = len(self.before.turns)
        fresh_rows = [
            {
                "i": n,
                "speaker": "unknown" if unknown else t.speaker.value,
                "start": round(t.start_s or 0, 2),
                "end": round(t.end_s or 0, 2),
                "text": t.text,
            }
            for n, t in enumerate(self._masked, known)
        ]
        return [*self.before.turns, *fresh_rows]

    def sound(self, since: int) -> tuple[bytes, int]:
        """PCM of every lane from a sample on, interleaved, and the sample after it."""
        end = self.line.heard[0].end
        lanes = [tape.between(since, end) for tape in self.line.heard]
        return np.ascontiguousarray(np.stack(lanes).T, dtype="<i2").tobytes(), end
