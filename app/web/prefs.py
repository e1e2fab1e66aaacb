"""The reader's own settings: language, theme, single keys."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user

from app.actors import EVERYONE
from app.errors import BadInput
from app.queries.oversight.admin import profile
from app.queries.rows import Problem
from app.services.users import change_password, set_preference
from app.web.access import allow, public
from app.web.auth import choose_language, safe_next
from app.web.session import Reader, now, parts, reading, writing
from app.web.session import language as language_of

blueprint = Blueprint("prefs", __name__)
_YEAR_S = 31_536_000
_PASSWORD_TRIES = 5
_VALUES = {"language": ("es", "en"), "theme": ("auto", "light", "dark"), "single_keys": ("on", "off")}


@blueprint.get("/profile")
@allow(EVERYONE)
def show() -> ResponseReturnValue:
    """The settings of whoever asks."""
    return render_template("profile.html", page=profile(reading(), current_user.id))


def _set(name: str) -> ResponseReturnValue:
    """Keep a setting with the person, and in a cookie for pages before the sign-in."""
    value = request.form.get(name, "")
    if value not in _VALUES[name]:
        choices = ", ".join(_VALUES[name])
        raise BadInput(f"{value[:20]!r} no es uno de {choices}", f"{value[:20]!r} is not one of {choices}", name)
    if current_user.is_authenticated:
        with writing() as db:
            set_preference(db, current_user.id, name, value)
    elif name == "language":
        choose_language(value)
    following = request.form.get("next") or url_for("prefs.show")
    answer = redirect(safe_next(following), 303)
    answer.set_cookie(name, value, max_age=_YEAR_S, samesite="Lax")
    return answer


@blueprint.post("/profile/language")
@public
def language() -> ResponseReturnValue:
    """Spanish or English."""
    return _set("language")


@blueprint.post("/profile/theme")
@public
def theme() -> ResponseReturnValue:
    """Light, dark, or as the device."""
    return _set("theme")


@blueprint.post("/profile/password")
@allow(EVERYONE)
def password() -> ResponseReturnValue:
    """A new password; this session goes on, the others end."""
    parts().limiter.check(f"password:{current_user.id}", _PASSWORD_TRIES)
    try:
        with writing() as db:
            user = change_password(db, current_user.id, request.form.get("current", ""), request.form.get("new", ""), now())
    except BadInput as problem:
        problems = (Problem(problem.field, problem.say(language_of())),)
        return render_template("profile.html", page=profile(reading(), current_user.id), problems=problems), 422
    login_user(Reader(user))
    flash(gettext("Password changed. Your other sessions have ended."), "good")
    return redirect(url_for("prefs.show"), 303)


@blueprint.post("/profile/keys")
@allow(EVERYONE)
def keys() -> ResponseReturnValue:
    """Single keys on the review page."""
    return _set("single_keys")
