"""What the UF was worth on each day, told by the client: a fee's legal cap is reckoned with that very day's worth."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor, directs
from app.errors import BadInput, Forbidden, Text
from app.models.event import Event
from app.models.house import UnitValue
from app.operations.ledger_payments_file import day_of
from app.operations.unit_values_file import BadRow, Valued, read_values, value_of

UNIT = "UF"
MAX_BYTES = 4 * 1024 * 1024
AHEAD = timedelta(days=45)
"""The UF of the days to come is published until the ninth of the next month."""
_APART, _AT_MOST = timedelta(days=31), Decimal("1.1")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the days told: new, corrected, the same as before; `rejected` with a sentence each."""

    new: int
    corrected: int
    same: int
    rejected: tuple[BadRow, ...]

    @property
    def written(self) -> int:
        """Days that can be used now."""
        return self.new + self.corrected + self.same

    @property
    def said(self) -> Text:
        """One line."""
        return Text(
            f"Valores de la UF: nuevos {self.new}, corregidos {self.corrected}, iguales {self.same}.",
            f"Values of the UF: {self.new} new, {self.corrected} corrected, {self.same} the same.",
        )


def typed_value(on: str, worth: str) -> Valued:
    """One day as a person typed it. Raises BadInput."""
    found = value_of(on.strip(), worth.strip())
    if isinstance(found, Text):
        raise BadInput(found.es, found.en, "worth")
    return Valued(0, *found)


def load_values(session: Session, actor: Actor, content: bytes, now: datetime) -> Kept:
    """The days of a file that can be read; the same file twice changes nothing. Raises BadInput for what is no such table."""
    if len(content) > MAX_BYTES:
        raise BadInput("el archivo pasa de 4 MB", "the file is over 4 MB", "file")
    return keep_values(session, actor, list(read_values(content)), now)


def keep_values(session: Session, actor: Actor, told: Sequence[Valued | BadRow], now: datetime) -> Kept:
    """Keep each day's worth; one that was kept is corrected. Commits.

    Refused with a sentence: a day told twice with two values, one too far ahead, a value far from that of the days around it,
    as far as those stand: days that the same file corrects say nothing against it.
    """
    if not directs(actor):
        raise Forbidden("los valores los carga quien dirige la operación", "a manager of the operation tells the values")
    mine = (UnitValue.organisation_id == actor.organisation_id, UnitValue.unit == UNIT)
    kept = {row.on: row for row in session.scalars(select(UnitValue).where(*mine))}
    fresh, rejected = _sorted_out(told, {day: row.worth for day, row in kept.items()}, now)
    new = [row for day, row in fresh.items() if day not in kept]
    corrected = [row for day, row in fresh.items() if day in kept and kept[day].worth != row.worth]
    for row in new:
        kept[row.on] = UnitValue(organisation_id=actor.organisation_id, unit=UNIT, on=row.on)
        session.add(kept[row.on])
    for row in (*new, *corrected):
        kept[row.on].worth, kept[row.on].told_at, kept[row.on].told_by = row.worth, now, actor.name
    if new or corrected:
        _noted(session, actor, {"new": len(new), "corrected": [row.on.isoformat() for row in corrected]}, now)
    session.commit()
    rejected.sort(key=lambda r: r.line)
    return Kept(len(new), len(corrected), len(fresh) - len(new) - len(corrected), tuple(rejected))


def take_away(session: Session, actor: Actor, on: str, now: datetime) -> date:
    """Take away a day's worth that should not have been told; the day. Commits. Fees booked with it stay.

    Raises BadInput for what is no day, or one that has no value.
    """
    if not directs(actor):
        raise Forbidden("los valores los quita quien dirige la operación", "a manager of the operation takes the values away")
    day = day_of(on.strip())
    if day is None:
        es, en = f"la fecha «{on[:40]}» no se entiende", f"the day “{on[:40]}” cannot be read"
        raise BadInput(f"{es}: escriba como 2026-05-31", f"{en}: write like 2026-05-31", "on")
    row = session.get(UnitValue, (actor.organisation_id, UNIT, day), with_for_update=True, populate_existing=True)
    if row is None:
        raise BadInput(f"el {day:%d-%m-%Y} no tiene valor: no se quitó nada", f"{day} has no value: nothing was taken away", "on")
    session.delete(row)
    _noted(session, actor, {"taken_away": day.isoformat(), "worth": str(row.worth), "told_by": row.told_by}, now)
    session.commit()
    return day


def _noted(session: Session, actor: Actor, detail: dict[str, Any], now: datetime) -> None:
    event = Event(organisation_id=actor.organisation_id, user_id=actor.user_id, at=now, kind="house.units", subject=UNIT)
    event.detail = detail
    session.add(event)


def _sorted_out(
    told: Sequence[Valued | BadRow], known: Mapping[date, Decimal], now: datetime
) -> tuple[dict[date, Valued], list[BadRow]]:
    """The rows that can be kept, by day, and the others with why."""
    rejected = [row for row in told if isinstance(row, BadRow)]
    rows = sorted((r for r in told if isinstance(r, Valued)), key=lambda r: (r.on, r.line))
    corrected = {row.on for row in rows if known.get(row.on, row.worth) != row.worth}
    stand = sorted(known.keys() - corrected)
    fresh: dict[date, Valued] = {}
    last: Valued | None = None
    for row in rows:
        why = _wrong(row, fresh.get(row.on), now)
        if why is None and row.on not in fresh and known.get(row.on) != row.worth:
            why = _far(row, _around(row.on, stand, known, last))
        if why is not None:
            rejected.append(BadRow(row.line, why))
        else:
            fresh[row.on] = last = row
    return fresh, rejected


def _wrong(row: Valued, told: Valued | None, now: datetime) -> Text | None:
    day_es, day_en = f"{row.on:%d-%m-%Y}", row.on.isoformat()
    if told is not None and told.worth != row.worth:
        return Text(
            f"el {day_es} viene dos veces, con {told.worth} y con {row.worth}: deje uno",
            f"{day_en} comes twice, with {told.worth} and with {row.worth}: leave one",
        )
    if row.on > now.date() + AHEAD:
        return Text(
            f"el {day_es} está muy adelante: la UF se conoce hasta el 9 del mes que viene",
            f"{day_en} is too far ahead: the UF is known until the 9th of next month",
        )
    return None


def _around(on: date, stand: Sequence[date], known: Mapping[date, Decimal], last: Valued | None) -> list[tuple[date, Decimal]]:
    """The days beside it that stand, and the last one taken from the same file, which is the nearest of those before it."""
    at = bisect_left(stand, on)
    beside = [(day, known[day]) for day in stand[max(0, at - 1) : at + 1]]
    return [*beside, (last.on, last.worth)] if last is not None else beside


def _far(row: Valued, around: Sequence[tuple[date, Decimal]]) -> Text | None:
    """Held against the nearest; where none is near, nothing can be said."""
    day, worth = min(around, key=lambda told: abs(told[0] - row.on), default=(date.min, Decimal()))
    if abs(day - row.on) > _APART or worth / _AT_MOST <= row.worth <= worth * _AT_MOST:
        return None
    return Text(
        f"el valor {row.worth} del {row.on:%d-%m-%Y} está lejos del {worth} del {day:%d-%m-%Y}: corrija o quite el que está mal",
        f"the value {row.worth} of {row.on} is far from the {worth} of {day}: correct or take away the one that is wrong",
    )
