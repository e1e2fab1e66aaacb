"""The rules of each country: what they ask, where they are written, how they are read."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.actors import STAFF
from app.queries.oversight.rules import rule_page, rules_page
from app.web.access import allow
from app.web.session import language

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
@allow(STAFF)
def index() -> ResponseReturnValue:
    """A country's rules by topic."""
    return render_template("rules.html", page=rules_page(request.args.get("country"), language()))


@blueprint.get("/rules/<rule_id>")
@allow(STAFF)
def rule(rule_id: str) -> ResponseReturnValue:
    """One rule."""
    return render_template("rule.html", page=rule_page(rule_id, language()))
