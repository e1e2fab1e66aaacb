"""Service levels of a vendor's contract: written for a day on, never changed; an older month is judged by what held then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.vendor_bill import ServiceLevel
from app.services.placement.place_debts import vendor_of
from app.services.vendors.surveys import loaders_only
from reports.scorecards.measure import vendor_measures

RULES = ("bonus_percent", "penalty_percent")


@dataclass(frozen=True, slots=True)
class Level:
    """The limit of a measure (None: none from that day on), and what meeting or missing it is worth of the month's commission."""

    measure: str
    limit: float | None
    rule: Mapping[str, Any] = field(default_factory=dict)


def set_level(session: Session, actor: Actor, vendor_id: int, level: Level, valid_from: date, now: datetime) -> ServiceLevel:
    """Keep the level; the same one from the same day is one. Commits. Raises Forbidden, NotFound, BadInput naming the field."""
    loaders_only(actor)
    vendor = vendor_of(session, actor, vendor_id)
    measure = vendor_measures().get(level.measure)
    if measure is None:
        raise BadInput(f"no hay medida {level.measure[:40]!r}", f"there is no measure {level.measure[:40]!r}", "measure")
    if level.limit is not None and not _fits(level.limit, measure.floor, measure.ceiling):
        raise BadInput(
            f"el límite {level.limit} no es un valor de {measure.name['es']}",
            f"the limit {level.limit} is no value of {measure.name['en']}",
            "limit",
        )
    rule = _rule(level.rule)
    same = (ServiceLevel.vendor_id == vendor.id, ServiceLevel.measure == level.measure, ServiceLevel.valid_from == valid_from)
    newest = session.scalar(select(ServiceLevel).where(*same).order_by(ServiceLevel.id.desc()).limit(1))
    if newest is not None and (newest.limit_value, newest.rule) == (level.limit, rule):
        return newest
    made = ServiceLevel(
        organisation_id=actor.organisation_id,
        vendor_id=vendor.id,
        measure=level.measure,
        limit_value=level.limit,
        rule=rule,
        valid_from=valid_from,
        made_at=now,
        made_by=actor.name,
    )
    session.add(made)
    session.commit()
    return made


def _fits(limit: float, floor: float | None, ceiling: float | None) -> bool:
    return isfinite(limit) and (floor is None or limit >= floor) and (ceiling is None or limit <= ceiling)


def _rule(told: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, value in told.items():
        if name not in RULES:
            raise BadInput(f"regla {name[:40]!r}: use {', '.join(RULES)}", f"rule {name[:40]!r}: use {', '.join(RULES)}", "rule")
        if value in (None, ""):
            continue
        try:
            percent = Decimal(str(value))
        except InvalidOperation as cause:
            raise BadInput(f"{name}: {value!r} no es un porcentaje", f"{name}: {value!r} is no percentage", "rule") from cause
        if not percent.is_finite() or not 0 <= percent <= 100:
            raise BadInput(f"{name}: de 0 a 100 %", f"{name}: 0 to 100 %", "rule")
        found[name] = format(percent, "f")
    return found
