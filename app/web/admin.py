"""People and API keys of the workspace."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actors import ADMINS
from app.errors import BadInput, Conflict
from app.queries.oversight.admin import keys_page, users_page
from app.queries.rows import Problem
from app.services.coaching.codes import add_code as give_code
from app.services.coaching.codes import end_code as take_code
from app.services.keys import create_key as make_key
from app.services.keys import revoke_key as close_key
from app.services.new_password import reset_password as give_password
from app.services.users import NewUser
from app.services.users import create_user as make_user
from app.services.users import switch_user as switch
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing

blueprint = Blueprint("admin", __name__)


@blueprint.get("/users")
@allow(ADMINS)
def users() -> ResponseReturnValue:
    """Everybody, and the form to add one."""
    return render_template("users.html", page=users_page(reading(), actor()))


@blueprint.post("/users")
@allow(ADMINS)
def create_user() -> ResponseReturnValue:
    """Add a person."""
    entered = {name: request.form.get(name, "") for name in ("name", "email", "role", "vendor")}
    try:
        with writing() as db:
            make_user(db, actor(), NewUser(**entered, password=request.form.get("password", "")), now())
    except BadInput as problem:
        problems = (Problem(problem.field, problem.say(language())),)
        return render_template("users.html", page=users_page(reading(), actor(), tuple(entered.items()), problems)), 422
    return redirect(url_for("admin.users"), 303)


@blueprint.post("/users/<int:user_id>/switch")
@allow(ADMINS)
def switch_user(user_id: int) -> ResponseReturnValue:
    """Close an account or open it again."""
    with writing() as db:
        switch(db, actor(), user_id, now())
    return redirect(url_for("admin.users"), 303)


@blueprint.post("/users/<int:user_id>/password")
@allow(ADMINS)
def reset_password(user_id: int) -> ResponseReturnValue:
    """A password for who forgot theirs; it is in this answer and nowhere else."""
    with writing() as db:
        user, text = give_password(db, actor(), user_id, now())
        name = user.name
    return render_template("users.html", page=replace(users_page(reading(), actor()), fresh=text, fresh_for=name))


@blueprint.post("/users/<int:user_id>/codes")
@allow(ADMINS)
def add_code(user_id: int) -> ResponseReturnValue:
    """The code that calls name this person by, within a vendor or without one."""
    try:
        with writing() as db:
            give_code(db, actor(), user_id, request.form.get("code", ""), request.form.get("vendor", ""), now())
    except (BadInput, Conflict) as problem:
        flash(problem.say(language()), "error")
    return redirect(url_for("admin.users"), 303)


@blueprint.post("/users/<int:user_id>/codes/<int:code_id>/end")
@allow(ADMINS)
def end_code(user_id: int, code_id: int) -> ResponseReturnValue:
    """The code is theirs no more."""
    with writing() as db:
        take_code(db, actor(), code_id, now())
    return redirect(url_for("admin.users"), 303)


@blueprint.get("/keys")
@allow(ADMINS)
def keys() -> ResponseReturnValue:
    """Every API key."""
    return render_template("keys.html", page=keys_page(reading(), actor()))


@blueprint.post("/keys")
@allow(ADMINS)
def create_key() -> ResponseReturnValue:
    """Make a key; its text is in this answer and nowhere else."""
    try:
        with writing() as db:
            _, text = make_key(db, actor(), request.form.get("name", ""), now())
    except BadInput as problem:
        problems = (Problem(problem.field, problem.say(language())),)
        return render_template("keys.html", page=keys_page(reading(), actor(), None, problems)), 422
    return render_template("keys.html", page=keys_page(reading(), actor(), text))


@blueprint.post("/keys/<int:key_id>/revoke")
@allow(ADMINS)
def revoke_key(key_id: int) -> ResponseReturnValue:
    """Close a key for good."""
    with writing() as db:
        close_key(db, actor(), key_id, now())
    return redirect(url_for("admin.keys"), 303)
