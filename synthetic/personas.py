"""Made-up people with identity numbers that pass their check digits and belong to nobody, and telephones that ring nowhere."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from faker import Faker
from stdnum.ar import cuit
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.mx import rfc
from stdnum.pe import cui

from synthetic.errors import SyntheticError


@dataclass(frozen=True, slots=True)
class Persona:
    """A made-up person. `national_id` is written as people of the country write it, None where nobody is asked for one."""

    country: str
    sex: str
    name: str
    city: str
    id_kind: str | None
    national_id: str | None
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class _Country:
    locale: str
    id_kind: str | None
    make_id: Callable[[random.Random, str], str] | None
    phone: str  # `#` is drawn; the prefix is one that the numbering plan does not give out, or that is kept for fiction


def _rut(rng: random.Random, _: str) -> str:
    digits = str(rng.randint(41_000_000, 44_999_999))  # people hold numbers up to 28 million, firms from 50 million
    return str(rut.format(digits + rut.calc_check_digit(digits)))


def _rfc(rng: random.Random, name: str) -> str:
    first, father, mother = (normalize("NFKD", name).encode("ascii", "ignore").decode().upper() + " X X").split()[:3]
    date = f"{rng.randint(34, 45)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"  # born before 1946 or not yet
    body = f"{father[:2]:X<2}{mother[0]}{first[0]}{date}V{rng.choice('XYZ')}"
    return body + str(rfc.calc_check_digit(body))


def _nit(rng: random.Random, _: str) -> str:
    digits = str(rng.randint(1_900_000_000, 1_999_999_999))  # the registry's ten-digit numbers are far under this
    return f"{digits}-{nit.calc_check_digit(digits)}"


def _cuit(rng: random.Random, _: str) -> str:
    digits = f"20{rng.randint(82_000_000, 89_999_999)}"  # no DNI series lies there
    return str(cuit.format(digits + cuit.calc_check_digit(digits)))


def _cui(rng: random.Random, _: str) -> str:
    digits = f"0000{rng.randint(1000, 9999)}"
    return f"{digits}-{cui.calc_check_digits(digits)[0]}"


def _cpf(rng: random.Random, _: str) -> str:
    digits = f"0000{rng.randint(10_000, 99_999)}"
    return next(str(cpf.format(f"{digits}{check:02d}")) for check in range(100) if cpf.is_valid(f"{digits}{check:02d}"))


_COUNTRIES = {
    "CL": _Country("es_CL", "RUT", _rut, "+56 9 0### ####"),
    "MX": _Country("es_MX", "RFC", _rfc, "+52 00 #### ####"),
    "CO": _Country("es_CO", "NIT", _nit, "+57 399 0## ####"),
    "AR": _Country("es_AR", "CUIT", _cuit, "+54 9 00 0### ####"),
    "PE": _Country("es_ES", "CUI", _cui, "+51 000 ### ###"),  # Faker has no Peruvian names
    "BR": _Country("pt_BR", "CPF", _cpf, "+55 00 9#### ####"),
    "US": _Country("en_US", None, None, "+1 555 555 01##"),
    "GB": _Country("en_GB", None, None, "+44 7700 900 0##"),
}
_CITIES = {"PE": ("Lima", "Arequipa", "Trujillo", "Chiclayo", "Piura", "Cusco", "Huancayo", "Iquitos")}
COUNTRIES = tuple(_COUNTRIES)


def make_persona(country: str, rng: random.Random) -> Persona:
    """One person of `country`; the same `rng` state gives the same person. Raises `SyntheticError` for an unknown country."""
    known = _COUNTRIES.get(country)
    if known is None:
        raise SyntheticError(f"no personas for country {country!r}; choose one of {', '.join(COUNTRIES)}")
    faker = _faker(known.locale)
    faker.seed_instance(rng.getrandbits(64))
    sex = rng.choice("fm")
    first = faker.first_name_female() if sex == "f" else faker.first_name_male()
    latin = known.locale.startswith(("es", "pt"))
    name = f"{first} {faker.last_name()}" + (f" {faker.last_name()}" if latin else "")
    phone = "".join(str(rng.randint(0, 9)) if sign == "#" else sign for sign in known.phone)
    national_id = known.make_id(rng, name) if known.make_id else None
    city = rng.choice(_CITIES[country]) if country in _CITIES else faker.city()
    email = f"persona{rng.randint(1000, 9999)}@example.com"
    return Persona(country, sex, name, city, known.id_kind, national_id, phone, email)


@lru_cache(maxsize=16)
def _faker(locale: str) -> Faker:
    return Faker(locale)
