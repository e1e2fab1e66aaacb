"""Possible breaches while a call goes on: the judge of recordings over the last turns, never a score."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.calls import Call
from audit.judges.local import LocalJudge, quoted
from audit.judges.network import Read, Vectors, read
from audit.rubric import Rubric, load_rubric
from audit.scoring.facts import about_a_debt
from audit.scoring.features import vector
from audit.scoring.heads import Heads
from audit.scoring.violations import Instance, candidates, judged
from speech.transcript import Speaker, Turn

CONTEXT_TURNS = 40
SOONER = 0.11
"""An alert is heard by a person and never scored: told when it is this much less sure than a finding must be."""
AT_ONCE = 0.82
"""While the agent speaks on, their turn must be surer, or be so again when more of it was said."""
BEFORE_DEBT = 0.85
"""Before any word of debt is heard a call may be about something else: so sure, and only once somebody answered."""
SURER = {"insult": 0.87}
SURER_AT_ONCE = {"insult": 0.95}
"""Irony looks like an insult while a turn is young; chosen on the exam calls of `audit/learning/heldout`."""
WHO_UNKNOWN = 0.85
"""Where one lane's voices cannot be told apart, what the debtor says is read as the agent's: only the surest is told."""
BY_WHO = frozenset({"third_party_disclosure", "ignore_refusal"})
"""Acts that are one only because of who is speaking to whom."""
_TEXTS_KEPT = 4000
_SAME_ACT_S = 25.0
"""Two alerts of one criterion no further apart than this are one continued act."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Something that may be a critical breach: `at_s` where its words begin, seconds of the call."""

    criterion: str
    at_s: float
    end_s: float
    quote: str
    confidence: float
    turn: int
    state: str | None


@dataclass(frozen=True, slots=True)
class Judging:
    """What a call is judged by, as it stood when it began: the deciding heads and the weights and bias of the turn heads.

    `judge` names their version as results do.
    """

    judge: str
    rubric: Rubric
    heads: Heads
    turn_heads: tuple[Vectors, Vectors]


def shipped(judge: LocalJudge, rubric: Rubric | None = None) -> Judging:
    """The heads that ship, by this rubric or the newest that ships."""
    return Judging(judge.stamp.version, rubric or load_rubric(), judge.heads, judge.network.heads)


class Reader:
    """The local judge with what it has read already; one for every call of a process, used by one thread."""

    def __init__(self, judge: LocalJudge) -> None:
        self.judge = judge
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    def read(self, call: Call, turn_heads: tuple[Vectors, Vectors] | None = None) -> Read:
        """As the judge reads a recording; a text it has seen costs nothing."""
        return read(call, self._vectors, *(turn_heads or self.judge.network.heads))

    def _vectors(self, texts: list[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            for text, row in zip(new, self.judge.network.vectors(new), strict=True):
                self._known[text] = row
        found = np.stack([self._known[text] for text in texts])
        for text in texts:
            self._known.move_to_end(text)
        while len(self._known) > _TEXTS_KEPT:
            self._known.popitem(last=False)
        return found

    def state(self, call: Call) -> tuple[str, float]:
        """The debtor's likeliest state so far, and how likely: of what ships, no version teaches it."""
        features, _ = vector(call, self.read(call).signals)
        chances = self.judge.heads.heads["state"].probabilities(features)
        likeliest = max(chances, key=chances.__getitem__)
        return likeliest, chances[likeliest]


class Watch:
    """One call under the reader's eyes."""

    def __init__(
        self,
        reader: Reader,
        call_id: str,
        lang: str,
        country: str | None = None,
        judging: Judging | None = None,
    ) -> None:
        self._reader = reader
        self.judging = judging or shipped(reader.judge)
        self._call = Call(call_id, (), country, lang)
        self._about_debt = False
        self._told: list[Possible] = []
        self._doubted: dict[str, str] = {}
        self.critical = frozenset(c.id for c in self.judging.rubric.criteria if c.critical)

    def see(self, turns: Sequence[Turn], speaking: bool = False, speakers_known: bool = True) -> list[Possible]:
        """What is new and critical in the turns so far, nearly as sure as an asserted finding. An act is told once.

        `speaking`: the agent goes on speaking, so that what they are saying may still turn out otherwise. `speakers_known`
        is False where everybody's words are taken for the agent's.
        """
        spoken = [t for t in turns if t.text.strip()]
        if not any(t.speaker is Speaker.AGENT for t in spoken):
            return []
        kept = spoken[-CONTEXT_TURNS:]
        self._about_debt = self._about_debt or about_a_debt(replace(self._call, turns=tuple(kept)))
        if not self._about_debt and all(t.speaker is Speaker.AGENT for t in kept):
            return []
        call = replace(self._call, turns=tuple(replace(t, i=n) for n, t in enumerate(kept)))
        seen = self._reader.read(call, self.judging.turn_heads)
        likely = [i for i in judged(candidates(call, seen.signals), self.judging.heads) if self._likely(i, speakers_known)]
        last = max(n for n, t in enumerate(kept) if t.speaker is Speaker.AGENT)
        sure = [i for i in likely if self._stands(i, kept, speaking and i.strongest >= last)]
        self._doubted = {k: v for k, v in self._doubted.items() if any(i.id == k for i in likely)}
        found = [self._possible(i, call, seen, kept) for i in sure]
        new = [p for p in found if not self._known(p)]
        self._told += new
        return new

    def _likely(self, instance: Instance, speakers_known: bool) -> bool:
        """Critical, and as sure as its kind must be here."""
        asserted = self.judging.heads.numbers["assert"]
        least = max(asserted - SOONER, SURER.get(instance.id, 0.0), 0.0 if self._about_debt else BEFORE_DEBT)
        if not speakers_known:
            return instance.id in self.critical - BY_WHO and instance.p >= max(least, WHO_UNKNOWN)
        return instance.id in self.critical and instance.p >= least

    def _stands(self, instance: Instance, kept: Sequence[Turn], is_open: bool) -> bool:
        """Whether it may be told now: sure enough as it is, where the agent has paused, or still so when more of it was said."""
        if instance.p >= SURER_AT_ONCE.get(instance.id, AT_ONCE) or not is_open:
            return True
        said = kept[instance.strongest].text
        before = self._doubted.setdefault(instance.id, said)
        return len(said) > len(before)

    def _possible(self, instance: Instance, call: Call, seen: Read, kept: Sequence[Turn]) -> Possible:
        evidence = quoted(seen, instance.strongest, f"!{instance.id}")
        turn = kept[instance.strongest]
        start_s = evidence.start_s if evidence.start_s is not None else turn.start_s or 0.0
        end_s = evidence.end_s if evidence.end_s is not None else turn.end_s or start_s
        state, chance = self._reader.state(call)
        heard = any(t.speaker is not Speaker.AGENT for t in kept)
        told = state if heard and chance >= 0.5 else None
        return Possible(instance.id, start_s, end_s, evidence.quote, instance.p, turn.i, told)

    def _known(self, found: Possible) -> bool:
        """Told already: the same criterion about the same words, or a continued act."""
        same = [p for p in self._told if p.criterion == found.criterion]
        return any(p.at_s - _SAME_ACT_S <= found.at_s <= p.end_s + _SAME_ACT_S for p in same)
