"""What no database keeps (NUL, half a letter, endless numbers) at every door, on a real Postgres: a sentence, never a 500."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import BigInteger, Executable, Integer, Select, cast, func, insert, literal, select
from werkzeug.routing import Rule

from app.errors import Malformed
from app.models import Appeal, Debt, User
from app.queries.rows import Role
from app.services.keys import create_key
from app.web.access import PUBLIC
from app.web.api.document import document
from tests.app.world import NOW, PASSWORD
from tests.robustness.conftest import Place

NAMES = re.findall(
    r"\w+",
    """text note reason why name title q email password quote criterion mark words answer message code vendor day from to amount
    question at sheet version first second
    outcome knew segment stage own country role lang session said status decision instance closeness""",
)
NUL, HALF, ENDLESS = "a\x00b", "a\ud83db", "9" * 23
MADE = r"{(load|campaign|payment)_id}"
UNLOADED = ("get", "/v1/loads/{load_id}/rejected.csv")  # the load waits: nothing was rejected yet
LEFT_OUT = {"auth.sign_out", "runs.events", "floor.events", "static"}


def filled(path: str, place: Place, odd: str) -> str:
    """The path with what exists in its parts, as far as there is one of it, and `odd` in the others."""
    return re.sub(r"[<{](?:\w+:)?(\w+)[>}]", lambda part: place.ids.get(part[1], quote(odd, errors="surrogatepass")), path)


READABLE = dict.fromkeys(("paid_on", "due_on", "due", "valid_from", "valid_to", "happened_on", "day", "until"), "2026-06-12") | {
    "month": "2026-05", "at": "2026-05-12T10:00:00-04:00", "channel": "sms", "channels": "sms", "kind": "complaint",
    "decision": "confirm", "outcome": "no_answer", "currency": "CLP", "country": "CL", "language": "es", "rule": "balance > 0",
    "unit_worth": "1.5", "amount": "1500", "starts": "2026-05-04", "ends": "2026-05-31", "vendor": "Marea Sur", "role": "agent",
}  # fmt: skip
"""What fields of these names are read as, so that the free texts beside them come as far as the database."""


def bodies(schema: dict[str, Any], odd: str, readable: dict[str, str], name: str = "") -> Any:
    """A value of the schema whose every text is `odd`, but for fields that have a readable one."""
    schema = schema.get("anyOf", [schema])[0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: bodies(each, odd, readable, name) for name, each in schema.get("properties", {}).items()}
    if kind == "array":
        return [bodies(schema.get("items", {}), odd, readable, name)]
    return {"integer": 1, "number": 1.5, "boolean": True}.get(kind or "", readable.get(name, odd))


def api_doors(odd: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every path and method of the document, with what is sent there."""
    for path, ways in document()["paths"].items():
        for method, way in ways.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            content = way.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                for readable in ({}, READABLE):
                    yield path, method, {"json": bodies(content["application/json"].get("schema", {}), odd, readable)}
            else:
                asked = {p["name"]: NUL for p in way.get("parameters", ()) if p.get("in") == "query"}
                yield path, method, {"query_string": asked}


@pytest.mark.parametrize("odd", [HALF, NUL])
@pytest.mark.parametrize("good", [True, False], ids=["good address", "bad address"])
def test_neither_nul_nor_half_a_letter_breaks_the_api(place: Place, odd: str, good: bool) -> None:
    with place.world.database.writing() as db:
        _, key = create_key(db, place.world.actors[Role.ADMIN], "pruebas", NOW)
    client, broken, seen, reached = place.site.test_client(), [], set(), set()
    for path, method, sent in api_doors(odd):
        if not good and ("{" not in path or (odd == HALF and "json" not in sent)):
            continue  # the same was sent already
        real = filled(path, place, "1") if good else re.sub(r"{\w+}", "a%ED%A0%BDb" if odd == HALF else "a%00b", path)
        told = client.open(f"/api{real}", method=method.upper(), headers={"Authorization": f"Bearer {key}"}, **sent)
        assert told.status_code != 429
        if told.status_code >= 500:
            broken.append((method, path, told.status_code))
        if told.status_code != 404:
            seen.add((method, path))
        if told.status_code == 400 and b"base de datos guarda" in told.data:
            reached.add((method, path))
    assert broken == []
    assert not good or len(seen) > 90, sorted(seen)
    made = {way for way in ((m, p) for p, ways in document()["paths"].items() for m in ways) if re.search(MADE, way[1])}
    assert not good or (len(made) >= 10 and made - seen <= {UNLOADED}), sorted(made - seen)
    assert not good or odd == NUL or len(reached) >= 10, sorted(reached)  # NUL is left out of most bodies before


