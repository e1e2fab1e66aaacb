"""The machine's error: by criterion, and the calls behind each figure."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.actors import LISTENERS
from app.queries.oversight.qa.scorer import cell_page, scorer_page
from app.web.access import actor, allow
from app.web.coaching import whole_number
from app.web.session import reading

blueprint = Blueprint("scorer", __name__)


@blueprint.get("/scorer")
@allow(LISTENERS)
def index() -> ResponseReturnValue:
    """Every criterion."""
    return render_template("scorer/index.html", page=scorer_page(reading(), actor()))


@blueprint.get("/scorer/<criterion_id>")
@allow(LISTENERS)
def show(criterion_id: str) -> ResponseReturnValue:
    """The calls behind one criterion, of one cell where `said` and `fault` name it."""
    said, fault = request.args.get("said", "")[:10], request.args.get("fault", "")[:5]
    page = cell_page(reading(), actor(), criterion_id, said, fault, whole_number(request.args.get("page", "")) or 1)
    return render_template("scorer/cell.html", page=page)
