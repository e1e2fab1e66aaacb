"""What the client fixes for its own house: contact hours beside the law's, and what the UF was worth day by day."""

from collections.abc import Callable

from babel.dates import get_day_names
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actors import MANAGERS
from app.errors import BadInput
from app.operations.cleaning_ids import COUNTRIES
from app.operations.home_clocks import day_in as day_in_country
from app.queries.collections.house_hours import country_hours
from app.queries.collections.unit_values import units_page
from app.queries.rows import Problem
from app.services.money.unit_values import Kept, keep_values, load_values, take_away, typed_value
from app.services.outreach.house_hours import Week, set_hours
from app.web import formats
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing
from app.web.waves import problem_in
from audit.rule_params import WEEKDAYS

blueprint = Blueprint("house", __name__)


@blueprint.get("/operation/hours")
@allow(MANAGERS)
def hours() -> ResponseReturnValue:
    """The house's own contact hours in a country, beside the law's."""
    return _hours(request.args.get("country", "").upper()[:2])


def _hours(country: str, problems: tuple[Problem, ...] = ()) -> str:
    page = country_hours(reading(), actor(), country)
    names = get_day_names("wide", locale=formats.locale())
    typed = {name: request.form.get(name, "") for name in _fields()} if problems else _as_kept(page.days)
    return render_template(
        "operation/hours.html", page=page, countries=COUNTRIES, problems=problems, typed=typed,
        holidays=request.form.get("holidays") == "yes" if problems else page.holidays,
        day_names={day: names[n].capitalize() for n, day in enumerate(WEEKDAYS)},
    )  # fmt: skip


def _fields() -> list[str]:
    return [f"{day}_{side}" for day in WEEKDAYS for side in ("from", "to")]


def _as_kept(days: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    return {f"{day}_{side}": told for day, a, b in days for side, told in (("from", a), ("to", b))}


@blueprint.post("/operation/hours")
@allow(MANAGERS)
def set_week() -> ResponseReturnValue:
    """Keep the hours of a country, or take them away."""
    form, country = request.form, request.form.get("country", "").upper()[:2]
    away = form.get("do") == "away"
    days = {day: (form.get(f"{day}_from", "")[:5], form.get(f"{day}_to", "")[:5]) for day in WEEKDAYS}
    week = None if away else Week(days, form.get("holidays") == "yes")
    try:
        with writing() as db:
            set_hours(db, actor(), country, week, now())
    except BadInput as cause:
        return _hours(country, problem_in(cause)), 422
    flash(_("The law's hours stand alone again.") if away else _("The hours hold from the next contact on."), "good")
    return redirect(url_for("house.hours", country=country), 303)


@blueprint.get("/operation/units")
@allow(MANAGERS)
def units() -> ResponseReturnValue:
    """What the UF was worth, day by day, and which of the last days are missing."""
    return _units()


def _units(kept: Kept | None = None, problems: tuple[Problem, ...] = ()) -> str:
    today = day_in_country("CL", now())
    page = units_page(reading(), actor(), today)
    return render_template("operation/units.html", page=page, kept=kept, problems=problems, today=today, typed=request.form)


@blueprint.post("/operation/units")
@allow(MANAGERS)
def keep_unit() -> ResponseReturnValue:
    """One day's worth."""
    told = request.form
    return _kept(lambda db: keep_values(db, actor(), [typed_value(told.get("on", ""), told.get("worth", ""))], now()))


@blueprint.post("/operation/units/file")
@allow(MANAGERS)
def load_units() -> ResponseReturnValue:
    """A file of days."""
    file = request.files.get("file")

    def load(db: Session) -> Kept:
        if file is None or not file.filename:
            raise BadInput("elija el archivo", "choose the file", "file")
        return load_values(db, actor(), file.stream.read(), now())

    return _kept(load)


@blueprint.post("/operation/units/away")
@allow(MANAGERS)
def take_unit_away() -> ResponseReturnValue:
    """A day's worth that was told in error, taken away."""
    try:
        with writing() as db:
            day = take_away(db, actor(), request.form.get("on", ""), now())
    except BadInput as cause:
        return _units(None, problem_in(cause)), 422
    flash(_("The value of %(day)s was taken away.", day=formats.day(day, "d MMM y")), "good")
    return redirect(url_for("house.units"), 303)


def _kept(act: Callable[[Session], Kept]) -> ResponseReturnValue:
    """What was kept, with a sentence for each row that could not be."""
    try:
        with writing() as db:
            kept = act(db)
    except BadInput as cause:
        return _units(None, problem_in(cause)), 422
    if kept.rejected:
        reading().rollback()  # the request began to read before the days were kept: the page would say that there are none
        return _units(kept), 422 if not kept.written else 200
    flash(kept.said.say(language()), "good")
    return redirect(url_for("house.units"), 303)
