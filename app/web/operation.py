"""The operation's first page: what was loaded, what is owed, what waits."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.actors import KPI_READERS
from app.queries.collections.overview import overview
from app.web.access import actor, allow
from app.web.session import now, reading

blueprint = Blueprint("operation", __name__)


@blueprint.get("/operation")
@allow(KPI_READERS)
def index() -> ResponseReturnValue:
    """Where the operation stands."""
    return render_template("operation/index.html", page=overview(reading(), actor(), now()))
