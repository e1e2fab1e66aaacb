"""What a dialler does for an agent over the API, and what it may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.actors import Actor
from app.db import Database
from app.factory import make_app
from app.models.desk import DeskAgent
from app.models.user import User
from app.queries.rows import Role
from app.services.keys import create_key
from app.settings import Settings
from app.web.api import desk as api
from tests.app.desk.picture import PICTURE_NOW, picture
from tests.app.world import other_client

Ask = Callable[..., Any]


@pytest.fixture
def ask(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """A program of the client (or of `stranger`) at the picture's moment, or `later` than it."""
    picture(database)
    at = [PICTURE_NOW]
    monkeypatch.setattr(api, "now", lambda: at[0])
    site: Flask = make_app(settings, database)
    with database.writing() as db:
        org = db.scalars(select(User.organisation_id).where(User.role == "manager")).one()
        keys = {False: create_key(db, Actor(None, "x", org, Role.ADMIN), "dialler", PICTURE_NOW)[1]}
    stranger_actor = other_client(database)
    with database.writing() as db:
        keys[True] = create_key(db, stranger_actor, "theirs", PICTURE_NOW)[1]
    client = site.test_client()

    def call(method: str, path: str, body: Any = None, stranger: bool = False, later: timedelta = timedelta()) -> Any:
        at[0] += later
        headers = {"Authorization": f"Bearer {keys[stranger]}"}
        return client.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    return call


@pytest.fixture
def agent(database: Database, ask: Ask) -> int:
    with database.reading() as db:
        return db.scalars(select(DeskAgent)).one().user_id


def test_a_dialler_works_an_account_for_an_agent(ask: Ask, agent: int) -> None:
    desk = f"/desks/agents/{agent}"
    found = ask("POST", f"{desk}/next").json
    assert found == {"debt_id": 1, "set_aside": 0, "ready_at": None}
    account = f"{desk}/accounts/1"
    assert ask("POST", f"{account}/call", later=timedelta(seconds=5)).status_code == 201
    assert ask("POST", f"{account}/hang-up", later=timedelta(seconds=60)).status_code == 200
    slices = [{"amount_minor": 123150, "due_on": "2026-05-18"}, {"amount_minor": 123150, "due_on": "2026-05-29"}]
    said = {"outcome": "agreed", "offer": "in_parts", "instalments": slices}
    wrapped = ask("POST", f"{account}/wrap-up", said, later=timedelta(seconds=9))
    assert wrapped.status_code == 200, wrapped.text
    assert {k: wrapped.json[k] for k in ("outcome", "duration_s", "wrap_up_s")} == {
        "outcome": "promise",
        "duration_s": 60.0,
        "wrap_up_s": 9.0,
    }
    assert ask("POST", f"{desk}/undo").json == {"debt_id": 1}
    assert ask("POST", f"{account}/wrap-up", said).status_code == 200
    assert ask("POST", f"{desk}/next").json["debt_id"] != 1


def test_a_second_call_in_the_week_is_refused_with_its_rule(ask: Ask, agent: int) -> None:
    desk = f"/desks/agents/{agent}"
    ask("POST", f"{desk}/next")
    ask("POST", f"{desk}/accounts/1/call")
    ask("POST", f"{desk}/accounts/1/wrap-up", {"outcome": "no_answer"}, later=timedelta(minutes=1))
    with_reason = ask("POST", f"{desk}/accounts/1/call")
    assert with_reason.status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"outcome": "paid"}, 422),
        ({"outcome": "agreed", "instalments": "all"}, 400),
        ({"outcome": "agreed", "offer": "in_full", "instalments": [{"amount_minor": 1.5, "due_on": "2026-05-18"}]}, 400),
        ({"outcome": "agreed", "offer": "in_full", "instalments": [{"amount_minor": 246300, "due_on": "mañana"}]}, 422),
        ({"outcome": "more_time", "callback_at": "2026-05-30T10:00:00"}, 422),
        ({"outcome": "dispute"}, 422),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(ask: Ask, agent: int, body: dict[str, Any], status: int) -> None:
    ask("POST", f"/desks/agents/{agent}/next")
    answer = ask("POST", f"/desks/agents/{agent}/accounts/1/wrap-up", body)
    assert answer.status_code == status, answer.text
    assert answer.json["error"]["field"]


def test_people_and_complaints(ask: Ask) -> None:
    assert [p["name"] for p in ask("GET", "/people?q=almonacid").json["people"]] == ["Jorge Almonacid Vera"]
    person = ask("GET", "/people/1")
    assert person.json["who"]["identity"] == "13.•••.•••-4" and "13123456" not in person.text
    opened = ask("POST", "/people/1/complaints", {"kind": "complaint", "topic": "treatment", "text": "me gritaron"})
    assert opened.status_code == 201
    answered = ask("POST", f"/complaints/{opened.json['id']}/answer", {"state": "upheld", "answer": "tiene razón"})
    assert answered.json["state"] == "upheld"
    assert ask("POST", f"/complaints/{opened.json['id']}/answer", {"state": "upheld", "answer": "otra vez"}).status_code == 409


def test_desks_are_told_and_given(ask: Ask, agent: int) -> None:
    given = ask("PUT", f"/desks/agents/{agent}", {"desk": "Tardía", "level": 1, "skills": ["legal"]})
    assert given.json == {"user_id": agent, "desk": "tardía", "level": 1, "skills": ["legal"]}
    told = ask("GET", "/desks").json
    assert [(a["desk"], a["level"]) for a in told["agents"]] == [("tardía", 1)]
    assert {(d["desk"], d["ready"], d["waits"]) for d in told["desks"]} == {("temprana", 5, 1)}


def test_another_client_sees_and_moves_nothing(ask: Ask, agent: int) -> None:
    for method, path, body in (
        ("POST", f"/desks/agents/{agent}/next", None),
        ("PUT", f"/desks/agents/{agent}", {"desk": "x", "level": 0}),
        ("GET", "/people/1", None),
        ("POST", "/people/1/complaints", {"kind": "complaint", "topic": "other", "text": "x"}),
    ):
        assert ask(method, path, body, stranger=True).status_code == 404, path
    assert ask("GET", "/people?q=almonacid", stranger=True).json == {"people": []}
    assert ask("GET", "/desks", stranger=True).json == {"agents": [], "desks": []}
