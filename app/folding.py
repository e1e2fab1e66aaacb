"""Words folded for the search: lower case, no accents, no punctuation, one space between; with the way back."""

from unicodedata import category, normalize

_BREAK = " | "


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
