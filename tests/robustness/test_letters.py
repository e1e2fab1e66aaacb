"""What no database keeps (NUL, half a letter, endless numbers) at every door, on a real Postgres: a sentence, never a 500."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import BigInteger, Executable, Integer, Select, cast, func, insert, literal, select
from werkzeug.routing import Rule

from app.db import Database
from app.errors import Malformed
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Appeal, Debt, User
from app.queries.rows import Role
from app.services.keys import create_key
from app.settings import Settings
from app.web.access import PUBLIC
from app.web.api.document import document
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.world import NOW, PASSWORD, World, make_world

NAMES = re.findall(
    r"\w+",
    """text note reason why name title q email password quote criterion mark words answer message code vendor day from to amount
    question at sheet version first second
    outcome knew segment stage own country role lang session said status decision instance closeness""",
)
NUL, HALF, ENDLESS = "a\x00b", "a\ud83db", "9" * 23
LEFT_OUT = {"auth.sign_out", "runs.events", "floor.events", "static"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Flask]]:
    home = tmp_path_factory.mktemp("letters")
    with postgres() as server, fresh_database(server, "trasluz_letters") as url:
        settings = Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32, "TRASLUZ_HOME": str(home)})
        database = Database(settings.database_url)
        upgrade(database)
        world = make_world(database, home, fake_tools())
        site = make_app(settings, database)
        site.config["WTF_CSRF_ENABLED"] = False
        yield world, site
        database.dispose()


def addresses(rule: Rule, odd: str, call: str, run: str) -> list[str]:
    """The rule's address with `odd` in its places, and with what exists in those that a call or a run fills."""
    real = {"call_id": call, "run_id": run}
    path = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", str(rule))
    path = re.sub(r"<int:\w+>", ENDLESS if odd == ENDLESS else "1", path)
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: real.get(place[1], quote(odd)), path)
    return sorted({filled, re.sub(r"<(?:\w+:)?\w+>", quote(odd), path)})


def at_every_door(site: Flask, browser: FlaskClient, odd: str, call: str, run: str) -> Iterator[tuple[str, str, int, str]]:
    fields: dict[str, Any] = dict.fromkeys(NAMES, odd)
    for rule in site.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT or str(rule).startswith("/api/") or rule.websocket:
            continue
        for address in addresses(rule, odd, call, run):
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                sent = {"query_string": fields} if method == "GET" else {"data": fields}
                told = browser.open(address, method=method, **sent)
                yield rule.endpoint, method, told.status_code, told.text if told.status_code == 400 else ""


@pytest.mark.parametrize("odd", [NUL, ENDLESS])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT, Role.VENDOR])
def test_it_is_answered_in_any_field_or_address_of_any_page(place: tuple[World, Flask], role: Role, odd: str) -> None:
    world, site = place
    run, (call, *_) = world.audited(f"{role.value}-{len(odd)}.wav")
    browser = site.test_client()
    assert browser.post("/sign-in", data={"email": NUL, "password": PASSWORD}).status_code in (400, 422)
    assert browser.post("/sign-in", data={"email": f"{role.value}@lindero.example", "password": PASSWORD}).status_code == 303
    told = list(at_every_door(site, browser, odd, call, run.id))
    assert [(where, how, status) for where, how, status, _ in told if status >= 500] == []
    if odd == NUL:
        assert any("base de datos guarda" in text or "database keeps" in text for _, _, _, text in told)


def bodies(schema: dict[str, Any], odd: str) -> Any:
    """A value of the schema whose every text is `odd`."""
    schema = schema.get("anyOf", [schema])[0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: bodies(each, odd) for name, each in schema.get("properties", {}).items()}
    if kind == "array":
        return [bodies(schema.get("items", {}), odd)]
    return {"integer": 1, "number": 1.5, "boolean": True}.get(kind or "", odd)


@pytest.mark.parametrize("odd", [NUL, HALF])
def test_neither_nul_nor_half_a_letter_breaks_the_api(place: tuple[World, Flask], odd: str) -> None:
    world, site = place
    run, (call, *_) = world.audited("api.wav") if odd == NUL else world.audited("half.wav")
    with world.database.writing() as db:
        _, key = create_key(db, world.actors[Role.ADMIN], "pruebas", NOW)
    client, broken, seen = site.test_client(), [], 0
    for path, ways in document()["paths"].items():
        real = re.sub(r"\{(\w+)\}", lambda p: {"call_id": call, "run_id": run.id}.get(p[1], "a%00b"), path)
        for method, way in ways.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            content = way.get("requestBody", {}).get("content", {})
            sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {key}"}}
            if "application/json" in content:
                sent["json"] = bodies(content["application/json"].get("schema", {}), odd)
            else:
                sent["query_string"] = {p["name"]: NUL for p in way.get("parameters", ()) if p.get("in") == "query"}
            told = client.open(f"/api{real}", method=method.upper(), **sent)
            seen += told.status_code != 404
            if told.status_code >= 500:
                broken.append((method, path, told.status_code))
    assert broken == []
    assert seen > 20


SOMEBODY = "Eulalia Quintanar"
OWN_ARITHMETIC = [
    select(func.max(User.id) + literal(2**31 - 1)),
    select(cast(func.count(User.id) * literal(2**63 - 1), BigInteger)),
    select(func.exp(literal(1e6))),
]


@pytest.mark.parametrize("reckoned", OWN_ARITHMETIC, ids=["integer", "bigint", "float"])
def test_what_our_own_sql_reckons_beyond_its_type_is_our_failure_and_says_nobodys_name(
    place: tuple[World, Flask], reckoned: Select[tuple[int]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, site = place

    def view() -> str:
        with world.database.reading() as db:
            return str(db.scalars(reckoned.where(User.name != SOMEBODY)).all())

    view.opens_for = PUBLIC  # type: ignore[attr-defined]
    monkeypatch.setitem(site.view_functions, "health", view)
    told = site.test_client().get("/health")
    assert told.status_code == 500 and "out of range" not in told.text
    assert "NumericValueOutOfRange" in caplog.text and SOMEBODY not in caplog.text


@pytest.mark.parametrize(
    "sent",
    [
        select(User.id).where(User.id == 2**31),
        select(User.id).where(User.id.in_([1, -(10**23)])),
        select(User.id).where(User.id == literal("9" * 23, Integer())),
        select(Debt.id).where(Debt.balance_minor == 10**23),
        select(User.id).limit(10**23),
        insert(User).values(id=float("inf")),
        insert(Appeal).values(id="x", start_s=10**400),
    ],
    ids=["integer", "one of many", "text", "bigint", "limit", "endless", "float"],
)
def test_a_number_sent_that_fits_no_place_is_the_senders(place: tuple[World, Flask], sent: Executable) -> None:
    world, _ = place
    with world.database.writing() as db, pytest.raises(Malformed, match="number larger"):
        db.execute(sent)
