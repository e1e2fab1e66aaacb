"""How a call is put before the network: passages of whole turns, each beginning with a little of what came before.

The same code reads at training and at judging time, so the two can never drift apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from speech.transcript import Speaker, Turn

PASSAGE_TOKENS = 480
CONTEXT_TOKENS = 140
TURN_TOKENS = 200
MARK = {Speaker.AGENT: "A:", Speaker.DEBTOR: "D:", Speaker.OTHER: "O:"}
BOS, EOS = "<s>", "</s>"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens `first:last` of a passage hold turn `turn`."""

    turn: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Token ids of some consecutive turns, each closed by `</s>`; `spans` are the turns to be judged here."""

    ids: tuple[int, ...]
    spans: tuple[Span, ...]


def passages(turns: Sequence[Turn], tokenizer: Tokenizer) -> list[Passage]:
    """Every turn judged in exactly one passage, with up to 140 tokens of the turns before it in view."""
    bos, eos = tokenizer.token_to_id(BOS), tokenizer.token_to_id(EOS)
    pieces = []
    for turn in turns:
        text = f"{MARK[turn.speaker]} {_SPACES.sub(' ', turn.text).strip()}"
        pieces.append([*tokenizer.encode(text, add_special_tokens=False).ids[:TURN_TOKENS], eos])
    made: list[Passage] = []
    start = 0
    while start < len(turns):
        ids, context = [bos], start
        while context > 0 and sum(len(p) for p in pieces[context - 1 : start]) <= CONTEXT_TOKENS:
            context -= 1
        for piece in pieces[context:start]:
            ids += piece
        spans: list[Span] = []
        at = start
        while at < len(turns) and (not spans or len(ids) + len(pieces[at]) <= PASSAGE_TOKENS):
            spans.append(Span(at, len(ids), len(ids) + len(pieces[at]) - 1))
            ids += pieces[at]
            at += 1
        made.append(Passage(tuple(ids), tuple(spans)))
        start = at
    return made
