"""Who may open what: every view says so, and what says nothing is closed."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.actors import Actor
from app.errors import Forbidden, SignInRefused
from app.queries.rows import Role

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
API = "api"


def allow(roles: Collection[Role]) -> Callable[[View], View]:
    """The view opens for these roles."""

    def mark(view: View) -> View:
        view.opens_for = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """The view opens for anybody."""
    view.opens_for = PUBLIC  # type: ignore[attr-defined]
    return view


def by_key(view: View) -> View:
    """The view asks for an API key itself (see `app.web.api`)."""
    view.opens_for = API  # type: ignore[attr-defined]
    return view


def opens_for(endpoint: str | None) -> Any:
    """What an endpoint's view said: roles, `public`, `api`, or None when it said nothing."""
    return getattr(current_app.view_functions.get(endpoint or ""), "opens_for", None)


def guard() -> Response | None:
    """Before every request: the right to the view. Raises Forbidden or SignInRefused; pages go to the sign-in."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    said = opens_for(request.endpoint)
    if said in (PUBLIC, API):
        return None
    if not current_user.is_authenticated:
        background = request.headers.get("HX-Request") or "text/event-stream" in request.headers.get("Accept", "")
        if request.method in ("GET", "HEAD") and not background:
            return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")), 303)
        raise SignInRefused("inicie sesión para seguir", "sign in to go on")
    if current_user.password_given and request.endpoint not in ("prefs.show", "prefs.password", "auth.sign_out"):
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("prefs.show"), 303)
        raise Forbidden("elija primero una contraseña que solo usted sepa", "choose first a password that only you know")
    if said is None or actor().role not in said:
        raise Forbidden("su función no abre esta página", "your role does not open this page")
    return None


def actor() -> Actor:
    """Who asks: the client of the API key, or the signed-in person."""
    who: Actor = g.actor if "actor" in g else current_user.actor
    return who
