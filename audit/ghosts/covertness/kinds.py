"""What a column holds: number, date, identifier, telephone, mail, name, category or free text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from audit.ghosts.covertness.cells import Floats, dates, flat, is_missing, numbers
from audit.ghosts.covertness.table import plain_name


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    DATE = "date"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    EMAIL = "email"
    CATEGORY = "category"
    TEXT = "text"
    CONSTANT = "constant"


class Person(StrEnum):
    """What a column tells of a person, by its name."""

    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"
    EMPLOYER = "employer"
    ACCOUNT = "account"


_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
_PHONE = re.compile(r"^\+?[\d\s().-]{7,20}$")
_CODE = re.compile(r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{3,30}$")
_NAMED: tuple[tuple[Person, str], ...] = (
    (Person.EMAIL, r"e?mail|correo"),
    (Person.PHONE, r"phone|tel|fono|celular|movil|mobile|whatsapp|^cel\d*$"),
    (Person.BIRTH, r"birth|nacim|nascim|^dob$|fechanac|^fnac"),
    (Person.EMPLOYER, r"employer|empleador|empresa|empregador|razonsocial"),
    (Person.ADDRESS, r"address|direccion|domicilio|endereco|^calle|street|^dir$"),
    (
        Person.IDENTITY,
        r"^(rut|run|dni|cpf|cnpj|curp|rfc|nit|cuit|cuil|ruc|ssn|cc|ci|rg|ife|ine)(\d|deudor|cliente|titular|debtor|numero)*$"
        r"|cedula|nationalid|identi(ty|dad|fic)|documento|document$|^doc|docnum|numdoc|nrodoc|taxid|^idnum",
    ),
    (Person.NAME, r"name|nombre|apellid|^nome|sobrenome|titular|^deudor$|^cliente$|^debtor$"),
    (
        Person.ACCOUNT,
        r"account|cuenta|conta$|contrat|operacion|loanid|prestamo|credito|creditid|folio|^id$|^idcta|cliente?id|idcliente|debtorid",
    ),
)
_NOT_NAMES = re.compile(
    r"product|banco|bank|ciudad|city|branch|sucursal|vendor|campa|estado|file|user|column|segment|plan|tipo|type"
)
_IDENTIFIES = re.compile(r"id$|^id|num|nro|codigo|code|folio|cuenta|account|contrat|operacion|documento|referencia|serial")


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A column with what it holds. `number` and `day` are NaN where a cell is none; both are empty for other kinds."""

    name: str
    kind: Kind
    cells: tuple[str, ...]
    missing: tuple[bool, ...]
    number: Floats
    day: Floats
    person: Person | None = None

    @property
    def private(self) -> bool:
        """Whether its values may say who somebody is, so that none is ever shown."""
        return self.person is not None or self.kind in (Kind.IDENTIFIER, Kind.PHONE, Kind.EMAIL, Kind.TEXT)


def person_of(name: str) -> Person | None:
    """What a column named so tells of a person, if anything."""
    bare = plain_name(name)
    for person, pattern in _NAMED:
        if re.search(pattern, bare) and not (person is Person.NAME and _NOT_NAMES.search(bare)):
            return person
    return None


def held(name: str, cells: Sequence[str]) -> Held:
    """The column with its kind, told from its name and what most of its cells are."""
    missing = tuple(is_missing(cell) for cell in cells)
    number, day = numbers(cells), dates(cells)
    filled = [cell for cell, none in zip(cells, missing, strict=True) if not none]
    person = person_of(name)
    kind = _kind(name, person, filled, number, day)
    return Held(name, kind, tuple(cells), missing, number, day, person)


def _kind(name: str, person: Person | None, filled: list[str], number: Floats, day: Floats) -> Kind:
    n = len(filled)
    distinct = len(set(filled))
    if distinct <= 1:
        return Kind.CONSTANT
    if _share(filled, _EMAIL) > 0.6:
        return Kind.EMAIL
    if person is Person.PHONE and _share(filled, _PHONE) > 0.6:
        return Kind.PHONE
    if np.isfinite(day).sum() > 0.85 * n and person not in (Person.IDENTITY, Person.ACCOUNT):
        return Kind.DATE
    numeric = np.isfinite(number).sum() > 0.85 * n
    whole = numeric and bool(np.all(np.mod(number[np.isfinite(number)], 1) == 0))
    unique = distinct > 0.9 * n and n >= 20
    if person in (Person.IDENTITY, Person.ACCOUNT) and (numeric or _share(filled, _CODE) > 0.6) and distinct > 0.3 * n:
        return Kind.IDENTIFIER
    if unique and whole and (_IDENTIFIES.search(plain_name(name)) or _all_long(filled)):
        return Kind.IDENTIFIER
    if numeric:
        return Kind.NUMBER
    if sum(cell.lstrip().startswith("+") for cell in filled) > 0.6 * n and _share(filled, _PHONE) > 0.6:
        return Kind.PHONE
    if unique and _share(filled, _CODE) > 0.8:
        return Kind.IDENTIFIER
    few = distinct <= max(30, 0.05 * n) and distinct < 0.7 * n
    return Kind.CATEGORY if few or len({flat(cell) for cell in filled}) <= 30 else Kind.TEXT


def _share(filled: list[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(cell.strip())) for cell in filled) / max(1, len(filled))


def _all_long(filled: list[str]) -> bool:
    lengths = {len(cell.strip()) for cell in filled}
    return min(lengths) >= 7 and len(lengths) <= 2
