"""A made-up client's portfolio in seven countries: people with several products, and cells spoilt on purpose with the truth kept.

Names, regions and documents are of `synthetic.people`: numbers nobody holds (the United States' are left blank, as clients mask
them). Phones follow each country's numbering plan.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

import numpy as np

from synthetic.people.atlas import CURRENCIES, Subdivision, anywhere, plain
from synthetic.people.identity import Bearer, unheld
from synthetic.people.naming import draw_name

COUNTRIES = ("CL", "CO", "MX", "PE", "AR", "BR", "US")
HEADER = (
    *(
        "Nro Operación",
        "RUT",
        "Nombre completo",
        "País",
        "Producto",
        "Moneda",
        "Fecha otorgamiento",
        "Saldo total",
        "Monto vencido",
    ),
    *(
        "Fecha vencimiento",
        "Score riesgo",
        "Estado cuenta",
        "Teléfono celular",
        "Teléfono fijo",
        "Correo electrónico",
        "Dirección",
    ),
    *("Comuna", "Región", "Sucursal"),
)
PRODUCTS = ("Tarjeta", "Consumo", "Automotriz", "Línea de crédito", "Hipotecario")
_USUAL = {"CLP": 900_000, "COP": 3_500_000, "MXN": 18_000, "PEN": 3_200, "ARS": 650_000, "BRL": 5_400, "USD": 2_600}
_NO_CENTS = frozenset({"CLP"})
_MOBILE = {"CL": "98", "CO": "31", "MX": "55", "PE": "9", "AR": "911", "BR": "119", "US": "212"}
_MOBILE_TAIL = {"CL": 7, "CO": 8, "MX": 8, "PE": 8, "AR": 8, "BR": 8, "US": 7}
_FIXED = {"CL": "22", "CO": "601", "MX": "33", "PE": "1", "AR": "11", "BR": "113", "US": "305"}
_FIXED_TAIL = {"CL": 7, "CO": 7, "MX": 8, "PE": 7, "AR": 8, "BR": 7, "US": 7}
_CODES = {"CL": "56", "CO": "57", "MX": "52", "PE": "51", "AR": "54", "BR": "55", "US": "1"}


class Spoilt(StrEnum):
    """What was done to a row on purpose, and what must come of it: rejected, or taken without the cell."""

    NOTHING = ""
    DAY_THAT_IS_NOT = "bad_date"
    WORDS_FOR_MONEY = "bad_amount"
    NEGATIVE = "negative"
    NO_NUMBER = "no_number"
    NO_NAME = "no_name"
    OVER_BALANCE = "over_balance"
    PHONE = "bad_phone"
    MAIL = "bad_email"
    DOCUMENT = "bad_identity"


REJECTED = (
    Spoilt.DAY_THAT_IS_NOT,
    Spoilt.WORDS_FOR_MONEY,
    Spoilt.NEGATIVE,
    Spoilt.NO_NUMBER,
    Spoilt.NO_NAME,
    Spoilt.OVER_BALANCE,
)
TOLD = (Spoilt.PHONE, Spoilt.MAIL, Spoilt.DOCUMENT)


@dataclass(frozen=True, slots=True)
class Owed:
    """One row of the file and the truth behind it. `person` tells people apart; amounts are in units."""

    person: int
    number: str
    cells: tuple[str, ...]
    spoilt: Spoilt


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    country: str
    name: str
    document: str
    home: Subdivision
    city: str
    mobile: str
    fixed: str
    mail: str


def portfolio(
    people: int,
    seed: int,
    today: date,
    countries: tuple[str, ...] = COUNTRIES,
    spoilt_share: float = 0.02,
    number: int = 40_000_000,
) -> Iterator[Owed]:
    """Rows for `people` people with one to three accounts each, in the order of a client's file: by account number."""
    rng = np.random.default_rng(seed)
    seen: set[str] = set()
    for at in range(people):
        person = _person(at, countries[int(rng.integers(len(countries)))], rng, seen)
        for _ in range(int(rng.choice([1, 2, 3], p=[0.72, 0.21, 0.07]))):
            number += int(rng.integers(1, 19))
            yield _owed(person, str(number), rng, today, spoilt_share)


