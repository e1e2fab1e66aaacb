"""A made-up portfolio whose rows are alike by construction, so that any subset of it is a perfect set of ghosts; and leaks."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from stdnum.cl import rut

from audit.ghosts.covertness.table import Table

COLUMNS = (
    "cuenta", "rut", "nombre", "correo", "telefono", "direccion", "comuna", "producto", "apertura", "vencimiento", "capital",
    "interes", "gastos", "total", "dias_mora", "empleador",
)  # fmt: skip
FIRST = ["María", "José", "Luis", "Ana", "Carlos", "Rosa", "Pedro", "Camila", "Jorge", "Sofía", "Andrés", "Paula", "Iván", "Inés"]
LAST = ["González", "Muñoz", "Rojas", "Díaz", "Pérez", "Soto", "Contreras", "Silva", "Martínez", "Sepúlveda", "Núñez", "Peña"]
STREETS = ["Av. Brasil", "Los Aromos", "San Martín", "O'Higgins", "Las Acacias", "Calle Larga", "Pasaje Uno", "Balmaceda"]
TOWNS = ["Maipú", "Ñuñoa", "Temuco", "Talca", "Arica", "Valdivia", "Quilpué", "Osorno", "Rancagua"]
EMPLOYERS = ["Comercial Andes", "Minera Sur", "Retail Uno", "Transportes Lagos", "", "", "Clínica Central", "Municipalidad"]
DOMAINS = ["gmail.com", "hotmail.com", "outlook.es", "yahoo.es"]

Row = dict[str, str]
Leak = Callable[[list[Row], np.random.Generator], None]


@dataclass
class Made:
    """Rows drawn alike; the first `ghosts` of a shuffle are the ghosts."""

    real: list[Row]
    ghosts: list[Row]
    rng: np.random.Generator
    mixed: list[Row] = field(default_factory=list)

    def tables(self, sort: bool = True) -> tuple[Table, Table]:
        """The client's portfolio and the file to hand over, sorted by account unless told otherwise."""
        rows = [*self.real, *self.ghosts] if not self.mixed else self.mixed
        if sort and not self.mixed:
            rows = sorted(rows, key=lambda row: int(row["cuenta"]))
        return table("real.csv", self.real), table("handoff.csv", rows)


def table(name: str, rows: list[Row]) -> Table:
    return Table(name, COLUMNS, tuple(tuple(row[column] for row in rows) for column in COLUMNS))


def made(real: int, ghosts: int, seed: int = 1) -> Made:
    rng = np.random.default_rng(seed)
    rows = drawn(real + ghosts, rng)
    order = rng.permutation(len(rows))
    return Made([rows[i] for i in sorted(order[ghosts:])], [rows[i] for i in order[:ghosts]], rng)


def drawn(n: int, rng: np.random.Generator) -> list[Row]:
    numbers = np.cumsum(rng.integers(1, 9, n)) + 4_000_000
    opened = sorted(date(2019, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 1800, n))
    return [_row(int(number), day, rng) for number, day in zip(numbers, opened, strict=True)]


def _row(number: int, opened: date, rng: np.random.Generator) -> Row:
    while opened.weekday() > 4:
        opened += timedelta(days=1)
    first, last, second = (str(rng.choice(names)) for names in (FIRST, LAST, LAST))
    body = str(int(rng.integers(6_000_000, 22_000_000)))
    capital = int(round(float(np.exp(rng.normal(13, 0.8))), -1 if rng.random() < 0.5 else -3))
    interest, costs = int(capital * rng.uniform(0.05, 0.4)), int(rng.choice([0, 0, 0, 4990, 9990, 14990]))
    overdue = int(rng.gamma(2, 60))
    plain = "".join(c for c in unicodedata.normalize("NFKD", f"{first}.{last}") if c.isascii()).lower()
    tail = str(rng.integers(1, 10**6)) if rng.random() < 0.5 else f"_{body[-6:]}"
    return {
        "cuenta": str(number),
        "rut": f"{body}-{rut.calc_check_digit(body)}",
        "nombre": f"{first} {last} {second}",
        "correo": f"{plain}{tail}@{rng.choice(DOMAINS, p=[0.6, 0.2, 0.1, 0.1])}" if rng.random() < 0.8 else "",
        "telefono": f"+569{rng.integers(30_000_000, 99_999_999)}",
        "direccion": f"{rng.choice(STREETS)} {rng.integers(10, 4000)}",
        "comuna": str(rng.choice(TOWNS)),
        "producto": str(rng.choice(["tarjeta", "consumo", "avance"], p=[0.6, 0.3, 0.1])),
        "apertura": opened.isoformat(),
        "vencimiento": (opened + timedelta(days=int(rng.choice([360, 720, 1080])))).isoformat(),
        "capital": str(capital),
        "interes": str(interest),
        "gastos": str(costs),
        "total": str(capital + interest + costs),
        "dias_mora": str(overdue),
        "empleador": str(rng.choice(EMPLOYERS)),
    }


def total(row: Row) -> str:
    return str(int(row["capital"]) + int(row["interes"]) + int(row["gastos"]))


def rounded(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        row["capital"] = str(round(int(row["capital"]), -4))
        row["total"] = total(row)


def bad_check_digits(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts[::4]:
        body, digit = row["rut"].split("-")
        row["rut"] = f"{body}-{'0123456789K'[('0123456789K'.index(digit) + 3) % 11]}"


def own_range(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        row["rut"] = (body := str(int(rng.integers(24_000_000, 24_900_000)))) + "-" + rut.calc_check_digit(body)


def rare_category(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts[::8]:
        row["producto"] = "otro"


def decomposed(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        row["nombre"] = unicodedata.normalize("NFD", row["nombre"])


def mail_pattern(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        if row["correo"]:
            row["correo"] = row["correo"].split("@")[0].rstrip("0123456789_") + row["rut"][2:4] + "@gmail.com"


def never_missing(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        row["empleador"] = row["empleador"] or "Retail Uno"


def broken_sum(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        row["total"] = str(int(int(total(row)) * rng.uniform(0.97, 1.03)))


def weekends(ghosts: list[Row], rng: np.random.Generator) -> None:
    for row in ghosts:
        row["apertura"] = (date.fromisoformat(row["apertura"]) + timedelta(days=int(rng.integers(0, 7)))).isoformat()


def shared_phones(ghosts: list[Row], rng: np.random.Generator) -> None:
    for i, row in enumerate(ghosts):
        row["telefono"] = f"+569{55_500_000 + i // 3}"


LEAKS: dict[str, tuple[Leak, str]] = {
    "rounded": (rounded, "capital"),
    "bad_check_digits": (bad_check_digits, "rut"),
    "own_range": (own_range, "rut"),
    "rare_category": (rare_category, "producto"),
    "decomposed": (decomposed, "nombre"),
    "mail_pattern": (mail_pattern, "correo"),
    "never_missing": (never_missing, "empleador"),
    "broken_sum": (broken_sum, "total"),
    "weekends": (weekends, "apertura"),
    "shared_phones": (shared_phones, "telefono"),
}
