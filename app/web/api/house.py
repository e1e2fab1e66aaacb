"""The HTTP API for what the client fixes for its own house: contact hours by country, and what the UF was worth day by day."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.errors import BadInput, NotFound, Text
from app.operations.cleaning_ids import COUNTRIES
from app.operations.home_clocks import day_in
from app.operations.unit_values_file import MOST_ROWS, BadRow, Valued, value_of
from app.queries.collections.house_hours import country_hours
from app.queries.collections.unit_values import units_page
from app.services.money.unit_values import UNIT, Kept, keep_values, take_away
from app.services.outreach.house_hours import Week, set_hours
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import sent, text
from app.web.api.wave_shapes import plain
from app.web.session import language, now, parts, writing

__all__ = ["blueprint"]
_HOURS, _UNITS = "/v1/house/hours/<country>", "/v1/house/units"


def _country(told: str) -> str:
    if told.upper() not in COUNTRIES:
        raise NotFound(
            f"no hay país {told[:20]!r}; use {', '.join(COUNTRIES)}", f"no country {told[:20]!r}; use {', '.join(COUNTRIES)}"
        )
    return told.upper()


def _hours(country: str) -> ResponseReturnValue:
    with parts().database.reading() as db:
        page = country_hours(db, actor(), country)
    beside = [{"law": each.law, "title": each.title.say(language()), "hours": each.hours.say(language())} for each in page.beside]
    return jsonify(
        {
            "country": page.country,
            "own": page.own,
            "days": {day: [start, end] for day, start, end in page.days if start},
            "holidays": page.holidays,
            "beside": beside,
            "no_rulebook": page.no_rulebook,
            "set_in": list(page.set_in),
            "changed_at": plain(page.changed_at),
            "changed_by": page.changed_by,
        }
    )


@blueprint.get(_HOURS)
@by_key
def house_hours(country: str) -> ResponseReturnValue:
    """The client's own contact hours in a country, beside the law's."""
    return _hours(_country(country))


@blueprint.put(_HOURS)
@by_key
def house_hours_set(country: str) -> ResponseReturnValue:
    """Set them; a day left out is one without contact."""
    body, at = sent(), _country(country)
    week = Week(_week(body), body.get("holidays") is True)
    with writing() as db:
        set_hours(db, actor(), at, week, now())
    return _hours(at)


def _week(body: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    days: dict[str, tuple[str, str]] = {}
    for day, told in (body.get("days") or {}).items():
        if len(told) != 2:
            raise BadInput(
                f'days.{day}: escriba desde y hasta, como ["09:00", "18:00"]',
                f'days.{day}: write from and to, like ["09:00", "18:00"]',
                f"days.{day}",
            )
        days[day] = (told[0], told[1])
    return days


@blueprint.delete(_HOURS)
@by_key
def house_hours_away(country: str) -> ResponseReturnValue:
    """Take them away: the law's stand alone."""
    at = _country(country)
    with writing() as db:
        set_hours(db, actor(), at, None, now())
    return _hours(at)


def _units() -> dict[str, Any]:
    with parts().database.reading() as db:
        page = units_page(db, actor(), day_in("CL", now()))
    found: dict[str, Any] = plain(asdict(page))
    return {"unit": UNIT, **found}


@blueprint.get(_UNITS)
@by_key
def unit_values() -> ResponseReturnValue:
    """What the UF was worth on the last days, and which are missing."""
    return jsonify(_units())


@blueprint.put(_UNITS)
@by_key
def unit_values_kept() -> ResponseReturnValue:
    """Keep the worth of some days; those kept before are corrected."""
    told = _told(sent())
    kept = _keep(told)
    rejected = [{"value": row.line, "why": row.why.say(language())} for row in kept.rejected]
    if rejected and not kept.written:
        why, n = kept.rejected[0].why, kept.rejected[0].line
        raise BadInput(f"values.{n}: {why.es}", f"values.{n}: {why.en}", f"values.{n}")
    return jsonify({"new": kept.new, "corrected": kept.corrected, "same": kept.same, "rejected": rejected})


def _keep(told: list[Valued | BadRow]) -> Kept:
    with writing() as db:
        return keep_values(db, actor(), told, now())


def _told(body: Mapping[str, Any]) -> list[Valued | BadRow]:
    rows = body.get("values") or []
    if not 0 < len(rows) <= MOST_ROWS:
        raise BadInput(f"values: de 1 a {MOST_ROWS} días", f"values: 1 to {MOST_ROWS} days", "values")
    return [_value(n, row) for n, row in enumerate(rows)]


def _value(n: int, row: Mapping[str, Any]) -> Valued | BadRow:
    read = value_of(text(row, "on", ""), text(row, "worth", ""), decimal_comma=False)
    return BadRow(n, read) if isinstance(read, Text) else Valued(n, *read)


@blueprint.delete(f"{_UNITS}/<on>")
@by_key
def unit_value_away(on: str) -> ResponseReturnValue:
    """Take away the worth of a day that was told in error."""
    try:
        with writing() as db:
            take_away(db, actor(), on, now())
    except BadInput as cause:
        raise NotFound(cause.say("es"), cause.say("en")) from cause
    return jsonify(_units())
