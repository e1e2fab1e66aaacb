"""By key, what the pages of contact hours and of the UF's values do; in the shapes the document promises."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.actors import Actor
from app.errors import Forbidden
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.outreach.house_hours import set_hours
from app.web.api.document import document
from tests.app.money.people import NOW
from tests.app.test_api import check
from tests.app.world import World, other_client

HOURS, UNITS = "/v1/house/hours/{country}", "/v1/house/units"
WEEK = {"mon": ["09:00", "18:00"], "sat": ["10:00", "13:00"]}


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.api.house.now", lambda: NOW)


def by_key(site: Flask, world: World, who: Actor) -> FlaskClient:
    with world.database.writing() as db:
        key = create_key(db, who, "ERP", NOW)[1]
    made = site.test_client()
    made.environ_base |= {"HTTP_AUTHORIZATION": f"Bearer {key}", "HTTP_ACCEPT_LANGUAGE": "en"}
    return made


@pytest.fixture
def client(site: Flask, world: World) -> FlaskClient:
    return by_key(site, world, world.actors[Role.ADMIN])


def told(client: FlaskClient, method: str, path: str, template: str, json: Any = None) -> Any:
    answer = client.open(f"/api{path}", method=method.upper(), json=json)
    assert answer.status_code == 200, answer.text
    schema = document()["paths"][template][method]["responses"]["200"]["content"]["application/json"]["schema"]
    check(answer.json, schema, template)
    return answer.json


def refused(client: FlaskClient, method: str, path: str, body: Any = None) -> tuple[int, Mapping[str, str]]:
    answer = client.open(f"/api{path}", method=method, json=body)
    assert answer.json is not None, answer.text
    return answer.status_code, answer.json["error"]


def test_hours_are_read_set_and_taken_away(client: FlaskClient, site: Flask, world: World) -> None:
    before = told(client, "get", "/v1/house/hours/cl", HOURS)
    assert (before["own"], before["days"], before["set_in"]) == (False, {}, []) and any(b["law"] for b in before["beside"])
    made = told(client, "put", "/v1/house/hours/CL", HOURS, {"days": WEEK, "holidays": True})
    assert (made["own"], made["days"], made["holidays"], made["changed_by"]) == (True, WEEK, True, "ERP")
    assert told(client, "get", "/v1/house/hours/CL", HOURS) == made
    assert told(client, "get", "/v1/house/hours/PE", HOURS)["days"] == {}
    other = by_key(site, world, other_client(world.database))
    assert told(other, "get", "/v1/house/hours/CL", HOURS)["own"] is False
    assert told(client, "delete", "/v1/house/hours/CL", HOURS)["own"] is False


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (None, 400, None),
        ({"days": []}, 400, "days"),
        ({"days": {"mon": "09:00"}}, 400, "days.mon"),
        ({"days": {"lunes": ["09:00", "18:00"]}}, 400, "days.lunes"),
        ({"days": {"mon": [9, 18]}}, 400, "days.mon.0"),
        ({"days": WEEK, "holidays": "yes"}, 400, "holidays"),
        ({"days": {"mon": ["09:00"]}}, 422, "days.mon"),
        ({"days": {"mon": ["9", "18:00"]}}, 422, "mon_from"),
        ({"days": {"mon": ["18:00", "09:00"]}}, 422, "mon_to"),
        ({"days": {}}, 422, "days"),
        ({}, 422, "days"),
    ],
)
def test_hours_that_are_none_name_their_field_and_change_nothing(
    client: FlaskClient, body: Any, status: int, field: str | None
) -> None:
    code, error = refused(client, "PUT", "/v1/house/hours/CL", body)
    assert (code, error.get("field")) == (status, field), error
    assert told(client, "get", "/v1/house/hours/CL", HOURS)["own"] is False
    for method in ("GET", "PUT", "DELETE"):
        code, error = refused(client, method, "/v1/house/hours/XX", {"days": WEEK} if method == "PUT" else None)
        assert code == 404 and "CL" in error["message"]


def test_values_are_kept_corrected_refused_one_by_one_and_taken_away(client: FlaskClient, site: Flask, world: World) -> None:
    empty = told(client, "get", UNITS, UNITS)
    assert (empty["unit"], empty["kept"], empty["today_known"], len(empty["missing"])) == ("UF", 0, False, 30)
    days = [{"on": "2026-05-17", "worth": "39480.10"}, {"on": "2026-05-18", "worth": "39485.65"}, {"on": "ayer", "worth": "1"}]
    made = told(client, "put", UNITS, UNITS, {"values": days})
    assert (made["new"], made["corrected"], [r["value"] for r in made["rejected"]]) == (2, 0, [2])
    again = told(client, "put", UNITS, UNITS, {"values": [days[0], {"on": "2026-05-18", "worth": "39486.65"}]})
    assert (again["new"], again["corrected"], again["same"], again["rejected"]) == (0, 1, 1, [])
    page = told(client, "get", UNITS, UNITS)
    assert next((r["on"], r["worth"], r["told_by"]) for r in page["rows"]) == ("2026-05-18", "39486.65", "ERP")
    assert told(by_key(site, world, other_client(world.database)), "get", UNITS, UNITS)["kept"] == 0
    assert told(client, "delete", f"{UNITS}/2026-05-18", f"{UNITS}/{{on}}")["kept"] == 1
    assert refused(client, "DELETE", f"{UNITS}/2026-05-18")[0] == 404
    assert refused(client, "DELETE", f"{UNITS}/ayer")[0] == 404


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (None, 400, None),
        ({"values": {}}, 400, "values"),
        ({"values": [{"on": 5, "worth": "1"}]}, 400, "values.0.on"),
        ({"values": [{"on": "2026-05-18", "worth": 39485.65}]}, 400, "values.0.worth"),
        ({"values": [{"on": "2026-05-18", "worth": "39485.65", "who": "x"}]}, 400, "values.0.who"),
        ({"values": []}, 422, "values"),
        ({}, 422, "values"),
        ({"values": [{"on": "2026-05-18"}]}, 422, "values.0"),
        ({"values": [{"on": "2026-05-18", "worth": "39"}]}, 422, "values.0"),
        ({"values": [{"on": "2027-05-18", "worth": "39485.65"}]}, 422, "values.0"),
    ],
)
def test_values_that_cannot_be_kept_name_their_field(client: FlaskClient, body: Any, status: int, field: str | None) -> None:
    code, error = refused(client, "PUT", UNITS, body)
    assert (code, error.get("field")) == (status, field), error
    assert told(client, "get", UNITS, UNITS)["kept"] == 0


def test_without_a_key_nothing_and_an_auditor_who_signed_in_is_no_program(site: Flask, world: World) -> None:
    for method, path in (("GET", UNITS), ("PUT", UNITS), ("GET", "/v1/house/hours/CL"), ("DELETE", "/v1/house/hours/CL")):
        assert site.test_client().open(f"/api{path}", method=method).status_code == 401
    with world.database.writing() as db, pytest.raises(Forbidden):
        set_hours(db, world.actors[Role.AUDITOR], "CL", None, NOW)