def addresses(rule: Rule, place: Place, odd: str) -> list[str]:
    """The rule's address with `odd` in its parts, and with what exists."""
    path = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", str(rule))
    number = ENDLESS if odd == ENDLESS else "1"
    good = filled(re.sub(r"<int:(\w+)>", lambda part: place.ids.get(part[1], "1"), path), place, odd)
    return sorted({good, re.sub(r"<(?:\w+:)?\w+>", quote(odd), re.sub(r"<int:\w+>", number, path))})


def at_every_door(place: Place, browser: FlaskClient, role: Role, odd: str) -> Iterator[tuple[str, str, int, str]]:
    """Every page that opens for the role; what is closed to it reads nothing (tests/app/test_doors.py)."""
    fields: dict[str, Any] = dict.fromkeys(NAMES, odd)
    for rule in place.site.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT or str(rule).startswith("/api/") or rule.websocket:
            continue
        opens = place.site.view_functions[rule.endpoint].opens_for  # type: ignore[attr-defined]
        if opens != PUBLIC and role not in opens:
            continue
        for address in addresses(rule, place, odd):
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                sent = {"query_string": fields} if method == "GET" else {"data": fields}
                told = browser.open(address, method=method, **sent)
                yield rule.endpoint, method, told.status_code, told.text if told.status_code == 400 else ""


@pytest.mark.parametrize("odd", [NUL, ENDLESS])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT, Role.VENDOR])
def test_it_is_answered_in_any_field_or_address_of_any_page(place: Place, role: Role, odd: str) -> None:
    browser = place.site.test_client()
    assert browser.post("/sign-in", data={"email": NUL, "password": PASSWORD}).status_code in (400, 422)
    assert browser.post("/sign-in", data={"email": f"{role.value}@lindero.example", "password": PASSWORD}).status_code == 303
    told = list(at_every_door(place, browser, role, odd))
    assert [(where, how, status) for where, how, status, _ in told if status >= 500] == []
    if odd == NUL:
        assert any("base de datos guarda" in text or "database keeps" in text for _, _, _, text in told)


SOMEBODY = "Eulalia Quintanar"
OWN_ARITHMETIC = [
    select(func.max(User.id) + literal(2**31 - 1)),
    select(cast(func.count(User.id) * literal(2**63 - 1), BigInteger)),
    select(func.exp(literal(1e6))),
]


@pytest.mark.parametrize("reckoned", OWN_ARITHMETIC, ids=["integer", "bigint", "float"])
def test_what_our_own_sql_reckons_beyond_its_type_is_our_failure_and_says_nobodys_name(
    place: Place, reckoned: Select[tuple[int]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def view() -> str:
        with place.world.database.reading() as db:
            return str(db.scalars(reckoned.where(User.name != SOMEBODY)).all())

    view.opens_for = PUBLIC  # type: ignore[attr-defined]
    monkeypatch.setitem(place.site.view_functions, "health", view)
    told = place.site.test_client().get("/health")
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
def test_a_number_sent_that_fits_no_place_is_the_senders(place: Place, sent: Executable) -> None:
    with place.world.database.writing() as db, pytest.raises(Malformed, match="number larger"):
        db.execute(sent)
