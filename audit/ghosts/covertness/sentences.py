"""A level of a trait as a sentence, in Spanish and English: what is true of the rows in it."""

import numpy as np

from audit.data_file import Words
from audit.ghosts.covertness.cells import Floats
from audit.ghosts.covertness.field_scores import Seen
from audit.ghosts.covertness.order_traits import ROWS
from audit.ghosts.covertness.trait import NAMES, What

_DAYS = (
    ("lunes", "Monday"), ("martes", "Tuesday"), ("miércoles", "Wednesday"), ("jueves", "Thursday"), ("viernes", "Friday"),
    ("sábado", "Saturday"), ("domingo", "Sunday"),
)  # fmt: skip
PLAIN = (
    What.MISSING, What.ROUNDNESS, What.CHECK_DIGIT, What.WEEKDAY, What.VALUE, What.DOMAIN, What.ENCODING, What.SORTING,
    What.LAST_DIGIT, What.CENTS, What.DECIMALS, What.DAY_OF_MONTH, What.LETTERS, What.SPACES, What.FORMAT,
)  # fmt: skip
_SAYS: dict[What, Words] = {
    What.LAST_DIGIT: Words("{c} termina en {v}", "{c} ends in {v}"),
    What.LAST_TWO: Words("{c} termina en {v}", "{c} ends in {v}"),
    What.FIRST_DIGIT: Words("{c} empieza con {v}", "{c} begins with {v}"),
    What.START: Words("{c} empieza con {v}", "{c} begins with {v}"),
    What.END: Words("{c} termina en {v}", "{c} ends in {v}"),
    What.DECIMALS: Words("{c} lleva {v} decimales", "{c} has {v} decimals"),
    What.CENTS: Words("los centavos de {c} son {v}", "the cents of {c} are {v}"),
    What.DAY_OF_MONTH: Words("{c} cae en día {v}", "{c} falls on day {v}"),
    What.MONTH: Words("{c} cae en el mes {v}", "{c} falls in month {v}"),
    What.FORMAT: Words("{c} se escribe como {v}", "{c} is written like {v}"),
    What.LETTERS: Words("{c} va en letras {v}", "{c} is in letters {v}"),
    What.SPACES: Words("{c} lleva espacios {v}", "{c} has spaces {v}"),
    What.ENCODING: Words("{c} está codificado {v}", "{c} is encoded {v}"),
    What.DOMAIN: Words("{c} es de {v}", "{c} is at {v}"),
    What.MISSING: Words("{c}: {v}", "{c}: {v}"),
    What.VALUE: Words("{c} es {v}", "{c} is {v}"),
}


def says_of(seen: Seen, level: int) -> Words | None:
    """What is true of the rows of a level, without shares; None where it cannot be said or must not be shown."""
    trait = seen.trait
    if trait is None:
        return None
    es, en = column_words(seen.columns)
    if trait.keys is None:
        return _ranged(seen, level, es, en)
    value = _level(seen, level)
    if value is None:
        return None
    if seen.what is What.WEEKDAY and value.isdigit():
        day = _DAYS[int(value)]
        return Words(f"{es} cae en {day[0]}", f"{en} falls on a {day[1]}")
    if seen.what is What.ROUNDNESS:
        return _round(es, en, value)
    if seen.what is What.SORTING:
        return _in_order(seen.columns[-1], value, trait.detail)
    if seen.what is What.CHECK_DIGIT:
        good = value == "ok"
        return Words(
            f"el dígito verificador de {es} {'es correcto' if good else 'no es correcto'}",
            f"the check digit of {en} is {'right' if good else 'wrong'}",
        )
    if seen.what is What.MISSING and value in ("falta", "está"):
        here = value == "está"
        return Words(f"{es} {'viene lleno' if here else 'viene vacío'}", f"{en} is {'filled' if here else 'empty'}")
    says = _SAYS.get(seen.what)
    if says is not None:
        return Words(says.es.format(c=es, v=value or "(vacío)"), says.en.format(c=en, v=value or "(empty)"))
    name = NAMES[seen.what]
    return Words(f"{name.es} de {es} es «{value}»", f"{name.en} of {en} is “{value}”")


def _in_order(column: str, value: str, detail: str) -> Words:
    if detail == "run":
        alone = value == "0"
        return Words(
            f"«{column}» {'difiere de' if alone else 'sigue igual en'} las filas vecinas",
            f"“{column}” {'differs from' if alone else 'goes on in'} the rows beside it",
        )
    kept = value == "0"
    return Words(
        f"la fila {'respeta' if kept else 'rompe'} el orden del archivo por «{column}»",
        f"the row {'keeps' if kept else 'breaks'} the file's sorting by “{column}”",
    )


