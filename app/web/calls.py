"""Lists of calls: all of them with filters, and the queue."""

import re
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.actors import LISTENERS, STAFF
from app.queries.oversight.calls import SORTS, calls_page
from app.queries.oversight.queue import queue_page
from app.queries.rows import CallsQuery, Conduct, Has
from app.web.access import actor, allow
from app.web.session import now, reading

blueprint = Blueprint("calls", __name__)
_MOST_VALUES = 50
_MOST_LETTERS = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def query_from(args: MultiDict[str, str]) -> CallsQuery:
    """What an address asks of the list; what it asks wrongly is left out."""

    def several(name: str) -> tuple[str, ...]:
        return tuple(_clean(v) for v in args.getlist(name)[:_MOST_VALUES] if _clean(v))

    page, sort = args.get("page", "1"), args.get("sort", "called_at")
    return CallsQuery(
        q=_clean(args.get("q", "")),
        conduct=tuple(Conduct(v) for v in several("conduct") if v in set(Conduct)),
        vendor=several("vendor"),
        agent=several("agent"),
        outcome=several("outcome"),
        criterion=several("criterion"),
        run=_clean(args.get("run", "")) or None,
        signed=args.get("signed") if args.get("signed") in ("yes", "no") else None,
        since=day_in(args.get("from", "")),
        until=day_in(args.get("to", "")),
        undated=args.get("undated") == "1",
        has=tuple(Has(v) for v in several("has") if v in set(Has)),
        sort=sort if sort in SORTS else "called_at",
        desc=args.get("desc") == "1",
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )


def day_in(text: str) -> date | None:
    """A day as forms send it (2026-05-12); anything else is no day."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _clean(value: str) -> str:
    """Text that any database takes: no null bytes, no lone surrogates."""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()[:_MOST_LETTERS]


@blueprint.get("/calls")
@allow(STAFF)
def index() -> ResponseReturnValue:
    """Every call."""
    return render_template("calls.html", page=calls_page(reading(), actor(), query_from(request.args)))


@blueprint.get("/queue")
@allow(LISTENERS)
def queue() -> ResponseReturnValue:
    """Calls that wait for a person."""
    return render_template("queue.html", page=queue_page(reading(), actor(), now()))
