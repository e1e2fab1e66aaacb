"""Which debt a person should work next, and why: what is expected back from a call, less what the call costs.

The chance of paying within seven days is counted from the client's own history by cell (days past due, what was lived with this
debt); where that is thin it leans on the stated table below, which is an assumption and is shown as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.operations.stages import Stage
from reports.intervals import wilson

DAYS = 7
ENOUGH = 30
LEANING = 200
CALL_MINUTES = 3
DESKS = {Stage.PREVENTIVE: "temprana", Stage.EARLY: "temprana"}
LATER_DESK = "tardía"


class Bucket(StrEnum):
    """Days past due."""

    CURRENT = "0"
    TO_30 = "1-30"
    TO_90 = "31-90"
    TO_180 = "91-180"
    OLDER = "181+"


class Lived(StrEnum):
    """What there was with a debt, the most telling first."""

    KEPT = "kept"
    BROKE = "broke"
    PAID = "paid"
    REACHED = "reached"
    UNREACHED = "unreached"
    UNTRIED = "untried"


Cell = tuple[Bucket, Lived]
STATED: Mapping[Bucket, float] = {
    Bucket.CURRENT: 0.3,
    Bucket.TO_30: 0.18,
    Bucket.TO_90: 0.09,
    Bucket.TO_180: 0.04,
    Bucket.OLDER: 0.015,
}
STATED_TIMES: Mapping[Lived, float] = {
    Lived.KEPT: 2.2,
    Lived.PAID: 1.7,
    Lived.REACHED: 1.2,
    Lived.UNTRIED: 1.0,
    Lived.BROKE: 0.8,
    Lived.UNREACHED: 0.7,
}


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance of paying within DAYS. `n` own cases of the cell, `low` to `high` their 95 % interval (None: too few)."""

    value: float
    n: int
    low: float | None
    high: float | None


def bucket_of(days: int) -> Bucket:
    """The cell's first half."""
    if days <= 0:
        return Bucket.CURRENT
    if days <= 30:
        return Bucket.TO_30
    if days <= 90:
        return Bucket.TO_90
    return Bucket.TO_180 if days <= 180 else Bucket.OLDER


def chances(counted: Mapping[Cell, tuple[int, int]]) -> dict[Cell, Chance]:
    """Every cell's chance from (paid, cases): the counted share, drawn towards the stated one as if by LEANING more cases."""
    found = {}
    for bucket in Bucket:
        for lived in Lived:
            stated = min(0.9, STATED[bucket] * STATED_TIMES[lived])
            hits, n = counted.get((bucket, lived), (0, 0))
            known = wilson(hits, n)
            value = (hits + LEANING * stated) / (n + LEANING)
            enough = n >= ENOUGH
            found[bucket, lived] = Chance(value, n, known.low if enough else None, known.high if enough else None)
    return found


def desk_of(stage: str | None) -> str:
    """The desk that works a stage."""
    return DESKS.get(Stage(stage), LATER_DESK) if stage else LATER_DESK


def level_of(stage: str | None, lived: Lived, size: float, vulnerable: bool) -> int:
    """The experience a debt asks: 0 easy, 1, 2. `size`: overdue as times the usual one of its currency."""
    if vulnerable or size > 10 or stage in (Stage.CHARGED_OFF, Stage.PRE_LEGAL, Stage.LEGAL):
        return 2
    return 1 if stage == Stage.LATE or size > 3 or lived is Lived.BROKE else 0


def expected_minor(overdue_minor: int, chance: float, cost_minor: float) -> int:
    """What a call is expected to bring, less its cost; below zero where it costs more."""
    return round(overdue_minor * chance - cost_minor)


_LIVED_SAID = {
    Lived.KEPT: ("cumplió su última promesa", "kept the last promise"),
    Lived.BROKE: ("no cumplió su última promesa", "broke the last promise"),
    Lived.PAID: ("pagó en los últimos 90 días", "paid in the last 90 days"),
    Lived.REACHED: ("contestó en los últimos 60 días", "answered in the last 60 days"),
    Lived.UNREACHED: ("se intentó y no contestó", "was tried and did not answer"),
    Lived.UNTRIED: ("todavía sin intentos", "not tried yet"),
}
_WEEKDAYS = (
    *(("lunes", "Mondays"), ("martes", "Tuesdays"), ("miércoles", "Wednesdays"), ("jueves", "Thursdays")),
    *(("viernes", "Fridays"), ("sábados", "Saturdays"), ("domingos", "Sundays")),
)


def lived_reason(lived: Lived) -> dict[str, Any]:
    """What was lived, for the agent."""
    es, en = _LIVED_SAID[lived]
    return {"kind": lived.value, "es": es, "en": en}


def chance_reason(chance: Chance) -> dict[str, Any]:
    """The chance with what it rests on."""
    percent = f"{chance.value * 100:.1f}"
    if chance.low is None or chance.high is None:
        cases = (
            ("1 caso propio", "1 case of your own")
            if chance.n == 1
            else (f"{chance.n} casos propios", f"{chance.n} cases of your own")
        )
        es = f"{percent.replace('.', ',')} % de pagar en {DAYS} días (supuesto inicial, {cases[0]})"
        en = f"{percent}% chance of paying in {DAYS} days (stated assumption, {cases[1]})"
    else:
        low, high = f"{chance.low * 100:.1f}", f"{chance.high * 100:.1f}"
        es = f"{percent} % de pagar en {DAYS} días ({low}–{high}, n = {chance.n})".replace(".", ",")
        en = f"{percent}% chance of paying in {DAYS} days ({low}–{high}, n = {chance.n})"
    return {
        "kind": "chance",
        "value": round(chance.value, 4),
        "low": chance.low,
        "high": chance.high,
        "n": chance.n,
        "es": es,
        "en": en,
    }


def late_reason(days: int) -> dict[str, Any]:
    """How late it is."""
    es, en = (f"{days} días de mora", f"{days} days past due") if days != 1 else ("1 día de mora", "1 day past due")
    return {"kind": "late", "es": es, "en": en}


def answers_reason(weekday: int, hour: int, answered: int, tried: int) -> dict[str, Any]:
    """When somebody answers: a weekday (Monday 0) and the two hours from `hour`."""
    es, en = _WEEKDAYS[weekday]
    return {
        "kind": "answers",
        "es": f"contesta los {es} de {hour} a {hour + 2} ({answered} de {tried})",
        "en": f"answers {en} {hour}–{hour + 2} ({answered} of {tried})",
        "n": tried,
    }


def pays_reason(day: int, times: int | None = None) -> dict[str, Any]:
    """On which day of the month they pay."""
    return {"kind": "pays", "es": f"suele pagar el día {day}", "en": f"usually pays on day {day}", "n": times}


PROMISE_TODAY = {"kind": "promise_today", "es": "prometió pagar hoy", "en": "promised to pay today"}
COSTS_MORE = {
    "kind": "costs_more",
    "es": "llamar cuesta más de lo que se espera cobrar",
    "en": "a call costs more than it is expected to bring",
}
