"""The API does with money what the pages do, in the shapes its document promises."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Vendor
from app.queries.rows import Role
from app.services.keys import create_key
from app.web.api.document import document
from tests.app.money.people import NOW, TODAY, manager, owing
from tests.app.test_api import check
from tests.app.world import World, other_client


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.api.money.now", lambda: NOW)


def _client(site: Flask, world: World, who: Any) -> FlaskClient:
    with world.database.writing() as db:
        key = create_key(db, who, "ERP", NOW)[1]
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def client(site: Flask, world: World) -> FlaskClient:
    return _client(site, world, world.actors[Role.ADMIN])


def told(client: FlaskClient, method: str, path: str, template: str, status: int = 200, **sent: Any) -> Any:
    answer = client.open(f"/api{path}", method=method.upper(), **sent)
    assert answer.status_code == status, answer.text
    schema = document()["paths"][template][method]["responses"][str(status)]["content"]["application/json"]["schema"]
    check(answer.json, schema, template)
    return answer.json


def test_money_comes_in_is_promised_bounces_and_is_read(world: World, client: FlaskClient) -> None:
    id = owing(world.database, manager(world))
    debt = "/v1/debts/{debt_id}"
    before = told(client, "get", f"/v1/debts/{id}/money", f"{debt}/money")
    assert before["balance_minor"] == 369_450 and before["entries"] == [] and before["offers"][0]["history"] is None
    rows = [{"amount_minor": s["amount_minor"], "due_on": s["due_on"]} for s in before["offers"][1]["slices"]]
    plan = {"offer": "in_parts", "channel": "call", "instalments": rows}
    made = told(client, "post", f"/v1/debts/{id}/plans", f"{debt}/plans", 201, json=plan)["plans"][0]
    assert [p["state"] for p in made["promises"]] == ["open", "open"]
    payment = {"account": "D-1", "amount_minor": 123_150, "paid_on": TODAY.isoformat(), "reference": "A-1"}
    first = told(client, "post", "/v1/payments", "/v1/payments", 201, json=payment)
    assert told(client, "post", "/v1/payments", "/v1/payments", 201, json=payment) == first
    assert client.post("/api/v1/payments", json=payment | {"amount_minor": 1}).status_code == 409
    for field, wrong in (("amount_minor", "5"), ("amount_minor", True), ("paid_on", "x"), ("reference", 3), ("account", None)):
        refused = client.post("/api/v1/payments", json=payment | {field: wrong})
        assert refused.status_code == (422 if field == "paid_on" else 400)
        assert refused.json and refused.json["error"]["field"] == field
    told(client, "get", "/v1/promises", "/v1/promises")
    path = f"/v1/payments/{first['id']}/reverse"
    back = told(client, "post", path, "/v1/payments/{payment_id}/reverse", json={"reason": "no funds"})
    assert back["reversed_by"]
    told(client, "post", f"/v1/plans/{made['id']}/cancel", "/v1/plans/{plan_id}/cancel")
    assert client.get(f"/api/v1/plans/{made['id']}/agreement.pdf").data.startswith(b"%PDF")
    body = {"amount_minor": 450, "reference": "w", "reason": "goodwill"}
    after = told(client, "post", f"/v1/debts/{id}/waivers", f"{debt}/waivers", 201, json=body)
    assert after["balance_minor"] == 369_000
    entry = next(e["id"] for e in after["entries"] if e["kind"] == "waiver")
    again = told(client, "post", f"/v1/entries/{entry}/reverse", "/v1/entries/{entry_id}/reverse", json={"reason": "wrong"})
    assert again["balance_minor"] == 369_450
    assert client.post(f"/api/v1/debts/{id}/charges", json={"amount_minor": 1, "reference": "f"}).status_code == 422
    assert client.post(f"/api/v1/debts/{id}/refunds", json=body).status_code == 422
    file = {
        "file": (io.BytesIO(b"account,amount,date,reference\nD-1,10,2026-05-18,Z\nD-9,1,2026-05-18,Y\n"), "p.csv"),
        "dry": "1",
    }
    loaded = told(client, "post", "/v1/payments/load", "/v1/payments/load", data=file)
    assert (loaded["booked"], loaded["rejected"][0]["why"]) == (1, "there is no debt D-9")


def test_vendors_are_given_debts_and_paid(world: World, client: FlaskClient) -> None:
    id = owing(world.database, manager(world))
    with world.database.reading() as db:
        vendor = db.scalars(select(Vendor.id)).first()
    one = f"/v1/vendors/{vendor}"
    terms = {"valid_from": "2026-05-01", "terms": {"currency": "CLP", "bands": [{"percent": "10"}]}}
    told(client, "post", f"{one}/contract", "/v1/vendors/{vendor_id}/contract", 201, json=terms)
    placed = told(client, "post", "/v1/placements", "/v1/placements", 201, json={"vendor_id": vendor, "debts": [id]})
    assert placed["placed"] == 1
    client.post("/api/v1/payments", json={"account": "D-1", "amount_minor": 55, "paid_on": "2026-05-18", "reference": "B"})
    dates = "from=2026-05-01&to=2026-05-31&currency=CLP"
    invoice = told(client, "get", f"{one}/invoice?{dates}", "/v1/vendors/{vendor_id}/invoice")
    assert (invoice["total_minor"], invoice["lines"][0]["earned"]["percent"]) == (6, "10")
    assert client.get(f"/api{one}/handoff?batch={placed['batch']}").data.count(b"\r\n") == 2
    assert told(client, "get", "/v1/placements", "/v1/placements")["batches"][0]["still"] == 1
    back = told(
        client, "post", f"{one}/recall", "/v1/vendors/{vendor_id}/recall", json={"batch": placed["batch"], "reason": "end"}
    )
    assert back["recalled"] == 1
    assert client.post(f"/api{one}/contract", json=terms | {"terms": {"bands": 5}}).status_code == 422
    assert client.get("/api/v1/debts/abc/money").status_code == 404


def test_a_vendor_is_made_and_given_a_stage(world: World, client: FlaskClient) -> None:
    owing(world.database, manager(world))
    new = {"name": "Cobros Sur", "contact": "ana@cobros.example", "valid_from": "2026-05-01"}
    new |= {"terms": {"currency": "CLP", "bands": [{"percent": "10"}]}}  # type: ignore[dict-item]
    vendor = told(client, "post", "/v1/vendors", "/v1/vendors", 201, json=new)
    assert client.post("/api/v1/vendors", json=new).status_code == 409
    placing = {"vendor_id": vendor["id"], "stage": "early", "most": 5}
    assert told(client, "post", "/v1/placements", "/v1/placements", 201, json=placing)["placed"] == 1
    assert told(client, "get", "/v1/placements", "/v1/placements")["batches"][0]["vendor"] == "Cobros Sur"
    for wrong in ({"vendor_id": vendor["id"]}, placing | {"most": 0}):
        assert client.post("/api/v1/placements", json=wrong).status_code == 422
    for unread in (placing | {"segment_id": "x"}, placing | {"debts": "x"}, placing | {"stages": "early"}):
        assert client.post("/api/v1/placements", json=unread).status_code == 400


def test_another_clients_key_finds_nothing(site: Flask, world: World) -> None:
    id = owing(world.database, manager(world))
    stranger = _client(site, world, other_client(world.database))
    assert stranger.get(f"/api/v1/debts/{id}/money").status_code == 404
    body = {"account": "D-1", "amount_minor": 5, "paid_on": "2026-05-18", "reference": "B"}
    assert stranger.post("/api/v1/payments", json=body).status_code == 404
    assert (
        stranger.post(f"/api/v1/debts/{id}/waivers", json={"amount_minor": 5, "reference": "x", "reason": "y"}).status_code == 404
    )
