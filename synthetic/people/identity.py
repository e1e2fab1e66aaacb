"""Identity numbers: the client's own first, else from ranges the registries have not given out, with right check digits.

A number nobody holds is safe and can be seen: a vendor who knows the ranges may notice it. The pool that the client holds is the
way to go; `tell` of a number says when it was not used. What the registries' numbers say of age and sex (`agrees`) is known
from their history and kept to within years, not days: CL and AR numbers rise with the year of birth, CO ranges were given by sex
until 2000, the ninth digit of the CPF is the region, the CUIT begins 20 or 27 by sex, the CURP spells it all.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from stdnum.ar import cuit
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.mx import curp, rfc
from stdnum.pe import cui, ruc

from synthetic.people.atlas import Subdivision
from synthetic.people.mexico import curp_of, rfc_of
from synthetic.people.naming import Name

KINDS = {"CL": "RUT", "CO": "CC", "MX": "CURP", "PE": "DNI", "AR": "DNI", "BR": "CPF", "US": "SSN"}
_YEARS_OFF = 8
# (number in millions, usual year of birth): read off the registries' yearly series, good to a few years
_CL = ((3, 1930), (6, 1950), (8.5, 1960), (11, 1968), (13, 1977), (15, 1982), (17, 1989), (19, 1996), (21, 2003), (23, 2010))
_AR = (
    (4, 1930),
    (8, 1948),
    (12, 1957),
    (16, 1963),
    (20, 1968),
    (25, 1976),
    (30, 1983),
    (35, 1990),
    (40, 1997),
    (45, 2003),
    (50, 2010),
)
_PE_YOUNG = 70_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """A number without punctuation and what it is. `tell` says, for people, why a vendor might notice it; "" where it may not."""

    kind: str
    number: str
    tell: str = ""


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a number has to agree with."""

    country: str
    name: Name
    sex: str
    born: date
    home: Subdivision


def unheld(bearer: Bearer, rng: np.random.Generator) -> Identity:
    """A number that belongs to nobody, from the ranges documented in the body."""
    country = bearer.country
    if country == "CL":  # people hold up to about 29 million, firms from 50 million
        digits = str(rng.integers(36_000_000, 45_999_999))
        return Identity("RUT", digits + rut.calc_check_digit(digits), "30-49M")
    if country == "CO":  # ten-digit numbers are given in order and far below this
        return Identity("CC", str(rng.integers(1_900_000_000, 1_999_999_999)), "1.9e9")
    if country == "PE":  # 0-48 million held by adults, 60-79 and 90 million by those registered young
        return Identity("DNI", str(rng.integers(50_000_000, 58_999_999)), "50-58M")
    if country == "AR":  # births are numbered below 75 million, foreigners from 92 million
        return Identity("DNI", str(rng.integers(82_000_000, 89_999_999)), "82-89M")
    if country == "MX":  # nobody has eight namesakes born in one state on one day
        last = "9" if bearer.born.year < 2000 else "Z"
        made = curp_of(bearer.name, bearer.sex, bearer.born, bearer.home.key or "DF", last)
        return Identity("CURP", made, "homonym")
    if country == "BR":  # the registry began above this
        digits = f"0000{rng.integers(1000, 9999)}{bearer.home.key or '8'}"
        return Identity("CPF", digits + cpf_checks(digits), "0000")
    return Identity("SSN", f"666{rng.integers(1, 99):02d}{rng.integers(1, 9999):04d}", "666")  # area never issued (SSA)


def cpf_checks(digits: str) -> str:
    """The two check digits of a CPF's nine."""
    return next(f"{two:02d}" for two in range(100) if cpf.is_valid(f"{digits}{two:02d}"))


def tax_number(identity: Identity, bearer: Bearer) -> Identity:
    """The tax number that goes with an identity number: CUIT, RFC, RUC; the number itself where they are one."""
    if bearer.country == "MX":
        return Identity("RFC", rfc_of(bearer.name, bearer.born), identity.tell)
    if bearer.country == "PE" and len(identity.number) == 8:
        return Identity("RUC", f"10{identity.number}{ruc.calc_check_digit('10' + identity.number)}", identity.tell)
    if bearer.country == "AR" and identity.kind == "DNI":
        start, number = ("20" if bearer.sex == "m" else "27"), identity.number.zfill(8)
        check = cuit.calc_check_digit(start + number)
        if check not in "0123456789" or len(check) != 1:
            start = "23"
            check = cuit.calc_check_digit(start + number)
        return Identity("CUIT", start + number + check, identity.tell)
    return identity


