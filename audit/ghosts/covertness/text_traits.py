"""What text gives away: patterns, letters, spaces, encoding, rare words; and the parts of mails and telephones."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

import numpy as np

from audit.ghosts.covertness.cells import flat
from audit.ghosts.covertness.kinds import Held, Kind
from audit.ghosts.covertness.trait import Trait, What, counted, each, frequency, keyed, numeric

_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf¡-¿ƒ†…‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\ufffd")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def text_traits(held: Held) -> list[Trait]:
    """Traits of any column read as text."""
    cells, name, open_ = held.cells, (held.name,), not held.private
    found = keyed(name, What.FORMAT, each(cells, shape))
    found += keyed(name, What.LETTERS, each(cells, letters))
    found += keyed(name, What.SPACES, each(cells, spaces))
    found += keyed(name, What.ENCODING, each(cells, encoding))
    found += numeric(name, What.LENGTH, counted(cells, len))
    if held.kind in (Kind.CATEGORY, Kind.CONSTANT):
        return found + keyed(name, What.VALUE, cells, shown=open_) + numeric(name, What.FREQUENCY, frequency(cells))
    plain = each(cells, flat)
    found += numeric(name, What.FREQUENCY, frequency(plain))
    if held.kind is Kind.TEXT:
        found += _worded(held, plain)
    return found


def email_traits(held: Held) -> list[Trait]:
    """The two sides of a mail address."""
    cells, name = held.cells, (held.name,)
    local = [cell.partition("@")[0] for cell in cells]
    domain = [flat(cell.partition("@")[2]) for cell in cells]
    found = keyed(name, What.DOMAIN, domain) + numeric(name, What.DOMAIN, frequency(domain))
    found += keyed(name, What.FORMAT, each(local, shape), detail="local")
    found += numeric(name, What.LENGTH, counted(local, len), detail="local")
    found += keyed(name, What.DIGITS, [(re.findall(r"\d+$", text) or [""])[0][-4:] for text in local], shown=False)
    found += numeric(name, What.DIGITS, counted(local, lambda text: float(sum(c.isdigit() for c in text))))
    return found + numeric(name, What.REPEATED, frequency(each(cells, flat)))


def phone_traits(held: Held) -> list[Trait]:
    """The ranges and digits of telephones, country prefix left as written."""
    name = (held.name,)
    digits = [re.sub(r"\D", "", cell) for cell in held.cells]
    found: list[Trait] = []
    for size in (1, 2, 3, 4, 5):
        found += keyed(name, What.START, [text[:size] for text in digits], detail=str(size))
    found += keyed(name, What.END, [text[-1:] for text in digits])
    found += numeric(name, What.VALUE, np.array([float(text[-8:] or "nan") for text in digits]))
    found += numeric(name, What.LENGTH, counted(digits, len))
    found += numeric(name, What.DIGITS, counted(digits, lambda text: float(len(set(text[-8:])))), detail="distinct")
    found += numeric(name, What.DIGITS, counted(digits, run), detail="run")
    return found + numeric(name, What.REPEATED, frequency(digits))


def _worded(held: Held, plain: list[str]) -> list[Trait]:
    name = (held.name,)
    words = [text.split() for text in plain]
    seen = Counter(word for row in words for word in set(row))
    rare = np.array([min((seen[w] for w in row), default=0) for row in words], dtype=np.float64)
    usual = np.array([np.mean([np.log(seen[w]) for w in row]) if row else np.nan for row in words], dtype=np.float64)
    found = numeric(name, What.RARITY, np.log1p(rare)) + numeric(name, What.RARITY, usual, detail="mean")
    found += numeric(name, What.WORDS, np.array([len(row) for row in words], dtype=np.float64))
    found += keyed(name, What.START, [row[0] if row and seen[row[0]] > 4 else "" for row in words], shown=False)
    found += keyed(name, What.END, [row[-1] if row and seen[row[-1]] > 4 else "" for row in words], shown=False)
    numbers = [(re.findall(r"\d+", text) or [""])[-1] for text in plain]
    found += numeric(name, What.DIGITS, np.array([float(n) if 0 < len(n) < 12 else np.nan for n in numbers]))
    return found + keyed(name, What.DIGITS, [n[-1:] for n in numbers])


def shape(text: str) -> str:
    """`Av. Brasil 1020` as `Aa. Aa 9`: runs of like characters as one."""
    out = re.sub(r"\d+", "9", text)
    out = re.sub(r"[^\W\d_]+", lambda run: _case(run.group()), out)
    return out if len(out) <= 40 else out[:39] + "…"


def _case(word: str) -> str:
    return "A" if word.isupper() else "a" if word.islower() else "Aa" if word[:1].isupper() and word[1:].islower() else "aA"


def letters(text: str) -> str:
    """The casing of the text and whether it has letters beyond ASCII."""
    bare = [c for c in text if c.isalpha()]
    casing = "-" if not bare else "ABC" if text.isupper() else "abc" if text.islower() else "Abc" if text.istitle() else "aBc"
    return casing + ("+á" if any(ord(c) > 127 for c in bare) else "")


def spaces(text: str) -> str:
    """Which unusual spaces the text has."""
    marks = [
        ("␠…", text != text.lstrip()),
        ("…␠", text != text.rstrip()),
        ("␠␠", "  " in text.strip()),
        ("nbsp", "\u00a0" in text or "\u202f" in text),
        ("⏎", "\n" in text or "\r" in text or "\t" in text),
    ]
    return " ".join(mark for mark, there in marks if there) or "-"


def encoding(text: str) -> str:
    """How the characters are made: ASCII, composed (NFC), decomposed (NFD), wrongly decoded, invisible."""
    if text.isascii():
        return "ascii"
    form = "nfc" if unicodedata.is_normalized("NFC", text) else "nfd"
    wrong = "+mojibake" if _MOJIBAKE.search(text) else ""
    odd = "+wide" if unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text) else ""
    return form + wrong + odd + ("+invisible" if _INVISIBLE.search(text) else "")


def run(text: str) -> float:
    """The longest run of one digit, or of digits that step by one."""
    best = [1, 1, 1]
    now = [1, 1, 1]
    for a, b in pairwise(text):
        step = ord(b) - ord(a)
        for i, wanted in enumerate((0, 1, -1)):
            now[i] = now[i] + 1 if step == wanted else 1
            best[i] = max(best[i], now[i])
    return float(max(best))
