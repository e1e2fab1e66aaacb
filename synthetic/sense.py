"""Whether words typed or heard are words at all, by those that the made-up people and calls of this package speak in."""

import re
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
_WRITTEN = ("*.yaml", "scripts/*.yaml", "bpos/phrases.yaml", "vendors/demo_talk.yaml", "people/names.yaml")
_ALONE = frozenset({"ok", "okay", "yes", "sí", "no"})
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_KNOWN = 0.4
_SAME_OVER_AND_OVER = 3


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, small; figures and signs are none."""
    return tuple(_WORD.findall(text.casefold()))


def makes_sense(text: str) -> bool:
    """Whether enough of it is known words. Somebody's name or an odd word among others is no nonsense; "asdf asdf" is."""
    said = words_in(text)
    distinct = set(said)
    if not distinct or (len(distinct) == 1 and len(said) >= _SAME_OVER_AND_OVER):
        return False
    return len(distinct & _known()) >= _LEAST_KNOWN * len(distinct)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    files = [file for pattern in _WRITTEN for file in sorted(_HERE.glob(pattern))]
    return _ALONE | frozenset(word for file in files for word in words_in(file.read_text(encoding="utf-8")))
