"""The reader's own settings: language, theme, single keys."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.actors import EVERYONE
from app.errors import BadInput
from app.queries.oversight.admin import profile
from app.services.users import set_preference
from app.web.access import allow, public
from app.web.auth import safe_next
from app.web.session import reading, writing

blueprint = Blueprint("prefs", __name__)
_YEAR_S = 31_536_000
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


@blueprint.post("/profile/keys")
@allow(EVERYONE)
def keys() -> ResponseReturnValue:
    """Single keys on the review page."""
    return _set("single_keys")
