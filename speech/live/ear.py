"""Hears pieces of calls together, and hears more simply when it falls behind."""

import re
from collections.abc import Sequence

from speech.engines import Ask, Transcriber
from speech.errors import EngineError
from speech.live.waiting import Job
from speech.transcript import Word

BEAM, HURRIED_BEAM = 5, 1
HURRY_S = 1.5
_LEAST_WORD_P = 0.25


def hear(jobs: Sequence[Job], engine: Transcriber, behind_s: float) -> list[tuple[Word, ...]]:
    """Words of each piece, seconds from its start. Past `HURRY_S` of delay the search is narrower. Raises `EngineError`."""
    beam = BEAM if behind_s < HURRY_S else HURRIED_BEAM
    ask = Ask(jobs[0].language, beam, insist=False)
    found = engine.transcribe([job.cut.sound for job in jobs], ask)
    return [() if _guessed(text.words) else without_repeats(text.words) for text in found]


def hear_each(jobs: Sequence[Job], engine: Transcriber, behind_s: float) -> list[tuple[Word, ...] | EngineError]:
    """As `hear`; what the engine fails on together is heard piece by piece, and a piece it fails on alone is its error.

    So a piece of one call takes no other call's words with it, and no failure looks like silence.
    """
    try:
        return list(hear(jobs, engine, behind_s))
    except EngineError as cause:
        if len(jobs) == 1:
            return [cause]
    return [found for job in jobs for found in hear_each([job], engine, behind_s)]


def without_repeats(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without runs said over again at once: in so short a piece the engine says the end twice to fill the silence.

    Two words or more in a row count as a run; a single word stays up to three times ("no, no, no").
    """
    plain = [re.sub(r"\W", "", word.text).casefold() for word in words]
    kept: list[int] = []
    for i in range(len(words)):
        kept.append(i)
        for size in range(len(kept) // 2, 0, -1):
            said = [plain[k] for k in kept[-2 * size :]]
            again = len(set(said)) > 1 or (size == 1 and [plain[k] for k in kept[-4:]] == [said[0]] * 4)
            if said[:size] == said[size:] and again:
                del kept[-size:]
                break
    return tuple(words[i] for i in kept)


def _guessed(words: Sequence[Word]) -> bool:
    """A piece whose words are all improbable is noise."""
    return bool(words) and sum(w.p for w in words) / len(words) < _LEAST_WORD_P
