"""Made-up client files for the tests: relations, numberings, orders and missing cells whose truth is known."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from stdnum.cl import rut

from synthetic.portfolio.numbering import luhn

AS_OF = date(2026, 10, 31)
PLACES = (
    ("Santiago", "RM", "8320000"),
    ("Maipú", "RM", "9250000"),
    ("Viña del Mar", "Valparaíso", "2520000"),
    ("Concepción", "Biobío", "4030000"),
    ("Temuco", "La Araucanía", "4780000"),
)
WOMEN = (
    "María",
    "Claudia",
    "Carolina",
    "Paola",
    "Andrea",
    "Marcela",
    "Camila",
    "Valentina",
    "Catalina",
    "Javiera",
    "Rosa",
    "Ana",
)
MEN = ("Juan", "Luis", "Carlos", "Rodrigo", "Marcelo", "Claudio", "Benjamín", "Matías", "Sebastián", "José", "Manuel", "Jorge")
SURNAMES = (
    "González", "Muñoz", "Rojas", "Díaz", "Pérez", "Soto", "Contreras", "Silva", "Martínez", "Sepúlveda", "Morales", "Araya",
    "Tapia", "Reyes", "Vera", "Bravo",
)  # fmt: skip
HEADER = (
    "nro_operacion", "rut", "nombre", "sexo", "fecha_nacimiento", "comuna", "region", "codigo_postal", "telefono", "email",
    "producto", "cod_producto", "fecha_apertura", "cuotas", "capital", "interes", "gastos", "saldo_total", "fecha_vencimiento",
    "dias_mora", "tramo", "empresa_cobranza",
)  # fmt: skip


def _row(i: int, n: int, account: int, rng: random.Random) -> list[str]:
    woman = rng.random() < 0.5
    given, first, second = rng.choice(WOMEN if woman else MEN), rng.choice(SURNAMES), rng.choice(SURNAMES)
    born = date(int(rng.triangular(1950, 2003, 1980)), rng.randint(1, 12), rng.randint(1, 28))
    run = str(max(4_000_000, int((born.year - 1932) * 270_000 + rng.gauss(0, 200_000))))
    place = rng.choices(PLACES, (9, 7, 4, 3, 2))[0]
    code, product = rng.choices((("TC", "Tarjeta"), ("CC", "Consumo"), ("AU", "Automotriz")), (5, 4, 1))[0]
    capital = int(rng.lognormvariate(13.4 + (code == "AU"), 0.7))
    capital = capital // 1000 * 1000 if rng.random() < 0.6 else capital
    days = min(int(rng.expovariate(1 / 90)) + 1, 1500)
    interest, costs = round(capital * 0.0006 * days), rng.choice((0, 0, 15_000, 25_000))
    opened = date(2019, 1, 1) + timedelta(days=int(i / n * 2400) + rng.randrange(3))
    band = "0-30" if days <= 30 else "31-90" if days <= 90 else "91+"
    mail = f"{given}.{first}{rng.randint(1, 99)}@gmail.com".lower() if rng.random() < 0.7 else ""
    return [
        f"{account}{luhn(str(account))}",
        rut.format(run + rut.calc_check_digit(run)),
        f"{first} {second}, {given}".upper(),
        "F" if woman else "M",
        born.strftime("%d/%m/%Y"),
        *place,
        f"+569{rng.randint(30_000_000, 99_999_999)}",
        mail,
        product,
        code,
        opened.strftime("%d/%m/%Y"),
        str(rng.choice((6, 12, 24, 36))),
        *(f"{value:,}".replace(",", ".") for value in (capital, interest, costs, capital + interest + costs)),
        (AS_OF - timedelta(days=days)).strftime("%d/%m/%Y"),
        str(days),
        band,
        rng.choice(("Sur Cobranzas", "Andes BPO")),
    ]


def write_portfolio(path: Path, rows: int = 700, seed: int = 3, encoding: str = "cp1252", separator: str = ";") -> Path:
    """A Chilean portfolio in order of account number; total = capital + interest + costs, days past due = 31 Oct 2026 - due."""
    rng = random.Random(seed)
    account = 410_000_000
    with path.open("w", encoding=encoding, newline="") as out:
        table = csv.writer(out, delimiter=separator)
        table.writerow(HEADER)
        for i in range(rows):
            account += rng.choice((1, 1, 2, 3, 7))
            table.writerow(_row(i, rows, account, rng))
    return path


def write_lines(path: Path, phones: int = 60, country: str = "CL") -> Path:
    """Telephones of the client's in a few series, and a domain of mail."""
    rng = random.Random(8)
    numbers = sorted({f"+569{rng.randint(30_000_000, 99_999_999)}" for _ in range(phones)})
    rows = ["kind,value,country", *(f"phone,{number},{country}" for number in numbers), f"domain,gmail.com,{country}"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
