"""Spanish numbers an engine spelt by ear: `trecientos`, `onze`, `milcient`, `mil docentos diez`, `mil doscientos, sesenta pesos`.

A word that sounds as a number word does is that word. One that only comes near is taken for it between other numbers, where
nothing else can stand. A comma goes where the whole, without it, is one number and what stands behind it says so.
"""

import re
from functools import cache

from audit.promises.lexicon import SPANISH_HUNDREDS, SPANISH_TEENS, SPANISH_TENS, SPANISH_UNITS
from audit.promises.spanish import SpanishReader
from audit.promises.spoken_days import MONTHS, WEEKDAYS
from audit.promises.tokens import fold, tokens_in

_BELOW_A_THOUSAND = {**SPANISH_UNITS, **SPANISH_TEENS, **SPANISH_TENS, **SPANISH_HUNDREDS}
_NUMBERS = {*_BELOW_A_THOUSAND, "mil", "millon", "millones"}
_MONEY = {"pesos", "soles", "dolares", "euros", "quetzales", "lempiras", "colones", "bolivares", "guaranies", "balboas"}
_FEELS = "sient"
"""`Lo siento` sounds like a hundred."""
_LEAST_LETTERS, _FEW_LETTERS, _LONG_LETTERS = 5, 4, 9
_LEAST_JOINED, _TENS = 6, 10
_SOUNDS = (
    ("h", ""), ("qu", "k"), ("x", "ks"), ("sc(?=[ei])", "s"), ("c(?=[ei])", "s"), ("c", "k"), ("z", "s"), ("v", "b"), ("ll", "y"),
    (r"(.)\1", r"\1"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_GLUED_MIL = re.compile(r"\bmil(cien\w*|\w{4,})\b", re.IGNORECASE)
_ONES = re.compile(r"\b((?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa) y )unos(?=\s)", re.IGNORECASE)
_ANY = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b"
_RUN = re.compile(rf"\b{_ANY}(?:\s*,?\s*(?:\by\s+)?{_ANY})+")


@cache
def sound_of(word: str) -> str:
    """How a folded word is said in America, letters for sounds: `onze` and `once` are one."""
    said = word.replace("ch", "§")  # a sound of its own
    for written, sound in _SOUNDS:
        said = re.sub(written, sound, said)
    return said


_SPELT = {sound_of(word): word for word in sorted(_NUMBERS, key=lambda w: w.endswith("as")) if len(word) >= _FEW_LETTERS}


def respelt(text: str) -> str:
    """The text with number words spelt by ear as they are written; everything else untouched."""
    text = _GLUED_MIL.sub(_unglued, text)
    words = list(_WORD.finditer(text))
    folded = [fold(w.group()) for w in words]
    spelt: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        joined = _joined(text, words, folded, at)
        if joined or (found := _spelt(text, words, folded, at)):
            last = at + bool(joined)
            word = joined or found
            spelt.append((words[at].start(), words[last].end(), word))
            folded[at : last + 1] = [word] * (last + 1 - at)
            at = last
        at += 1
    for start, end, word in reversed(spelt):
        text = text[:start] + word + text[end:]
    return _ONES.sub(r"\1uno", _without_pauses(text))


def _spelt(text: str, words: list[re.Match[str]], folded: list[str], at: int) -> str:
    """The number word that word `at` is, or nothing."""
    word = folded[at]
    if word in _NUMBERS or len(word) < _FEW_LETTERS:
        return ""
    before = folded[at - 1] if at and not text[words[at - 1].end() : words[at].start()].strip() else ""
    after = folded[at + 1] if at + 1 < len(words) and not text[words[at].end() : words[at + 1].start()].strip() else ""
    if word.startswith(_FEELS) and before not in _NUMBERS:
        return ""
    same = _SPELT.get(sound_of(word), "")
    if same and (len(word) >= _LEAST_LETTERS or before in _NUMBERS or before in WEEKDAYS or after in _NUMBERS):
        return same
    if same and after in {"de", "del"} and at + 2 < len(words) and folded[at + 2] in MONTHS:
        return same
    return nearest(word, _SPELT) if before in _NUMBERS and after in _NUMBERS | _MONEY else ""


def nearest(word: str, spelt: dict[str, str]) -> str:
    """The one number word nearest in sound, at most a letter away, two for a long one; nothing where two are as near."""
    said = sound_of(word)
    most = 2 if len(said) >= _LONG_LETTERS else 1 if len(said) >= _LEAST_LETTERS else 0
    near = sorted((apart(said, sound), number) for sound, number in spelt.items() if abs(len(sound) - len(said)) <= most)
    if not near or near[0][0] > most or (len(near) > 1 and near[1][0] == near[0][0]):
        return ""
    return near[0][1]


def apart(one: str, other: str) -> int:
    """Letters to change, add or drop between two words."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


def _joined(text: str, words: list[re.Match[str]], folded: list[str], at: int) -> str:
    """`se senta` after another number, which together sound as one number word."""
    if not at or at + 1 >= len(words) or folded[at - 1] not in _NUMBERS or {folded[at], folded[at + 1]} & _NUMBERS:
        return ""
    if text[words[at - 1].end() : words[at].start()] != " " or text[words[at].end() : words[at + 1].start()] != " ":
        return ""
    both = folded[at] + folded[at + 1]
    return _SPELT.get(sound_of(both), "") if len(both) >= _LEAST_JOINED else ""


def _unglued(match: re.Match[str]) -> str:
    rest = fold(match[1])
    word = rest if rest in _NUMBERS else _SPELT.get(sound_of(rest), "cien" if rest == "cient" else "")
    return f"mil {word}" if word else match[0]


def _without_pauses(text: str) -> str:
    """Commas inside one number go: `doscientos, sesenta y tres mil, cuatrocientos pesos`."""
    folded = fold(text)
    for run in reversed(list(_RUN.finditer(folded))):
        if "," not in run.group():
            continue
        behind = _WORD.match(folded, run.end() + 1)
        if _is_one_number(run.group(), behind.group() if behind else ""):
            text = text[: run.start()] + re.sub(r"\s*,\s*", " ", text[run.start() : run.end()]) + text[run.end() :]
    return text


def _is_one_number(run: str, behind: str) -> bool:
    """Whether the parts, said in one breath, are one number: money stands `behind` them, or they are tens after hundreds of more,
    and no month (`mil quinientos, diez de julio`).
    """
    parts = [tokens_in(part) for part in run.split(",")]
    tokens = [t for part in parts for t in part]
    if (read := SpanishReader(tokens).read(0)) is None or read.after != len(tokens):
        return False
    tens = len(parts) == 2 and len(parts[0]) > 1 and parts[0][-1].text in SPANISH_HUNDREDS and read.value % 100 >= _TENS
    return behind in _MONEY or (tens and behind not in {"de", "del"})
