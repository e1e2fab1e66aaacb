"""What programs send about waves: JSON read into the services' own shapes, a wrong field named."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from flask import request

from app.errors import BadInput, Malformed
from app.services.waves.create_wave import NewWave
from app.services.waves.ghost_acts import NewAct
from app.services.waves.record_contact import Incoming
from audit.contacts.contact import AnsweredBy, Channel, Direction
from audit.ghosts.lived import ActKind

Choice = TypeVar("Choice", bound=StrEnum)
_LONGEST = 120_000


def sent() -> Mapping[str, Any]:
    """The JSON object of the request. Raises Malformed for anything else, lists within lists without end too."""
    try:
        found = request.get_json(silent=True)
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        raise Malformed("el cuerpo debe ser un objeto JSON", "the body must be a JSON object")
    return found


def text(row: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A text field. Raises BadInput naming it."""
    value = row.get(name, default)
    if not isinstance(value, str) or len(value) > _LONGEST or "\x00" in value:
        raise BadInput(f"{name}: escriba un texto", f"{name}: write a text", name)
    return value


def maybe(row: Mapping[str, Any], name: str) -> str | None:
    """A text field that may be left out."""
    return None if row.get(name) is None else text(row, name)


def texts(row: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts. Raises BadInput naming it."""
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise BadInput(f"{name}: escriba una lista de textos", f"{name}: write a list of texts", name)
    return list(value)


def _choice(row: Mapping[str, Any], name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
    value = row.get(name, default)
    if value not in list(kind):
        known = ", ".join(kind)
        raise BadInput(
            f"{name}: {str(value)[:40]!r} no es uno de {known}", f"{name}: {str(value)[:40]!r} is not one of {known}", name
        )
    return kind(value)


def _at(row: Mapping[str, Any], name: str = "at") -> datetime:
    try:
        found = datetime.fromisoformat(text(row, name))
    except ValueError as cause:
        example = "2026-05-12T10:31:00-04:00"
        raise BadInput(f"{name}: escriba la hora así: {example}", f"{name}: write the time like this: {example}", name) from cause
    if found.tzinfo is None:
        raise BadInput(f"{name}: falta el desfase", f"{name}: the offset is missing", name)
    return found


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise BadInput(f"{name}: escriba un número", f"{name}: write a number", name)
    return None if value is None else float(value)


def _money(row: Mapping[str, Any], name: str) -> Decimal | None:
    value = row.get(name)
    try:
        found = None if value is None else Decimal(str(value))
    except InvalidOperation as cause:
        raise BadInput(f"{name}: escriba un monto", f"{name}: write an amount", name) from cause
    if found is not None and not found.is_finite():
        raise BadInput(f"{name}: escriba un monto", f"{name}: write an amount", name)
    return found


def _flag(row: Mapping[str, Any], name: str) -> bool | None:
    value = row.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadInput(f"{name}: escriba true o false", f"{name}: write true or false", name)
    return value


def new_wave(row: Mapping[str, Any]) -> NewWave:
    """The wave to begin."""
    return NewWave(
        code=text(row, "code"),
        country=text(row, "country"),
        starts_on=text(row, "starts_on"),
        ends_on=text(row, "ends_on"),
        vendors=texts(row, "vendors"),
        budget_minutes=str(row.get("budget_minutes", "")),
        hypotheses=texts(row, "hypotheses"),
        new_vendors=texts(row, "new_vendors"),
    )


def incoming(row: Mapping[str, Any]) -> Incoming:
    """A contact that reached a ghost."""
    return Incoming(
        external_id=text(row, "external_id"),
        ghost=text(row, "ghost"),
        channel=_choice(row, "channel", Channel),
        at=_at(row),
        direction=_choice(row, "direction", Direction, Direction.OUTBOUND),
        answered_by=_choice(row, "answered_by", AnsweredBy, AnsweredBy.NONE),
        outcome=maybe(row, "outcome"),
        duration_s=_number(row, "duration_s"),
        caller_id=maybe(row, "caller_id"),
        template=maybe(row, "template"),
        content=maybe(row, "content"),
        recording=maybe(row, "recording"),
        recording_id=maybe(row, "recording_id"),
        agent=maybe(row, "agent"),
        disclosed_to_other=_flag(row, "disclosed_to_other"),
        says=maybe(row, "says"),
        knows=_flag(row, "knows"),
        authentic=_flag(row, "authentic"),
    )


def new_act(row: Mapping[str, Any]) -> NewAct:
    """Something a ghost did, or is to do."""
    try:
        due = date.fromisoformat(text(row, "due")) if row.get("due") is not None else None
    except ValueError as cause:
        raise BadInput("due: escriba el día así: 2026-05-15", "due: write the day like this: 2026-05-15", "due") from cause
    return NewAct(
        external_id=text(row, "external_id"),
        ghost=text(row, "ghost"),
        kind=_choice(row, "kind", ActKind),
        at=_at(row),
        channel=_choice(row, "channel", Channel) if row.get("channel") is not None else None,
        amount=_money(row, "amount"),
        due=due,
        contact=maybe(row, "contact"),
        minutes=_money(row, "minutes"),
    )
