"""A calibration session in figures."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.actors import LISTENERS
from app.errors import Conflict
from app.queries.oversight.qa.results import results_page
from app.web.access import actor, allow
from app.web.drift_plot import drift_plot
from app.web.session import language, reading

blueprint = Blueprint("calibration_results", __name__)


@blueprint.get("/calibration/<session_id>/results")
@allow(LISTENERS)
def show(session_id: str) -> ResponseReturnValue:
    """Agreement, once the session is over."""
    try:
        page = results_page(reading(), actor(), session_id)
    except Conflict as problem:
        flash(problem.say(language()), "error")
        return redirect(url_for("calibration.show", session_id=session_id), 303)
    return render_template("calibration/results.html", page=page, drawn=drift_plot(page.drifts))
