"""All that a client's file teaches about its people: names, birth dates, mail, numbers, telephones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from stdnum.exceptions import ValidationError

from synthetic.people.atlas import find
from synthetic.people.identity import Bearer, agrees
from synthetic.people.mails import MailStyle
from synthetic.people.mapping import Role, Roles
from synthetic.people.mexico_ways import RfcWays, rfc_ways
from synthetic.people.name_columns import FileNames
from synthetic.people.naming import Name
from synthetic.people.phone_ways import PhoneWays
from synthetic.people.series import Series
from synthetic.people.tax_ways import TaxWays, tax_ways
from synthetic.people.writing import date_of, days_of, sex_of
from synthetic.portfolio.cells import is_missing
from synthetic.portfolio.learning import Learnt
from synthetic.portfolio.table import Table

NAMES = (Role.NAME, Role.GIVEN, Role.SURNAMES, Role.SURNAME1, Role.SURNAME2)
_SAMPLE, _FEWEST, _MOSTLY = 400, 50, 0.9


@dataclass(frozen=True, slots=True)
class FileWays:
    """How the people of a file are written down. `births`: of rows, None where nothing in the file tells them.

    `agree`: whether nearly all of its identity numbers go with age and sex as the registries gave them.
    """

    names: FileNames
    births: tuple[date | None, ...] | None
    mails: MailStyle | None
    series: Series | None
    rfc: Mapping[str, RfcWays]
    tax: Mapping[str, TaxWays]
    phones: Mapping[str, PhoneWays]
    agree: bool


def file_ways(table: Table, roles: Roles, learnt: Learnt, country: str) -> FileWays:
    """What the file teaches, `learnt` before without its people."""
    cells = {role: table.column(column).cells() for role in NAMES if (column := roles.one(role))}
    sexes, births = _sexes(table, roles), _births(roles, learnt)
    names = FileNames(cells, country, sexes, _years(births))
    rfc = _rfcs(table, roles, country, names, births)
    if births is None and rfc:
        births = next(iter(rfc.values())).dates
        names = FileNames(cells, country, sexes, _years(births))
    mail = roles.one(Role.EMAIL)
    mails = MailStyle(table.column(mail).cells(), names.parts, births) if mail else None
    told = sexes if sexes is not None else names.sexes if cells else None
    number = roles.one(Role.NATIONAL_ID) or roles.one(Role.TAX_ID)
    series = None
    if number is not None and number not in rfc:
        days = np.array([days_of(day) if day else np.nan for day in births]) if births else np.full(len(table), np.nan)
        whole = roles.one(Role.CHECK_DIGIT) is None
        series = Series(table.column(number).cells(), days, country, with_check=whole, sexes=told)
    places = roles.one(Role.CITY) or roles.one(Role.REGION)
    here = table.column(places).cells() if places else None
    phones = {column: PhoneWays(table.column(column).cells(), here, country) for column in roles.of(Role.PHONE)}
    tax: dict[str, TaxWays] = {}
    base = roles.one(Role.NATIONAL_ID)
    for column in roles.of(Role.TAX_ID):
        if column not in rfc and base is not None:
            found = tax_ways(table.column(column).cells(), table.column(base).cells(), told, country)
            tax |= {column: found} if found else {}
    agree = _agree(table, roles, births, told, country) if number is not None and number not in rfc else True
    return FileWays(names, tuple(births) if births else None, mails, series, rfc, tax, phones, agree)


def _sexes(table: Table, roles: Roles) -> list[str] | None:
    column = roles.one(Role.SEX)
    if column is None:
        return None
    held = table.column(column)
    told = [sex_of(text, frozenset(held.texts)) for text in held.texts]
    return [told[code] for code in held.codes]


def _births(roles: Roles, learnt: Learnt) -> Sequence[date | None] | None:
    """Each row's birth date; None where the file has no column of them."""
    born = roles.one(Role.BORN)
    if not any(known.name == born and known.date for known in learnt.told):
        return None
    return [date_of(days) if np.isfinite(days) else None for days in learnt.known(str(born)).row_values]


def _years(births: Sequence[date | None] | None) -> list[float] | None:
    return [float(day.year) if day else float("nan") for day in births] if births else None


def _rfcs(table: Table, roles: Roles, country: str, names: FileNames, births: Sequence[date | None] | None) -> dict[str, RfcWays]:
    if country != "MX" or not names.parts:
        return {}
    found = {}
    for column in (*roles.of(Role.TAX_ID), *roles.of(Role.NATIONAL_ID)):
        ways = rfc_ways(table.column(column).cells(), names.parts, births)
        if ways is not None:
            found[column] = ways
    return found


def _agree(table: Table, roles: Roles, births: Sequence[date | None] | None, sexes: Sequence[str] | None, country: str) -> bool:
    """Whether the file's own numbers go with age and sex; True where it does not tell them of enough people."""
    column = roles.one(Role.NATIONAL_ID)
    if column is None or births is None:
        return births is not None
    cells, check = table.column(column).cells(), roles.one(Role.CHECK_DIGIT)
    digits = table.column(check).cells() if check else [""] * len(cells)
    cities = table.column(city).cells() if (city := roles.one(Role.CITY)) else [""] * len(cells)
    regions = table.column(region).cells() if (region := roles.one(Role.REGION)) else [""] * len(cells)
    held = []
    for row in np.linspace(0, len(cells) - 1, min(len(cells), _SAMPLE)).astype(int):
        born, sex = births[row], (sexes[row] if sexes else "")
        home = find(country, regions[row].strip(), cities[row].strip()) or find(country, "", "")
        if born is None or not sex or is_missing(cells[row]) or home is None:
            continue
        number = "".join(c for c in cells[row] + digits[row] if c.isalnum()).upper()
        held.append(_fits(number, Bearer(country, Name("", ""), sex, born, home)))
    return len(held) < _FEWEST or sum(held) >= _MOSTLY * len(held)


def _fits(number: str, bearer: Bearer) -> bool:
    try:
        return agrees(number, bearer)
    except (ValidationError, ValueError):
        return False


__all__ = ["FileWays", "file_ways"]
