"""The accounts of the demo's vendors: people and rows as in any client's file, their arrears and balances drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from synthetic.debts import HEADER, portfolio

NEW = (600, 330, 330, 330, 330, 620)
"""New accounts by month, the oldest first."""
STAYS = 3
"""Months an account goes round before it is given up."""
FIRST_NUMBER = 60_000_000
_PRODUCT_PAYS = {"Tarjeta": 1.1, "Consumo": 1.0, "Automotriz": 1.25, "Línea de crédito": 0.9, "Hipotecario": 1.35}
_BASE = {"temprana": 0.125, "tardía": 0.068}


@dataclass(slots=True)
class DemoDebt:
    """An account as it stands; `owed` is what is overdue in pesos, `due` the day of its oldest instalment."""

    number: str
    person: int
    cells: tuple[str, ...]
    balance: int
    owed: int
    due: date
    risk: float
    product: str
    entered: int
    closed: bool = False

    def stage(self, day: date) -> str:
        """temprana to 30 days overdue, tardía after."""
        return "temprana" if (day - self.due).days <= 30 else "tardía"

    def expected(self, day: date) -> float:
        """Share of the balance that the average vendor brings in within a month."""
        risk = np.exp(-1.1 * (self.risk - 0.33))
        return float(_BASE[self.stage(day)] * risk * _PRODUCT_PAYS[self.product] * (self.balance / 700_000) ** -0.2)


def draw_debts(
    rng: np.random.Generator, seed: int, firsts: Sequence[date], size: float, first_number: int = FIRST_NUMBER
) -> list[DemoDebt]:
    """Every account, by the month it enters; those of one person enter together. `size` 1 is about 2,500 in six months."""
    wanted = [max(6, round(n * size)) for n in NEW[: len(firsts)]]
    people = round(sum(wanted) / 1.3)
    rows = list(portfolio(people, seed, firsts[0], ("CL",), 0.0, first_number))
    total = np.cumsum(wanted)
    out, month, last = list[DemoDebt](), 0, -1
    for row in rows:
        if row.person != last and len(out) >= total[month]:
            if month + 1 == len(firsts):
                break
            month += 1
        last = row.person
        out.append(_debt(rng, row.number, row.person, row.cells, month, firsts[month]))
    return out


def _debt(rng: np.random.Generator, number: str, person: int, cells: tuple[str, ...], month: int, first: date) -> DemoDebt:
    late = int(rng.integers(6, 30) if rng.random() < 0.55 else rng.integers(31, 56))
    balance = int(700_000 * np.exp(rng.normal(0, 0.5))) // 1000 * 1000
    owed = max(30_000, int(balance * rng.uniform(0.35, 0.6)) // 1000 * 1000)
    due = first - timedelta(days=late)
    held = dict(zip(HEADER, cells, strict=True))
    risk = min(0.95, max(0.02, float(held["Score riesgo"].replace(",", "."))))
    held |= {
        "Saldo total": f"{balance:,}".replace(",", "."),
        "Monto vencido": f"{owed:,}".replace(",", "."),
        "Fecha vencimiento": due.strftime("%d/%m/%Y"),
        "Fecha otorgamiento": (due - timedelta(days=int(rng.integers(90, 1800)))).strftime("%d/%m/%Y"),
        "Estado cuenta": "Vigente",
    }
    return DemoDebt(number, person, tuple(held.values()), balance, owed, due, risk, held["Producto"], month)
