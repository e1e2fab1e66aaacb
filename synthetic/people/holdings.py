"""What the client owns and lends to ghosts: telephones, mailboxes, addresses (`lines.csv`) and numbers (`ids.csv`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import phonenumbers
from phonenumbers import geocoder

from synthetic.people.atlas import plain
from synthetic.people.naming import Name
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.table import Table, read

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_DOMAIN = re.compile(r"@?[^@\s]+\.[^@\s.]+")


class LineKind(StrEnum):
    """What a line is. A `domain` takes mail for any name before the @."""

    PHONE = "phone"
    MAILBOX = "mailbox"
    DOMAIN = "domain"
    ADDRESS = "address"


_SAID = {
    LineKind.PHONE: (
        "phone", "telefono", "telephone", "mobile", "movil", "celular", "landline", "fijo", "tel", "linea", "fixo", "telefone",
        "whatsapp", "sms",
    ),
    LineKind.MAILBOX: ("mailbox", "email", "correo", "mail", "casilla", "buzon", "e mail"),
    LineKind.DOMAIN: ("domain", "dominio"),
    LineKind.ADDRESS: ("address", "direccion", "endereco"),
}  # fmt: skip
_KINDS = {word: kind for kind, words in _SAID.items() for word in words}


@dataclass(frozen=True, slots=True)
class Line:
    """A line the client owns. Telephones are E.164; `place` is the city or region it belongs to, plain, "" where none."""

    kind: LineKind
    value: str
    country: str
    place: str = ""
    fixed: bool = False
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class HeldNumber:
    """A number the client holds: `kind` national_id, tax_id, account or customer."""

    kind: str
    value: str
    country: str = ""
    sex: str = ""
    born: date | None = None
    name: Name | None = None


def read_lines(path: Path, country: str) -> tuple[Line, ...]:
    """The lines of a file with columns kind, value, and optionally country, zone or city, vendor. Raises BadMaterial by line."""
    table = read(path)
    kinds, values = _column(table, ("kind", "tipo", "type", "clase"), path), _column(table, ("value", "valor", "number"), path)
    countries, places = _optional(table, ("country", "pais")), _optional(table, ("city", "ciudad", "zone", "zona", "region"))
    vendors = _optional(table, ("vendor", "proveedor"))
    found: list[Line] = []
    seen: dict[str, int] = {}
    for n, (kind, value) in enumerate(zip(kinds, values, strict=True), start=2):
        where = f"{path.name}:{n}"
        line = _line(kind, value, (countries[n - 2] or country).upper(), places[n - 2], vendors[n - 2], where)
        if line.value in seen:
            raise BadMaterial(
                f"{where}: {value!r} ya está en la línea {seen[line.value]}; cada fantasma necesita la suya",
                f"{where}: {value!r} is on line {seen[line.value]} already; every ghost needs its own",
            )
        seen[line.value] = n
        found.append(line)
    return tuple(found)


def _column(table: Table, names: Sequence[str], path: Path) -> list[str]:
    cells = _named(table, names)
    if cells is None:
        raise BadMaterial(
            f"{path.name}: falta la columna {names[0]!r}; hay {', '.join(table.names)}",
            f"{path.name}: column {names[0]!r} is missing; there are {', '.join(table.names)}",
        )
    return cells


def _optional(table: Table, names: Sequence[str]) -> list[str]:
    return _named(table, names) or [""] * len(table)


def _named(table: Table, names: Sequence[str]) -> list[str] | None:
    found = next((column for column in table.columns if plain(column.name) in names), None)
    return [cell.strip() for cell in found.cells()] if found else None


def _line(kind: str, value: str, country: str, place: str, vendor: str, where: str) -> Line:
    known = _KINDS.get(plain(kind))
    if known is None:
        raise BadMaterial(
            f"{where}: clase {kind!r}; debe ser phone, mailbox, domain o address",
            f"{where}: kind {kind!r}; it must be phone, mailbox, domain or address",
        )
    if known is LineKind.PHONE:
        return _phone(value, country, place, vendor, where)
    form = {LineKind.MAILBOX: _MAIL, LineKind.DOMAIN: _DOMAIN}.get(known)
    if not value or (form and not form.fullmatch(value)):
        raise BadMaterial(
            f"{where}: {value!r} no es {'un correo' if form else 'una dirección'}",
            f"{where}: {value!r} is no {'mail address' if form else 'address'}",
        )
    held = value.casefold() if known is LineKind.MAILBOX else value.lstrip("@").casefold() if known is LineKind.DOMAIN else value
    return Line(known, held, country, plain(place), vendor=vendor)


def _phone(value: str, country: str, place: str, vendor: str, where: str) -> Line:
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException as cause:
        raise BadMaterial(
            f"{where}: {value!r} no es un teléfono; escríbalo como +56 9 1234 5678",
            f"{where}: {value!r} is no telephone; write it like +56 9 1234 5678",
        ) from cause
    if not phonenumbers.is_possible_number(number):
        raise BadMaterial(
            f"{where}: {value!r} no puede ser un teléfono de {country}", f"{where}: {value!r} cannot be a telephone of {country}"
        )
    fixed = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    area = place or str(geocoder.description_for_number(number, "es"))
    text = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return Line(LineKind.PHONE, text, country, plain(area), fixed, vendor)


def read_numbers(path: Path, country: str) -> tuple[HeldNumber, ...]:
    """The numbers of a file with columns value, and optionally kind, country, sex, birth_date. Raises BadMaterial by line."""
    table = read(path)
    values = _column(table, ("value", "valor", "number", "numero", "id"), path)
    kinds, countries = _optional(table, ("kind", "tipo", "type")), _optional(table, ("country", "pais"))
    sexes, dates = _optional(table, ("sex", "sexo")), _optional(table, ("birth date", "fecha nacimiento", "nacimiento"))
    given, first = (
        _optional(table, ("given name", "nombres", "nombre")),
        _optional(table, ("surname1", "apellido paterno", "surname")),
    )
    second = _optional(table, ("surname2", "apellido materno"))
    found = []
    seen: set[str] = set()
    for n, value in enumerate(values, start=2):
        if not value or value in seen:
            raise BadMaterial(
                f"{path.name}:{n}: {value!r} está vacío o repetido", f"{path.name}:{n}: {value!r} is empty or there twice"
            )
        seen.add(value)
        sex = plain(sexes[n - 2])[:1]
        born = _day(dates[n - 2], f"{path.name}:{n}")
        sex = {"h": "m", "w": "f"}.get(sex, sex)
        name = Name(given[n - 2], first[n - 2], second[n - 2]) if given[n - 2] and first[n - 2] else None
        found.append(HeldNumber(_number_kind(kinds[n - 2]), value, (countries[n - 2] or country).upper(), sex, born, name))
    return tuple(found)


def _number_kind(text: str) -> str:
    said = plain(text)
    if said in ("account", "cuenta", "operacion", "contrato", "conta"):
        return "account"
    if said in ("customer", "cliente", "customer id"):
        return "customer"
    return "tax_id" if said in ("tax id", "rfc", "cuit", "ruc", "tax") else "national_id"


def _day(text: str, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise BadMaterial(
            f"{where}: {text!r} no es una fecha; escríbala como 1984-05-31",
            f"{where}: {text!r} is no date; write it like 1984-05-31",
        ) from cause


__all__ = ["HeldNumber", "Line", "LineKind", "read_lines", "read_numbers"]
