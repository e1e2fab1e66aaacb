"""A conversation as sound: who speaks when, in what manner, over each other or not, and the true times of every turn."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from speech.transcript import Speaker
from synthetic.line import Line, through_line
from synthetic.voices import SAMPLE_RATE, Manner, Sound, Synthesizer

_LEAD_IN_S = 0.6
_TAIL_S = 0.8
_OVERLAP_SHARE = 0.1
_BACKCHANNEL_AFTER_S = 6.0
_BACKCHANNEL_SHARE = 0.2
_BACKCHANNELS = {"es": ("ajá", "sí", "mjm", "ya"), "en": ("uh-huh", "yeah", "mhm", "right")}
_BEEP = re.compile(r"\[(tono|pitido|bip|beep|tone)\]", re.IGNORECASE)


class Mood(StrEnum):
    """How somebody is while speaking, as far as pace, pitch, pauses and level can say it."""

    PLAIN = "plain"
    WARM = "warm"
    COLD = "cold"
    HOSTILE = "hostile"
    ANNOYED = "annoyed"
    ANGRY = "angry"
    DISTRESSED = "distressed"
    CONFUSED = "confused"


# Directions after Juslin and Laukka, "Communication of emotions in vocal expression" (2003), table 11: anger fast, loud and high,
# sadness slow, quiet, low and full of pauses. The sizes are set by ear: beyond them this model sounds broken, not moved.
MANNERS = {
    Mood.PLAIN: Manner(),
    Mood.WARM: Manner(0.95, 1.02, 1.1, -1.0),
    Mood.COLD: Manner(1.04, 0.97, 0.8, 0.0),
    Mood.HOSTILE: Manner(1.12, 1.06, 0.55, 3.5),
    Mood.ANNOYED: Manner(1.07, 1.03, 0.7, 1.5),
    Mood.ANGRY: Manner(1.13, 1.08, 0.5, 4.0),
    Mood.DISTRESSED: Manner(0.88, 0.97, 1.8, -2.5),
    Mood.CONFUSED: Manner(0.93, 1.03, 1.5, -1.0),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn to be said. `gap_s` fixes the silence before it (negative for speaking over the turn before), None draws it."""

    speaker: Speaker
    text: str
    mood: Mood = Mood.PLAIN
    gap_s: float | None = None


@dataclass(frozen=True, slots=True)
class TimedTurn:
    """What was said when, in seconds of the recording. A backchannel ("ajá") has `backchannel` set and no number of a script."""

    i: int | None
    speaker: Speaker
    text: str
    start_s: float
    end_s: float
    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """float32 [1 or 2, n] at `rate_hz`, and every turn's true time in order of beginning."""

    samples: NDArray[np.float32]
    rate_hz: int
    turns: tuple[TimedTurn, ...]

    @property
    def duration_s(self) -> float:
        """Seconds of sound."""
        return float(self.samples.shape[1] / self.rate_hz)


def render(
    turns: Sequence[Spoken],
    cast: Mapping[Speaker, str],
    synthesizer: Synthesizer,
    line: Line,
    rng: random.Random,
    lang: str = "es",
    backchannels: bool = True,
) -> Rendered:
    """The conversation through the line. `cast` names a voice for each speaker of `turns`. Raises `NoVoice`."""
    placed: list[tuple[TimedTurn, Sound]] = []
    before: TimedTurn | None = None
    for i, turn in enumerate(turns):
        sound = _said(turn, cast[turn.speaker], synthesizer, rng)
        start_s = _LEAD_IN_S if before is None else max(0.05, before.end_s + _gap_s(turn, before, rng))
        timed = TimedTurn(i, turn.speaker, turn.text, start_s, start_s + sound.size / SAMPLE_RATE)
        placed.append((timed, sound))
        other = _listener(turns, i)
        if backchannels and other and sound.size > _BACKCHANNEL_AFTER_S * SAMPLE_RATE and rng.random() < _BACKCHANNEL_SHARE:
            placed.append(_backchannel(timed, other, cast[other], synthesizer, lang, rng))
        before = timed
    lanes = _lanes(placed)
    ordered = sorted((timed for timed, _ in placed), key=lambda turn: turn.start_s)
    return Rendered(through_line(lanes, SAMPLE_RATE, line, rng), line.rate_hz, tuple(ordered))


def _said(turn: Spoken, voice: str, synthesizer: Synthesizer, rng: random.Random) -> Sound:
    manner = MANNERS[turn.mood]
    varied = Manner(
        pace=manner.pace * rng.uniform(0.95, 1.05),
        pitch=manner.pitch * rng.uniform(0.98, 1.02),
        pauses=manner.pauses * rng.uniform(0.8, 1.3),
        level_db=manner.level_db,
    )
    pieces: list[Sound] = []
    for n, text in enumerate(_BEEP.split(turn.text)):
        if n % 2:
            pieces.append(_beep())
        elif any(ch.isalnum() for ch in re.sub(r"\[[^\]]*\]", "", text)):
            pieces.append(synthesizer.speak(text, voice, varied))
    return np.concatenate(pieces) if pieces else np.zeros(round(0.4 * SAMPLE_RATE), np.float32)


def _beep() -> Sound:
    seconds = np.arange(round(0.5 * SAMPLE_RATE)) / SAMPLE_RATE
    return np.concatenate([np.zeros(SAMPLE_RATE // 4), 0.12 * np.sin(2 * np.pi * 1000 * seconds)]).astype(np.float32)


def _gap_s(turn: Spoken, before: TimedTurn, rng: random.Random) -> float:
    if turn.gap_s is not None:
        return turn.gap_s
    if before.text.rstrip().endswith(("—", "-", "–")):
        return -rng.uniform(0.15, 0.35)
    drawn = min(rng.lognormvariate(-0.75, 0.5), 2.0) * MANNERS[turn.mood].pauses
    if before.speaker is turn.speaker:
        return drawn + 0.3
    return -rng.uniform(0.08, 0.3) if rng.random() < _OVERLAP_SHARE else drawn


def _listener(turns: Sequence[Spoken], i: int) -> Speaker | None:
    """Who this turn is said to: the last other speaker before it, never somebody who has not spoken yet."""
    return next((turn.speaker for turn in reversed(turns[:i]) if turn.speaker is not turns[i].speaker), None)


def _backchannel(
    over: TimedTurn, speaker: Speaker, voice: str, synthesizer: Synthesizer, lang: str, rng: random.Random
) -> tuple[TimedTurn, Sound]:
    text = rng.choice(_BACKCHANNELS[lang])
    sound = synthesizer.speak(text, voice, Manner(level_db=-5.0))
    start_s = over.start_s + rng.uniform(0.4, 0.7) * (over.end_s - over.start_s)
    return TimedTurn(None, speaker, text, start_s, start_s + sound.size / SAMPLE_RATE, True), sound


def _lanes(placed: Sequence[tuple[TimedTurn, Sound]]) -> Sound:
    """float32 [2, n]: the agent, and everybody on the other end."""
    whole_s = max(timed.end_s for timed, _ in placed) + _TAIL_S
    lanes = np.zeros((2, round(whole_s * SAMPLE_RATE)), np.float32)
    for timed, sound in placed:
        lane, start = int(timed.speaker is not Speaker.AGENT), round(timed.start_s * SAMPLE_RATE)
        room = lanes.shape[1] - start
        lanes[lane, start : start + sound.size] += sound[:room]
    return np.clip(lanes, -1, 1)
