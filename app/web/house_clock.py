"""Times as pages show them: on the clock of the client's people, or of the person they are about, and saying so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask import Flask, g
from flask_babel import gettext
from markupsafe import Markup

from app.queries.collections.kpis import zone_of
from app.web import formats
from app.web.access import actor
from app.web.session import reading


def house_clock() -> ZoneInfo:
    """The clock that most of the client's people live by; asked for once a request."""
    if "house_clock" not in g:
        g.house_clock = ZoneInfo(zone_of(reading(), actor()))
    found: ZoneInfo = g.house_clock
    return found


def house_day(at: datetime) -> date:
    """The day it is on that clock."""
    return at.astimezone(house_clock()).date()


def at_home(value: datetime) -> datetime:
    """A time of the database on the house's clock; one that already carries a person's clock stays as it is."""
    return value.astimezone(house_clock()) if value.utcoffset() is None or value.tzname() == "UTC" else value


def told_at_home(value: datetime) -> datetime:
    """The same time at home, for a page that writes it itself; its foot says whose clock it is."""
    local = at_home(value)
    g.setdefault("clocks_told", {})[whose(local)] = None
    return local


def stamp(value: datetime | None, form: str = "EEE d MMM, HH:mm") -> str | Markup:
    """`mar 12 may, 10:31` on the house's clock, its zone on pointing at it; the page says at its foot whose clock it is."""
    if value is None:
        return formats.NONE
    local = at_home(value)
    told = whose(local)
    g.setdefault("clocks_told", {})[told] = None
    at = local.isoformat(timespec="minutes")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at, told, formats.moment(local, form))


def spoken(value: datetime | None) -> str:
    """`mar 12 may, 10:31 (UTC−3)`: the same where no mark-up may stand."""
    return formats.NONE if value is None else f"{formats.moment(at_home(value))} ({clock_name(at_home(value))})"


def day_at_home(value: datetime | None, form: str = "EEE d MMM") -> str:
    """The day of a time, on the house's clock."""
    return formats.NONE if value is None else formats.day(at_home(value).date(), form)


def clock_name(local: datetime, place: bool = False) -> str:
    """`UTC−3`, or with its `place` `Santiago (UTC−3)`: a time's distance from UTC at that moment."""
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    ahead = f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}" if minutes else "UTC"
    if not place or not isinstance(local.tzinfo, ZoneInfo) or local.tzinfo.key == "UTC":
        return ahead
    city = get_timezone_location(local.tzinfo, locale=formats.locale(), return_city=True)
    return f"{city.rpartition('/')[2]} ({ahead})"


def whose(local: datetime) -> str:
    """A city, whose clock a time is on; of a bare offset the house’s where it keeps the same, else the recording’s own."""
    if isinstance(local.tzinfo, ZoneInfo):
        return clock_name(local, place=True)
    home = local.astimezone(house_clock())
    if home.utcoffset() == local.utcoffset():
        return clock_name(home, place=True)
    return str(gettext("the recording itself (%(clock)s)", clock=clock_name(local)))


def clocks_told() -> str:
    """One line for the foot of a page: whose clock its times are on; empty where it shows none."""
    told = list(g.get("clocks_told", {}))
    return str(gettext("Times are those of %(places)s.", places=", ".join(told))) if told else ""


def install(app: Flask) -> None:
    """Give the templates of `app` the house's clock."""
    app.jinja_env.filters.update({"stamp": stamp, "day_at_home": day_at_home})
    app.jinja_env.globals.update({"clock_name": clock_name, "clocks_told": clocks_told})
