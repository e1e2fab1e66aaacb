"""A trait: one thing a suspicious reader can see in a row, as a number or as one of some levels."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from audit.data_file import Words
from audit.ghosts.covertness.cells import Floats, Ints

OTHER = ""
"""The label of a level that is not shown, because it is rare or private."""


class What(StrEnum):
    """What is seen."""

    VALUE = "value"
    FREQUENCY = "frequency"
    ROUNDNESS = "roundness"
    LAST_DIGIT = "last_digit"
    LAST_TWO = "last_two_digits"
    FIRST_DIGIT = "first_digit"
    DECIMALS = "decimals"
    CENTS = "cents"
    GAP = "gap"
    WEEKDAY = "weekday"
    DAY_OF_MONTH = "day_of_month"
    MONTH = "month"
    TIME_OF_DAY = "time_of_day"
    FORMAT = "format"
    LENGTH = "length"
    LETTERS = "letters"
    SPACES = "spaces"
    ENCODING = "encoding"
    WORDS = "words"
    RARITY = "rarity"
    START = "start"
    END = "end"
    DOMAIN = "domain"
    DIGITS = "digits"
    CHECK_DIGIT = "check_digit"
    MISSING = "missing"
    RELATION = "relation"
    COMBINATION = "combination"
    CONTAINED = "contained"
    REPEATED = "repeated"
    POSITION = "position"
    SORTING = "sorting"
    NGRAMS = "ngrams"


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """What is seen in some columns, for each row: `values` (NaN where nothing) or `keys` into `levels`."""

    columns: tuple[str, ...]
    what: What
    values: Floats | None = None
    keys: Ints | None = None
    levels: tuple[str, ...] = ()
    detail: str = ""

    def codes(self, bins: int = 12) -> Ints:
        """Every row as one of a few levels: keys as they are, numbers by quantile, heavy values and NaN on their own."""
        if self.keys is not None:
            return self.keys
        return binned(self.values, bins) if self.values is not None else np.zeros(0, dtype=np.int64)


def numeric(columns: Iterable[str], what: What, values: Floats, detail: str = "") -> list[Trait]:
    """The trait, or none where every row has the same."""
    kept = values[np.isfinite(values)]
    if len(kept) < 5 or (np.ptp(kept) == 0 and len(kept) == len(values)):
        return []
    return [Trait(tuple(columns), what, values=values.astype(np.float64), detail=detail)]


def keyed(columns: Iterable[str], what: What, labels: Sequence[str], shown: bool = True, detail: str = "") -> list[Trait]:
    """The trait of a label a row, or none where every row has the same. Labels that are not `shown` stay unnamed."""
    levels, keys = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
    if len(levels) < 2:
        return []
    names = tuple(str(level) for level in levels) if shown else (OTHER,) * len(levels)
    return [Trait(tuple(columns), what, keys=keys.astype(np.int64), levels=names, detail=detail)]


def each(cells: Sequence[str], see: Callable[[str], str]) -> list[str]:
    """`see` of every cell, asked once for each distinct one."""
    known = {cell: see(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def counted(cells: Sequence[str], see: Callable[[str], float]) -> Floats:
    """A number for every cell, asked once for each distinct one."""
    known = {cell: see(cell) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], dtype=np.float64)


def frequency(keys: Sequence[str] | Ints) -> Floats:
    """How many rows share a row's key, as a logarithm."""
    _, inverse, count = np.unique(np.asarray(keys).astype(str), return_inverse=True, return_counts=True)
    return np.log(count[inverse].astype(np.float64))


def binned(values: Floats, bins: int) -> Ints:
    """Quantile bins from 1; 0 for NaN. A value that fills a bin alone has its own."""
    out = np.zeros(len(values), dtype=np.int64)
    good = np.isfinite(values)
    if not good.any():
        return out
    distinct = np.unique(values[good])
    if len(distinct) <= bins:
        out[good] = 1 + np.searchsorted(distinct, values[good])
        return out
    edges = np.unique(np.quantile(values[good], np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    heavy = [edge for edge in edges if (values == edge).mean() > 1 / bins]
    cuts = np.unique(np.concatenate([edges, [np.nextafter(h, -np.inf) for h in heavy]]))
    out[good] = 1 + np.searchsorted(cuts, values[good], side="left")
    return out


NAMES: dict[What, Words] = {
    What.VALUE: Words("el valor", "the value"),
    What.FREQUENCY: Words("lo común o raro del valor", "how common the value is"),
    What.ROUNDNESS: Words("lo redondo del número", "how round the number is"),
    What.LAST_DIGIT: Words("el último dígito", "the last digit"),
    What.LAST_TWO: Words("los dos últimos dígitos", "the last two digits"),
    What.FIRST_DIGIT: Words("el primer dígito", "the first digit"),
    What.DECIMALS: Words("cuántos decimales lleva", "how many decimals it has"),
    What.CENTS: Words("los centavos", "the cents"),
    What.GAP: Words("el salto hasta el número vecino", "the gap to the next number"),
    What.WEEKDAY: Words("el día de la semana", "the day of the week"),
    What.DAY_OF_MONTH: Words("el día del mes", "the day of the month"),
    What.MONTH: Words("el mes", "the month"),
    What.TIME_OF_DAY: Words("la hora", "the time of day"),
    What.FORMAT: Words("cómo está escrito", "how it is written"),
    What.LENGTH: Words("el largo", "the length"),
    What.LETTERS: Words("mayúsculas y acentos", "capitals and accents"),
    What.SPACES: Words("los espacios", "the spaces"),
    What.ENCODING: Words("la codificación de los caracteres", "the encoding of its characters"),
    What.WORDS: Words("el número de palabras", "the number of words"),
    What.RARITY: Words("lo raro de sus palabras", "how rare its words are"),
    What.START: Words("el comienzo", "the beginning"),
    What.END: Words("el final", "the end"),
    What.DOMAIN: Words("el dominio del correo", "the mail's domain"),
    What.DIGITS: Words("sus dígitos", "its digits"),
    What.CHECK_DIGIT: Words("el dígito verificador", "the check digit"),
    What.MISSING: Words("lo que falta", "what is missing"),
    What.RELATION: Words("la relación entre sus números", "the relation between its numbers"),
    What.COMBINATION: Words("la combinación de valores", "the combination of values"),
    What.CONTAINED: Words("si uno contiene al otro", "whether one contains the other"),
    What.REPEATED: Words("lo que se repite en otras filas", "what is repeated in other rows"),
    What.POSITION: Words("el lugar en el archivo", "the place in the file"),
    What.SORTING: Words("el orden del archivo", "the file's sorting"),
    What.NGRAMS: Words("los trozos de texto", "the pieces of text"),
}
