"""What gives ghosts away, in plain words with its counts: "termina en 0: las fantasma el 62 %, las reales el 11 %"."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import hypergeom

from audit.data_file import Words
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.field_scores import Seen
from audit.ghosts.covertness.order_traits import ROWS
from audit.ghosts.covertness.trait import NAMES, What

_FEWEST, _SURE, _PROVEN, _LIFT = 8, 0.01, 0.0025, 5.0
_DAYS = (
    ("lunes", "Monday"), ("martes", "Tuesday"), ("miércoles", "Wednesday"), ("jueves", "Thursday"), ("viernes", "Friday"),
    ("sábado", "Saturday"), ("domingo", "Sunday"),
)  # fmt: skip
_PLAIN = (
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


@dataclass(frozen=True, slots=True)
class Statement:
    """Something true of `ghosts` of `of_ghosts` ghosts and `real` of `of_real` real rows; `p` after Holm's correction."""

    columns: tuple[str, ...]
    what: What
    says: Words
    ghosts: int
    of_ghosts: int
    real: int
    of_real: int
    p: float

    @property
    def singles_out(self) -> bool:
        """Whether it is proven and whoever it is true of is far likelier a ghost: a vendor could act on it alone."""
        return self.p <= _PROVEN and self.ghosts * self.of_real >= _LIFT * max(self.real, 0.5) * self.of_ghosts

    def sentence(self) -> Words:
        """The statement with its shares."""
        g, r = self.ghosts / self.of_ghosts, self.real / self.of_real
        return Words(
            f"{self.says.es}: las cuentas fantasma el {_percent(g).replace('.', ',')} % de las veces, "
            f"las reales el {_percent(r).replace('.', ',')} %",
            f"{self.says.en}: ghost accounts {_percent(g)}% of the time, real ones {_percent(r)}%",
        )


def statements(found: list[Seen], labels: Ints) -> tuple[Statement, ...]:
    """The surest statements, one a trait at most; every level of every trait is tested and Holm corrects for them all."""
    ghosts, rows = int(labels.sum()), len(labels)
    tried: list[_Tried] = []
    total = 0
    for i, trait in enumerate(found):
        if trait.trait is None:
            continue
        count = np.bincount(trait.codes)
        hits = np.bincount(trait.codes, weights=labels.astype(np.float64)).astype(np.int64)
        levels = np.flatnonzero((count >= _FEWEST) & (count <= rows - _FEWEST))
        total += len(levels)
        if len(levels):
            p, gap = _exact(hits[levels], count[levels], ghosts, rows), _gap(hits[levels], count[levels], ghosts, rows)
            best = int(np.lexsort((-gap, p))[0])
            level = int(levels[best])
            tried.append(_Tried(float(p[best]), -float(gap[best]), i, level, int(hits[level]), int(count[level])))
    out: list[Statement] = []
    sure = []
    for rank, one in enumerate(sorted(tried, key=lambda t: (t.p, t.gap, t.index))):
        corrected = min(1.0, one.p * (total - rank))
        if corrected > _SURE:
            break
        sure.append((min(20, int(-np.log10(corrected + 1e-300) / 3)), corrected, one))
    for _, corrected, one in sorted(sure, key=lambda row: (-row[0], _plainness(found[row[2].index]), row[1])):
        trait, says = found[one.index], _says(found[one.index], one.level)
        if says is not None and says not in [s.says for s in out]:
            real = one.count - one.hits
            out.append(Statement(trait.columns, trait.what, says, one.hits, ghosts, real, rows - ghosts, corrected))
    return tuple(out)


def _plainness(seen: Seen) -> int:
    """Of statements about as sure, the ones that people grasp at once come first."""
    return _PLAIN.index(seen.what) if seen.what in _PLAIN and seen.trait and seen.trait.keys is not None else len(_PLAIN)


@dataclass(frozen=True, slots=True)
class _Tried:
    """The surest level of a trait: how many ghosts and rows have it."""

    p: float
    gap: float
    index: int
    level: int
    hits: int
    count: int


def _exact(hits: Ints, count: Ints, ghosts: int, rows: int) -> Floats:
    """Fisher's exact test, both sides (the smaller one twice)."""
    above = hypergeom.sf(hits - 1, rows, ghosts, count)
    below = hypergeom.cdf(hits, rows, ghosts, count)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(above, below)), dtype=np.float64)


def _gap(hits: Ints, count: Ints, ghosts: int, rows: int) -> Floats:
    return np.asarray(np.abs(hits / ghosts - (count - hits) / (rows - ghosts)), dtype=np.float64)


def _says(seen: Seen, level: int) -> Words | None:
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
        return Words(f"lo que dice {es} aparece en {span} filas", f"what {en} says appears in {span} rows")
    if seen.what is What.GAP:
        low, high = float(np.expm1(low)), float(np.expm1(high))
        span = _span(low, high)
        return Words(f"el número vecino de {es} está a {span}", f"the next number to {en} is {span} away")
    if seen.what is What.LENGTH:
        return Words(f"{es} tiene {_span(low, high)} caracteres", f"{en} has {_span(low, high)} characters")
    if seen.what in (What.RELATION, What.SORTING, What.RARITY):
        return None
    name = NAMES[seen.what]
    span = f"{_day(low)} – {_day(high)}" if seen.what is What.VALUE and _dated(inside) else _span(low, high)
    return Words(f"{name.es} de {es} está en {span}", f"{name.en} of {en} is within {span}")


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
    es = " y ".join("el orden de las filas" if c == ROWS else f"«{c}»" for c in columns[:3])
    en = " and ".join("the order of rows" if c == ROWS else f"“{c}”" for c in columns[:3])
    return (es + ("…" if len(columns) > 3 else ""), en + ("…" if len(columns) > 3 else ""))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if 0 < share < 0.1 or 0.9 < share < 1 else f"{100 * share:.0f}"
