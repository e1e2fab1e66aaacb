"""Whether the values of a JSON line are what they must be; ValueError says what, whoever reads the line adds its place."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any


def parsed(line: str) -> Any:
    """One line of JSON. Raises ValueError, also for NaN, numbers without end and letters that no file can hold."""
    row = json.loads(line, parse_constant=_no_number)
    if "\\ud" in line.casefold():
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    return row


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON; leave the value out")


def number(row: Mapping[str, Any], key: str) -> float | None:
    """A finite number, or None where there is none. Raises ValueError."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{key} {value!r} is not a number")
    return value


def text(row: Mapping[str, Any], key: str) -> str | None:
    """Text, or None for none or an empty one. Raises ValueError."""
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} {value!r} is not text")
    return value or None


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """An object. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object, found {type(value).__name__}")
    return value


def rows(value: Any, what: str) -> list[Mapping[str, Any]]:
    """A list of objects. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError(f"{what} must be a list, found {type(value).__name__}")
    return [mapping(item, f"{what} {n}") for n, item in enumerate(value)]


def turns(value: Any) -> tuple[int, ...]:
    """Numbers of turns. Raises ValueError."""
    if not isinstance(value, list | tuple) or any(isinstance(t, bool) or not isinstance(t, int) for t in value):
        raise ValueError(f"turns {value!r} is not a list of turn numbers")
    return tuple(value)


def check_times(turn: Mapping[str, Any]) -> None:
    """The times and probabilities of a turn and its words. Raises ValueError."""
    for key in ("start", "end", "confidence"):
        number(turn, key)
    for word in rows(turn.get("words", []), "words"):
        for key in ("start", "end", "p"):
            number(word, key)
