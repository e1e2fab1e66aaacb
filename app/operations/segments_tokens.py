"""The words of a rule one by one, each with its place, and what is said when one is wrong."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from unicodedata import normalize

_LONGEST = 4_000
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
_PIECES = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<text>\"[^\"\n]*\"|'[^'\n]*'|«[^»\n]*»|“[^”\n]*”)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<op><=|>=|!=|<>|≤|≥|≠|=|<|>)"
    r"|(?P<mark>[(),;%$])"
    r"|(?P<word>[^\W\d_][\w-]*)"
)


class RuleError(ValueError):
    """A rule that cannot be read.

    The wrong word is at `at`, `length` letters long; `es` and `en` say what is wrong, `allowed` what may stand there.
    """

    def __init__(self, at: int, length: int, es: str, en: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(en)
        self.at, self.length, self.es, self.en, self.allowed = at, length, es, en, allowed


class Sort(StrEnum):
    """Kinds of words."""

    TEXT = "text"
    NUMBER = "number"
    OP = "op"
    MARK = "mark"
    WORD = "word"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as folded for comparing (`plain`), as written, and where."""

    sort: Sort
    plain: str
    text: str
    at: int

    @property
    def end(self) -> int:
        """The place after its last letter."""
        return self.at + len(self.text)


def fold(text: str) -> str:
    """Without accents and capitals."""
    bare = "".join(c for c in normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return normalize("NFC", bare).casefold()


def tokens(rule: str) -> list[Token]:
    """Every word of the rule and an end. Raises RuleError."""
    if len(rule) > _LONGEST:
        es = f"la regla tiene {len(rule)} letras; el máximo es {_LONGEST}"
        raise RuleError(_LONGEST, 1, es, f"the rule has {len(rule)} letters; the most is {_LONGEST}")
    found, at = [], 0
    while at < len(rule):
        piece = _PIECES.match(rule, at)
        if piece is None:
            wrong = rule[at]
            if wrong in "\"'«“":
                raise RuleError(at, 1, "falta cerrar las comillas", "the quotation mark is not closed")
            raise RuleError(at, 1, f"no se entiende «{wrong}»", f"“{wrong}” is not understood")
        if piece.lastgroup != "blank":
            found.append(_token(Sort(piece.lastgroup or "mark"), piece[0], at))
        at = piece.end()
    return [*found, Token(Sort.END, "", "", len(rule))]


def _token(sort: Sort, text: str, at: int) -> Token:
    if sort is Sort.OP:
        return Token(sort, {"<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}.get(text, text), text, at)
    if sort is Sort.TEXT:
        return Token(sort, normalize("NFC", text[1:-1].strip()), text, at)
    return Token(sort, fold(text), text, at)


def number(token: Token) -> Decimal:
    """`100.000` and `100,000` are a hundred thousand, `0,5` and `0.5` a half, `1.234,50` has cents. Raises RuleError."""
    text = token.text
    if "." not in text and "," not in text:
        return Decimal(text)
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        mark = grouped[1]
        other = "," if mark == "." else "."
        return Decimal(text.replace(mark, "").replace(other, "."))
    if text.count(".") + text.count(",") == 1:
        return Decimal(text.replace(",", "."))
    raise RuleError(
        token.at,
        len(text),
        f"«{text}» no es un número; escriba 100.000 o 100000, y los decimales como 0,5",
        f"“{text}” is not a number; write 100,000 or 100000, and decimals as 0.5",
    )
