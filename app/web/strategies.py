"""Strategies, for the manager: by segment, their steps, a play over past weeks, launching, the read-out, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import MANAGERS
from app.errors import AppError, BadInput, Conflict
from app.operations.arms import Arm
from app.operations.readout import Declared, Look, Outcome
from app.operations.scripts_starting import starting_strategies
from app.operations.strategy_faults import BadStrategy
from app.queries.collections.experiments import arms_of, live_experiment
from app.queries.collections.money import debt_numbers
from app.queries.collections.readouts import readout_page
from app.queries.collections.readouts_before import Before, Power, before, declare, power_of
from app.queries.collections.strategies import segment_card, strategies_page, strategy_page
from app.queries.collections.strategies_ledger import ledger as ledger_rows
from app.queries.rows import Problem
from app.services.strategies.edit_strategy import begin_from_house, begin_strategy, new_version, save_strategy
from app.services.strategies.launch import launch as launch_strategies
from app.services.strategies.launch import stop as stop_strategies
from app.services.strategies.simulate_strategy import simulate_strategy
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing
from app.web.strategy_forms import blank, changed, document_in
from app.web.strategy_names import fault_place, own_name

blueprint = Blueprint("strategies", __name__)
blueprint.add_app_template_filter(own_name)
blueprint.add_app_template_filter(fault_place)
DAYS = (1, 365)


def problems_of(cause: AppError) -> tuple[Problem, ...]:
    """An error as problems of their fields, in the reader's language."""
    if isinstance(cause, BadStrategy):
        return tuple(Problem(fault.name, fault.text.say(language())) for fault in cause.faults)
    return (Problem(cause.field, cause.say(language())),)


@blueprint.get("/strategies")
@allow(MANAGERS)
def index() -> ResponseReturnValue:
    """Every segment with what is live in it."""
    return _index(())


def _index(problems: Sequence[Problem]) -> str:
    cards = strategies_page(reading(), actor())
    return render_template("operation/strategies.html", cards=cards, house=starting_strategies(), problems=problems)


@blueprint.post("/strategies")
@allow(MANAGERS)
def begin() -> ResponseReturnValue:
    """A draft: one of the house's, or a blank one with a name."""
    segment_id, house, name = _whole("segment", 0, 2**31), request.form.get("house", ""), request.form.get("name", "")
    try:
        with writing() as db:
            if house:
                row = begin_from_house(db, actor(), segment_id, house, language(), now())
            else:
                row = begin_strategy(db, actor(), segment_id, name, blank(), now())
    except BadInput as cause:
        return _index(problems_of(cause)), 422
    return redirect(url_for("strategies.edit", strategy_id=row.id), 303)


@blueprint.route("/strategies/<int:strategy_id>", methods=["GET", "POST"])
@allow(MANAGERS)
def edit(strategy_id: int) -> ResponseReturnValue:
    """The steps. A POST adds, removes or moves one without keeping anything, or saves all of them."""
    page = strategy_page(reading(), actor(), strategy_id)
    problems: tuple[Problem, ...] = ()
    document, status = page.document, 200
    if request.method == "POST":
        act = request.form.get("do", "save")
        document = changed(document_in(request.form), act)
        if act == "save":
            try:
                with writing() as db:
                    save_strategy(db, actor(), strategy_id, document)
            except (BadStrategy, Conflict) as cause:
                problems, status = problems_of(cause), cause.status
            else:
                flash(_("Saved."), "good")
                return redirect(url_for("strategies.edit", strategy_id=strategy_id), 303)
    shown = render_template("operation/strategy.html", page=page, document=document, problems=problems)
    return shown, status


@blueprint.post("/strategies/<int:strategy_id>/copy")
@allow(MANAGERS)
def copy(strategy_id: int) -> ResponseReturnValue:
    """A new version to change."""
    try:
        with writing() as db:
            row = new_version(db, actor(), strategy_id, now())
    except Conflict as cause:
        flash(cause.say(language()), "error")
        return redirect(url_for("strategies.edit", strategy_id=strategy_id), 303)
    return redirect(url_for("strategies.edit", strategy_id=row.id), 303)


