"""How a file's tax numbers follow from its identity numbers: what stands before and after, by sex, as often as it does."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from stdnum.ar import cuit
from stdnum.co import nit
from stdnum.pe import ruc

from synthetic.portfolio.cells import is_missing

_FEWEST, _KEPT = 50, 0.9
_CHECKS: Mapping[str, Callable[[str], str]] = {
    "AR": lambda body: str(cuit.calc_check_digit(body)),
    "CO": lambda body: str(nit.calc_check_digit(body)),
    "PE": lambda body: str(ruc.calc_check_digit(body)),
}


@dataclass(frozen=True, slots=True)
class TaxWays:
    """`before`: what stands before the identity number, of rows by sex. `check`: whether a check digit follows."""

    before: Mapping[str, tuple[str, ...]]
    check: Callable[[str], str] | None
    width: int

    def make(self, number: str, sex: str, rng: np.random.Generator) -> str:
        """The tax number of a person with that identity number, without punctuation."""
        held = self.before.get(sex) or self.before[""]
        body = held[int(rng.integers(0, len(held)))] + number.zfill(self.width)
        return body + (self.check(body) if self.check else "")


def tax_ways(cells: Sequence[str], numbers: Sequence[str], sexes: Sequence[str] | None, country: str) -> TaxWays | None:
    """What the column keeps; None where it does not follow from the identity numbers."""
    pairs = []
    for row, (cell, number) in enumerate(zip(cells, numbers, strict=True)):
        if not is_missing(cell) and not is_missing(number):
            pairs.append((re.sub(r"\W", "", cell), re.sub(r"\W", "", number), sexes[row] if sexes else ""))
    if len(pairs) < _FEWEST:
        return None
    widths = Counter(len(number) for _, number, _ in pairs)
    width = max(widths) if country in ("AR", "PE") else 0
    found = [(tax.rfind(number.zfill(width)), tax, number.zfill(width), sex) for tax, number, sex in pairs]
    kept = [(tax[:at], tax[at + len(number) :], tax, sex) for at, tax, number, sex in found if at >= 0 and number]
    if len(kept) < _KEPT * len(pairs):
        return None
    after = Counter(len(rest) for _, rest, _, _ in kept).most_common(1)[0][0]
    check = _CHECKS.get(country) if after == 1 else None
    if after and check is None:
        return None
    before: dict[str, list[str]] = defaultdict(list)
    for start, _, _, sex in kept:
        before[sex].append(start)
        before[""].append(start)
    return TaxWays({sex: tuple(held) for sex, held in before.items()}, check, width)


__all__ = ["TaxWays", "tax_ways"]
