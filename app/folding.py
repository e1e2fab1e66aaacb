"""Words folded for the search: lower case, no accents, no punctuation, one space between; with the way back."""

from unicodedata import category, normalize

_BREAK = " | "
_MARKED = "áàâäãåéèêëíìîïóòôöõúùûüñçý"
MARKS = "\u0300\u0301\u0302\u0303\u0308\u0327"
PLAIN = {m: normalize("NFD", m)[0].lower() for m in _MARKED + _MARKED.upper()}
"""The accented letters of names, and each without its accent."""
_TABLE = str.maketrans(PLAIN | dict.fromkeys(MARKS, ""))


def unaccented(text: str) -> str:
    """Lower case without accents and with nothing else changed, for a search in the database: Postgres does it too."""
    return text.translate(_TABLE).lower()


def fold(text: str) -> str:
    """`¿Cómo que EMBARGAR?` as `como que embargar`."""
    return folded_with_places(text)[0]


def folded_with_places(text: str) -> tuple[str, tuple[int, ...]]:
    """The folded text and, for each of its letters, the place in `text` it came from."""
    letters: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for piece in normalize("NFKD", char.casefold()):
            kind = category(piece)[0]
            if kind in "LN":
                letters.append(piece)
                places.append(at)
            elif kind != "M" and letters and letters[-1] != " ":
                letters.append(" ")
                places.append(at)
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return "".join(letters), tuple(places)


def fold_turns(texts: list[str]) -> str:
    """All turns of a call for one search, with a mark between that no searched phrase can cross."""
    return " " + _BREAK.join(fold(t) for t in texts) + " "
