"""What cannot be read is 400, what can and cannot be used 422: at every address of the API that takes JSON, by its document."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.queries.rows import Role
from app.services.keys import create_key
from app.web.api import routes
from app.web.api.document import document
from app.web.api.malformed import problems
from tests.app.world import NOW, World


def taking_json() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                found.append((method, path, body["schema"]))
    return found


TAKING = taking_json()


@pytest.fixture
def client(site: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(routes, "A_MINUTE", 10_000)
    with world.database.writing() as db:
        key = create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1]
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


def of_other_types(schema: dict[str, Any]) -> Iterator[Any]:
    """A value of each kind that the field does not take."""
    for value in ("text", 3, True, [3], {"a": 1}, 2.5, None):
        if list(problems(value, schema, "x")):
            yield value


def test_there_are_addresses_to_try() -> None:
    assert len(TAKING) > 35 and {method for method, _, _ in TAKING} == {"post", "put"}


@pytest.mark.parametrize(("method", "path", "schema"), TAKING, ids=[f"{m} {p}" for m, p, _ in TAKING])
def test_every_address_tells_malformed_from_wrong(client: FlaskClient, method: str, path: str, schema: dict[str, Any]) -> None:
    address = "/api" + re.sub(r"\{\w+\}", "1", path)

    def sent(**how: Any) -> tuple[int, dict[str, Any]]:
        answer = client.open(address, method=method.upper(), **how)
        return answer.status_code, (answer.json or {}).get("error", {})

    for data in (b"", b"{", b"[1]", b"3", b"null", b"\xff\xfe"):
        status, error = sent(data=data, content_type="application/json")
        assert (status, error["code"]) == (400, "malformed"), data
    assert sent(data=b"a=1", content_type="application/x-www-form-urlencoded")[0] == 400
    known = schema.get("properties", {})
    if known:
        status, error = sent(json={"no_such_field": 1})
        assert (status, error["code"], error["field"]) == (400, "malformed", "no_such_field"), error
    for name, told in known.items():
        for value in of_other_types(told):
            status, error = sent(json={name: value})
            assert (status, error["code"]) == (400, "malformed"), (name, value)
            assert error["field"].startswith(name), (name, value)
    status, error = sent(json={})
    assert status != 400 and status < 500, "nothing is malformed in an object that says too little"


def test_a_word_that_is_no_choice_and_a_number_out_of_bounds_can_be_read(client: FlaskClient) -> None:
    body = {"person_id": 1, "channel": "fax", "once": "a"}
    answer = client.post("/api/v1/contacts", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422 and answer.json is not None and answer.json["error"]["field"] == "channel"


def test_the_document_says_both() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            if (method, path) in {(m, p) for m, p, _ in TAKING}:
                assert {"400", "422"} <= set(operation["responses"]), (method, path)
