"""Spanish number words an engine spelt by ear: `trecientos`, `onze`, `milcient`, `siento veinte`, `mil docentos diez`.

A word that sounds as a number word does is that word. One that only comes near is taken for it between other numbers, where
nothing else can stand, and where it ends as the hundreds do.
"""

import re
from dataclasses import dataclass
from functools import cache

from audit.promises.currencies import NOUN_AFTER
from audit.promises.lexicon import SPANISH_HUNDREDS, SPANISH_TEENS, SPANISH_TENS, SPANISH_UNITS
from audit.promises.spoken_days import MONTHS, WEEKDAYS
from audit.promises.tokens import fold

SPANISH_NUMBERS = {*SPANISH_UNITS, *SPANISH_TEENS, *SPANISH_TENS, *SPANISH_HUNDREDS, "mil", "millon", "millones"}
_FEELS, _WHOM = "sient", {"lo", "la", "los", "las", "le", "les", "me", "te", "se", "que", "un", "una", "uno", "mil"}
"""`Lo siento` sounds like a hundred, and is none beside these."""
_OTHER_WORDS = {"siendo", "viento"}
_LEAST_LETTERS, _FEW_LETTERS, _LONG_LETTERS, _LEAST_JOINED = 5, 4, 9, 6
_SOUNDS = (
    ("h", ""), ("qu(?=[ei])", "k"), ("q", "k"), ("x", "ks"), ("sc(?=[ei])", "s"), ("c(?=[ei])", "s"), ("c", "k"), ("z", "s"),
    ("v", "b"), ("ll", "y"), (r"(.)\1", r"\1"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_GLUED_MIL = re.compile(r"\bmil(cien\w*|\w{4,})\b", re.IGNORECASE)
_NOVENTA = re.compile(r"\bno venta\b(?! de\b)", re.IGNORECASE)
_LIKE_HUNDREDS = re.compile(r"i?ent[oa]s$")


@cache
def sound_of(word: str) -> str:
    """How a folded word is said in America, letters for sounds: `onze` and `once` are one."""
    said = word.replace("ch", "§")  # a sound of its own
    for written, sound in _SOUNDS:
        said = re.sub(written, sound, said)
    return said


def apart(one: str, other: str) -> int:
    """Letters to change, add or drop between two words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


_SPELT = {sound_of(word): word for word in sorted(SPANISH_NUMBERS, key=lambda w: w.endswith("as")) if len(word) >= _FEW_LETTERS}
_SPELT["sinkenta"] = "cincuenta"
_WEEKDAYS = {sound_of(word): word for word in WEEKDAYS if not word.endswith("day")}
_HUNDREDS = {sound: word for sound, word in _SPELT.items() if word in SPANISH_HUNDREDS and word != "cien"}


def respelt(text: str) -> str:
    """The text with number words spelt by ear as they are written; everything else untouched."""
    text = _NOVENTA.sub("noventa", _GLUED_MIL.sub(_unglued, text))
    line = _Line(text, list(_WORD.finditer(text)))
    spelt: list[tuple[int, int, str]] = []
    at = 0
    while at < len(line.words):
        joined = line.joined(at)
        word = joined or line.alone(at)
        if word:
            spelt.append((line.words[at].start(), line.words[at + bool(joined)].end(), word))
            line.said[at] = line.said[at + bool(joined)] = word
        at += 1 + bool(joined)
    for start, end, word in reversed(spelt):
        text = text[:start] + word + text[end:]
    return text


@dataclass
class _Line:
    """The words of a text; `said` holds them folded, and as they are mended."""

    text: str
    words: list[re.Match[str]]

    def __post_init__(self) -> None:
        self.said = [fold(w.group()) for w in self.words]

    def beside(self, at: int, step: int) -> str:
        """The word `step` places on, if nothing but blanks stands in between."""
        other = at + step
        if not 0 <= other < len(self.words):
            return ""
        first, last = min(at, other), max(at, other)
        between = (self.text[self.words[n].end() : self.words[n + 1].start()] for n in range(first, last))
        return self.said[other] if all(not b.strip() for b in between) else ""

    def alone(self, at: int) -> str:
        """The number word that word `at` is, or nothing."""
        word = self.said[at]
        if word in SPANISH_NUMBERS or len(word) < _FEW_LETTERS:
            return ""
        before, after = self.beside(at, -1), self.beside(at, 1)
        weekday = _WEEKDAYS.get(sound_of(word), "")
        if weekday and word not in WEEKDAYS:
            return weekday
        numbered = (self.beside(at, 2) if after == "y" else after) in SPANISH_NUMBERS
        same = _SPELT.get(sound_of(word), "")
        if word.startswith(_FEELS) and before not in SPANISH_NUMBERS:
            thousand = after in {"un", "uno"} and self.beside(at, 2) == "mil"  # siento un mil
            others = {before} if thousand else {before, after}
            return same if numbered and not others & (_WHOM | set(SPANISH_HUNDREDS)) else ""
        if same and (len(word) >= _LEAST_LETTERS or before in SPANISH_NUMBERS or before in WEEKDAYS or numbered):
            return same
        if same in SPANISH_TEENS and before in {"el", "dia"}:
            return same
        if same and after in {"de", "del"} and self.beside(at, 2) in MONTHS:
            return same
        if _LIKE_HUNDREDS.search(word) and len(word) >= _LONG_LETTERS and (numbered or _is_money(after)):
            return _nearest(word, _HUNDREDS)
        if before in SPANISH_NUMBERS and (numbered or _is_money(after)):
            return _nearest(word, _SPELT)
        behind = self.beside(at, 2)
        more = numbered and after != "mil" and (behind in SPANISH_NUMBERS or _is_money(behind))
        return _nearest(word, _HUNDREDS) if more and word not in _OTHER_WORDS else ""

    def joined(self, at: int) -> str:
        """`se senta` beside another number, which together sound as one number word."""
        second = self.beside(at, 1)
        if not second or {self.said[at], second} & SPANISH_NUMBERS or len(self.said[at] + second) < _LEAST_JOINED:
            return ""
        beside = {self.beside(at, -1), self.beside(at, 2), self.beside(at, 3) if self.beside(at, 2) == "y" else ""}
        return _SPELT.get(sound_of(self.said[at] + second), "") if beside & SPANISH_NUMBERS else ""


def _nearest(word: str, spelt: dict[str, str]) -> str:
    """The one number word nearest in sound, at most a letter away, two for a long one; nothing where two are as near."""
    said = sound_of(word)
    most = 2 if len(said) >= _LONG_LETTERS else 1 if len(said) >= _LEAST_LETTERS else 0
    near = sorted((apart(said, sound), number) for sound, number in spelt.items() if abs(len(sound) - len(said)) <= most)
    if not near or near[0][0] > most or (len(near) > 1 and near[1][0] == near[0][0]):
        return ""
    return near[0][1]


def _is_money(word: str) -> bool:
    return NOUN_AFTER.fullmatch(word) is not None


def _unglued(match: re.Match[str]) -> str:
    rest = fold(match[1])
    word = rest if rest in SPANISH_NUMBERS else _SPELT.get(sound_of(rest), "cien" if rest == "cient" else "")
    return f"mil {word}" if word else match[0]
