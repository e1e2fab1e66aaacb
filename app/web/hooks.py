"""Where providers tell what became of messages and what people wrote. What they did not sign is turned away without a word."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.channels.registry import Outbox, outbox_of
from app.channels.shape import BadSignature, Hook, Listener, bad_signature
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.services.outreach.hear import hear
from app.services.outreach.unsubscribe import unsubscribe
from app.services.vendors.survey_file import LONGEST_TEXT, SCALES, Answer
from app.services.vendors.surveys import survey_at, take_answer
from app.web.access import public
from app.web.session import language, now, parts, writing
from audit.contacts.contact import Channel

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")


def outbox() -> Outbox:
    """The channels of this workspace."""
    settings = parts().settings
    return outbox_of(settings.outreach, settings.home)


@blueprint.errorhandler(BadSignature)
def turned_away(_problem: BadSignature) -> ResponseReturnValue:
    """Nothing to learn from."""
    return "", 403


def _told(channel: Channel, listener: Listener | None) -> ResponseReturnValue:
    """News in, an empty answer out. A workspace without that provider turns everybody away."""
    if listener is None:
        raise bad_signature()
    told = listener.told(_hook(), now())
    with writing() as db:
        hear(db, channel, told, now())
    return "", 204


def _hook() -> Hook:
    """The request as it was signed: under the public address, where there is one."""
    base = outbox().public_url or request.host_url.rstrip("/")
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    headers: Mapping[str, str] = {name.lower(): value for name, value in request.headers.items()}
    body = request.get_data(cache=True)
    form = {name: value for name, value in request.form.items() if isinstance(value, str)}
    return Hook(request.method, f"{base}{request.path}{query}", headers, body, form)


@blueprint.post("/sms", defaults={"ref": ""})
@blueprint.post("/sms/<ref>")
@public
def sms(ref: str) -> ResponseReturnValue:
    """What became of an SMS, or one that came in. `ref` is our number, signed with the address."""
    return _told(Channel.SMS, outbox().sms)


@blueprint.post("/calls/<ref>")
@public
def calls(ref: str) -> ResponseReturnValue:
    """How a recorded call ended."""
    return _told(Channel.IVR_PRERECORDED, outbox().spoken)


@blueprint.route("/whatsapp", methods=["GET", "POST"])
@public
def whatsapp() -> ResponseReturnValue:
    """Meta's first greeting, and its notices."""
    held = outbox().whatsapp
    if request.method != "POST":
        if held is None:
            raise bad_signature()
        return held.greeted(request.args), 200, {"Content-Type": "text/plain; charset=utf-8"}
    return _told(Channel.WHATSAPP, held)


@blueprint.post("/messenger")
@public
def messenger() -> ResponseReturnValue:
    """What people wrote to the page."""
    return _told(Channel.SOCIAL_MEDIA, outbox().messenger)


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """One click: the mail programme posts; a person who follows the address presses one button."""
    if request.method != "POST":
        return render_template("operation/outreach_stop.html", shell=None, token=token, done=False)
    try:
        with writing() as db:
            unsubscribe(db, parts().settings.secret_key, token, now())
    except Forbidden:
        return "", 403
    return render_template("operation/outreach_stop.html", shell=None, token=token, done=True)


@blueprint.route("/survey/<token>", methods=["GET", "POST"])
@public
def survey(token: str) -> ResponseReturnValue:
    """The page at which a person answers how they were treated; once, without signing in."""
    told = {name: request.form.get(name, "").replace("\x00", "").strip() for name in (*SCALES, "text")}
    page = {"shell": None, "token": token, "told": told}
    try:
        with writing() as db:
            if request.method != "POST":
                done = survey_at(db, token).answered_at is not None
                return render_template("operation/survey.html", **page, done=done, problem="")
            csat, ces, nps = (int(told[name]) if told[name].isascii() and told[name].isdecimal() else None for name in SCALES)
            take_answer(db, token, Answer(csat, ces, nps, told["text"][:LONGEST_TEXT] or None), now())
    except (NotFound, Forbidden):
        return "", 404
    except Conflict:
        return render_template("operation/survey.html", **page, done=True, problem="")
    except BadInput as cause:
        return render_template("operation/survey.html", **page, done=False, problem=cause.say(language())), 422
    return render_template("operation/survey.html", **page, done=True, problem="")
