"""The audit's own judge over a text before it is ever used: the whole as one turn of an agent, and sentence after sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.operations.placeholders import example
from app.operations.scripts_wording import Level
from audit.calls import Account, Call
from audit.judges.judge import Judge
from audit.scoring.heads import Heads
from speech.transcript import Speaker, Turn

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
MOST_SENTENCES = 60
LIKELY = 0.6
"""A sentence of a text is doubted from here on: "Stop: STOP" is like nothing said in calls."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A violation the judge sees: `never` where it asserts it, `doubt` where it leaves it to a person. `p` is its probability."""

    violation: str
    level: Level
    p: float
    quote: str


def judged_text(judge: Judge, heads: Heads, text: str, lang: str, country: str) -> tuple[Judged, ...]:
    """What the judge sees in the text with its placeholders filled for a made-up person; each violation once, likeliest first.

    The threshold is scoring's own (`assert`). A message is about a debt by what it is for, so a sentence that alone does not
    say so is not excused by that. Raises NoJudge.
    """
    shown = example(text, lang)
    sentences = [s.strip() for s in _SENTENCE.split(shown) if s.strip()][:MOST_SENTENCES]
    best: dict[str, Judged] = {}
    for passages in ([shown.strip()], sentences)[: len(sentences)]:  # one sentence is the whole; of none nothing is asked
        for seen in judge.judge(text_as_call(passages, lang, country)).violations:
            if passages is sentences and seen.p < LIKELY:
                continue
            level = Level.NEVER if seen.p >= heads.numbers["assert"] else Level.DOUBT
            if seen.id not in best or seen.p > best[seen.id].p:
                best[seen.id] = Judged(seen.id, level, seen.p, seen.evidence.quote)
    return tuple(sorted(best.values(), key=lambda j: -j.p))


def text_as_call(passages: Sequence[str], lang: str, country: str) -> Call:
    """The text as a call in which only the agent speaks, a passage a turn, about a made-up person's debt."""
    account = Account("Ana", example("{company}", lang), None, example("{product}", lang), Decimal(45000), None)
    return Call(
        "text", tuple(Turn(n, Speaker.AGENT, said) for n, said in enumerate(passages)), country or None, lang, None, account
    )
