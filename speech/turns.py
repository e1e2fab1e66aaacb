"""Words with their voices become turns: overlaps kept apart, backchannels as turns of their own, nothing said twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from speech.transcript import Speaker, Turn, Word

_PAUSE_S = 0.8
_NEW_TURN_S = 4.0
_TWIN_S = 0.6
_LEAST_TWINS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A word and the number of the voice that said it."""

    word: Word
    voice: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one voice said without a pause worth the name or another voice between."""

    voice: int
    words: tuple[Word, ...]

    @property
    def start_s(self) -> float:
        """Start of the first word."""
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        """End of the last word."""
        return max(w.end_s for w in self.words)

    @property
    def text(self) -> str:
        """The words joined."""
        return " ".join(w.text for w in self.words)


def utterances(said: Sequence[Said]) -> tuple[Utterance, ...]:
    """Stretches of one voice in order of their start; a backchannel inside another's speech does not break it."""
    voices = sorted({s.voice for s in said})
    pieces = [piece for voice in voices for piece in _phrases(said, voice)]
    pieces.sort(key=lambda u: (u.start_s, u.end_s))
    out: list[Utterance] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and last.voice == piece.voice and piece.start_s - last.end_s < _NEW_TURN_S:
            out[-1] = Utterance(piece.voice, last.words + piece.words)
        else:
            out.append(piece)
    return tuple(out)


def _phrases(said: Sequence[Said], voice: int) -> list[Utterance]:
    mine = sorted((s.word for s in said if s.voice == voice), key=lambda w: w.start_s)
    others = sorted((w.word.start_s + w.word.end_s) / 2 for w in said if w.voice != voice)
    out: list[list[Word]] = []
    for word in mine:
        gap = (out[-1][-1].end_s, word.start_s) if out else (0.0, 0.0)
        answered = gap[1] - gap[0] > 0.05 and any(gap[0] <= at <= gap[1] for at in others)
        if not out or gap[1] - gap[0] > _PAUSE_S or answered:
            out.append([word])
        else:
            out[-1].append(word)
    return [Utterance(voice, tuple(words)) for words in out]


def to_turns(found: Sequence[Utterance], roles: dict[int, Speaker]) -> tuple[Turn, ...]:
    """Numbered turns with speakers; a turn's confidence is the mean probability of its words."""
    return tuple(
        Turn(
            i=i,
            speaker=roles[u.voice],
            text=u.text,
            start_s=u.start_s,
            end_s=u.end_s,
            confidence=sum(w.p for w in u.words) / len(u.words),
            words=u.words,
        )
        for i, u in enumerate(found)
    )


def without_echoes(said: Sequence[Said]) -> tuple[tuple[Said, ...], int]:
    """Drops the fainter copy where two voices "say" the same run of words at the same time, and counts what was dropped.

    It is what leaks from one channel into the other and survives the waveform comparison. The copy is the one that starts later
    or, within a tenth of a second, the one the engine was less sure of.
    """
    ordered = sorted(range(len(said)), key=lambda i: said[i].word.start_s)
    twins: dict[int, int] = {}
    for at, i in enumerate(ordered):
        for j in ordered[at + 1 : at + 12]:
            if said[j].word.start_s - said[i].word.start_s > _TWIN_S:
                break
            if said[i].voice != said[j].voice and _plain(said[i]) == _plain(said[j]) and j not in twins:
                twins[i], twins[j] = j, i
                break
    dropped: set[int] = set()
    for voice in sorted({s.voice for s in said}):
        mine = [i for i in ordered if said[i].voice == voice]
        for run in _runs(mine, twins):
            if len(run) >= _LEAST_TWINS and not dropped & set(run) and not dropped & {twins[i] for i in run}:
                dropped.update(_fainter(said, run, [twins[i] for i in run]))
    return tuple(s for i, s in enumerate(said) if i not in dropped), len(dropped)


def _runs(mine: list[int], twins: dict[int, int]) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for i in mine:
        if i in twins:
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _fainter(said: Sequence[Said], one: list[int], two: list[int]) -> list[int]:
    lag = sum(said[i].word.start_s - said[j].word.start_s for i, j in zip(one, two, strict=True)) / len(one)
    if abs(lag) > 0.1:
        return one if lag > 0 else two
    sure = [sum(said[i].word.p for i in side) for side in (one, two)]
    return one if sure[0] < sure[1] else two


def _plain(said: Said) -> str:
    return re.sub(r"\W", "", said.word.text).casefold()
