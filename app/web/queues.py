"""The queues of whoever reviews: drawn at random and by risk, apart; the next call of each; a new draw."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import LEADS, LISTENERS, REVIEWERS
from app.errors import BadInput, Conflict
from app.queries.oversight.asked import day_in
from app.queries.oversight.qa.figure import figure_of
from app.queries.oversight.qa.plan import open_plan
from app.queries.oversight.qa.queue import queues_page
from app.queries.qa_rows import DrawForm, QueuesPage, Stratum
from app.services.qa.draw_plan import Asked, draw_plan
from app.services.qa.next_call import next_call
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing
from audit.calibration.faults import BadCalibration

blueprint = Blueprint("queues", __name__)


def _page(form: DrawForm | None = None) -> QueuesPage:
    """Leads see the figure of a plan while it goes on; who scores is not led by it."""
    asked = request.args.get("page", "")
    page = queues_page(reading(), actor(), now(), form, int(asked) if asked.isdecimal() and len(asked) < 5 else 1)
    plan = open_plan(reading(), actor()) if page.plan and actor().role in LEADS else None
    return replace(page, plan=replace(page.plan, figure=figure_of(reading(), plan))) if plan and page.plan else page


@blueprint.get("/queue")
@allow(LISTENERS)
def index() -> ResponseReturnValue:
    """Both queues."""
    return render_template("queue.html", page=_page())


@blueprint.post("/queue/next")
@allow(REVIEWERS)
def following() -> ResponseReturnValue:
    """The next call of a queue, in nobody else's hands."""
    asked = request.form.get("stratum", "")
    stratum = Stratum(asked) if asked in set(Stratum) else Stratum.RANDOM
    with writing() as db:
        sheet = next_call(db, actor(), stratum, now(), request.form.get("after", "")[:32])
    if sheet is None:
        flash(gettext("Nothing waits in that queue: others have the rest in hand, or it is done."), "good")
        return redirect(url_for("queues.index"), 303)
    return redirect(url_for("scoring.show", call_id=sheet.recording_id), 303)


@blueprint.post("/queue/draw")
@allow(REVIEWERS)
def draw() -> ResponseReturnValue:
    """A new random sample."""
    entered = DrawForm(*(request.form.get(name, "")[:20] for name in ("half_width", "planning_rate", "first_day", "last_day")))
    try:
        asked = _asked(entered)
        with writing() as db:
            plan = draw_plan(db, actor(), asked, parts().settings.secret_key.encode(), now())
    except (BadInput, Conflict) as problem:
        return _refused(entered, problem.say(language()), problem.field)
    except BadCalibration as problem:
        return _refused(entered, problem.words.say(language()), "half_width")
    flash(gettext("%(n)s calls drawn.", n=plan.size + plan.spare), "good")
    return redirect(url_for("queues.index"), 303)


def _refused(entered: DrawForm, text: str, field: str) -> ResponseReturnValue:
    return render_template("queue.html", page=_page(replace(entered, problem=text, field=field))), 422


def _asked(entered: DrawForm) -> Asked:
    first, last = day_in(entered.first_day), day_in(entered.last_day)
    if first is None or last is None:
        raise BadInput("escriba ambos días", "write both days", "first_day" if first is None else "last_day")
    return Asked(_share(entered.half_width, "half_width"), _share(entered.planning_rate, "planning_rate"), first, last)


def _share(text: str, field: str) -> float:
    """Per cent as people write it, as a share."""
    try:
        value = float(text.strip().replace(",", ".").removesuffix("%"))
    except ValueError as cause:
        raise BadInput("escriba un número, por ejemplo 5", "write a number, for instance 5", field) from cause
    return value / 100
