"""Tokens that write a number in figures: kept from the engine, a number comes out in the words that were said.

Figures are the recogniser's own guess at a spelling ("ciento noventa y cinco mil setecientos" becomes "190 y 5.700"), and their
word times are poor; words are what was heard.
"""

from collections.abc import Mapping

_FIGURES = frozenset("0123456789$%#")


def figure_tokens(vocabulary: Mapping[str, int], end_of_text: int) -> tuple[int, ...]:
    """Ids of the text tokens of a byte-level vocabulary that hold an ASCII digit or a sign that only goes with figures."""
    return tuple(sorted(i for token, i in vocabulary.items() if i < end_of_text and not _FIGURES.isdisjoint(token)))
