"""Whether quoted words were said in a turn, and where: accents, case, spaces and punctuation aside."""

from audit.judges.sentences import plain

SHORTEST_QUOTE = 4
"""Letters and digits; anything shorter proves nothing, unless it is the whole turn."""


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """The characters `first:last` of `text` that the quote repeats, whole words only; None where they are not there."""
    wanted = "".join(c for c in plain(quote) if c.isalnum())
    letters, places = _letters(text)
    if not wanted or (len(wanted) < SHORTEST_QUOTE and wanted != letters):
        return None
    at = letters.find(wanted)
    while at >= 0:
        first, last = places[at], places[at + len(wanted) - 1] + 1
        if _starts_word(text, first) and _ends_word(text, last):
            return first, last
        at = letters.find(wanted, at + 1)
    return None


def _letters(text: str) -> tuple[str, list[int]]:
    """Plain letters and digits, and the place in `text` of each."""
    letters: list[str] = []
    places: list[int] = []
    for n, character in enumerate(text):
        kept = [c for c in plain(character) if c.isalnum()]
        letters += kept
        places += [n] * len(kept)
    return "".join(letters), places


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum() or not text[at].isalnum()


def _ends_word(text: str, at: int) -> bool:
    return at == len(text) or not text[at].isalnum() or not text[at - 1].isalnum()
