"""Whether a rule holds for one debt, from what is known of it: the same answer as the database gives for many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from app.operations.money import to_minor
from app.operations.segments import FIELD, All, Among, AnyOf, Between, Compare, Happened, Is, Kind, Known, Not, Rule, Value

_OPS: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
PARTS = 10_000
"""Of a unit: no currency has a smaller coin."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a debt: fields by name (money in minor units, None unknown), the newest instant of each event, flags."""

    currency: str
    values: Mapping[str, int | float | str | None]
    events: Mapping[str, datetime] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()


def holds(rule: Rule, facts: Facts, now: datetime) -> bool:
    """True or false, never unknown. `now` is aware."""
    if isinstance(rule, All):
        return all(holds(part, facts, now) for part in rule.parts)
    if isinstance(rule, AnyOf):
        return any(holds(part, facts, now) for part in rule.parts)
    if isinstance(rule, Not):
        return not holds(rule.part, facts, now)
    if isinstance(rule, Happened):
        at = facts.events.get(rule.event)
        return at is not None and (rule.days is None or at >= now - timedelta(days=rule.days))
    if isinstance(rule, Is):
        return rule.flag in facts.flags
    return _of_field(rule, facts)


def _of_field(rule: Compare | Among | Between | Known, facts: Facts) -> bool:
    value = _comparable(rule.field, facts)
    if isinstance(rule, Known):
        return (value is not None) is rule.known
    if value is None:
        return False
    if isinstance(rule, Among):
        return any(value == constant(rule.field, each) for each in rule.values)
    if isinstance(rule, Between):
        low, high = constant(rule.field, rule.low), constant(rule.field, rule.high)
        return bool(low <= value <= high)
    return _OPS[rule.op](value, constant(rule.field, rule.value))


def _comparable(name: str, facts: Facts) -> Any:
    value = facts.values.get(name)
    if value is None:
        return None
    if FIELD[name].kind is Kind.MONEY:
        return int(value) * per_minor(facts.currency)
    return lower(value) if isinstance(value, str) else value


def per_minor(currency: str) -> int:
    """PARTS of the unit in one minor unit: 10000 for CLP, 100 for PEN."""
    return PARTS // to_minor(Decimal(1), currency)


def constant(name: str, value: Value) -> Any:
    """A rule's value as it is compared: money in PARTS of the unit, text in lower case, numbers as floats."""
    kind = FIELD[name].kind
    if kind is Kind.MONEY:
        return int(Decimal(value) * PARTS)
    if kind is Kind.NUMBER:
        return float(value)
    return lower(value) if isinstance(value, str) else value


def lower(text: str) -> str:
    """ASCII letters only: what every database agrees on."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
