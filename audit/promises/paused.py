"""One figure that an engine wrote with the pauses of whoever said it: `doscientos, sesenta y tres mil, cuatrocientos pesos`."""

import re

from audit.promises.currencies import NOUN_AFTER
from audit.promises.lexicon import SPANISH_HUNDREDS, SPANISH_TENS
from audit.promises.misspelt import SPANISH_NUMBERS
from audit.promises.spanish import SpanishReader
from audit.promises.tokens import fold, tokens_in

_LEAST_TENS = 10
_NUMBER = rf"(?:{'|'.join(sorted(SPANISH_NUMBERS, key=len, reverse=True))})\b"
_TENS = rf"(?:veint\w+|{'|'.join(w for w in SPANISH_TENS if w != 'veinte')})\b"
_PAUSE = r"\s*(?:,|\.\.\.|…)\s*"
_RUN = re.compile(rf"\b{_NUMBER}(?:(?:{_PAUSE}|\s+)(?:y\s+)?{_NUMBER})+")
_ONES = re.compile(rf"\b({_TENS} y )unos(?=\s)", re.IGNORECASE)
_AND = re.compile(rf"\b(?:(ciento)s?\s+(?:y|de)|(\w+cient[oa]s|quinient[oa]s)\s+y)\s+(?={_TENS})", re.IGNORECASE)
_OPEN = {"ciento", "cientos"}
_OF = re.compile(r"\s*del?\b")


def unpaused(text: str) -> str:
    """The text with such figures in one piece; what may be several figures stays."""
    text = _AND.sub(lambda m: f"{m[1] or m[2]} ", _ONES.sub(r"\1uno", text))
    folded = fold(text)
    for run in reversed(list(_RUN.finditer(folded))):
        if _is_one_number(folded, run):
            text = text[: run.start()] + _joined(text[run.start() : run.end()]) + text[run.end() :]
    return text


def _is_one_number(folded: str, run: re.Match[str]) -> bool:
    """Whether the parts, said in one breath, are one number.

    They fit together as one, and money stands behind them, or there are three, or one alone is none (`ciento`), or thousands
    follow, or tens after hundreds of more and no month (`mil quinientos, diez de julio`).
    """
    parts = [[t.text for t in tokens_in(part)] for part in re.split(_PAUSE, run.group())]
    read = SpanishReader(tokens_in(_joined(run.group()))).read(0)
    if len(parts) < 2 or read is None or read.after != sum(map(len, parts)):
        return False
    if NOUN_AFTER.match(folded, run.end()):
        return True
    before, last = [word for part in parts[:-1] for word in part], parts[-1]
    hundreds = before[-1] in SPANISH_HUNDREDS
    tens = hundreds and len(before) > 1 and read.value % 100 >= _LEAST_TENS
    whole = len(parts) > 2 or before[-1] in _OPEN or (hundreds and "mil" in last)
    return (whole or tens) and _OF.match(folded, run.end()) is None


def _joined(run: str) -> str:
    return re.sub(_PAUSE, " ", run)
