"""The worklist's debts that nothing was lived with yet, in one statement of the database: of a new portfolio, all of them.

Every word and figure comes from `app.operations.priority`, worked out once a cell, currency or country and put into the
statement; `app.services.portfolio.prioritise` says the rest one by one. A test holds both to the same rows.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.operations import priority as say
from app.operations.priority import Bucket, Cell, Chance, Lived
from app.operations.stages import Stage
from app.services.portfolio.cells import quoted

_MARK = 987_654_321
_LAST_DAY = ((Bucket.CURRENT, 0), (Bucket.TO_30, 30), (Bucket.TO_90, 90), (Bucket.TO_180, 180))
_HARD = (Stage.CHARGED_OFF, Stage.PRE_LEGAL, Stage.LEGAL)


@dataclass(frozen=True, slots=True)
class Plain:
    """What the statement is made of. `costs` are (country, currency): a call's cost in minor units, where there is one."""

    cells: Mapping[Cell, Chance]
    usual: Mapping[str, float]
    costs: Mapping[tuple[str, str], float]
    today: date
    stamp: str
    postgres: bool


def plain_rows(plain: Plain, organisation_id: int, base: str) -> str:
    """The columns of the worklist for the debts of `base`: its columns are id, currency, overdue_minor, oldest_due_on, stage,
    country, vulnerable."""
    today = plain.today.isoformat()
    since = f"DATE '{today}' - oldest_due_on" if plain.postgres else f"julianday('{today}') - julianday(oldest_due_on)"
    days = f"coalesce(CASE WHEN {since} > 0 THEN CAST({since} AS INTEGER) END, 0)"
    usual = _by("currency", {code: repr(mean) for code, mean in plain.usual.items() if mean}, "1.0")
    size = "(overdue_minor / usual)"
    once = "" if plain.postgres else " LIMIT -1"  # else SQLite folds the steps into one and works each out at every mention
    step = f"SELECT *, {days} AS days, {_float(usual, plain)} AS usual FROM ({base}) AS base{once}"
    worth = f"(overdue_minor * {_float(_by_days(plain, lambda c: repr(c.value)), plain)} - {_float(_cost(plain), plain)})"
    step = f"SELECT *, {worth} AS worth FROM ({step}) AS known{once}"
    step = f"SELECT *, {_rounded('worth', plain)} AS expected FROM ({step}) AS weighed{once}"
    true = "vulnerable" if plain.postgres else "vulnerable = 1"
    hard = ", ".join(f"'{stage}'" for stage in _HARD)
    level = (
        f"CASE WHEN {true} OR {size} > 10 OR stage IN ({hard}) THEN 2 WHEN stage = '{Stage.LATE}' OR {size} > 3 THEN 1 ELSE 0 END"
    )
    early = ", ".join(f"'{stage}'" for stage in say.DESKS)
    desks = set(say.DESKS.values())
    desk = f"CASE WHEN stage IN ({early}) THEN '{quoted(next(iter(desks)))}' ELSE '{quoted(say.LATER_DESK)}' END"
    priority = "CASE WHEN expected > 0 THEN expected / usual ELSE 0.0 END"
    return (
        f"SELECT id, {organisation_id}, {desk}, {level}, '', {priority}, expected, {_reasons(plain)}, 'ready', NULL, "
        f"{_moment(plain)}, {_moment(plain)} FROM ({step}) AS said"
    )


def _moment(plain: Plain) -> str:
    return f"'{plain.stamp}'::timestamptz" if plain.postgres else f"'{plain.stamp}'"


def _float(number: str, plain: Plain) -> str:
    return f"CAST({number} AS {'double precision' if plain.postgres else 'REAL'})"


def _rounded(number: str, plain: Plain) -> str:
    """To the nearest whole, a half to the even one, as Python does."""
    if plain.postgres:
        return f"CAST(round({number}) AS bigint)"
    whole = f"CAST({number} AS INTEGER)"
    rest = f"abs({number} - {whole})"
    step = f"CASE WHEN {number} < 0 THEN -1 ELSE 1 END"
    return f"CASE WHEN {rest} < 0.5 OR ({rest} = 0.5 AND {whole} % 2 = 0) THEN {whole} ELSE {whole} + {step} END"


def _by(column: str, values: Mapping[str, str], other: str) -> str:
    cases = " ".join(f"WHEN '{quoted(key)}' THEN {value}" for key, value in values.items())
    return f"CASE {column} {cases} ELSE {other} END" if cases else other


def _by_days(plain: Plain, of: Callable[[Chance], str]) -> str:
    cases = " ".join(f"WHEN days <= {last} THEN {of(plain.cells[bucket, Lived.UNTRIED])}" for bucket, last in _LAST_DAY)
    return f"CASE {cases} ELSE {of(plain.cells[Bucket.OLDER, Lived.UNTRIED])} END"


def _cost(plain: Plain) -> str:
    cases = " ".join(
        f"WHEN country = '{quoted(country)}' AND currency = '{quoted(code)}' THEN {cost!r}"
        for (country, code), cost in plain.costs.items()
        if cost
    )
    return f"CASE {cases} ELSE 0.0 END" if cases else "0.0"


def _reasons(plain: Plain) -> str:
    """The reasons as `prioritise` puts them: what was lived, how late, the chance, and where a call costs more than it brings."""
    several, one = (_late(days) for days in (_MARK, 1))
    before, *between = several.split(str(_MARK))
    days = "CAST(days AS text)"
    late = f"'{quoted(before)}'" + "".join(f" || {days} || '{quoted(part)}'" for part in between)
    late = f"CASE WHEN days = 1 THEN '{quoted(one)}' ELSE {late} END"
    chance = _by_days(plain, lambda found: f"'{quoted(compact(say.chance_reason(found)))}'")
    more = f"CASE WHEN expected <= 0 THEN ',{quoted(compact(say.COSTS_MORE))}' ELSE '' END"
    lived = quoted(compact(say.lived_reason(Lived.UNTRIED)))
    return f"'[{lived},' || {late} || ',' || {chance} || {more} || ']'"


def _late(days: int) -> str:
    return compact(say.late_reason(days))


def compact(reason: Mapping[str, Any]) -> str:
    """A reason as JSON, without blanks."""
    return json.dumps(reason, ensure_ascii=False, separators=(",", ":"))
