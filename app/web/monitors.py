"""Searches that go on by themselves: kept from the list of calls, looked at here."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import LISTENERS
from app.errors import BadInput, NotFound
from app.queries.oversight.search.monitors import monitor_page, monitors_of
from app.services.search.monitors import keep_monitor, open_monitor, stop_monitor
from app.web.access import actor, allow
from app.web.session import language, mail_set, now, reading, writing

blueprint = Blueprint("monitors", __name__)


@blueprint.get("/monitors")
@allow(LISTENERS)
def index() -> ResponseReturnValue:
    """One's own."""
    return render_template("monitors.html", rows=monitors_of(reading(), actor()), mail=mail_set())


@blueprint.post("/monitors")
@allow(LISTENERS)
def keep() -> ResponseReturnValue:
    """Keep the search that is on the page."""
    form = request.form
    try:
        with writing() as db:
            made = keep_monitor(
                db,
                actor(),
                form.get("name", ""),
                form.get("asked", "")[:4000],
                _share(form.get("closeness", "")),
                form.get("by_mail") == "1",
                now(),
            )
    except BadInput as problem:
        flash(problem.say(language()), "error")
        return redirect(f"{url_for('calls.index')}?{form.get('asked', '')[:4000]}", 303)
    flash(_("From now on every call judged is looked at."), "good")
    return redirect(url_for("monitors.show", monitor_id=made.id), 303)


@blueprint.get("/monitors/<monitor_id>")
@allow(LISTENERS)
def show(monitor_id: str) -> ResponseReturnValue:
    """What one found; what was new is not new any more once it was seen."""
    page = monitor_page(reading(), actor(), monitor_id)
    if page is None:
        raise NotFound("no vigila esa búsqueda", "you keep no such search")
    with writing() as db:
        open_monitor(db, actor(), monitor_id, now())
    return render_template("monitor.html", page=page)


@blueprint.post("/monitors/<monitor_id>/stop")
@allow(LISTENERS)
def stop(monitor_id: str) -> ResponseReturnValue:
    """No more alerts."""
    with writing() as db:
        stop_monitor(db, actor(), monitor_id, now())
    return redirect(url_for("monitors.index"), 303)


def _share(text: str) -> float | None:
    """A percentage as typed, as a share; None for what is none."""
    try:
        return float(text.strip().replace(",", ".")) / 100
    except ValueError:
        return None
