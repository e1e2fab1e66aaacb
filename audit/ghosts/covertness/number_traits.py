"""What numbers and dates give away: their value, digits and roundness, weekdays, and the gaps between them."""

import re

import numpy as np

from audit.ghosts.covertness.cells import Floats
from audit.ghosts.covertness.kinds import Held
from audit.ghosts.covertness.trait import Trait, What, frequency, keyed, numeric

FEW = 40
"""Up to so many distinct values, each is a level of its own."""


def number_traits(held: Held, as_written: bool) -> list[Trait]:
    """Traits of a numeric column; how decimals are written counts only where both kinds of row come from one file."""
    x, name = held.number, (held.name,)
    found = numeric(name, What.VALUE, x)
    distinct = np.unique(x[np.isfinite(x)])
    if len(distinct) <= FEW:
        found += keyed(name, What.VALUE, [_shown(v) for v in x])
    if len(distinct) <= 12:
        return found + _written(held, as_written)
    found += numeric(name, What.FREQUENCY, frequency(np.round(x, 6).astype(str).astype(object)))
    found += numeric(name, What.GAP, gap(x))
    digits = ["" if np.isnan(v) else f"{abs(v):.6f}".rstrip("0").rstrip(".") for v in x]
    whole = [text.split(".")[0] for text in digits]
    found += keyed(name, What.ROUNDNESS, [_zeros(text) for text in digits])
    found += keyed(name, What.LAST_DIGIT, [text[-1:] for text in whole])
    if float(np.nanmax(np.abs(x))) >= 100:
        found += keyed(name, What.LAST_TWO, [text[-2:] for text in whole])
    found += keyed(name, What.FIRST_DIGIT, [text.lstrip("0.")[:1] for text in digits])
    if any("." in text for text in digits):
        found += keyed(name, What.DECIMALS, [str(len(text.partition(".")[2])) for text in digits])
        found += keyed(name, What.CENTS, ["" if np.isnan(v) else f"{round(abs(v) % 1 * 100) % 100:02d}" for v in x])
    return found + _written(held, as_written)


def date_traits(held: Held, as_written: bool) -> list[Trait]:
    """Traits of a column of dates."""
    day, name = held.day, (held.name,)
    found = numeric(name, What.VALUE, day)
    good = np.isfinite(day)
    whole = np.where(good, np.floor(day), 0).astype(np.int64)
    found += keyed(name, What.WEEKDAY, [str((d + 6) % 7) if ok else "" for d, ok in zip(whole, good, strict=True)])
    stamps = [str(np.datetime64("0001-01-01") + (int(d) - 1)) if ok else "" for d, ok in zip(whole, good, strict=True)]
    found += keyed(name, What.DAY_OF_MONTH, [stamp[-2:] for stamp in stamps])
    found += keyed(name, What.MONTH, [stamp[5:7] for stamp in stamps])
    found += numeric(name, What.FREQUENCY, frequency(np.asarray(stamps, dtype=object)))
    found += numeric(name, What.GAP, gap(day))
    if np.any(np.mod(day[good], 1) > 0):
        found += numeric(name, What.TIME_OF_DAY, np.where(good, np.mod(day, 1) * 24, np.nan))
        seconds = [str(round(d % 1 * 86400) % 60) if ok else "" for d, ok in zip(day, good, strict=True)]
        found += keyed(name, What.TIME_OF_DAY, seconds, detail="s")
    return found + _written(held, as_written)


def gap(x: Floats) -> Floats:
    """The distance to the nearest other value in the column, as a logarithm; a repeated value is at distance none."""
    out = np.full(len(x), np.nan)
    good = np.flatnonzero(np.isfinite(x))
    if len(good) < 3:
        return out
    order = good[np.argsort(x[good], kind="stable")]
    step = np.diff(x[order])
    nearest = np.minimum(np.r_[step, np.inf], np.r_[np.inf, step])
    out[order] = np.log1p(nearest)
    return out


def _written(held: Held, as_written: bool) -> list[Trait]:
    if not as_written:
        return []
    forms = [re.sub(r"\d+", "9", cell) if len(cell) < 40 else "…" for cell in held.cells]
    decimals = ["" if none else _decimals(cell) for cell, none in zip(held.cells, held.missing, strict=True)]
    return keyed((held.name,), What.FORMAT, forms) + keyed((held.name,), What.FORMAT, decimals, detail="decimals")


def _decimals(cell: str) -> str:
    return str(len(re.split(r"[.,]", cell)[-1])) if re.search(r"[.,]\d+\D*$", cell) else "0"


def _zeros(text: str) -> str:
    """How many zeros end a whole number; none for one with decimals."""
    return "" if not text else "-1" if "." in text else "9" if text == "0" else str(min(6, len(text) - len(text.rstrip("0"))))


def _shown(value: float) -> str:
    return "" if np.isnan(value) else f"{value:g}"