def _person(at: int, country: str, rng: np.random.Generator, seen: set[str]) -> _Person:
    sex, year = "fm"[int(rng.integers(2))], int(rng.integers(1950, 2004))
    name = draw_name(country, sex, year, rng)
    home = anywhere(country, rng)
    born = date(year, int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    document = _unheld(Bearer(country, name, sex, born, home), rng, seen)
    tail = f"{int(rng.integers(2, 9))}{int(rng.integers(10 ** (_MOBILE_TAIL[country] - 1))):0{_MOBILE_TAIL[country] - 1}d}"
    fixed = f"{int(rng.integers(2, 7))}{int(rng.integers(10 ** (_FIXED_TAIL[country] - 1))):0{_FIXED_TAIL[country] - 1}d}"
    words = plain(name.full).split()
    mail = f"{words[0]}.{words[-1]}{int(rng.integers(1, 999))}@correo{int(rng.integers(1, 5))}.example"
    city = str(rng.choice(home.cities))
    return _Person(at, country, name.full, document, home, city, _MOBILE[country] + tail, _FIXED[country] + fixed, mail)


def _unheld(bearer: Bearer, rng: np.random.Generator, seen: set[str]) -> str:
    """A number nobody has, here or elsewhere; blank where the free ranges have run out."""
    for _ in range(50 if bearer.country != "US" else 0):
        number = unheld(replace(bearer, born=bearer.born + timedelta(days=int(rng.integers(300)))), rng).number
        if number not in seen:
            seen.add(number)
            return number
    return ""


def _owed(person: _Person, number: str, rng: np.random.Generator, today: date, share: float) -> Owed:
    currency = CURRENCIES[person.country]
    balance = float(rng.lognormal(0, 0.8)) * _USUAL[currency]
    late = 0 if rng.random() < 0.35 else int(rng.gamma(1.2, 60)) + 1
    overdue = 0.0 if not late else balance * min(1.0, float(rng.uniform(0.05, 0.3)) + late / 400)
    spoilt = Spoilt.NOTHING
    if rng.random() < share:
        spoilt = (*REJECTED, *TOLD)[int(rng.integers(len(REJECTED) + len(TOLD)))]
    cells = {
        "number": number,
        "document": _document(person),
        "name": person.name.upper() if rng.random() < 0.3 else person.name,
        "country": person.country,
        "product": PRODUCTS[int(rng.choice(5, p=[0.4, 0.3, 0.12, 0.13, 0.05]))],
        "currency": currency,
        "opened": (today - timedelta(days=late + int(rng.integers(60, 2500)))).strftime("%d/%m/%Y"),
        "balance": _money(balance, currency),
        "overdue": _money(overdue, currency),
        "due": (today - timedelta(days=late) if late else today + timedelta(days=int(rng.integers(1, 30)))).strftime("%d/%m/%Y"),
        "risk": f"{float(rng.beta(2, 4)):.2f}".replace(".", ","),
        "state": "Castigada" if late > 180 else "Judicial" if late > 150 and rng.random() < 0.1 else "Vigente",
        "mobile": _written(person, rng) if rng.random() < 0.92 else "",
        "fixed": person.fixed if rng.random() < 0.3 else "",
        "mail": person.mail if rng.random() < 0.65 else "",
        "address": f"Calle {int(rng.integers(1, 99))} N° {int(rng.integers(1, 4000))}",
        "city": person.city,
        "region": person.home.name,
        "branch": f"Sucursal {int(rng.integers(1, 40))}",
    }
    return Owed(person.number, number, tuple(_spoil(cells, spoilt, balance, currency).values()), spoilt)


def _spoil(cells: dict[str, str], spoilt: Spoilt, balance: float, currency: str) -> dict[str, str]:
    changed = {
        Spoilt.NOTHING: {},
        Spoilt.DAY_THAT_IS_NOT: {"due": "31/02/2026"},
        Spoilt.WORDS_FOR_MONEY: {"balance": "consultar"},
        Spoilt.NEGATIVE: {"balance": "-" + cells["balance"]},
        Spoilt.NO_NUMBER: {"number": ""},
        Spoilt.NO_NAME: {"name": " "},
        Spoilt.OVER_BALANCE: {"overdue": _money(balance * 3 + 10, currency), "due": cells["opened"]},
        Spoilt.PHONE: {"mobile": "12345"},
        Spoilt.MAIL: {"mail": "sin arroba.example"},
        Spoilt.DOCUMENT: {"document": "1A2B3C4D"},
    }[spoilt]
    return cells | changed


def _document(person: _Person) -> str:
    number = person.document
    return f"{int(number[:-1]):,}".replace(",", ".") + "-" + number[-1] if person.country == "CL" and number else number


def _written(person: _Person, rng: np.random.Generator) -> str:
    way = int(rng.integers(4))
    if way == 0:
        return f"+{_CODES[person.country]} {person.mobile}"
    if way == 1:
        return f"{_CODES[person.country]}{person.mobile}"
    return person.mobile


def _money(amount: float, currency: str) -> str:
    """As Latin America writes it: 1.234.567 or 1.234,50."""
    if currency in _NO_CENTS:
        return f"{round(amount):,}".replace(",", ".")
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def write_csv(path: Path, rows: Iterator[Owed]) -> tuple[Owed, ...]:
    """The file as a client would send it: semicolons, decimal commas, UTF-8 with a mark; the rows come back."""
    kept = tuple(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(row.cells for row in kept)
    return kept
