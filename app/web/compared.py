"""What every page of vendors compared asks first: of which month, of which segment, and what is known of it."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request

from app.queries.oversight.comparisons import Compared, compared
from app.services.vendors.compare_vendors import ask_comparison, month_period
from app.web.access import actor
from app.web.house_clock import house_day
from app.web.session import language, now, parts, reading, writing

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_in(text: str) -> date | None:
    """The first day of a month as addresses write it (2026-05); anything else is no month."""
    return date.fromisoformat(f"{text}-01") if _MONTH.fullmatch(text) and text[:4] > "1900" else None


def asked_for() -> Compared:
    """What the address asks for; a month nobody compared yet is asked of the worker, and the page says so."""
    args = request.values
    month, segment = month_in(args.get("month", "")), args.get("segment", "").replace("\x00", "").strip()[:80]
    today = house_day(now())
    found = compared(reading(), actor(), month, segment, today)
    if found.state != "none" or found.month not in found.months or found.month is None:
        return found
    with writing() as db:
        ask_comparison(db, actor(), month_period(found.month), "", now(), parts().enqueue_compare)
    return replace(found, state="making") if not segment else found


def place_of(found: Compared) -> dict[str, Any]:
    """The arguments that lead to the same month and segment on another page."""
    out: dict[str, Any] = {"month": found.month.strftime("%Y-%m")} if found.month else {}
    return {**out, "segment": found.segment} if found.segment else out


def why_nothing(found: Compared) -> str:
    """Why a page has nothing to show, where that is known."""
    return (found.problem or {}).get(language(), "") if found.state == "failed" else ""


def page_of(found: Compared) -> dict[str, Any]:
    """What every page of vendors compared is given."""
    return {
        "made": found.made,
        "state": found.state,
        "share_done": found.share_done,
        "months": found.months,
        "month": found.month,
        "segments": found.segments,
        "segment": found.segment,
        "place": place_of(found),
        "nothing": why_nothing(found),
    }
