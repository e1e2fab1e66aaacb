"""The API of waves: the client's own programs run one from plan to reveal, every answer as the document says."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.wave import Wave
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.waves.people_wave import keep_people
from app.web.api.document import document
from app.web.limits import ProcessLimiter
from tests.app.test_api import check
from tests.app.wave_world import VENDOR, as_csv, ghost_lines, portfolio
from tests.app.world import World, other_client

NOW = datetime.now(UTC)


@pytest.fixture
def client(site: Flask, world: World) -> FlaskClient:
    with world.database.writing() as db:
        key = create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1]
    site.extensions["trasluz"].limiter = ProcessLimiter(iter(range(0, 10**6, 61)).__next__)
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return made


def said(client: FlaskClient, method: str, path: str, status: int, **more: Any) -> Any:
    """The answer, held against the document."""
    answer = client.open(f"/api{path}", method=method, **more)
    assert answer.status_code == status, (path, answer.text)
    parts = path.split("?")[0].split("/")
    for template, methods in document()["paths"].items():
        names = template.split("/")
        same = len(names) == len(parts) and all(n == p or n.startswith("{") for n, p in zip(names, parts, strict=True))
        if same and method.lower() in methods:
            told = methods[method.lower()]["responses"][str(status)]["content"]
            if "application/json" in told and "schema" in told["application/json"] and answer.is_json:
                schema = told["application/json"]["schema"]
                if "$ref" in schema:
                    check(answer.json, schema, template)
            return answer.json if answer.is_json else answer.data
    raise AssertionError(f"{method} {path} is not in the document")


def day(n: int) -> str:
    return (NOW + timedelta(days=n)).date().isoformat()


def sealed(client: FlaskClient, world: World) -> str:
    form = {
        "code": "Ola 7",
        "country": "CL",
        "starts_on": day(0),
        "ends_on": day(20),
        "vendors": [VENDOR],
        "budget_minutes": 600,
    }
    wave_id: str = said(client, "POST", "/v1/waves", 201, json=form)["id"]
    plan = said(client, "POST", f"/v1/waves/{wave_id}/plan", 200, json={"matters": "30 %", f"accounts:{VENDOR}": "120"})
    assert plan["per_vendor"] > 0
    files = {"portfolio": (io.BytesIO(as_csv(portfolio())), "cartera.csv"), "lines": (io.BytesIO(b"kind,value\n"), "lineas.csv")}
    assert said(client, "POST", f"/v1/waves/{wave_id}/people", 202, data=files)["working"] == "people"
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        wave.work = None
        keep_people(db, wave, ghost_lines(), NOW, "test")
        db.commit()
    assert said(client, "POST", f"/v1/waves/{wave_id}/cover", 202)["working"] == "cover"
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        wave.work, wave.clearance = None, {"verdict": "cannot_tell", "checked_at": NOW.isoformat(), "vendors": []}
        db.commit()
    assert said(client, "GET", f"/v1/waves/{wave_id}/cover", 200)["verdict"] == "cannot_tell"
    said(client, "POST", f"/v1/waves/{wave_id}/override", 200, json={"reason": "son pocas y el cliente lo acepta"})
    assert said(client, "POST", f"/v1/waves/{wave_id}/seal", 200)["commitment_head"]
    return wave_id


def test_a_program_runs_a_wave_to_its_reveal(client: FlaskClient, world: World) -> None:
    wave_id = sealed(client, world)
    one = f"/v1/waves/{wave_id}"
    contact = {"external_id": "pbx-1", "ghost": "F-01", "channel": "voice", "at": datetime.now(UTC).isoformat()}
    contact |= {"answered_by": "debtor", "duration_s": 65.5, "content": "Pague hoy.", "agent": "Patricio"}
    kept = said(client, "POST", f"{one}/contacts", 201, json=contact)
    assert said(client, "POST", f"{one}/contacts", 201, json=contact) == kept
    act = {"external_id": "act-1", "ghost": "F-01", "kind": "asked_to_stop", "at": contact["at"], "contact": "pbx-1"}
    assert said(client, "POST", f"{one}/acts", 201, json=act)["state"] == "done"
    later = {**act, "external_id": "act-2", "kind": "paid", "at": day(9) + "T12:00:00-04:00", "scheduled": True, "amount": 60000}
    assert said(client, "POST", f"{one}/acts", 201, json={**later, "contact": None})["state"] == "scheduled"
    assert said(client, "POST", f"{one}/check", 200)["contacts"] == 1
    ghosts = said(client, "GET", f"{one}/ghosts", 200)["ghosts"]
    first = next(g for g in ghosts if g["code"] == "F-01")
    diary = said(client, "GET", f"{one}/ghosts/{first['id']}", 200)
    assert [e["act"] for e in diary["entries"]] == [None, "asked_to_stop", "paid"]
    told = {"vendor": VENDOR, "role": "own", "senders": ["+56 600 111 222", "@marea.example"]}
    origins = said(client, "POST", f"{one}/origins", 200, json=told)
    assert [row["value"] for row in origins["senders"]] == ["+56 600 111 222", "@marea.example"] and origins["silent"] == []
    assert said(client, "GET", f"{one}/origins", 200) == origins
    said(client, "POST", f"{one}/origins", 422, json={**told, "senders": ["nada"]})
    said(client, "POST", f"{one}/layout", 409, json={"vendor": VENDOR, "kind": "xlsx"})
    log = f"cuenta,fecha,hora,canal,resultado\n{diary['ghost']['number']},{day(0)},10:00,llamada,no contesta\n".encode()
    logs = said(client, "POST", f"{one}/logs", 201, data={"vendor": VENDOR, "log": (io.BytesIO(log), "gestiones.csv")})
    assert len(logs["logs"]) == 1 and logs["logs"][0]["events"]
    findings = said(client, "GET", f"{one}/findings", 200)
    assert findings["verdicts"][0]["verdict"] == "cannot_tell"
    said(client, "POST", f"{one}/ghosts/{first['id']}/retire", 200, json={"reason": "la nombraron"})
    assert said(client, "POST", f"{one}/end", 200)["state"] == "ended"
    assert said(client, "POST", f"{one}/reveal", 200)["state"] == "revealed"
    assert said(client, "GET", f"{one}/reveal.zip", 200)[:2] == b"PK"
    assert said(client, "GET", f"{one}/commitments/{VENDOR}", 200)
    assert VENDOR.encode() in said(client, "GET", f"{one}/handoffs/{VENDOR}", 200)
    assert said(client, "GET", f"{one}/seal", 200)["count"] > 5
    assert said(client, "GET", "/v1/waves", 200)["waves"][0]["id"] == wave_id


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"at": "ayer"}, 422),
        ({"at": "2026-05-12T10:31:00"}, 422),
        ({"channel": "paloma"}, 422),
        ({"duration_s": "mucho"}, 400),
        ({"external_id": 7}, 400),
        ({"content": "x\x00"}, 422),
        ({"disclosed_to_other": "si"}, 400),
    ],
)
def test_a_wrong_contact_names_its_field(client: FlaskClient, world: World, change: dict[str, Any], status: int) -> None:
    wave_id = sealed(client, world)
    contact = {"external_id": "1", "ghost": "F-01", "channel": "voice", "at": datetime.now(UTC).isoformat(), **change}
    answer = client.post(f"/api/v1/waves/{wave_id}/contacts", json=contact)
    assert answer.status_code == status and answer.json["error"]["field"] in change
    assert client.post(f"/api/v1/waves/{wave_id}/contacts", data=b"[1]").status_code == 400


def test_another_clients_key_finds_no_wave(site: Flask, client: FlaskClient, world: World) -> None:
    wave_id = sealed(client, world)
    stranger = other_client(world.database)
    with world.database.writing() as db:
        key = create_key(db, stranger, "CRM", NOW)[1]
    other = site.test_client()
    other.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    assert other.get("/api/v1/waves").json == {"waves": []}
    for path in ("", "/ghosts", "/findings", "/seal", "/plan", "/cover", "/logs", "/reveal.zip", f"/handoffs/{VENDOR}"):
        assert other.get(f"/api/v1/waves/{wave_id}{path}").status_code == 404, path
    assert other.post(f"/api/v1/waves/{wave_id}/stop", json={"reason": "x"}).status_code == 404
