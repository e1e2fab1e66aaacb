"""When the telephone changes hands: on the called party's channel a relative answers, then the debtor speaks."""

import re
from collections.abc import Sequence

import numpy as np

from speech.audio import Recording
from speech.turns import Utterance
from speech.voiceprint import WINDOW_S, voiceprints

_CUE = re.compile(
    r"\b((se|te) (lo|la) (paso|comunico|llamo)|(le|lo|la) comunico|"
    r"(ya|ahorita|ahora|ah[ií]) (se |te )?(lo|la) (paso|llamo|busco)|"
    r"ah[ií] (viene|va|est[aá])|voy a (llamarl[oa]|buscarl[oa])|perm[ií]tame.{0,20}(llamo|busco|paso)|"
    r"(i'll|let me|i will) (get|grab|fetch|put|call) (him|her|my|your)|put (him|her) on|(here|there) (he|she) is|"
    r"(hold|hang) on.{0,30}(him|her|get|phone))\b",
    re.IGNORECASE,
)
_LEAST_SIDE_S = 1.0
_MOST_WINDOWS = 6
_MOST_ALIKE = 0.87


def handed_over(recording: Recording, channel: int | None, voice: int, found: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """The same utterances, those of `voice` after a hand-over under a new number. Unchanged when nobody says so, or
    when the voice before and after is the same by its voiceprint (cosine of the means)."""
    mine = [u for u in found if u.voice == voice]
    cues = [u for u in mine if _CUE.search(u.text)]
    new = max((u.voice for u in found), default=0) + 1
    for cue in cues:
        before = [u for u in mine if u.start_s <= cue.start_s]
        after = [u for u in mine if u.start_s > cue.start_s]
        if _are_two(recording, channel, before, after):
            return tuple(Utterance(new, u.words) if u in after else u for u in found)
    return tuple(found)


def _are_two(recording: Recording, channel: int | None, before: Sequence[Utterance], after: Sequence[Utterance]) -> bool:
    sides = [_windows(side) for side in (before, after)]
    if any(sum(b - a for a, b in side) < _LEAST_SIDE_S for side in sides):
        return False
    means = []
    for side in sides:
        longest = sorted(side, key=lambda w: w[0] - w[1])[:_MOST_WINDOWS]
        prints = voiceprints(recording, channel, np.asarray([a for a, _ in longest]), np.asarray([b for _, b in longest]))
        mean = prints.mean(0)
        means.append(mean / np.linalg.norm(mean))
    return float(means[0] @ means[1]) < _MOST_ALIKE


def _windows(side: Sequence[Utterance]) -> list[tuple[float, float]]:
    """Stretches of at most a voiceprint's length inside the utterances."""
    return [
        (start, min(start + WINDOW_S, u.end_s))
        for u in side
        for start in np.arange(u.start_s, max(u.end_s - 0.3, u.start_s + 0.01), WINDOW_S).tolist()
    ]
