"""How a file's telephones begin, and where: which of the client's lines would be nobody's surprise in a column."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import phonenumbers

from synthetic.portfolio.cells import is_missing

_FEWEST, _BEGINNING = 8, 5
_TRUNKS = {"AR": ("9", 11), "MX": ("1", 11)}  # the digit that mobiles have in E.164 alone, and the length with it


def national(number: str, country: str) -> str:
    """The digits of a telephone without country code and trunk signs, as all of the country's are compared; "" for none."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return "".join(c for c in number if c.isdigit())
    digits = str(phonenumbers.national_significant_number(parsed))
    trunk, length = _TRUNKS.get(country, ("", 0))
    return digits[1:] if trunk and len(digits) == length and digits.startswith(trunk) else digits


class PhoneWays:
    """The telephones of one column by the place of their row, where telephones go with places."""

    def __init__(self, cells: Sequence[str], places: Sequence[str] | None, country: str) -> None:
        self._numbers = ["" if is_missing(cell) else national(cell, country) for cell in cells]
        self._held = [number for number in self._numbers if number]
        self._of_place: dict[str, list[str]] = defaultdict(list)
        for number, place in zip(self._numbers, places or (), strict=False):
            if number:
                self._of_place[place].append(number)

    def usual(self, place: str, rng: np.random.Generator) -> str:
        """The number of some real row of that place, of any where it has few; "" where the column has none."""
        here = self._of_place.get(place, ())
        held = here if len(here) >= _FEWEST else self._held
        return held[int(rng.integers(0, len(held)))] if held else ""


def likeness(number: str, wanted: str) -> int:
    """How many first digits two national numbers share, up to five; -1 where they are not equally long."""
    if not wanted or len(number) != len(wanted):
        return -1
    shared = 0
    while shared < _BEGINNING and number[shared] == wanted[shared]:
        shared += 1
    return shared


__all__ = ["PhoneWays", "likeness", "national"]
