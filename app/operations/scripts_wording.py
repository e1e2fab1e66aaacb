"""Words the house does not write to a person who owes, found however they are spelt."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from unicodedata import category, combining, normalize

from audit.data_file import Fields, Words, read_fields

RULES = Path(__file__).parent / "scripts" / "wording.yaml"
_ALIKE = str.maketrans("асеорхуіѕјԁɡмктвн" + "αοερικντυ", "aceopxyisjdgmktbh" + "aoepikvtu")
_FIGURES = str.maketrans("01345@$", "oieasas")


class Level(StrEnum):
    """`never` cannot go live; `doubt` needs a person's reason; `advice` is only said."""

    NEVER = "never"
    DOUBT = "doubt"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something in a text: `rule` names it, `quote` are its words (empty for what is missing), `why` what to do."""

    rule: str
    level: Level
    quote: str
    why: Words


@dataclass(frozen=True, slots=True)
class WordingRule:
    """Patterns that mean the same; `raw` ones are matched on the text as written."""

    id: str
    level: Level
    why: Words
    patterns: tuple[re.Pattern[str], ...]
    raw: bool


@cache
def wording_rules() -> tuple[WordingRule, ...]:
    """The rules of the house. Raises BadRubric for a file that cannot be read."""
    top, _ = read_fields(RULES)
    rules = tuple(_rule(row, number) for number, row in enumerate(top.rows("rules"), start=1))
    top.done()
    return rules


def _rule(row: object, number: int) -> WordingRule:
    fields = Fields(row, f"{RULES.name}: rule {number}")
    raw = fields.flag("raw")
    patterns = tuple(re.compile(p) for p in fields.texts("patterns"))
    rule = WordingRule(fields.text("id"), fields.choice("level", Level), fields.words("why"), patterns, raw)
    fields.done()
    return rule


def worded(text: str) -> tuple[Noticed, ...]:
    """What of the rules the text breaks, each rule once, gravest first. Finds words with letters swapped, spaced or hidden."""
    plain, places = flattened(text)
    unspaced, their_places = _joined(plain, places)
    found = []
    for rule in wording_rules():
        views = [(text, list(range(len(text))))] if rule.raw else [(plain, places), (unspaced, their_places)]
        quote = next((q for view, at in views for p in rule.patterns if (q := _quote(text, p.search(view), at))), None)
        if quote:
            found.append(Noticed(rule.id, rule.level, quote, rule.why))
    return tuple(sorted(found, key=lambda n: list(Level).index(n.level)))


def _quote(text: str, hit: re.Match[str] | None, places: list[int]) -> str | None:
    if hit is None or hit.start() == hit.end():
        return None
    return text[places[hit.start()] : places[hit.end() - 1] + 1].strip()


def flattened(text: str) -> tuple[str, list[int]]:
    """The text without accents, case, hidden characters or look-alike letters, and where each letter stood."""
    out: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        for piece in normalize("NFKD", letter).casefold().translate(_ALIKE):
            if not combining(piece) and category(piece) != "Cf":
                if piece.isspace() and out and out[-1] == " ":
                    continue
                out.append(" " if piece.isspace() else piece)
                places.append(at)
    for match in re.finditer(r"[^\W_][\w@$]*|[@$]\w+", "".join(out)):
        word = match[0]
        letters = sum(c.isalpha() for c in word)
        if letters >= 3 and letters < len(word):
            out[match.start() : match.end()] = word.translate(_FIGURES)
    return "".join(out), places


def _joined(plain: str, places: list[int]) -> tuple[str, list[int]]:
    """Letters written apart ("m o r o s o", "m.o.r.o.s.o") put together."""
    drop: set[int] = set()
    for run in re.finditer(r"(?<!\w)(?:[a-z][ ._*\-]{1,2}){3,}[a-z](?!\w)", plain):
        drop |= {n for n in range(run.start(), run.end()) if not plain[n].isalpha()}
    kept = [n for n in range(len(plain)) if n not in drop]
    return "".join(plain[n] for n in kept), [places[n] for n in kept]