def _ranged(seen: Seen, level: int, es: str, en: str) -> Words | None:
    """A stretch of a numeric trait; counts are told as counts, distances of relations only as far or near."""
    assert seen.trait is not None and seen.trait.values is not None
    inside = seen.trait.values[seen.codes == level]
    inside = inside[np.isfinite(inside)]
    if not len(inside):
        return Words(f"{es} viene vacío o no se puede leer", f"{en} is empty or cannot be read")
    low, high = float(inside.min()), float(inside.max())
    if seen.what in (What.FREQUENCY, What.REPEATED, What.COMBINATION, What.DOMAIN):
        low, high = round(float(np.exp(low))), round(float(np.exp(high)))
        span = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        return Words(f"lo que dice {es} aparece en {span} fila(s)", f"what {en} says appears in {span} row(s)")
    if seen.what is What.GAP:
        low, high = float(np.expm1(low)), float(np.expm1(high))
        span = _span(low, high)
        return Words(f"el número vecino de {es} está a {span}", f"the next number to {en} is {span} away")
    if seen.what is What.LENGTH:
        return Words(f"{es} tiene {_span(low, high)} caracteres", f"{en} has {_span(low, high)} characters")
    if seen.what is What.RELATION:
        return _related(seen, (low + high) / 2, _span(low, high), es, en)
    if seen.what in (What.SORTING, What.RARITY):
        return None
    name = NAMES[seen.what]
    span = f"{_day(low)} – {_day(high)}" if seen.what is What.VALUE and _dated(inside) else _span(low, high)
    return Words(f"{name.es} de {es} está en {span}", f"{name.en} of {en} is within {span}")


def _related(seen: Seen, middle: float, span: str, es: str, en: str) -> Words | None:
    """Days apart as days; distances from what the other columns say only as agreeing or not."""
    assert seen.trait is not None and seen.trait.values is not None
    if seen.trait.detail == "days":
        return Words(f"entre {es} pasan {span} días", f"between {en} there are {span} days")
    if seen.trait.detail not in ("sum", "product", "within", "sequence"):
        return None
    if middle > float(np.nanmedian(seen.trait.values)):
        return Words(f"{es} no cuadran entre sí", f"{en} do not agree with one another")
    return Words(f"{es} cuadran entre sí", f"{en} agree with one another")


def _span(low: float, high: float) -> str:
    return f"{low:.6g}" if low == high else f"{low:.6g} – {high:.6g}"


def _round(es: str, en: str, value: str) -> Words:
    if value == "-1":
        return Words(f"{es} lleva decimales", f"{en} has decimals")
    if value in ("", "9"):
        return Words(f"{es} es cero o falta", f"{en} is zero or missing")
    if value == "0":
        return Words(f"{es} no termina en cero", f"{en} does not end in a zero")
    return Words(f"{es} termina en {value} ceros", f"{en} ends in {value} zeros")


def _level(seen: Seen, level: int) -> str | None:
    """The level as people read it; None where it must not be shown."""
    trait = seen.trait
    assert trait is not None and trait.keys is not None
    names = {trait.levels[int(k)] for k in trait.keys[seen.codes == level]}
    name = names.pop() if len(names) == 1 else None
    return None if name is None or (name == "" and not any(trait.levels)) else name[:40]


def _dated(values: Floats) -> bool:
    return bool(np.all((values > 690_000) & (values < 767_000)))


def _day(value: float) -> str:
    return str(np.datetime64("0001-01-01") + (int(value) - 1))


def column_words(columns: tuple[str, ...]) -> tuple[str, str]:
    """Columns as people name them, in Spanish and English; the order of rows has no column."""
    es, en = (
        _listed(columns[:3], *words)
        for words in (("«", "»", "el orden de las filas", " y "), ("“", "”", "the order of rows", " and "))
    )
    return (es + ("…" if len(columns) > 3 else ""), en + ("…" if len(columns) > 3 else ""))


def _listed(columns: tuple[str, ...], opening: str, closing: str, order: str, last: str) -> str:
    named = [order if c == ROWS else f"{opening}{c}{closing}" for c in columns]
    return ", ".join(named[:-1]) + last + named[-1] if len(named) > 1 else named[0]


def percent(share: float) -> str:
    """One decimal near none and near all."""
    return f"{100 * share:.1f}" if 0 < share < 0.1 or 0.9 < share < 1 else f"{100 * share:.0f}"
