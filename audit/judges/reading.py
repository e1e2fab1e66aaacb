"""How a call is put before the network: passages of whole turns, each beginning with a little of what came before.

The same code reads at training and at judging time, so the two can never drift apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from audit.judges.sentences import sentences
from speech.transcript import Speaker, Turn

PASSAGE_TOKENS = 480
CONTEXT_TOKENS = 140
TURN_TOKENS = 200
MARK = {Speaker.AGENT: "A:", Speaker.DEBTOR: "D:", Speaker.OTHER: "O:"}
BOS, EOS = "<s>", "</s>"


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens `first:last` of a passage hold turn `turn`."""

    turn: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens `first:last` hold the characters `first_char:last_char` of turn `turn`."""

    turn: int
    first: int
    last: int
    first_char: int
    last_char: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Token ids of some consecutive turns, each closed by `</s>`; `spans` are the turns to be judged here."""

    ids: tuple[int, ...]
    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Pieces:
    ids: list[int]
    sentences: list[tuple[int, int, int, int]]


def passages(turns: Sequence[Turn], tokenizer: Tokenizer) -> list[Passage]:
    """Every turn judged in exactly one passage, with up to 140 tokens of the turns before it in view."""
    eos = tokenizer.token_to_id(EOS)
    pieces = [_pieces(turn, tokenizer) for turn in turns]
    made: list[Passage] = []
    start = 0
    while start < len(turns):
        ids, context = [tokenizer.token_to_id(BOS)], start
        while context > 0 and sum(len(p.ids) + 1 for p in pieces[context - 1 : start]) <= CONTEXT_TOKENS:
            context -= 1
        for piece in pieces[context:start]:
            ids += [*piece.ids, eos]
        spans: list[Span] = []
        parts: list[Sentence] = []
        at = start
        while at < len(turns) and (not spans or len(ids) + len(pieces[at].ids) < PASSAGE_TOKENS):
            spans.append(Span(at, len(ids), len(ids) + len(pieces[at].ids)))
            parts += [Sentence(at, len(ids) + a, len(ids) + b, first, last) for a, b, first, last in pieces[at].sentences]
            ids += [*pieces[at].ids, eos]
            at += 1
        made.append(Passage(tuple(ids), tuple(spans), tuple(parts)))
        start = at
    return made


def _pieces(turn: Turn, tokenizer: Tokenizer) -> _Pieces:
    """Token ids of a marked turn, and which of them make each sentence where there is more than one."""
    mark = MARK[turn.speaker] + " "
    encoded = tokenizer.encode(mark + re.sub(r"\s", " ", turn.text), add_special_tokens=False)
    ids, offsets = list(encoded.ids[:TURN_TOKENS]), encoded.offsets[:TURN_TOKENS]
    found = []
    ranges = sentences(turn.text)
    for first, last in ranges if len(ranges) > 1 else []:
        inside = [n for n, (a, b) in enumerate(offsets) if a < last + len(mark) and b > first + len(mark)]
        if inside:
            found.append((inside[0], inside[-1] + 1, first, last))
    return _Pieces(ids, found)
