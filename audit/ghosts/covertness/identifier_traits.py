"""What identifiers give away: their ranges, the gaps to their neighbours, and the check digits that hold or fail."""

import re
from collections.abc import Callable

import numpy as np
from stdnum import luhn
from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.ec import ci as ec_ci
from stdnum.mx import curp, rfc
from stdnum.pe import ruc

from audit.ghosts.covertness.cells import Floats
from audit.ghosts.covertness.kinds import Held
from audit.ghosts.covertness.number_traits import gap
from audit.ghosts.covertness.text_traits import run
from audit.ghosts.covertness.trait import Trait, What, counted, each, frequency, keyed, numeric


def _mod11(text: str) -> bool:
    digits = re.sub(r"[^0-9Kk]", "", text)
    if len(digits) < 3 or not digits[:-1].isdigit():
        return False
    total = sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(digits[:-1])))
    return digits[-1].upper() == "0123456789K0"[(11 - total % 11) % 11]


def _mod97(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(digits) > 2 and int(digits[:-2]) % 97 == int(digits[-2:])


CHECKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("luhn", lambda text: luhn.is_valid(re.sub(r"\D", "", text))),
    ("mod11", _mod11),
    ("mod97", _mod97),
    ("rut", rut.is_valid),
    ("cpf", cpf.is_valid),
    ("cnpj", cnpj.is_valid),
    ("cuit", cuit.is_valid),
    ("nit", nit.is_valid),
    ("ruc", ruc.is_valid),
    ("ci-ec", ec_ci.is_valid),
    ("rfc", lambda text: bool(rfc.is_valid(text, validate_check_digits=True))),
    ("curp", curp.is_valid),
)
_STANDS_OUT = 0.6
"""A check that so many pass is the column's own; by chance one in ten or eleven would."""


def identifier_traits(held: Held) -> list[Trait]:
    """Traits of a column of identifiers."""
    name = (held.name,)
    body = [re.sub(r"\W", "", cell) for cell in held.cells]
    digits = [re.sub(r"\D", "", text) for text in body]
    value = identifier_values(held)
    found = numeric(name, What.VALUE, value)
    found += numeric(name, What.GAP, gap(value)) + _sides(name, value)
    for size in (1, 2, 3, 4):
        found += keyed(name, What.START, [text[:size] for text in body], shown=False, detail=str(size))
    found += keyed(name, What.LAST_DIGIT, [text[-1:] for text in body])
    found += keyed(name, What.LAST_TWO, [text[-2:] for text in digits])
    found += keyed(name, What.FORMAT, each(held.cells, lambda c: re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", c))[:40]))
    found += numeric(name, What.LENGTH, counted(body, len))
    found += numeric(name, What.DIGITS, counted(digits, lambda text: float(len(set(text)))), detail="distinct")
    found += numeric(name, What.DIGITS, counted(digits, run), detail="run")
    found += numeric(name, What.REPEATED, frequency(each(body, str.upper)))
    return found + check_traits(held)


def identifier_values(held: Held) -> Floats:
    """An identifier's digits as a number, the check digit after a dash left out; other texts by their alphabetical rank."""
    digits = [re.sub(r"\D", "", re.sub(r"-[\dKk]$", "", cell.strip())) for cell in held.cells]
    if sum(bool(d) for d in digits) > 0.9 * sum(not none for none in held.missing):
        return np.array([float(d) if 0 < len(d) < 300 else np.nan for d in digits])
    known = {cell: float(i) for i, cell in enumerate(sorted(set(held.cells)))}
    return np.array([np.nan if none else known[cell] for cell, none in zip(held.cells, held.missing, strict=True)])


def check_traits(held: Held) -> list[Trait]:
    """Whether each number passes the checks that the column as a whole passes."""
    filled = [cell for cell, none in zip(held.cells, held.missing, strict=True) if not none]
    found: list[Trait] = []
    for check, valid in CHECKS:
        known = {cell: bool(valid(cell)) for cell in set(filled)}
        if filled and sum(known[cell] for cell in filled) > _STANDS_OUT * len(filled):
            labels = ["" if none else "ok" if known[cell] else "x" for cell, none in zip(held.cells, held.missing, strict=True)]
            found += keyed((held.name,), What.CHECK_DIGIT, labels, detail=check)
    return found


def _sides(name: tuple[str, ...], value: Floats) -> list[Trait]:
    """The gap before and after, for numbers planted in the holes of a sequence."""
    before, after = np.full(len(value), np.nan), np.full(len(value), np.nan)
    good = np.flatnonzero(np.isfinite(value))
    order = good[np.argsort(value[good], kind="stable")]
    step = np.log1p(np.diff(value[order])) if len(order) > 2 else np.zeros(0)
    before[order[1:]], after[order[:-1]] = step, step
    return numeric(name, What.GAP, before, "before") + numeric(name, What.GAP, after, "after")