@blueprint.route("/strategies/<int:strategy_id>/simulation", methods=["GET", "POST"])
@allow(MANAGERS)
def simulation(strategy_id: int) -> ResponseReturnValue:
    """What would have gone out; a POST plays it anew."""
    if request.method == "POST":
        try:
            with writing() as db:
                simulate_strategy(db, actor(), strategy_id, _whole("weeks", 1, 12, 4), now())
        except BadInput as cause:
            flash(cause.say(language()), "error")
        return redirect(url_for("strategies.simulation", strategy_id=strategy_id), 303)
    page = strategy_page(reading(), actor(), strategy_id)
    channel, rule = request.args.get("channel", "")[:20], request.args.get("rule", "")[:60]
    shown = [row["debt"] for name in ("rows", "held_rows") for row in (page.simulated or {}).get(name, ())]
    return render_template(
        "operation/strategy_simulation.html", page=page, told=page.simulated, channel=channel, rule=rule,
        numbers=debt_numbers(reading(), actor(), shown),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A launch being thought over: the shares, what would be declared, and what it could show."""

    chosen: tuple[Arm, ...]
    outcome: Outcome
    look: Look
    enrol_days: int
    window_days: int
    known: Before
    power: Power


def _plan(segment_id: int) -> Plan:
    values = request.form if request.method == "POST" else request.args
    named = {name.removeprefix("share-"): value for name, value in values.items() if name.startswith("share-")}
    arms = [Arm(_number(name), _number(value)) for name, value in named.items()]
    live = live_experiment(reading(), segment_id)
    now_live = {row.id for row in arms_of(reading(), live)[0]} if live else set()
    order = sorted((arm for arm in arms if arm.share_percent), key=lambda arm: (-arm.share_percent, arm.strategy not in now_live))
    chosen = tuple(order)
    outcome = next((each for each in Outcome if each.value == values.get("outcome")), Outcome.CURED)
    look = Look.ANYTIME if values.get("look") == Look.ANYTIME.value else Look.HORIZON
    enrol, window = (min(max(_number(values.get(n, "28")) or 28, DAYS[0]), DAYS[1]) for n in ("enrol_days", "window_days"))
    known = before(reading(), actor().organisation_id, segment_id, outcome, window, now().date())
    share = chosen[1].share_percent / (chosen[0].share_percent + chosen[1].share_percent) if len(chosen) > 1 else 0.5
    least = _number(values.get("least", "")) / 100 or None
    return Plan(chosen, outcome, look, enrol, window, known, power_of(known, enrol, share, look, least))


@blueprint.route("/strategies/launch/<int:segment_id>", methods=["GET", "POST"])
@allow(MANAGERS)
def launch(segment_id: int) -> ResponseReturnValue:
    """Who gets what share; what is declared; what could be seen. A POST reckons anew, or puts it live."""
    plan = _plan(segment_id)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and request.form.get("do", "launch") == "launch":
        try:
            with writing() as db:
                test = launch_strategies(db, actor(), plan.chosen, _declared(plan), now())
        except (BadInput, Conflict) as cause:
            problems = problems_of(cause)
        else:
            flash(_("Live from now."), "good")
            return redirect(url_for("strategies.readout", experiment_id=test.id), 303)
    card = segment_card(reading(), actor(), segment_id)
    page = render_template("operation/strategy_launch.html", card=card, plan=plan, problems=problems, today=now().date())
    return page, 422 if problems else 200


def _declared(plan: Plan) -> Declared | None:
    if len(plan.chosen) < 2:
        return None
    share = plan.chosen[1].share_percent / (plan.chosen[0].share_percent + plan.chosen[1].share_percent)
    begins = now().date()
    return declare(plan.known, plan.outcome, plan.look, begins, plan.enrol_days, plan.window_days, share)


@blueprint.post("/strategies/stop/<int:segment_id>")
@allow(MANAGERS)
def stop(segment_id: int) -> ResponseReturnValue:
    """Nothing more goes out by strategy in the segment."""
    try:
        with writing() as db:
            stop_strategies(db, actor(), segment_id, now())
    except Conflict as cause:
        flash(cause.say(language()), "error")
    else:
        flash(_("Stopped. Nothing more goes out by strategy in this segment."), "good")
    return redirect(url_for("strategies.index"), 303)


@blueprint.get("/strategies/tests/<int:experiment_id>")
@allow(MANAGERS)
def readout(experiment_id: int) -> ResponseReturnValue:
    """Champion and challenger, as declared."""
    page = readout_page(reading(), actor(), experiment_id, now())
    until = page.declared.decides_on if page.declared else None
    left = max(timedelta(0), until - page.today).days if until else 0
    return render_template("operation/strategy_test.html", page=page, left=left)


@blueprint.get("/strategies/ledger")
@allow(MANAGERS)
def ledger() -> ResponseReturnValue:
    """What each text cost and earned."""
    return render_template("operation/strategy_ledger.html", rows=ledger_rows(reading(), actor(), now()))


def _number(text: str | None) -> int:
    text = (text or "").strip().removesuffix("%").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _whole(name: str, low: int, high: int, default: int = 0) -> int:
    return min(max(_number(request.form.get(name)) or default, low), high)
