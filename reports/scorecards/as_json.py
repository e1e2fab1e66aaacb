"""A comparison as JSON and back: the record that pages and documents are made from, at the precision a spreadsheet keeps."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.scorecards.card import Comparison

DIGITS = 12
_OUTLOOK = 1
"""Raised where `Comparison.outlook`, which has no fields of its own, is written otherwise than before."""


class OlderShape(ValueError):
    """A comparison that another version of the program wrote: it must be made again."""


def comparison_dict(made: Comparison) -> dict[str, Any]:
    """Plain values, numbers to `DIGITS` significant ones; dates as ISO."""
    found = _plain(made)
    assert isinstance(found, dict)
    return {**found, "shape": shape()}


def comparison_json(made: Comparison, vendor: str = "") -> bytes:
    """UTF-8, indented, keys sorted; of one vendor (its key) with its pairs, or of everybody."""
    row = comparison_dict(made)
    if vendor:
        row["cards"] = [card for card in row["cards"] if card["vendor"]["key"] == vendor]
        row["pairs"] = [pair for pair in row["pairs"] if vendor in (pair["first"], pair["second"])]
        row["outlook"] = None
    return (json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def comparison_from(row: Mapping[str, Any]) -> Comparison:
    """What `comparison_dict` wrote. Raises OlderShape for what another version wrote, else ValueError naming the field."""
    if row.get("shape") != shape():
        raise OlderShape(f"comparison: of shape {row.get('shape')}, this version reads {shape()}: make it again")
    made = _made(Comparison, row, "comparison")
    assert isinstance(made, Comparison)
    return made


@cache
def shape() -> str:
    """What the fields of a comparison and of everything in it are, as a short mark."""
    told: dict[str, dict[str, str]] = {}
    left: list[type] = [Comparison]
    while left:
        kind = left.pop()
        if kind.__name__ not in told:
            hints = get_type_hints(kind)
            told[kind.__name__] = {name: str(hint) for name, hint in hints.items()}
            left += [k for hint in hints.values() for k in _within(hint) if is_dataclass(k)]
    return sha256(json.dumps([_OUTLOOK, told], sort_keys=True).encode()).hexdigest()[:12]


def _within(hint: Any) -> list[type]:
    inner = [kind for arg in get_args(hint) for kind in _within(arg)]
    return inner or ([hint] if isinstance(hint, type) else [])


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return kept(value)
    return value.isoformat() if isinstance(value, date) else value


def kept(value: float) -> float:
    """The number to `DIGITS` significant digits."""
    return float(f"{value:.{DIGITS}g}")


def _made(kind: Any, value: Any, where: str) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if value is None and NoneType in args:
            return None
        return _made(next(a for a in args if a is not NoneType), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where}: a list is expected, found {type(value).__name__}")
        kinds = [args[0]] * len(value) if args[-1] is Ellipsis else args
        return tuple(_made(k, v, f"{where}[{n}]") for n, (k, v) in enumerate(zip(kinds, value, strict=True)))
    if isinstance(kind, type) and is_dataclass(kind):
        return _whole(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is float and isinstance(value, int | float):
        return float(value)
    return dict(value) if origin is not None and isinstance(value, Mapping) else value


def _whole(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: an object is expected, found {type(value).__name__}")
    hints = get_type_hints(kind)
    missing = set(hints) - set(value)
    if missing:
        raise ValueError(f"{where}: {', '.join(sorted(missing))} missing")
    return kind(**{name: _made(hint, value[name], f"{where}.{name}") for name, hint in hints.items()})
