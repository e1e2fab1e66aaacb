"""The words of a call so far, joined where pieces overlap, as turns: the same shape that a finished recording has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from speech.live.cutting import Piece
from speech.transcript import Speaker, Turn, Word
from speech.turns import Said, to_turns, utterances

_SETTLED_S = 60.0
_MANY_WORDS = 240
_SAME_S = 0.5


class CallWords:
    """Words by lane in, turns out. `speakers` says who is on each lane."""

    def __init__(self, speakers: Mapping[int, Speaker]) -> None:
        self._speakers = dict(speakers)
        self._lanes: dict[int, list[Word]] = {lane: [] for lane in speakers}
        self._settled: list[Turn] = []

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
        said = [Said(word, lane) for lane, words in self._lanes.items() for word in words]
        if len(said) > _MANY_WORDS:
            said = self._settle(said)
        recent = to_turns(utterances(said), self._speakers)
        known = len(self._settled)
        return (*self._settled, *(replace(t, i=known + n) for n, t in enumerate(recent)))

    def _settle(self, said: list[Said]) -> list[Said]:
        """Turns long over are kept as they are, so that a long call costs no more than a short one."""
        newest = max(s.word.end_s for s in said)
        over = [u for u in utterances(said) if u.end_s < newest - _SETTLED_S]
        gone = {(u.voice, w) for u in over for w in u.words}
        known = len(self._settled)
        self._settled += [replace(t, i=known + n) for n, t in enumerate(to_turns(over, self._speakers))]
        for lane in self._lanes:
            self._lanes[lane] = [w for w in self._lanes[lane] if (lane, w) not in gone]
        return [s for s in said if (s.voice, s.word) not in gone]


def _twice(before: Word, after: Word) -> bool:
    """One word heard by both pieces at their seam."""
    return after.start_s - before.start_s < _SAME_S and _plain(before) == _plain(after)


def _plain(word: Word) -> str:
    return re.sub(r"\W", "", word.text).casefold()
