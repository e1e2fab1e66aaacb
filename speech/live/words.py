"""The words of a call so far, joined where pieces overlap, as turns: the same shape that a finished recording has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from speech.live.cutting import Piece
from speech.live.voices import AGENT, OTHER, Voices
from speech.transcript import Speaker, Turn, Word
from speech.turns import Said, to_turns, utterances

_SETTLED_S, _MANY_WORDS = 60.0, 240
_VOICES_SETTLED_S, _MANY_VOICED = 180.0, 600
"""Two voices on one lane are told apart by what was said for some minutes."""
_SAME_S = 0.5


class CallWords:
    """Words by lane in, turns out. `speakers` says who is on each lane; where both are on one, their `voices` may."""

    def __init__(self, speakers: Mapping[int, Speaker], voices: Voices | None = None) -> None:
        self._speakers = dict(speakers) if voices is None else {AGENT: Speaker.AGENT, OTHER: Speaker.DEBTOR}
        self._lanes: dict[int, list[Word]] = {lane: [] for lane in speakers}
        self._settled: list[Turn] = []
        self._voices = voices
        self._most, self._settled_s = (_MANY_WORDS, _SETTLED_S) if voices is None else (_MANY_VOICED, _VOICES_SETTLED_S)
        self.speakers_known = voices is None
        """Whether the turns as they were last given have their speakers; where not, every word is taken for the agent's."""

    def add(self, piece: Piece, found: Sequence[Word]) -> tuple[Word, ...]:
        """The words of a piece (seconds from its start) on the call's clock; those of its neighbours are left."""
        mine = self._lanes[piece.lane]
        fresh = []
        for word in found:
            start_s = piece.start_s + word.start_s
            end_s = min(piece.start_s + word.end_s, piece.end_s)
            middle = (start_s + end_s) / 2
            if piece.from_s <= middle < piece.until_s:
                fresh.append(Word(word.text, min(start_s, end_s), end_s, word.p))
        if fresh and mine and _twice(mine[-1], fresh[0]):
            fresh = fresh[1:]
        mine.extend(fresh)
        mine.sort(key=lambda w: w.start_s)
        return tuple(fresh)

    def turns(self) -> tuple[Turn, ...]:
        """Every turn so far, numbered; the last ones may still grow."""
        said = self._said()
        if len(said) > self._most:
            said = self._settle(said)
        recent = to_turns(utterances(said), self._speakers)
        known = len(self._settled)
        return (*self._settled, *(replace(t, i=known + n) for n, t in enumerate(recent)))

    @property
    def settled(self) -> int:
        """How many of the first turns will not change any more."""
        return len(self._settled)

    def _said(self) -> list[Said]:
        if self._voices is not None:
            words = next(iter(self._lanes.values()))
            apart = self._voices.said(words, words[0].start_s) if words else None
            self.speakers_known = apart is not None
            if apart is not None:
                return apart
        return [Said(word, lane) for lane, words in self._lanes.items() for word in words]

    def _settle(self, said: list[Said]) -> list[Said]:
        """Turns long over are kept as they are, so that a long call costs no more than a short one."""
        newest = max(s.word.end_s for s in said)
        over = [u for u in utterances(said) if u.end_s < newest - self._settled_s]
        gone = {id(w) for u in over for w in u.words}
        known = len(self._settled)
        self._settled += [replace(t, i=known + n) for n, t in enumerate(to_turns(over, self._speakers))]
        for lane in self._lanes:
            self._lanes[lane] = [w for w in self._lanes[lane] if id(w) not in gone]
        return [s for s in said if id(s.word) not in gone]


def _twice(before: Word, after: Word) -> bool:
    """One word heard by both pieces at their seam."""
    return after.start_s - before.start_s < _SAME_S and _plain(before) == _plain(after)


def _plain(word: Word) -> str:
    return re.sub(r"\W", "", word.text).casefold()
