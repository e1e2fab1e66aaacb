"""What every page of vendors compared asks first: of which month, of which segment, and what is known of it."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, after_this_request, request

from app.errors import BadInput, NotFound
from app.queries.oversight.comparisons import Compared, compared
from app.services.vendors.compare_vendors import ask_comparison, month_period
from app.web.access import actor
from app.web.house_clock import house_day
from app.web.session import language, now, parts, reading, writing

NO_SEGMENT = "no_segment"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_in(text: str) -> date | None:
    """The first day of a month as addresses write it (2026-05); anything else is no month."""
    return date.fromisoformat(f"{text}-01") if _MONTH.fullmatch(text) and text[:4] > "1900" else None


def asked_for(whole: bool = False) -> Compared:
    """What the address asks for; a month nobody compared yet is asked of the worker, and the page says so.

    `whole`: of all accounts, whatever segment it names: a contract and its plans are of no segment.
    A segment the month does not have is said on the page (404). Raises BadInput for what is no month, NotFound for one in which
    there is nothing.
    """
    args = request.values
    segment, today = "" if whole else args.get("segment", "").replace("\x00", "").strip()[:80], house_day(now())
    found = compared(reading(), actor(), _month(args.get("month", "")), segment, today)
    found = replace(found, made=found.made.told_in(language())) if found.made else found
    _within(found)
    if segment and segment not in found.segments and compared(reading(), actor(), found.month, "", today).made is not None:
        after_this_request(_not_found)
        return replace(found, state=NO_SEGMENT, made=None)
    if found.state != "none" or found.month not in found.months or found.month is None:
        return found
    with writing() as db:
        ask_comparison(db, actor(), month_period(found.month), "", now(), parts().enqueue_compare)
    return replace(found, state="making")


def _month(text: str) -> date | None:
    """The month asked for; None where none is."""
    found = month_in(text)
    if text and found is None:
        told = text[:20]
        raise BadInput(
            f"«{told}» no es un mes: escriba como 2026-05, o elija uno", f"“{told}” is no month: write as 2026-05, or choose one"
        )
    return found


def _within(found: Compared) -> None:
    """That the client has had vendors in the month."""
    if found.month is not None and found.months and found.month not in found.months:
        first, last = found.months[-1], found.months[0]
        raise NotFound(
            f"en {found.month:%Y-%m} no hay nada que comparar: hay de {first:%Y-%m} a {last:%Y-%m}",
            f"there is nothing to compare in {found.month:%Y-%m}: there is from {first:%Y-%m} to {last:%Y-%m}",
        )


def no_segment(found: Compared) -> NotFound:
    """That the month has no segment of that name, for what is no page."""
    month = f"{found.month:%Y-%m}" if found.month else ""
    return NotFound(
        f"en {month} no hay segmento «{found.segment}»: quítelo o elija otro",
        f"there is no segment “{found.segment}” in {month}: leave it out or choose another",
    )


def _not_found(answer: Response) -> Response:
    answer.status_code = 404
    return answer


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
