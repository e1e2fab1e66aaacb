"""A plan as plain data and back, nothing lost: what is sealed before the wave is what is read after it."""

import types
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from audit.ghosts.plan import VERSION, Plan
from audit.ghosts.plan_faults import BadPlan

Made = TypeVar("Made")


def as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as JSON can hold it, with its inputs, boundaries and points."""
    return {name: _plain(value) for name, value in asdict(plan).items()}


def from_dict(row: Any) -> Plan:
    """The plan that `as_dict` gave. Raises BadPlan naming the key for anything unknown, missing or of another kind."""
    version = row.get("version") if isinstance(row, dict) else None
    if version != VERSION:
        raise BadPlan(
            f"el plan es de la versión «{version}» y aquí se lee «{VERSION}»; planee de nuevo",
            f"the plan is of version «{version}» and this reads «{VERSION}»; plan again",
        )
    return _made(Plan, row, "plan")


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def _made(kind: type[Made], row: Any, where: str) -> Made:
    if not isinstance(row, dict):
        raise _wrong(where, row)
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    strange = [key for key in row if key not in names] or [name for name in names if name not in row]
    if strange:
        raise BadPlan(
            f"{where}: la clave «{strange[0]}» sobra o falta; use un plan escrito por trasluz ghosts plan",
            f"{where}: the key «{strange[0]}» is unknown or missing; use a plan written by trasluz ghosts plan",
        )
    return kind(**{name: _value(hints[name], row[name], f"{where}.{name}") for name in names})


def _value(kind: Any, value: Any, where: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _value(next(k for k in inner if k is not type(None)), value, where)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise _wrong(where, value)
        each = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_value(k, v, f"{where}[{i}]") for i, (k, v) in enumerate(zip(each, value, strict=True)))
    if is_dataclass(kind):
        return _made(kind, value, where)  # type: ignore[arg-type]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if value not in list(kind):
            raise _wrong(where, value)
        return kind(value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise _wrong(where, value)
    return value


def _wrong(where: str, value: Any) -> BadPlan:
    shown = repr(value)[:40]
    return BadPlan(f"{where}: {shown} no es lo que un plan lleva ahí", f"{where}: {shown} is not what a plan has there")
