"""The team: agents by name with their intervals, never by rank; one agent's scorecard, what goes well first."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actors import COACHES, TEAM_READERS
from app.queries.oversight.coaching.cards import CRITERIA, window
from app.queries.oversight.coaching.desks import agent_by_key
from app.queries.oversight.coaching.team import agent_page, team_page
from app.services.coaching.codes import allow_example
from app.web.access import actor, allow
from app.web.effect_plot import effect_line
from app.web.house_clock import house_clock, house_day
from app.web.session import now, reading, writing
from audit.coaching.calls import FEWEST_FOR_A_RATE, FEWEST_TO_NAME

blueprint = Blueprint("team", __name__)
FIRST_SHOWN = "acknowledge_hardship"


@blueprint.get("/team")
@allow(TEAM_READERS)
def index() -> ResponseReturnValue:
    """One desk's agents for one criterion."""
    asked = request.args.get("criterion", "")
    criterion = asked if asked in CRITERIA else FIRST_SHOWN
    zone = house_clock()
    page = team_page(reading(), actor(), request.args.get("desk", "")[:20], criterion, window(now(), zone), zone)
    return render_template("coaching/team.html", page=page, criteria=CRITERIA, fewest=FEWEST_FOR_A_RATE)


@blueprint.get("/team/<agent>")
@allow(TEAM_READERS)
def show(agent: str) -> ResponseReturnValue:
    """One agent."""
    zone = house_clock()
    ref = agent_by_key(reading(), actor(), agent[:40])
    page = agent_page(reading(), actor(), ref, window(now(), zone), zone)
    may_coach, today = actor().role in COACHES, house_day(now())
    return render_template(
        "coaching/agent.html", page=page, may_coach=may_coach, fewest=FEWEST_TO_NAME, today=today, effect_line=effect_line
    )


@blueprint.post("/team/<agent>/example")
@allow(COACHES)
def example(agent: str) -> ResponseReturnValue:
    """Write down that an agent without an account allows their good calls to be heard, or no longer does."""
    ref = agent_by_key(reading(), actor(), agent[:40])
    with writing() as db:
        allow_example(db, actor(), ref, request.form.get("given") == "yes", now())
    return redirect(url_for("team.show", agent=ref.key), 303)
