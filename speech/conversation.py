"""Agent and called party on one line, told apart by their voices and by what they say, each where the other is in doubt.

Starts from the words (or from voices already told apart), learns both voices from that, and goes over the phrases again. A
phrase is never judged by a voice it taught itself: its own stretch is left out, so that one person cut in two by chance has
voices no further `apart` than chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speech.phrases import Phrase
from speech.roles import agent_evidence
from speech.voiceprint import WINDOW_S

Values = NDArray[np.float64]

LEAST_APART = 2.5
"""One person alone comes to at most 2.2 spreads between the halves that words make (51 cases), two mostly to over 2.9."""
_ROUNDS = 6
# Log odds learnt from written phrases say a little more than heard ones bear out.
_TRUST_IN_WORDS = 0.8
_SURE = 6.0
_FULL_PHRASE_S = 1.2
_LONGEST_S = 3.0
_LEAST_OVERLAP = 1.0
_LEAST_PHRASES = 4
# Chance that the other one goes on, by how the phrase ended: asked, after a pause (s), or running on.
_AFTER_QUESTION, _AFTER_PAUSES, _RUNNING_ON = 0.75, ((0.35, 0.45), (0.15, 0.3)), 0.12


@dataclass(frozen=True, slots=True)
class Conversation:
    """The chance that the agent says each phrase, float64 [phrases]; how far apart the voices are, in spreads of one voice."""

    agent: Values
    apart: float


def told_apart(
    phrases: Sequence[Phrase], prints: NDArray[np.float32], at_s: Values, voices: NDArray[np.int64] | None = None
) -> Conversation:
    """Who says each phrase. `prints` float32 [windows, 256] are taken around `at_s` (s, rising); `voices` [phrases] of 0 and 1,
    if they are told already, to start from.
    """
    words = np.asarray([_TRUST_IN_WORDS * agent_evidence([p.text]) for p in phrases])
    changes = _changes(phrases)
    agent = _chances(words, changes) if voices is None else _by_voice(voices, words)
    share = _shares(phrases, at_s)
    length_s = np.asarray([p.duration_s for p in phrases])
    apart = 0.0
    for _ in range(_ROUNDS):
        voice, apart = _log_odds(_unseen(share, prints, at_s, agent), agent, length_s)
        agent = _chances(words + voice, changes)
    return Conversation(agent, apart)


def _by_voice(voices: NDArray[np.int64], words: Values) -> Values:
    """Chances from voices told apart already: the one that talks more like an agent is the agent."""
    first, second = (words[voices == v].sum() for v in (0, 1))
    return np.where(voices == int(second > first), 0.97, 0.03)


def _shares(phrases: Sequence[Phrase], at_s: Values) -> Values:
    """How much of each window every phrase fills, [phrases, windows]."""
    starts, ends = (np.asarray([getattr(p, side) for p in phrases])[:, None] for side in ("start_s", "end_s"))
    filled = np.minimum(ends, at_s + WINDOW_S / 2) - np.maximum(starts, at_s - WINDOW_S / 2)
    return np.asarray(np.clip(filled, 0, None) / WINDOW_S)


def _unseen(share: Values, prints: NDArray[np.float32], at_s: Values, agent: Values) -> Values:
    """How much more each phrase sounds like the agent than like the other, by voices learnt from everything but its own stretch
    and a window on either side, [phrases]; NaN where nothing is left to learn from."""
    sides = [(share * chance[:, None]).sum(0) for chance in (agent, 1 - agent)]
    sums = [np.vstack([np.zeros(prints.shape[1]), np.cumsum(prints * side[:, None], axis=0)]) for side in sides]
    weights = [np.concatenate([[0.0], np.cumsum(side)]) for side in sides]
    found = np.full(len(share), np.nan)
    for i, mine in enumerate(share):
        own = np.flatnonzero(mine)
        if not own.size:
            continue
        first = int(np.searchsorted(at_s, at_s[own[0]] - WINDOW_S, "left"))
        last = int(np.searchsorted(at_s, at_s[own[-1]] + WINDOW_S, "right"))
        left = [total[-1] - (total[last] - total[first]) for total in weights]
        if min(left) < _LEAST_OVERLAP:
            continue
        mine_two, other = (_unit(total[-1] - (total[last] - total[first])) for total in sums)
        likeness = prints[own] @ (mine_two - other)
        found[i] = float((likeness * mine[own] ** 2).sum() / (mine[own] ** 2).sum())
    return found


def _log_odds(likeness: Values, agent: Values, length_s: Values) -> tuple[Values, float]:
    """What the voices say of each phrase, as log odds of the agent, and how far apart they are: two normal spreads alike."""
    nothing = np.zeros_like(agent)
    known = ~np.isnan(likeness)
    weight = np.minimum(length_s, _LONGEST_S) * known
    mine, other = weight * agent, weight * (1 - agent)
    if known.sum() < _LEAST_PHRASES or min(mine.sum(), other.sum()) <= 0:
        return nothing, 0.0
    found = np.where(known, likeness, 0.0)
    high, low = (mine * found).sum() / mine.sum(), (other * found).sum() / other.sum()
    spread = (mine * (found - high) ** 2 + other * (found - low) ** 2).sum() / weight.sum() + 1e-4
    apart = float((high - low) / np.sqrt(spread))
    if apart <= 0:
        return nothing, apart
    odds = (high - low) * (found - (high + low) / 2) / spread * np.clip(length_s / _FULL_PHRASE_S, 0.25, 1.0)
    return np.where(known, np.clip(odds, -_SURE, _SURE), 0.0), apart


def _changes(phrases: Sequence[Phrase]) -> Values:
    """The chance, before each phrase but the first, that the other one says it."""
    found = []
    for before, after in pairwise(phrases):
        pause = after.start_s - before.end_s
        by_pause = next((chance for least, chance in _AFTER_PAUSES if pause > least), _RUNNING_ON)
        found.append(_AFTER_QUESTION if before.asks else by_pause)
    return np.asarray(found)


def _chances(odds: Values, changes: Values) -> Values:
    """The chance of the agent at each phrase out of its own log odds and its neighbours' (forward and backward)."""
    said = np.stack([np.zeros_like(odds), odds], axis=1)
    ways = np.log(np.stack([np.stack([1 - changes, changes], 1), np.stack([changes, 1 - changes], 1)], 1))
    ahead, behind = said.copy(), np.zeros_like(said)
    for i in range(1, len(said)):
        ahead[i] += np.logaddexp.reduce(ahead[i - 1][:, None] + ways[i - 1], axis=0)
    for i in range(len(said) - 2, -1, -1):
        behind[i] = np.logaddexp.reduce(ways[i] + (behind[i + 1] + said[i + 1])[None, :], axis=1)
    both = ahead + behind
    return np.asarray(1 / (1 + np.exp(np.clip(both[:, 0] - both[:, 1], -50, 50))))


def _unit(vector: Values) -> Values:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
