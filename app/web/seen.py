"""What a reader was shown of a call with an appeal that waits: written down, so that a later answer says whether it was blind.

That a fault stands is no secret, the appeal itself says it: lists that show a verdict are not here. Pages with the mark's words,
second, confidence or anybody's reason are. An appeal's own page shows neither until the reader has marked; answered, it tells
the mark to whoever might decide another appeal of it.
"""

import re

from flask import Flask, Response, request
from flask_login import current_user
from markupsafe import escape

from app.actors import REVIEWERS, Actor
from app.queries.oversight.qa.opened import told_beside
from app.services.qa.open_appeal import Waiting, calls_read, waiting_calls
from app.web.access import actor
from app.web.session import now, reading, writing

APPEAL = "appeals.show"
TELLS = frozenset(
    {
        APPEAL,
        "review.show",
        "review.report",
        "runs.report",
        "evidence.bundle",
        "scoring.show",
        "calibration_results.show",
        "scorer.show",
        "monitors.show",
        "rubric.criterion",
        "rubric.tried",
        "coaching.index",
        "coaching.show",
        "coaching.preview",
        "team.show",
        "floor.call",
        "vendors.send",
        "vendors.rows",
    }
)


def install(app: Flask) -> None:
    """After every page of these."""
    app.after_request(_written_down)


def _written_down(answer: Response) -> Response:
    if request.endpoint not in TELLS or answer.status_code != 200 or not current_user or not current_user.is_authenticated:
        return answer
    who = actor()
    if who.user_id is None or who.role not in REVIEWERS:
        return answer
    read = _of_appeal(who) if request.endpoint == APPEAL else _of_page(answer, who)
    if read:
        with writing() as db:
            calls_read(db, who, read, now())
    return answer


def _of_appeal(who: Actor) -> list[str]:
    """The call of the appeal that is shown, where that tells of one that waits."""
    beside = told_beside(reading(), who, str((request.view_args or {}).get("appeal_id", ""))[:40])
    return [beside] if beside else []


def _of_page(answer: Response, who: Actor) -> list[str]:
    return [call.id for call in waiting_calls(reading(), who) if _told(answer, call)]


def _told(answer: Response, call: Waiting) -> bool:
    """Whether the answer is about this call: it names it, or it is a file of the call or of its whole run."""
    given = request.view_args or {}
    if call.id == given.get("call_id") or call.run_id == given.get("run_id"):
        return True
    if answer.direct_passthrough or answer.is_streamed:
        return False
    text = answer.get_data(as_text=True)
    return call.id in text or re.search(rf"(?<![\w-]){re.escape(escape(call.code))}(?![\w-])", text) is not None


__all__ = ["TELLS", "install"]
