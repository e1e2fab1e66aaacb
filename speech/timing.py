"""Pace, pauses, overlap and dead air, from word times alone."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from speech.transcript import Speaker, Turn, Word
from speech.voice import Span

DEAD_AIR_S = 4.0
_PAUSE_S = 0.25
_BACKCHANNEL_WORDS = 2
_INTERRUPTION_S = 0.3
_ONE_LINE = "one line for both speakers: simultaneous speech cannot be told apart"


@dataclass(frozen=True, slots=True)
class CallTiming:
    """The call as a whole. `dead_air_s` sums the stretches of `DEAD_AIR_S` or more in which nobody speaks."""

    duration_s: float
    speech_s: float
    dead_air_s: float
    longest_silence_s: float
    overlap_s: float | None
    overlap_cause: str | None


@dataclass(frozen=True, slots=True)
class SpeakerTiming:
    """One speaker. Shares are of all talk, 0 to 1; `syllables_per_s` is articulation rate, pauses left out."""

    turns: int
    words: int
    talk_s: float
    talk_share: float
    words_per_minute: float | None
    syllables_per_s: float | None
    pauses: int
    pause_share: float | None
    longest_turn_s: float
    response_s: float | None
    interruptions: int | None
    backchannels: int


def call_timing(duration_s: float, speech: Sequence[Span], turns: Sequence[Turn], apart: bool) -> CallTiming:
    """`apart` says whether each speaker has a line of their own."""
    busy = sorted((s.start_s, s.end_s) for s in speech)
    silences, at = [], 0.0
    for start, end in [*busy, (duration_s, duration_s)]:
        if start > at:
            silences.append(start - at)
        at = max(at, end)
    overlap_s = _overlap_s(turns) if apart else None
    return CallTiming(
        duration_s=duration_s,
        speech_s=duration_s - sum(silences),
        dead_air_s=sum(s for s in silences if s >= DEAD_AIR_S),
        longest_silence_s=max(silences, default=0.0),
        overlap_s=overlap_s,
        overlap_cause=None if apart else _ONE_LINE,
    )


def speaker_timing(speaker: Speaker, turns: Sequence[Turn], apart: bool) -> tuple[SpeakerTiming, dict[str, str]]:
    """The speaker's figures, and the cause of each that is None."""
    mine = [t for t in turns if t.speaker is speaker and t.words]
    words = [w for t in mine for w in t.words]
    talk_s = sum(_talk_s(t) for t in mine)
    total_s = sum(_talk_s(t) for t in turns)
    gaps = [b.start_s - a.end_s for t in mine for a, b in pairwise(t.words)]
    pauses = [g for g in gaps if g > _PAUSE_S]
    spoken_s = talk_s - sum(pauses)
    enough = spoken_s >= 2.0 and len(words) >= 5
    responses = _responses_s(speaker, turns)
    paced = ("words_per_minute", "syllables_per_s", "pause_share")
    missing = {} if enough else dict.fromkeys(paced, "less than two seconds of talk")
    if not responses:
        missing["response_s"] = "never answers another speaker"
    if not apart:
        missing["interruptions"] = _ONE_LINE
    timing = SpeakerTiming(
        turns=len(mine),
        words=len(words),
        talk_s=talk_s,
        talk_share=talk_s / total_s if total_s else 0.0,
        words_per_minute=60 * len(words) / talk_s if enough else None,
        syllables_per_s=sum(syllables(w) for w in words) / spoken_s if enough else None,
        pauses=len(pauses),
        pause_share=sum(pauses) / talk_s if enough else None,
        longest_turn_s=max((_talk_s(t) for t in mine), default=0.0),
        response_s=median(responses) if responses else None,
        interruptions=sum(interrupts(t, turns) for t in mine) if apart else None,
        backchannels=sum(len(t.words) <= _BACKCHANNEL_WORDS and _inside(t, turns) for t in mine),
    )
    return timing, missing


def syllables(word: Word) -> int:
    """Groups of vowels, at least one; digits count as the two syllables that a Spanish or English digit has on average."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.text.casefold()) if not unicodedata.combining(c))
    return max(1, len(re.findall(r"[aeiouy]+", plain)) + 2 * sum(c.isdigit() for c in plain))


def interrupts(turn: Turn, turns: Sequence[Turn]) -> bool:
    """Whether a turn takes the floor: it begins while another speaks, goes on after them, and is more than a backchannel."""
    if len(turn.words) <= _BACKCHANNEL_WORDS:
        return False
    start, end = _span(turn)
    for other in turns:
        if other.speaker is turn.speaker or not other.words:
            continue
        a, b = _span(other)
        if a + _INTERRUPTION_S < start < b - _INTERRUPTION_S and end > b and _speaking(other, start):
            return True
    return False


def overlap_with_others_s(turn: Turn, turns: Sequence[Turn]) -> float:
    """Seconds of a turn's words during which somebody else says a word."""
    return sum(
        max(0.0, min(w.end_s, v.end_s) - max(w.start_s, v.start_s))
        for other in turns
        if other.speaker is not turn.speaker
        for v in other.words
        for w in turn.words
        if v.start_s < w.end_s and v.end_s > w.start_s
    )


def _overlap_s(turns: Sequence[Turn]) -> float:
    return sum(overlap_with_others_s(t, turns[:i]) for i, t in enumerate(turns))


def _responses_s(speaker: Speaker, turns: Sequence[Turn]) -> list[float]:
    """Silence between another's turn and this speaker's next one; overlaps count as negative."""
    return [
        _span(b)[0] - _span(a)[1]
        for a, b in pairwise([t for t in turns if t.words])
        if b.speaker is speaker and a.speaker is not speaker and -2.0 < _span(b)[0] - _span(a)[1] < 10.0
    ]


def _speaking(turn: Turn, at_s: float) -> bool:
    return any(w.start_s - _PAUSE_S <= at_s <= w.end_s + _PAUSE_S for w in turn.words)


def _inside(turn: Turn, turns: Sequence[Turn]) -> bool:
    start, end = _span(turn)
    return any(t.speaker is not turn.speaker and t.words and _span(t)[0] < start and end < _span(t)[1] for t in turns)


def _span(turn: Turn) -> tuple[float, float]:
    return turn.words[0].start_s, max(w.end_s for w in turn.words)


def _talk_s(turn: Turn) -> float:
    return _span(turn)[1] - _span(turn)[0] if turn.words else 0.0
