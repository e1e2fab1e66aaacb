"""The live floor: alerts within seconds, who talks, listening in."""

import json
from collections.abc import Iterator
from time import monotonic, sleep

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from jinja2_fragments.flask import render_block

from app.actors import COACHES, FLOOR_WATCHERS
from app.errors import AppError, BadInput, Conflict, NotFound
from app.queries.oversight.live.call import live_call_of, live_call_page
from app.queries.oversight.live.floor import FloorPage, floor_page
from app.queries.oversight.live.notice import notice
from app.services.coaching.from_alert import coach_alert
from app.services.live.demo import demo_plays, is_demo, play_demo
from app.services.live.judging import Published
from app.services.live.listening import barge, begin_listening, see_alerts, sound_of, whisper
from app.web.access import actor, allow
from app.web.house_clock import house_clock
from app.web.names import name
from app.web.runs import event
from app.web.session import Parts, close, language, now, parts, reading, writing

blueprint = Blueprint("floor", __name__)
_LONGEST_STREAM_S = 3600.0
_LEAST_BETWEEN_S = 0.7
_AT_LEAST_EVERY_S = 5.0


@blueprint.record_once
def judged_as_published(state: BlueprintSetupState) -> None:
    """The lines of this process are judged by what each client published."""
    found: Parts = state.app.extensions["trasluz"]
    found.live.judging_of = Published(found.store).at


@blueprint.get("/floor")
@allow(FLOOR_WATCHERS)
def show() -> ResponseReturnValue:
    """The floor now."""
    page = floor_page(reading(), actor(), now())
    playing, may_play = demo_plays(parts().live, actor()), is_demo(reading(), actor())
    return render_template("floor/index.html", page=page, zone=house_clock().key, may_play=may_play, playing=playing)


@blueprint.post("/floor/demo")
@allow(FLOOR_WATCHERS)
def play() -> ResponseReturnValue:
    """The demo's calls, played once; only in the demo's own workspace."""
    try:
        play_demo(reading(), parts().live, actor(), now())
        flash(gettext("The demo's calls begin; the first alert comes within half a minute."), "good")
    except NotFound:
        raise
    except AppError as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("floor.show"), 303)


@blueprint.get("/floor/events")
@allow(FLOOR_WATCHERS)
def events() -> ResponseReturnValue:
    """The floor as it changes, as server-sent events; `alert` once for each that comes after."""
    answer = Response(stream_with_context(_stream()), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _stream() -> Iterator[str]:
    who, began = actor(), monotonic()
    page = _page()
    known = {a.id for a in page.alerts}
    house_clock()  # kept for the whole stream, which holds no connection
    close()
    with parts().live.hub.listen(f"floor:{who.organisation_id}") as ears:
        yield event("floor", render_block("floor/index.html", "now", page=page, playing=demo_plays(parts().live, who)))
        while monotonic() - began < _LONGEST_STREAM_S and not parts().closing.is_set():
            said = ears.next(_AT_LEAST_EVERY_S)
            if said is not None and "alert" not in json.loads(said):
                sleep(_LEAST_BETWEEN_S)
                while said is not None and "alert" not in json.loads(said):
                    said = ears.next(0.001)
            page = _page()
            yield event("floor", render_block("floor/index.html", "now", page=page, playing=demo_plays(parts().live, who)))
            for alert in reversed(page.alerts):
                if alert.id not in known:
                    known.add(alert.id)
                    told = name(alert.criterion or alert.kind, "possible")
                    text = gettext("%(what)s, live: %(agent)s", what=told, agent=alert.agent)
                    yield event("alert", json.dumps({"id": alert.id, "text": text}))


def _page() -> FloorPage:
    with parts().database.reading() as db:
        return floor_page(db, actor(), now())


@blueprint.get("/floor/calls/<live_id>")
@allow(FLOOR_WATCHERS)
def call(live_id: str) -> ResponseReturnValue:
    """One live call; `t` is the second to stand at."""
    at_s = request.args.get("t", type=float)
    page = live_call_page(reading(), actor(), live_id, now(), at_s)
    with writing() as db:
        see_alerts(db, actor(), live_call_of(db, actor(), live_id), now())
    return render_template("floor/call.html", page=page, notice=notice(page.country, now(), language()))


@blueprint.post("/floor/alerts/<int:alert_id>/coach")
@allow(COACHES)
def coach(alert_id: int) -> ResponseReturnValue:
    """A conversation of an alert, now or when the recording comes."""
    try:
        with writing() as db:
            made = coach_alert(db, actor(), alert_id, now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
        return redirect(url_for("floor.show"), 303)
    if made is not None:
        return redirect(url_for("coaching.show", coaching_id=made), 303)
    flash(gettext("Kept: the conversation begins at this second when the recording comes."), "good")
    return redirect(url_for("coaching.index"), 303)


@blueprint.get("/floor/calls/<live_id>/events")
@allow(FLOOR_WATCHERS)
def call_events(live_id: str) -> ResponseReturnValue:
    """The call as it goes on."""
    live_call_of(reading(), actor(), live_id)
    answer = Response(stream_with_context(_call_stream(live_id)), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _call_stream(live_id: str) -> Iterator[str]:
    who, began = actor(), monotonic()
    close()
    with parts().live.hub.listen(f"floor:{who.organisation_id}") as ears:
        while monotonic() - began < _LONGEST_STREAM_S and not parts().closing.is_set():
            with parts().database.reading() as db:
                page = live_call_page(db, who, live_id, now())
            yield event("call", render_block("floor/call.html", "words", page=page))
            yield event("alerts", render_block("floor/call.html", "alerts", page=page))
            if not page.live:
                yield event("end", "")
                return
            until = monotonic() + _AT_LEAST_EVERY_S
            while (left := until - monotonic()) > 0 and not parts().closing.is_set():
                said = ears.next(left)
                if said is not None and json.loads(said).get("call") == live_id:
                    break
            sleep(0.2)


@blueprint.get("/floor/calls/<live_id>/sound")
@allow(FLOOR_WATCHERS)
def sound(live_id: str) -> ResponseReturnValue:
    """The line's sound from a few seconds ago on; who listens is logged."""
    with writing() as db:
        row = live_call_of(db, actor(), live_id)
        begin_listening(db, actor(), row, now())
    hub = parts().live.hub
    close()
    answer = Response(sound_of(hub, row), mimetype="audio/wav")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@blueprint.post("/floor/calls/<live_id>/whisper")
@allow(FLOOR_WATCHERS)
def say(live_id: str) -> ResponseReturnValue:
    """Text for the agent's screen alone."""
    try:
        with writing() as db:
            row = live_call_of(db, actor(), live_id)
            whisper(db, parts().live.hub, actor(), row, request.form.get("text", ""), now())
        flash(gettext("The agent sees it on their screen."), "good")
    except AppError as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("floor.call", live_id=live_id), 303)


@blueprint.post("/floor/calls/<live_id>/barge")
@allow(FLOOR_WATCHERS)
def enter(live_id: str) -> ResponseReturnValue:
    """Ask the line to put the supervisor into the call."""
    try:
        with writing() as db:
            barge(db, parts().live.hub, actor(), live_call_of(db, actor(), live_id), now())
        flash(gettext("The line was asked to put you in; your telephone rings."), "good")
    except AppError as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("floor.call", live_id=live_id), 303)
