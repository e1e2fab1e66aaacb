"""Writing a person into a file's cells as the file writes its own: telephones, numbers, sexes, dates."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import phonenumbers

from synthetic.people.atlas import plain
from synthetic.portfolio.cells import DateStyle, is_missing

_WOMEN = frozenset({"f", "fem", "femenino", "female", "mujer", "woman", "feminino", "mulher", "w", "femenina"})
_MEN = frozenset({"masc", "masculino", "male", "hombre", "man", "homem", "varon", "h", "masculina", "v"})


def sex_of(cell: str, cells: frozenset[str]) -> str:
    """ "f", "m" or "" of a cell, among the column's cells (M is a woman where H is a man)."""
    said, others = plain(cell), {plain(other) for other in cells}
    if said == "m":
        return "f" if others & {"h", "hombre", "v"} and "f" not in others else "m"
    if said in ("1", "2") and others <= {"1", "2", ""}:
        return "m" if said == "1" else "f"
    return "f" if said in _WOMEN else "m" if said in _MEN else ""


def days_of(day: date) -> float:
    """Days since 1970."""
    return float((day - date(1970, 1, 1)).days)


def date_of(days: float) -> date:
    """The day so many days after 1970."""
    return date(1970, 1, 1) + timedelta(days=int(days))


def born_cell(born: date, style: DateStyle) -> str:
    """A birth date as the column writes dates."""
    return style.write(days_of(born))


def in_the_way_of(cells: Sequence[str], signs: str, rng: np.random.Generator) -> str:
    """Letters and digits with the punctuation of the column, put in from the right; zeros in front where cells have a width."""
    given = [cell.strip() for cell in cells[:3000] if not is_missing(cell)]
    if not given:
        return signs
    lengths = Counter(sum(c.isalnum() for c in cell) for cell in given)
    (usual, many), *_ = lengths.most_common(1)
    if many == len(given) and signs.isdigit() and any(re.sub(r"\W", "", cell).startswith("0") for cell in given):
        signs = signs.zfill(usual)
    alike = [cell for cell in given if sum(c.isalnum() for c in cell) == len(signs)] or given
    mask = alike[int(rng.integers(0, len(alike)))]
    letters = [c for cell in given for c in cell if c.isalpha()]
    lower = any(c.islower() for c in letters) and not any(c.isupper() for c in letters)
    written: list[str] = []
    left = list(signs.lower() if lower else signs)
    for sign in reversed(mask):
        if not left:
            break
        written.append(left.pop() if sign.isalnum() else sign)
    return "".join(left) + "".join(reversed(written)).lstrip(".- ")


def phone_cell(cells: Sequence[str], number: str, rng: np.random.Generator) -> str:
    """A telephone (E.164) as the column writes its own: with or without country code, trunk signs, blanks and hyphens."""
    given = [cell.strip() for cell in cells[:3000] if not is_missing(cell)]
    if not given:
        return number
    mask = given[int(rng.integers(0, len(given)))]
    digits = re.sub(r"\D", "", mask)
    bodies = _bodies(number)
    alike = [body for body in bodies if len(body) == len(digits)]
    if not alike:
        return ("+" if mask.startswith("+") else "") + (bodies[-1] if mask.startswith("+") else bodies[0])
    body = max(alike, key=lambda body: (body[: _common_start(mask)] == digits[: _common_start(mask)], -alike.index(body)))
    signs = iter(body)
    return "".join(next(signs) if c.isdigit() else c for c in mask)


def _common_start(mask: str) -> int:
    """How many first digits say how a number is written: those of country codes and trunks."""
    return 3 if mask.startswith(("+", "00", "0")) else 2


def _bodies(number: str) -> tuple[str, ...]:
    """The digits of a telephone in the ways people write them: national, with a trunk zero, with the country's code."""
    parsed = phonenumbers.parse(number)
    code, whole = str(parsed.country_code), str(phonenumbers.national_significant_number(parsed))
    bare = whole[1:] if (code, len(whole), whole[0]) in (("54", 11, "9"), ("52", 11, "1")) else whole
    found = [bare, whole, f"0{bare}", f"{code}{bare}", f"00{code}{bare}", f"{code}{whole}"]
    if code == "54" and bare != whole:
        area = max(2, phonenumbers.length_of_geographical_area_code(parsed) - 1)  # it counts the trunk 9
        found += [f"{bare[:area]}15{bare[area:]}", f"0{bare[:area]}15{bare[area:]}"]
        return (*found[:5], *found[6:], found[5])
    return tuple(found)


def mail_name(name_parts: Sequence[str], used: set[str], rng: np.random.Generator) -> str:
    """The part before the @ of a mailbox in a person's name, not used before."""
    given, first = (re.sub(r"[^a-z]", "", plain(part.split()[0])) for part in name_parts[:2])
    forms = [f"{given}.{first}", f"{given}{first}", f"{given[0]}{first}", f"{given}_{first}", f"{first}.{given}"]
    for _ in range(1000):
        made = forms[int(rng.choice(5, p=(0.35, 0.25, 0.2, 0.1, 0.1)))]
        if rng.random() < 0.55 or made in used:
            made += str(rng.integers(1, 99) if rng.random() < 0.6 else rng.integers(1960, 2005))
        if made not in used:
            break
    used.add(made)
    return made


__all__ = ["born_cell", "date_of", "days_of", "in_the_way_of", "mail_name", "phone_cell", "sex_of"]
