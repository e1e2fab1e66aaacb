"""The rubric in force and the law behind each criterion."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.actors import STAFF
from app.queries.oversight.rubric import criterion_page, rubric_page
from app.web.access import actor, allow
from app.web.session import language, now, reading

blueprint = Blueprint("rubric", __name__)


@blueprint.get("/rubric")
@allow(STAFF)
def index() -> ResponseReturnValue:
    """What is judged."""
    return render_template("rubric.html", page=rubric_page(language()))


@blueprint.get("/rubric/<criterion_id>")
@allow(STAFF)
def criterion(criterion_id: str) -> ResponseReturnValue:
    """One criterion, its law and where it was found."""
    return render_template("criterion.html", page=criterion_page(reading(), actor(), criterion_id, language(), now().date()))
