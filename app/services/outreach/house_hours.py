"""A client's own contact hours, set and taken away; they hold from the next contact on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor, directs
from app.errors import BadInput, Forbidden
from app.models.event import Event
from app.models.house import HouseHours
from app.operations.cleaning_ids import COUNTRIES
from audit.rule_params import WEEKDAYS

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Week:
    """Hours as a person wrote them: from and to (`HH:MM`) by weekday; a day left out or empty is one without contact."""

    days: Mapping[str, tuple[str, str]]
    holidays: bool = False


def set_hours(session: Session, actor: Actor, country: str, week: Week | None, now: datetime) -> None:
    """The client's own hours in a country; None takes them away, and the law's stand alone again. Commits.

    The gate holds a contact against both, so hours wider than the law's let nothing more out. Raises BadInput naming the field.
    """
    if not directs(actor):
        raise Forbidden("los horarios los fija quien dirige la operación", "a manager of the operation sets the hours")
    if country not in COUNTRIES:
        known = ", ".join(COUNTRIES)
        raise BadInput(
            f"country: {country[:20]!r} no es uno de {known}", f"country: {country[:20]!r} is not one of {known}", "country"
        )
    row = session.get(HouseHours, actor.organisation_id, with_for_update=True, populate_existing=True)
    if row is None:
        row = HouseHours(organisation_id=actor.organisation_id, says={})
        session.add(row)
    kept = {name: says for name, says in row.says.items() if name != country}
    row.says = kept if week is None else dict(sorted({**kept, country: _kept(week)}.items()))
    row.changed_at, row.changed_by = now, actor.name
    detail = {"country": country, "says": row.says.get(country)}
    event = Event(organisation_id=actor.organisation_id, user_id=actor.user_id, at=now, kind="house.hours", subject=country)
    event.detail = detail
    session.add(event)
    session.commit()


def _kept(week: Week) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for day in WEEKDAYS:
        start, end = (each.strip() for each in week.days.get(day, ("", "")))
        if not start and not end:
            continue
        for told, field in ((start, f"{day}_from"), (end, f"{day}_to")):
            if not _CLOCK.fullmatch(told):
                raise BadInput(
                    f"«{told[:10]}» no es una hora: escriba como 09:00", f"“{told[:10]}” is no time: write like 09:00", field
                )
        if end <= start:
            raise BadInput(f"{start} a {end}: la hora final va después", f"{start} to {end}: the end comes later", f"{day}_to")
        kept[day] = [start, end]
    if not kept:
        raise BadInput(
            "sin ningún día no saldría nada: escriba las horas de un día, o quite los horarios propios",
            "with no day nothing would go out: write the hours of a day, or take the own hours away",
            "days",
        )
    return kept | {"holidays": week.holidays}
