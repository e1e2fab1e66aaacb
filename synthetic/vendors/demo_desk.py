"""The made-up calls of the demo's own desk over some four months: one agent was coached in the middle, and it truly helped.

A call knows its week (counted back from today's) and weekday but no date, as the vendors' calls do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

import numpy as np

from synthetic.people.naming import draw_name
from synthetic.vendors.call_row import CREDITOR, spoken_row
from synthetic.vendors.demo_calls import PRODUCTS, ZONE, in_words
from synthetic.vendors.demo_talk import Talk, talk

SEED = 20_261_123
FIRST_WEEK, SESSION_WEEK, LAST_WEEK = 18, 10, 5
"""Weeks before this one: from the first call to the last, and the coaching between."""
COACHED = "A-118"
_USUAL: Mapping[str, float] = {"warm": 0.38, "plain": 0.22, "pushy": 0.30, "harsh": 0.10}
_BEFORE: Mapping[str, float] = {"warm": 0.06, "plain": 0.16, "pushy": 0.46, "harsh": 0.32}
_AFTER: Mapping[str, float] = {"warm": 0.66, "plain": 0.24, "pushy": 0.08, "harsh": 0.02}
AGENTS = (COACHED, "A-101", "A-104", "A-109", "A-112", "A-120", "A-127", "A-131")
_FIRST = ("Marcela", "Elena", "Rosa", "Felipe", "Jorge", "Karina", "Iris")
_SCENES = (("hardship", 68), ("promise", 16), ("plan", 6), ("dispute", 5), ("stop", 5))


@dataclass(frozen=True, slots=True)
class DeskCall:
    """One call. Amounts in pesos; `minute` of the day on the debtor's clock; `weeks` before the week of today."""

    id: str
    agent: str
    weeks: int
    weekday: int
    minute: int
    debtor: str
    product: str
    owed: int
    days_late: int
    duration_s: float
    talk: Talk


@cache
def desk_calls() -> tuple[DeskCall, ...]:
    """Every call, by agent and time: always the same."""
    out = []
    for a, agent in enumerate(AGENTS):
        for week in range(FIRST_WEEK, LAST_WEEK - 1, -1):
            if week == SESSION_WEEK and agent == COACHED:
                continue
            many = (6 if week < SESSION_WEEK else 4) if agent == COACHED else 2 + (a + week) % 2
            out += [_call(Random(f"{SEED}:{a}:{week}:{n}"), agent, a, week, n) for n in range(many)]
    return tuple(out)


def _call(rng: Random, agent: str, a: int, week: int, n: int) -> DeskCall:
    name = draw_name("CL", rng.choice("fm"), rng.randint(1955, 2002), np.random.default_rng(rng.randrange(2**32))).full
    owed, late = rng.randrange(45, 620) * 1000, rng.randint(8, 118)
    part = max(10, owed // rng.choice((2, 3, 4)) // 1000 // 5 * 5) * 1000
    words = {
        "debtor": name,
        "first": name.split()[0],
        "agent": "Tamara Cid" if agent == COACHED else f"{_FIRST[a - 1]} Soto",
        "vendor": CREDITOR,
        "product": rng.choice(PRODUCTS),
        "owed": in_words(owed),
        "days": in_words(late),
        "part": in_words(part),
        "half": in_words(owed // 2000 * 1000),
        "when": rng.choice(("este viernes", "mañana", "el próximo lunes", "pasado mañana")),
    }
    styles = _USUAL if agent != COACHED else _BEFORE if week >= SESSION_WEEK else _AFTER
    scene = rng.choices([s for s, _ in _SCENES], [w for _, w in _SCENES])[0]
    said = talk(rng, styles, 0.0, words, scene)
    spoken = sum(len(text) for _, text in said.turns)
    return DeskCall(
        id=f"MB-{a}{week:02d}{n}",
        agent=agent,
        weeks=week,
        weekday=rng.randrange(4),
        minute=rng.randint(9 * 60, 17 * 60 + 50),
        debtor=name,
        product=words["product"],
        owed=owed,
        days_late=late,
        duration_s=round(spoken / 13 + rng.uniform(6, 40), 1),
        talk=said,
    )


def desk_call_on(call: DeskCall, today: date) -> datetime:
    """When the call was made, beside `today`."""
    monday = today - timedelta(days=today.weekday())
    day = monday - timedelta(weeks=call.weeks) + timedelta(days=call.weekday)
    return datetime.combine(day, time(call.minute // 60, call.minute % 60), ZONE)


def session_day(today: date) -> date:
    """The Friday of the coaching."""
    return today - timedelta(days=today.weekday()) - timedelta(weeks=SESSION_WEEK) + timedelta(days=4)


def desk_row(call: DeskCall, today: date) -> dict[str, Any]:
    """A line of CALLS.jsonl; the desk is the creditor's own."""
    return spoken_row(call, desk_call_on(call, today), CREDITOR)
