"""The sum that a spreadsheet writes below the last account: taken for one of them it would be owed, audited or drawn from."""

import re
from collections.abc import Sequence

TOTAL = r"(gran |sub)?total(es)?( general| cartera)?:?|grand total|suma"
"""What stands in its first filled cell, in small letters."""
_TOTAL = re.compile(TOTAL, re.IGNORECASE)


def is_total(row: Sequence[str]) -> bool:
    """Whether a row is that sum: it begins with the word, and half of its cells or more are empty."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and 2 * len(filled) <= len(row) and _TOTAL.fullmatch(filled[0]) is not None
