"""The same by key: a program writes, plays and launches a strategy, and reads the test."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.queries.rows import Role
from app.services.keys import create_key
from tests.app.strategies.world import NOW, debts, segment, step, texts
from tests.app.test_api import check
from tests.app.world import World, other_client


def browser(site: Flask, key: str) -> FlaskClient:
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def client(site: Flask, world: World) -> FlaskClient:
    with world.database.writing() as db:
        return browser(site, create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1])


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_from_a_draft_to_a_test(world: World, site: Flask, client: FlaskClient) -> None:
    actor = world.actors[Role.MANAGER]
    segment_id = segment(world.database, actor)
    debts(world.database, actor, segment_id, 6, overdue_days=20)
    texts(world.database, actor)
    made = [
        client.post("/api/v1/strategies", json={"segment_id": segment_id, "name": name, "steps": [step("one", day)]})
        for name, day in (("A", 2), ("B", 4))
    ]
    assert [answer.status_code for answer in made] == [201, 201]
    check(made[0].json, ref("Strategy"))
    first, second = (answer.json["id"] for answer in made)  # type: ignore[index]
    bad = client.put(f"/api/v1/strategies/{first}", json={"steps": [step("one", 2, "pigeon")]})
    assert bad.status_code == 422 and bad.json and bad.json["error"]["field"] == "steps.1.channels"
    played = client.post(f"/api/v1/strategies/{first}/simulation", json={"weeks": 2})
    assert played.status_code == 200 and played.json and played.json["people"] == 6
    arms = [{"strategy_id": first, "share_percent": 50}, {"strategy_id": second, "share_percent": 50}]
    undeclared = client.post("/api/v1/tests", json={"arms": arms})
    assert undeclared.status_code == 422 and undeclared.json and undeclared.json["error"]["field"] == "outcome"
    test = client.post("/api/v1/tests", json={"arms": arms, "outcome": "cured", "look": "horizon", "enrol_days": 14})
    assert test.status_code == 201 and test.json
    check(test.json, ref("Test"))
    assert test.json["declared"]["enrol_days"] == 14
    again = client.get(f"/api/v1/tests/{test.json['id']}")
    assert again.json == test.json
    changed = client.put(f"/api/v1/strategies/{first}", json={"steps": [step("one", 2)]})
    assert changed.status_code == 409
    assert client.post(f"/api/v1/strategies/{first}/versions").status_code == 201
    check(client.get("/api/v1/strategies").json, ref("Strategies"))
    with world.database.writing() as db:
        stranger = browser(site, create_key(db, other_client(world.database), "Otra", NOW)[1])
    for address in (f"/api/v1/strategies/{first}", f"/api/v1/tests/{test.json['id']}", "/api/v1/strategies/x"):
        assert stranger.get(address).status_code == 404


def test_a_text_is_checked_written_used_and_retired(client: FlaskClient) -> None:
    new = {"key": "hello", "channel": "sms", "language": "en", "tone": "you"}
    seen = client.post("/api/v1/texts/check", json=new | {"body": "Final notice, {first_name}: pay now or we sue you"})
    assert seen.status_code == 200 and seen.json
    check(seen.json, ref("TextChecked"))
    assert seen.json["level"] == "never" and "false_urgency" in {f["what"] for f in seen.json["found"]}
    text = client.post("/api/v1/texts", json=new | {"body": "Hi {first_name}, this is {company}: {phone} {stop}"})
    assert text.status_code == 201 and text.json
    check(text.json, ref("Text"))
    address = f"/api/v1/texts/{text.json['id']}"
    assert client.post(f"{address}/live", json={}).json["state"] == "live"  # type: ignore[index]
    assert client.post(f"{address}/live", json={}).status_code == 409
    assert client.post(f"{address}/retire").json["state"] == "retired"  # type: ignore[index]
    assert client.get(address).status_code == 200
    assert client.post("/api/v1/texts", json=new | {"body": 3}).status_code == 400
    check(client.get("/api/v1/texts").json, ref("Texts"))
