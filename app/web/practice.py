"""Practice with a made-up debtor, in writing or by voice; it counts in no figure."""

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.actors import PRACTISERS
from app.errors import BadInput, Conflict, NotFound
from app.queries.rows import Problem
from app.services.coaching.practice_sound import can_speak, spoken, words_heard
from app.services.coaching.practise import begin as begin_practice
from app.services.coaching.practise import debtor_of, practice_of, turns_of
from app.services.coaching.practise import end as end_practice
from app.services.coaching.practise import say as say_turn
from app.text_judge import judge_turn
from app.web.access import actor, allow
from app.web.session import language, now, parts, reading, writing

blueprint = Blueprint("practice", __name__)


@blueprint.after_request
def microphone(response: Response) -> Response:
    """Only here may the page ask for the microphone."""
    response.headers["Permissions-Policy"] = "camera=(), microphone=(self), geolocation=()"
    return response


@blueprint.post("/practice")
@allow(PRACTISERS)
def begin() -> ResponseReturnValue:
    """A new try."""
    form = request.form
    try:
        with writing() as db:
            made = begin_practice(db, actor(), form.get("coaching", "")[:40], form.get("criterion", "")[:60], now()).id
    except BadInput as problem:
        flash(problem.say(language()), "error")
        return redirect(url_for("home.index"), 303)
    return redirect(url_for("practice.show", practice_id=made), 303)


def _page(practice_id: str, problems: tuple[Problem, ...] = (), entered: str = "") -> str:
    kept = practice_of(reading(), actor(), practice_id[:40])
    return render_template(
        "coaching/practice.html",
        practice=kept,
        turns=turns_of(reading(), kept.id),
        debtor=debtor_of(kept),
        speaks=can_speak(parts().settings),
        problems=problems,
        entered=entered,
    )


@blueprint.get("/practice/<practice_id>")
@allow(PRACTISERS)
def show(practice_id: str) -> ResponseReturnValue:
    """What was said so far, and the next turn; once it is over, what was met and where."""
    return _page(practice_id)


@blueprint.post("/practice/<practice_id>/say")
@allow(PRACTISERS)
def say(practice_id: str) -> ResponseReturnValue:
    """One turn of the agent: words, or a recording of them."""
    text, sound = request.form.get("text", ""), request.files.get("sound")
    try:
        kept = practice_of(reading(), actor(), practice_id[:40])
        if sound is not None and sound.filename:
            text = words_heard(parts().tools().ear, sound.read(), sound.filename, debtor_of(kept).lang)
        reading().rollback()
        with writing() as db:
            say_turn(db, actor(), practice_id[:40], text, parts().tools().assessor, now(), judge_turn)
    except BadInput as problem:
        return _page(practice_id, (Problem(problem.field, problem.say(language())),), text), 422
    except Conflict as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("practice.show", practice_id=practice_id, _anchor="last"), 303)


@blueprint.post("/practice/<practice_id>/end")
@allow(PRACTISERS)
def end(practice_id: str) -> ResponseReturnValue:
    """Enough; what was met is told."""
    with writing() as db:
        end_practice(db, actor(), practice_id[:40], parts().tools().assessor, now())
    return redirect(url_for("practice.show", practice_id=practice_id, _anchor="result"), 303)


@blueprint.get("/practice/<practice_id>/voice/<int:turn>")
@allow(PRACTISERS)
def voice(practice_id: str, turn: int) -> ResponseReturnValue:
    """The debtor's line, spoken."""
    kept = practice_of(reading(), actor(), practice_id[:40])
    said = next((t for t in turns_of(reading(), kept.id) if t.i == turn and t.speaker == "debtor"), None)
    if said is None:
        raise NotFound("no hay esa línea", "there is no such line")
    debtor = debtor_of(kept)
    answer: Response = send_file(spoken(parts().settings, said.text, debtor.lang, debtor.sex), mimetype="audio/wav", max_age=0)
    return answer
