"""How a turn is put before the network: a little of what came before, then the turn itself.

The same code reads at training and at judging time, so the two can never drift apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from speech.transcript import Speaker, Turn

CONTEXT_TURNS = 3
CONTEXT_TOKENS = 96
TARGET_TOKENS = 176
MARK = {Speaker.AGENT: "A:", Speaker.DEBTOR: "D:", Speaker.OTHER: "O:"}
BOS, EOS = "<s>", "</s>"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids `[<s>, context…, </s>, target…, </s>]`; the target is `ids[first:last]`."""

    ids: tuple[int, ...]
    first: int
    last: int


def window(turns: Sequence[Turn], at: int, tokenizer: Tokenizer) -> Window:
    """The window of turn `at`: up to three turns before it (newest kept when long), then the turn."""

    def pieces(turn: Turn) -> list[int]:
        text = f"{MARK[turn.speaker]} {_SPACES.sub(' ', turn.text).strip()}"
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    before: list[int] = []
    for turn in turns[max(0, at - CONTEXT_TURNS) : at]:
        before += pieces(turn)
    before = before[-CONTEXT_TOKENS:]
    target = pieces(turns[at])[:TARGET_TOKENS]
    bos, eos = tokenizer.token_to_id(BOS), tokenizer.token_to_id(EOS)
    ids = (bos, *before, eos, *target, eos)
    first = len(before) + 2
    return Window(ids, first, first + len(target))
