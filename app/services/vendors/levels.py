"""Service levels of a vendor's contract: written for a day on, never changed; an older month is judged by what held then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEVEL_WRITERS, Actor
from app.errors import BadInput
from app.models.vendor_bill import ServiceLevel
from app.queries.collections.kpis import zone_of
from app.services.placement.place_debts import vendor_of
from app.services.vendors.correct import as_read
from app.services.vendors.surveys import loaders_only
from reports.scorecards.measure import VendorMeasure, vendor_measures

RULES = ("bonus_percent", "penalty_percent")
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Level:
    """The limit of a measure (None: none from that day on), and what meeting or missing it is worth of the month's commission."""

    measure: str
    limit: float | None
    rule: Mapping[str, Any] = field(default_factory=dict)


def set_level(
    session: Session,
    actor: Actor,
    vendor_id: int,
    level: Level,
    valid_from: date,
    now: datetime,
    *,
    of_the_past: bool = False,
) -> ServiceLevel:
    """Keep the level; the same one from the same day is one. Commits. Raises Forbidden, NotFound, BadInput naming the field.

    Months that closed are not rewritten; `of_the_past` is for a history that is brought in whole, and no page or key has it.
    """
    if actor.role not in LEVEL_WRITERS:
        loaders_only(actor)
    vendor = vendor_of(session, actor, vendor_id)
    measure = vendor_measures().get(level.measure)
    if measure is None:
        raise BadInput(f"no hay medida {level.measure[:40]!r}", f"there is no measure {level.measure[:40]!r}", "measure")
    if level.limit is not None and not _fits(level.limit, measure.floor, measure.ceiling):
        raise _no_value(measure, level.limit)
    rule = _rule(level.rule)
    _check_day(session, actor, valid_from, now, of_the_past)
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


def _check_day(session: Session, actor: Actor, valid_from: date, now: datetime, of_the_past: bool) -> None:
    if valid_from.year not in _YEARS:
        raise BadInput(
            f"{valid_from}: elija un día entre {_YEARS[0]} y {_YEARS[-1]}",
            f"{valid_from}: choose a day between {_YEARS[0]} and {_YEARS[-1]}",
            "valid_from",
        )
    opens = now.astimezone(ZoneInfo(zone_of(session, actor))).date().replace(day=1)
    if valid_from < opens and not of_the_past:
        raise BadInput(
            f"elija un día desde el {opens}: los meses que cerraron no se reescriben",
            f"choose a day from {opens} on: months that closed are not rewritten",
            "valid_from",
        )


def _fits(limit: float, floor: float | None, ceiling: float | None) -> bool:
    return isfinite(limit) and (floor is None or limit >= floor) and (ceiling is None or limit <= ceiling)


def _no_value(measure: VendorMeasure, limit: float) -> BadInput:
    """That a limit is out of the measure's bounds, and which they are."""
    es, en = as_read(measure, limit) if isfinite(limit) else (str(limit), str(limit))
    both = (("desde", "from", measure.floor), ("hasta", "up to", measure.ceiling))
    ends = [((de, since), as_read(measure, at)) for de, since, at in both if at is not None]
    in_es, in_en = (" ".join(f"{words[n]} {at[n]}" for words, at in ends) for n in (0, 1))
    return BadInput(
        f"límite {es}: {measure.name['es']} va {in_es}; escriba uno dentro de eso",
        f"limit {en}: {measure.name['en']} goes {in_en}; write one within that",
        "limit",
    )


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
            raise _no_percentage(name, value) from cause
        if not percent.is_finite() or not 0 <= percent <= 100:
            raise _no_percentage(name, value)
        found[name] = format(percent, "f")
    return found


def _no_percentage(name: str, value: object) -> BadInput:
    es, en = ("la bonificación", "the bonus") if name == "bonus_percent" else ("la multa", "the penalty")
    shown = str(value)[:20]
    return BadInput(
        f"«{shown.replace('.', ',')}»: {es} es un porcentaje de la comisión, de 0 a 100",
        f"“{shown}”: {en} is a percentage of the commission, 0 to 100",
        name,
    )
