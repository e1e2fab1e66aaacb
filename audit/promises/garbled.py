"""A known amount under an engine's misspelling: "poicientos ochenta y cuatro" where 684 is owed.

Only for amounts known beforehand, and only where no heard word is itself another number: a wrong figure stays wrong.
"""

import re
from decimal import Decimal
from difflib import SequenceMatcher

from num2words import num2words

from audit.promises import lexicon
from audit.promises.tokens import fold

LEAST_LIKE = 0.6
LEAST_WORDS = 3
_SMALL = {"y", "and", "un", "uno", "una", "one", "a", "de"}
_NUMBERS = {
    *lexicon.SPANISH_UNITS, *lexicon.SPANISH_TEENS, *lexicon.SPANISH_TENS, *lexicon.SPANISH_HUNDREDS, *lexicon.MILLION,
    *lexicon.THOUSAND, *lexicon.ENGLISH_UNITS, *lexicon.ENGLISH_TEENS, *lexicon.ENGLISH_TENS, *lexicon.ENGLISH_SCALES,
}  # fmt: skip


def sounds_like(text: str, amount: Decimal) -> bool:
    """Whether the text says the whole amount in words, but for one word that is no number and looks like the one due."""
    heard = _words(text)
    return any(_found(heard, _words(str(num2words(int(amount), lang=lang)))) for lang in ("es", "en"))


def _words(text: str) -> list[str]:
    """Words that count, "seiscientas" and "veintiuno" as "seiscientos" and "veintiun"."""
    bare = re.sub(r"ientas\b", "ientos", re.sub(r"veintiun[oa]\b", "veintiun", fold(text)))
    return [w for w in re.findall(r"[^\W\d_]+", bare) if w not in _SMALL]


def _found(heard: list[str], due: list[str]) -> bool:
    if len(due) < LEAST_WORDS:
        return False
    ends = [(at, at + len(due)) for at in range(len(heard) - len(due) + 1)]
    return any(_same(heard[a:b], due) and not {*heard[max(0, a - 1) : a], *heard[b : b + 1]} & _NUMBERS for a, b in ends)


def _same(heard: list[str], due: list[str]) -> bool:
    odd = [(h, d) for h, d in zip(heard, due, strict=True) if h != d]
    return len(odd) == 1 and all(h not in _NUMBERS and SequenceMatcher(None, h, d).ratio() >= LEAST_LIKE for h, d in odd)
