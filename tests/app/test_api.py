"""The HTTP API: keys, shapes that its document promises, clear errors for every bad request."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import TooMany
from app.models import ApiKey
from app.queries.rows import Role
from app.services.keys import create_key, revoke_key
from app.services.seal_run import seal_run
from app.settings import Settings
from app.web.api import routes
from app.web.api.document import document
from app.web.limits import ProcessLimiter
from tests.app.world import CALLS_CSV, NOW, World, other_client, wav


@pytest.fixture
def key(world: World) -> str:
    with world.database.writing() as db:
        return create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1]


@pytest.fixture
def client(site: Flask, key: str) -> FlaskClient:
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def check(value: Any, schema: dict[str, Any], where: str = "") -> None:
    """A small JSON Schema check of what `schemas` uses."""
    if "$ref" in schema:
        return check(value, document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], where)
    if "anyOf" in schema:
        fitting = schema["anyOf"][1] if value is None else schema["anyOf"][0]
        return check(value, fitting, where)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    known = {
        "null": type(None),
        "string": str,
        "number": (int, float),
        "integer": int,
        "boolean": bool,
        "array": list,
        "object": dict,
    }
    assert any(isinstance(value, known[k]) for k in kinds), (where, value, kinds)  # type: ignore[arg-type]
    assert "enum" not in schema or value in schema["enum"], (where, value)
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), (where, set(schema["required"]) - set(value))
        assert schema.get("additionalProperties", True) or set(value) <= set(schema["properties"]), where
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                check(value[name], inner, f"{where}.{name}")
    if isinstance(value, list):
        for item in value:
            check(item, schema["items"], f"{where}[]")
    return None


def test_the_document_and_the_routes_are_the_same(site: Flask) -> None:
    offered = set()
    for rule in site.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and rule.endpoint not in routes.OPEN:
            path = (
                str(rule)
                .removeprefix("/api")
                .replace("<any(html, pdf, json):form>", "<form>")
                .replace("<", "{")
                .replace(">", "}")
            )
            offered |= {(path, m.lower()) for m in rule.methods or () if m in ("GET", "POST", "PUT", "DELETE")}
    assert offered == {(path, method) for path, method, _ in operations()}


def test_the_document_is_served_and_readable(site: Flask) -> None:
    browser = site.test_client()
    assert browser.get("/api/openapi.json").json == json.loads(json.dumps(document()))
    page = browser.get("/api/docs").text
    assert "/v1/runs/{run_id}/evidence.zip" in page and "http" not in page.split("<link")[1].split(">")[0]


def test_a_folder_goes_in_and_everything_comes_out(client: FlaskClient, world: World, settings: Settings) -> None:
    files = [(io.BytesIO(wav(1)), "a.wav"), (io.BytesIO(wav(2)), "b.wav"), (io.BytesIO(CALLS_CSV.encode()), "calls.csv")]
    made = client.post("/api/v1/runs", data={"files": files, "name": "Mayo", "country": "CL"})
    assert made.status_code == 201
    run = made.json
    assert made.location.endswith(f"/api/v1/runs/{run['id']}") and run["state"] == "queued"
    ids = [f["call"] for f in run["files"]]
    assert client.get(f"/api/v1/calls/{ids[0]}/result").status_code == 404
    half = f"/api/v1/runs/{run['id']}/report/json"
    assert client.get(half).status_code == 409
    world.audit(ids[:1])
    refused = client.get(half)
    assert refused.status_code == 409 and "1 of 2 recordings are left" in refused.json["error"]["message"]
    check(
        refused.json,
        document()["paths"]["/v1/runs/{run_id}/report/{form}"]["get"]["responses"]["409"]["content"]["application/json"][
            "schema"
        ],
    )
    world.audit(ids[1:])
    with world.database.writing() as db:
        seal_run(db, settings, run["id"], NOW)
    for path, method, operation in operations():
        if method != "get" or not path.startswith(("/v1/runs", "/v1/calls")):
            continue
        address = "/api" + path.replace("{run_id}", run["id"]).replace("{call_id}", ids[0]).replace("{form}", "json")
        answer = client.get(address)
        assert answer.status_code == 200, address
        schema = operation["responses"]["200"]["content"].get("application/json", {}).get("schema")
        if schema and answer.is_json:
            check(answer.json, schema, address)
    found = client.get("/api/v1/calls?q=embargar&conduct=fail").json
    assert {c["code"] for c in found["calls"]} == {"MS-1", "MS-2"} and "embargarle" in found["calls"][0]["said"]["text"]
    more = client.post(f"/api/v1/runs/{run['id']}/files", data={"files": [(io.BytesIO(wav(5)), "n.wav")]})
    assert more.status_code == 200 and more.json["total"] == 3


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer tlz_wrong", "Basic YTpi", "bearer  ", "Bearer \x80é", "tlz_x"])
def test_without_a_key_that_opens_there_is_nothing(site: Flask, key: str, header: str) -> None:
    answer = site.test_client().get("/api/v1/runs", headers={"Authorization": header.encode("latin-1").decode("latin-1")})
    assert answer.status_code == 401 and answer.json["error"]["code"] == "sign_in_refused"


def test_a_revoked_key_opens_nothing_and_only_its_hash_was_ever_kept(
    site: Flask, client: FlaskClient, world: World, key: str
) -> None:
    with world.database.writing() as db:
        kept = db.query(ApiKey).one()
        assert key not in (kept.key_hash, kept.prefix) and key.startswith(kept.prefix)
        revoke_key(db, world.actors[Role.ADMIN], kept.id, NOW)
    assert client.get("/api/v1/runs").status_code == 401


def test_a_key_of_another_client_sees_nothing(site: Flask, world: World) -> None:
    run, ids = world.audited("a.wav")
    stranger = other_client(world.database)
    with world.database.writing() as db:
        text = create_key(db, stranger, "otra", NOW)[1]
    client, headers = site.test_client(), {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/runs", headers=headers).json == {"runs": []}
    for path in (
        f"runs/{run.id}",
        f"calls/{ids[0]}",
        f"calls/{ids[0]}/audio",
        f"runs/{run.id}/evidence.zip",
        f"calls/{ids[0]}/report/json",
    ):
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 404, path


@pytest.mark.parametrize(
    ("method", "path", "arguments", "status"),
    [
        ("post", "/api/v1/runs", {}, 422),
        ("post", "/api/v1/runs", {"data": {"files": [(io.BytesIO(b""), "a.wav")]}}, 422),
        ("post", "/api/v1/runs", {"data": {"files": [(io.BytesIO(b"RIFF"), "../a.wav")]}}, 422),
        ("post", "/api/v1/runs", {"data": {"files": [(io.BytesIO(b"PK"), "a.zip")]}}, 422),
        ("post", "/api/v1/runs", {"data": {"country": "Chile", "files": [(io.BytesIO(b"RIFF"), "a.wav")]}}, 422),
        ("post", "/api/v1/runs", {"data": b"{}", "content_type": "application/json"}, 422),
        ("post", "/api/v1/runs", {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"}, 422),
        ("post", "/api/v1/runs", {"data": b"x", "content_type": "multipart/form-data"}, 422),
        ("put", "/api/v1/runs", {}, 405),
        ("get", "/api/v1/runs/nope", {}, 404),
        ("get", "/api/v1/runs/%00", {}, 404),
        ("get", "/api/v1/calls/" + "9" * 3000, {}, 404),
        ("get", "/api/v1/calls/x/report/docx", {}, 404),
        ("get", "/api/v2/runs", {}, 404),
    ],
)
def test_a_bad_request_is_answered_in_json_with_what_is_wrong(
    client: FlaskClient, method: str, path: str, arguments: dict[str, Any], status: int
) -> None:
    answer = client.open(path, method=method, **arguments)
    assert answer.status_code == status and answer.is_json, answer.text
    check(answer.json, document()["components"]["schemas"]["Error"])
    assert "Traceback" not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=30), body=st.binary(max_size=300), country=st.text(max_size=4), lang=st.text(max_size=4))
def test_any_upload_is_taken_or_refused_never_broken(
    client: FlaskClient, name: str, body: bytes, country: str, lang: str
) -> None:
    client.application.extensions["trasluz"].limiter = ProcessLimiter()
    clean = name.encode("utf-8", "ignore").decode() or "a.wav"
    answer = client.post("/api/v1/runs", data={"files": [(io.BytesIO(body), clean)], "country": country, "lang": lang})
    assert answer.status_code in (201, 400, 422), answer.text


def test_too_many_requests_wait(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "A_MINUTE", 2)
    assert [client.get("/api/v1/runs").status_code for _ in range(3)] == [200, 200, 429]


def test_the_minute_slides() -> None:
    at = [0.0]
    limiter = ProcessLimiter(lambda: at[0])
    for at[0] in (0.0, 30.0):
        limiter.check("x", 2)
    at[0] = 59.9
    with pytest.raises(TooMany):
        limiter.check("x", 2)
    limiter.check("y", 2)
    at[0] = 60.1
    limiter.check("x", 2)


SignIn = Callable[[Role], FlaskClient]


def test_a_key_is_shown_once(signed_in: SignIn) -> None:
    browser = signed_in(Role.ADMIN)
    page = browser.post("/keys", data={"name": "CRM"})
    assert page.status_code == 200 and "tlz_" in page.text
    text = next(
        word
        for word in page.text.replace("<", " ").replace(">", " ").replace('"', " ").split()
        if word.startswith("tlz_") and len(word) > 20
    )
    assert text not in browser.get("/keys").text
    assert browser.post("/keys", data={"name": ""}).status_code == 422
