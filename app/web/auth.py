"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from app.actors import EVERYONE
from app.errors import SignInRefused, TooMany
from app.services.sign_in import sign_in as open_door
from app.services.users import set_preference
from app.web.access import allow, public
from app.web.session import Reader, language, now, writing

blueprint = Blueprint("auth", __name__)
_CHOSEN = "language_chosen"


def choose_language(value: str) -> None:
    """Remember what a visitor pressed, until they sign in; the cookie alone may be the choice of who sat here before."""
    session[_CHOSEN] = value


def safe_next(value: str | None) -> str:
    """An address of this site to go on to; anything else is the home page."""
    if not value or not value.startswith("/") or value.startswith("//") or "\\" in value or not value.isprintable():
        return url_for("home.index")
    return value


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The form, and what it sends."""
    following = request.values.get("next", "")
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(safe_next(following), 303)
        return render_template("sign_in.html", email="", problem=None, next=following)
    email = request.form.get("email", "")[:254]
    try:
        with writing() as db:
            user = open_door(db, email, request.form.get("password", ""), request.remote_addr or "", now())
            if _CHOSEN in session:
                set_preference(db, user.id, "language", session[_CHOSEN])
    except (SignInRefused, TooMany) as refusal:
        return render_template("sign_in.html", email=email, problem=refusal.say(language()), next=following), refusal.status
    session.clear()
    session.permanent = True
    login_user(Reader(user))
    generate_csrf()  # now, so that two pages opened at once share one token
    answer = redirect(safe_next(following), 303)
    answer.set_cookie("theme", user.theme, max_age=31_536_000, samesite="Lax")
    answer.set_cookie("single_keys", "on" if user.single_keys else "off", max_age=31_536_000, samesite="Lax")
    return answer


@blueprint.post("/sign-out")
@allow(EVERYONE)
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)
