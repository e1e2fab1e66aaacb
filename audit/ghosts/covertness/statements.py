"""What gives ghosts away, in plain words with its counts: "termina en 0: las fantasma el 62 %, las reales el 11 %"."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import hypergeom

from audit.data_file import Words
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.field_scores import Seen
from audit.ghosts.covertness.order_traits import ROWS
from audit.ghosts.covertness.trait import NAMES, What

_FEWEST, _SURE = 8, 0.01
_DAYS = (
    ("lunes", "Monday"), ("martes", "Tuesday"), ("miércoles", "Wednesday"), ("jueves", "Thursday"), ("viernes", "Friday"),
    ("sábado", "Saturday"), ("domingo", "Sunday"),
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

    def sentence(self) -> Words:
        """The statement with its shares."""
        g, r = self.ghosts / self.of_ghosts, self.real / self.of_real
        return Words(
            f"{self.says.es}: las cuentas fantasma el {_percent(g).replace('.', ',')} % de las veces, "
            f"las reales el {_percent(r).replace('.', ',')} %",
            f"{self.says.en}: ghost accounts {_percent(g)}% of the time, real ones {_percent(r)}%",
        )


def statements(found: list[Seen], labels: Ints, most: int = 12) -> tuple[Statement, ...]:
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
    for rank, one in enumerate(sorted(tried, key=lambda t: (t.p, t.gap, t.index))):
        corrected = min(1.0, one.p * (total - rank))
        if corrected > _SURE or len(out) >= most:
            break
        trait, says = found[one.index], _says(found[one.index], one.level)
        if says is not None:
            real = one.count - one.hits
            out.append(Statement(trait.columns, trait.what, says, one.hits, ghosts, real, rows - ghosts, corrected))
    return tuple(out)


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
    value = _level(seen, level)
    if value is None or (seen.what not in _SAYS and value == ""):
        return None
    if seen.what is What.WEEKDAY and value.isdigit():
        day = _DAYS[int(value)]
        return Words(f"{es} cae en {day[0]}", f"{en} falls on a {day[1]}")
    if seen.what is What.ROUNDNESS:
        return _round(es, en, value)
    if seen.what is What.CHECK_DIGIT:
        good = value == "ok"
        return Words(
            f"el dígito verificador de {es} {'es correcto' if good else 'no es correcto'}",
            f"the check digit of {en} is {'right' if good else 'wrong'}",
        )
    if seen.what in _SAYS and trait.keys is not None:
        shown = value or "(vacío)"
        return Words(_SAYS[seen.what].es.format(c=es, v=shown), _SAYS[seen.what].en.format(c=en, v=value or "(empty)"))
    name = NAMES[seen.what]
    if trait.keys is None:
        return Words(f"{name.es} de {es} está en {value}", f"{name.en} of {en} is within {value}")
    return Words(f"{name.es} de {es} es «{value}»", f"{name.en} of {en} is “{value}”")


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
    assert trait is not None
    rows = np.flatnonzero(seen.codes == level)
    if trait.keys is not None:
        names = {trait.levels[int(k)] for k in trait.keys[rows]}
        if len(names) != 1:
            return None
        name = names.pop()
        return None if name == "" and not any(trait.levels) else name[:40]
    assert trait.values is not None
    inside = trait.values[rows]
    inside = inside[np.isfinite(inside)]
    if not len(inside):
        return "∅"
    if seen.what is What.VALUE and float(np.max(np.abs(inside))) > 600_000 and _dated(inside):
        return f"[{_day(inside.min())} – {_day(inside.max())}]"
    return f"[{inside.min():.6g} – {inside.max():.6g}]"


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
