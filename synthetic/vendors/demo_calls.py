"""The made-up calls of the demo's vendors over six months: `python -m synthetic.vendors.demo_calls CALLS.jsonl`.

A call knows its month (0 the oldest), week and weekday but no date: `on` gives it one beside any today, so that the calls stay
recent and a "Friday" in them stays a Friday.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from synthetic.people.naming import draw_name
from synthetic.vendors.call_row import spoken_row
from synthetic.vendors.demo_talk import Talk, talk
from synthetic.vendors.demo_truth import MONTHS, DemoVendor, demo_vendors

SEED = 20_261_122
A_MONTH = (8, 9, 10, 11, 16, 30)
"""Calls of each vendor by month, the oldest first."""
WRITTEN_FOR = date(2026, 11, 22)
"""The today beside which the calls were judged."""
ZONE = ZoneInfo("America/Santiago")
PRODUCTS = ("tarjeta de crédito", "crédito de consumo", "línea de crédito", "crédito automotriz")
_UNITS = ("", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece")
_TEENS = ("catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve")
_TENS = ("", "", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    *("", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"),
    *("ochocientos", "novecientos"),
)


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One call and its truth. Amounts in pesos; `minute` of the day on the debtor's clock."""

    id: str
    vendor: str
    agent: str
    month: int
    week: int
    weekday: int
    minute: int
    debtor: str
    product: str
    owed: int
    days_late: int
    duration_s: float
    talk: Talk


def first_of(today: date, month: int) -> date:
    """The first day of a month of the six before today's, 0 the oldest."""
    whole = today.year * 12 + today.month - 1 - MONTHS + month
    return date(whole // 12, whole % 12 + 1, 1)


def on(call: DemoCall, today: date) -> datetime:
    """When the call was made, beside `today`."""
    first = first_of(today, call.month)
    monday = first + timedelta(days=-first.weekday() % 7)
    day = monday + timedelta(weeks=call.week, days=call.weekday)
    return datetime.combine(day, time(call.minute // 60, call.minute % 60), ZONE)


def demo_calls() -> tuple[DemoCall, ...]:
    """Every call, by vendor and month: always the same."""
    return tuple(
        _call(Random(f"{SEED}:{v}:{month}:{n}"), vendor, v, month, n)  # a made-up world, the same each time
        for v, vendor in enumerate(demo_vendors())
        for month in range(MONTHS)
        for n in range(A_MONTH[month])
    )


def _call(rng: Random, vendor: DemoVendor, v: int, month: int, n: int) -> DemoCall:
    name = draw_name("CL", rng.choice("fm"), rng.randint(1955, 2002), np.random.default_rng(rng.randrange(2**32))).full
    owed, late = rng.randrange(45, 620) * 1000, rng.randint(8, 118)
    part = max(10, owed // rng.choice((2, 3, 4)) // 1000 // 5 * 5) * 1000
    agent = rng.choice(vendor.agents)
    words = {
        "debtor": name,
        "first": name.split()[0],
        "agent": agent,
        "vendor": vendor.name,
        "product": rng.choice(PRODUCTS),
        "owed": in_words(owed),
        "days": in_words(late),
        "part": in_words(part),
        "half": in_words(owed // 2000 * 1000),
        "when": rng.choice(("este viernes", "mañana", "el próximo lunes", "pasado mañana")),
    }
    said = talk(rng, vendor.styles, vendor.breach[month], words)
    spoken = sum(len(text) for _, text in said.turns)
    return DemoCall(
        id=f"{''.join(word[0] for word in vendor.name.split()).upper()}-{month + 1}{v}{n:02d}",
        vendor=vendor.name,
        agent=agent,
        month=month,
        week=rng.randrange(3),
        weekday=rng.randrange(4),
        minute=rng.randint(9 * 60, 17 * 60 + 50),
        debtor=name,
        product=words["product"],
        owed=owed,
        days_late=late,
        duration_s=round(spoken / 13 + rng.uniform(6, 40), 1),
        talk=said,
    )


def in_words(n: int) -> str:
    """A whole number under a million as it is said before a noun."""
    if n >= 1000:
        thousands, rest = divmod(n, 1000)
        head = "mil" if thousands == 1 else f"{in_words(thousands)} mil"
        return f"{head} {in_words(rest)}" if rest else head
    if n == 100:
        return "cien"
    hundreds, rest = divmod(n, 100)
    return " ".join(filter(None, (_HUNDREDS[hundreds], _under_hundred(rest))))


def _under_hundred(n: int) -> str:
    if n < 14:
        return _UNITS[n]
    if n < 20:
        return _TEENS[n - 14]
    tens, unit = divmod(n, 10)
    if unit == 0:
        return _TENS[tens]
    if tens == 2:
        return "veinti" + {1: "ún", 2: "dós", 3: "trés", 6: "séis"}.get(unit, _UNITS[unit])
    return f"{_TENS[tens]} y {_UNITS[unit]}"


def row(call: DemoCall, today: date) -> dict[str, Any]:
    """A line of CALLS.jsonl."""
    return spoken_row(call, on(call, today), call.vendor)


if __name__ == "__main__":
    lines = (json.dumps(row(call, WRITTEN_FOR), ensure_ascii=False) for call in demo_calls())
    Path(sys.argv[1]).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
