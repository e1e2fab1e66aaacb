"""An agent's own calls, marks, scorecard and conversations; nobody else's anything."""

import re

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actors import AGENTS
from app.errors import BadInput, Conflict
from app.models import Coaching
from app.queries.oversight.coaching.cards import window
from app.queries.oversight.coaching.desks import own_agents
from app.queries.oversight.coaching.mine import my_call_page, my_calls_page, own_recording
from app.queries.oversight.coaching.sessions import coaching_page, own_session
from app.queries.rows import Problem
from app.services.coaching.clip import example_clip
from app.services.coaching.codes import allow_example
from app.services.coaching.steps import accept as accept_agreement
from app.services.coaching.steps import reply as keep_reply
from app.services.qa.appeal_mark import appeal_mark
from app.web.access import actor, allow
from app.web.audio import recording_answer
from app.web.coaching import DRAWING, whole_number
from app.web.house_clock import house_clock, house_day
from app.web.session import language, now, parts, reading, writing

blueprint = Blueprint("my_calls", __name__)


@blueprint.get("/my/calls")
@allow(AGENTS)
def index() -> ResponseReturnValue:
    """What goes well, conversations, calls."""
    zone = house_clock()
    page = my_calls_page(reading(), actor(), window(now(), zone), zone, whole_number(request.args.get("page", "")) or 1)
    return render_template("coaching/my_calls.html", page=page, today=house_day(now()), **DRAWING)


@blueprint.get("/my/calls/<call_id>")
@allow(AGENTS)
def show(call_id: str) -> ResponseReturnValue:
    """One own call."""
    return render_template("coaching/my_call.html", page=my_call_page(reading(), actor(), call_id[:40]))


@blueprint.post("/my/calls/<call_id>/appeal")
@allow(AGENTS)
def appeal(call_id: str) -> ResponseReturnValue:
    """Contest a mark of an own call."""
    form, instance = request.form, request.form.get("instance", "")
    criterion, reason = form.get("criterion", "")[:60], form.get("reason", "")
    second, turn = form.get("second", "")[:40], form.get("turn", "")[:40]
    try:
        with writing() as db:
            which = int(instance) if instance.isascii() and instance.isdecimal() and len(instance) < 7 else None
            appeal_mark(db, actor(), call_id[:40], criterion, which, reason, now(), clock_second(second), turn_number(turn))
    except BadInput as problem:
        entered = (("criterion", criterion), ("instance", instance), ("reason", reason), ("second", second), ("turn", turn))
        problems = (Problem({"start_s": "second"}.get(problem.field, problem.field), problem.say(language())),)
        page = my_call_page(reading(), actor(), call_id[:40], problems, entered)
        return render_template("coaching/my_call.html", page=page), 422
    hear = my_call_page(reading(), actor(), call_id[:40]).moment.hear
    sent = gettext("Your appeal was sent. A second person listens to the call and answers.")
    flash(sent if hear else gettext("Your appeal was sent. A second person reads the call and answers."), "good")
    return redirect(url_for("my_calls.show", call_id=call_id, _anchor=f"mark-{criterion}-{instance}"), 303)


def clock_second(text: str) -> float | None:
    """Seconds of `1:05`, `65` or `65.5`; None for nothing. Raises BadInput for what is no time."""
    text = text.strip().replace(",", ".")
    if not text:
        return None
    if re.fullmatch(r"(\d{1,3}:)?\d{1,5}(\.\d{1,3})?", text, re.ASCII) is None:
        raise BadInput("escriba el momento como 1:05 o en segundos", "write the moment as 1:05 or in seconds", "second")
    minutes, _, seconds = text.rpartition(":")
    return 60 * int(minutes or 0) + float(seconds)


def turn_number(text: str) -> int | None:
    """The turn of `5`, as pages number them from 1; None for nothing. Raises BadInput for what is no number of a turn."""
    found = re.fullmatch(r"(?:turno|turn)?\s*(\d{1,5})", text.strip().casefold(), re.ASCII)
    if found is None and text.strip():
        raise BadInput(
            f"“{text.strip()}” no es el número de un turno: escriba uno, como 5",
            f"“{text.strip()}” is not the number of a turn: write one, as 5",
            "turn",
        )
    return int(found[1]) - 1 if found else None


@blueprint.get("/my/calls/<call_id>/audio")
@allow(AGENTS)
def audio(call_id: str) -> ResponseReturnValue:
    """An own call with private data silenced, in ranges."""
    own_recording(reading(), actor(), call_id[:40])
    return recording_answer(call_id[:40], original=False, reason="")


@blueprint.post("/my/calls/example")
@allow(AGENTS)
def example() -> ResponseReturnValue:
    """Allow one's good calls to be heard by colleagues, or no longer."""
    with writing() as db:
        for agent in own_agents(db, actor()):
            allow_example(db, actor(), agent, request.form.get("given") == "yes", now())
    return redirect(url_for("my_calls.index"), 303)


def _session(coaching_id: str) -> Coaching:
    return own_session(reading(), actor(), coaching_id[:40])


def _page(coaching_id: str, problems: tuple[Problem, ...] = (), entered: dict[str, str] | None = None) -> str:
    page = coaching_page(reading(), actor(), _session(coaching_id), now(), house_clock())
    return render_template("coaching/mine.html", page=page, problems=problems, entered=entered or {}, preview=False, **DRAWING)


@blueprint.get("/my/coaching/<coaching_id>")
@allow(AGENTS)
def coaching(coaching_id: str) -> ResponseReturnValue:
    """One's own conversation."""
    return _page(coaching_id)


@blueprint.get("/my/coaching/<coaching_id>/example")
@allow(AGENTS)
def example_sound(coaching_id: str) -> ResponseReturnValue:
    """The seconds of a colleague's call that were chosen as an example, and no more of it."""
    sound = example_clip(reading(), parts().store, _session(coaching_id))
    answer: Response = send_file(sound, mimetype="audio/wav", conditional=False, max_age=0)
    return answer


@blueprint.post("/my/coaching/<coaching_id>/reply")
@allow(AGENTS)
def reply(coaching_id: str) -> ResponseReturnValue:
    """What the agent says of the moment."""
    text = request.form.get("text", "")
    try:
        with writing() as db:
            keep_reply(db, actor(), coaching_id[:40], text, now())
        flash(gettext("Your reply was sent."), "good")
    except BadInput as problem:
        return _page(coaching_id, (Problem(problem.field, problem.say(language())),), {"text": text}), 422
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("my_calls.coaching", coaching_id=coaching_id), 303)


@blueprint.post("/my/coaching/<coaching_id>/accept")
@allow(AGENTS)
def accept(coaching_id: str) -> ResponseReturnValue:
    """Accept the agreement."""
    try:
        with writing() as db:
            accept_agreement(db, actor(), coaching_id[:40], now())
        flash(gettext("You accepted the agreement."), "good")
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("my_calls.coaching", coaching_id=coaching_id), 303)