def _year_of(series: tuple[tuple[float, int], ...], number: int) -> float:
    millions, years = zip(*series, strict=True)
    return float(np.interp(number / 1e6, millions, years))


def agrees(number: str, bearer: Bearer) -> bool:
    """Whether a number that the client holds fits the person: check digit, sex, age and place as far as it tells them."""
    digits = "".join(c for c in number if c.isdigit())
    country, born = bearer.country, bearer.born
    if country == "CL":
        body = int(digits) // 10 if number[-1].isdigit() else int(digits)
        return rut.is_valid(number) and (body >= 21_000_000 or abs(_year_of(_CL, body) - born.year) <= _YEARS_OFF)
    if country == "AR":
        if len(digits) == 11:
            prefix_fits = digits[:2] in ("23", "24") or digits[:2] == ("20" if bearer.sex == "m" else "27")
            return cuit.is_valid(number) and prefix_fits and _ar_fits(int(digits[2:10]), born)
        return _ar_fits(int(digits), born)
    if country == "CO":
        return _co_fits(int(digits), bearer)
    if country == "PE":
        if len(digits) == 9 or not number[-1].isdigit():
            return cui.is_valid(number)
        return len(digits) == 8 and (int(digits) < _PE_YOUNG or born.year >= 1988)
    if country == "MX":
        return _mx_fits(number, bearer)
    if country == "BR":
        return cpf.is_valid(number) and (not bearer.home.key or digits[8] == bearer.home.key)
    return len(digits) == 9


def years_off(number: str, bearer: Bearer) -> float:
    """How many years a number is from what the registry gave those of the bearer's age; 0 where numbers do not tell."""
    digits = "".join(c for c in number if c.isdigit())
    if bearer.country == "CL" and digits:
        body = int(digits) // 10 if number[-1].isdigit() else int(digits)
        return abs(_year_of(_CL, body) - bearer.born.year)
    if bearer.country == "AR" and digits:
        return abs(_year_of(_AR, int(digits[2:10] if len(digits) == 11 else digits)) - bearer.born.year)
    return 0.0


def year_told(number: str, country: str) -> float | None:
    """The year of birth that a number alone tells; None where the country's numbers do not rise with it."""
    digits = "".join(c for c in number if c.isdigit())
    series = {"CL": _CL, "AR": _AR}.get(country)
    if series is None or not digits:
        return None
    body = (
        int(digits[2:10] if len(digits) == 11 else digits)
        if country == "AR"
        else int(digits[: len(digits) - number[-1].isdigit()])
    )
    return _year_of(series, body) if body < series[-1][0] * 1e6 else None


def _ar_fits(dni: int, born: date) -> bool:
    return dni >= 82_000_000 or abs(_year_of(_AR, dni) - born.year) <= _YEARS_OFF


def _co_fits(number: int, bearer: Bearer) -> bool:
    if number >= 1_000_000_000:
        return bearer.born.year >= 1980 or number >= 1_800_000_000
    if number < 20_000_000 or 70_000_000 <= number < 100_000_000:
        return bearer.sex == "m" and bearer.born.year <= 1990
    return number >= 100_000_000 or (bearer.sex == "f" and bearer.born.year <= 1990)


def _mx_fits(number: str, bearer: Bearer) -> bool:
    text = number.strip().upper()
    if len(text) == 18:
        made = curp_of(bearer.name, bearer.sex, bearer.born, text[11:13], text[16])
        return curp.is_valid(text) and made[:16] == text[:16]
    return rfc.is_valid(text) and rfc_of(bearer.name, bearer.born)[:10] == text[:10]


__all__ = ["KINDS", "Bearer", "Identity", "agrees", "cpf_checks", "tax_number", "unheld", "year_told", "years_off"]
