"""What every real row of a file keeps, as rules that say of each row whether it keeps them, and which cell would."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from audit.data_file import Words
from audit.ghosts.agreement_columns import Seen, writer_of
from audit.ghosts.covertness.cells import Flags, Floats

FEWEST = 100
"""Real rows that must show a rule before it is one."""
MOST_COLUMNS = 14
"""Columns of a kind that are tried in combinations, the first of the file."""


class Bond(StrEnum):
    """The kind of a rule."""

    CONSTANT = "constant"
    FORM = "form"
    CHECK_DIGIT = "check_digit"
    FOLLOWS = "follows"
    BAND = "band"
    SUM = "sum"
    PRODUCT = "product"
    FACTOR = "factor"
    PART = "part"
    MONTHS = "months"
    ORDER = "order"
    NEVER_TOGETHER = "never_together"


SAID: Mapping[Bond, Words] = {
    Bond.CONSTANT: Words("siempre dice lo mismo", "always says the same"),
    Bond.FORM: Words("siempre se escribe de una misma forma", "is always written in one form"),
    Bond.CHECK_DIGIT: Words("siempre lleva el dígito verificador correcto", "always has the right check digit"),
    Bond.FOLLOWS: Words("siempre es lo que corresponde", "is always what goes with it"),
    Bond.BAND: Words("siempre es el tramo que corresponde", "is always the band that it falls in"),
    Bond.SUM: Words("siempre cuadra la suma", "always adds up"),
    Bond.PRODUCT: Words("siempre cuadra el producto", "always multiplies out"),
    Bond.FACTOR: Words(
        "siempre es uno de pocos factores por lo que corresponde", "is always one of a few factors times what goes with it"
    ),
    Bond.PART: Words(
        "siempre es lo que las cuotas dejan o cubren del capital", "is always what instalments leave or cover of the capital"
    ),
    Bond.MONTHS: Words("siempre cae los meses que corresponde después", "is always so many months later"),
    Bond.ORDER: Words("nunca pasa de", "never passes"),
    Bond.NEVER_TOGETHER: Words("nunca van juntos así", "never go together like that"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """`target` goes with `others`. `kept`: which of all rows keep it. `cell`: what the target's cell would have to be in a
    row (by number), None where nobody can say; the rule itself then cannot mend anything. `rows`: real rows that show it.
    """

    bond: Bond
    target: str
    others: tuple[str, ...]
    rows: int
    kept: Flags
    cell: Callable[[int], str | None] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that take part."""
        return (self.target, *self.others)

    def said(self) -> Words:
        """The rule in words."""
        others = ", ".join(f"«{name}»" for name in self.others)
        es = f"«{self.target}» {SAID[self.bond].es}" + (f" ({others})" if others else "")
        en = f"«{self.target}» {SAID[self.bond].en}" + (f" ({others})" if others else "")
        return Words(f"{es}, en las {self.rows} filas reales que lo muestran", f"{en}, in all {self.rows} real rows that show it")


def rows_told(target: Seen, made: Floats, slack: float) -> int:
    """How many real rows a computed value tells right; 0 where it is wrong in any, or tells fewer than FEWEST."""
    real = slice(0, target.real)
    both = np.isfinite(made[real]) & np.isfinite(target.value[real])
    with np.errstate(invalid="ignore"):
        wrong = both & (np.abs(made[real] - target.value[real]) > slack + 1e-9 * np.abs(made[real]))
    many = int(both.sum())
    return many if many >= FEWEST and not wrong.any() else 0


def computed(bond: Bond, target: Seen, others: tuple[str, ...], made: Floats, slack: float, rows: int) -> Rule:
    """The rule that a number or date is what `made` says (NaN where it says nothing), give or take `slack`."""
    with np.errstate(invalid="ignore"):
        off = np.abs(target.value - made) > slack + 1e-9 * np.abs(made)
    kept = ~(np.isfinite(made) & np.isfinite(target.value) & off)
    write = writer_of(target)

    def cell(row: int) -> str | None:
        value = float(made[row])
        if write is None or not np.isfinite(value):
            return None
        return write(value if target.dated else round(round(value / target.step) * target.step, 6))

    return Rule(bond, target.name, others, rows, kept, cell)


__all__ = ["FEWEST", "MOST_COLUMNS", "SAID", "Bond", "Rule", "computed", "rows_told"]
