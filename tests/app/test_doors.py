"""Every address says who may open it, opens for those, and stays closed for the rest."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.queries.rows import Role
from app.web.access import API, PUBLIC
from app.web.contract import ENDPOINTS
from tests.app.world import PASSWORD, World, other_client

SignIn = Callable[[Role], FlaskClient]
OPEN = {"auth.sign_in", "prefs.language", "prefs.theme", "health", "api.openapi", "api.docs"}
HOOKS = {"hooks.sms", "hooks.calls", "hooks.whatsapp", "hooks.messenger", "hooks.stop", "hooks.survey"}
"""Open to anybody and answering only what is signed (tests/app/outreach/test_hooks.py)."""
VENDOR_SEES = {"home.index", "auth.sign_out", "prefs.show", "prefs.keys", "prefs.password"} | {
    e for e in ENDPOINTS if e.startswith("portal.")
}


def test_every_endpoint_of_the_contract_exists_with_its_address_and_methods(site: Flask) -> None:
    offered: dict[str, tuple[str, set[str]]] = {}
    for rule in site.url_map.iter_rules():
        path, methods = offered.get(rule.endpoint, (str(rule), set()))
        offered[rule.endpoint] = (path, methods | set(rule.methods or ()))
    for endpoint, (path, methods) in ENDPOINTS.items():
        assert endpoint in offered, endpoint
        assert offered[endpoint][0].replace("<any(html, pdf, json):form>", "<form>") == path
        assert set(methods) <= offered[endpoint][1]


def test_every_view_says_for_whom_it_opens(site: Flask) -> None:
    silent = [name for name, view in site.view_functions.items() if name != "static" and not hasattr(view, "opens_for")]
    assert silent == []
    public = {name for name, view in site.view_functions.items() if getattr(view, "opens_for", None) == PUBLIC}
    assert public == OPEN | HOOKS
    by_key = {name for name, view in site.view_functions.items() if getattr(view, "opens_for", None) == API}
    assert all(name.startswith("api.") for name in by_key)


def test_a_vendor_is_let_into_nothing_of_the_clients(site: Flask) -> None:
    let_in = {
        name
        for name, view in site.view_functions.items()
        if isinstance(getattr(view, "opens_for", None), frozenset) and Role.VENDOR in view.opens_for  # type: ignore[attr-defined]
    }
    assert let_in == VENDOR_SEES


def _addresses(world: World) -> list[tuple[str, str]]:
    run, ids = world.audited("a.wav")
    filled = {
        "<run_id>": run.id,
        "<call_id>": ids[0],
        "<form>": "json",
        "<criterion_id>": "insult",
        "<rule_id>": "cl-freq-written",
        "<account_id>": "0" * 32,
        "<share_id>": "0" * 32,
        "<int:user_id>": "1",
        "<int:key_id>": "1",
        "<int:campaign_id>": "1",
    }
    out = []
    for endpoint, (path, methods) in ENDPOINTS.items():
        for name, value in filled.items():
            path = path.replace(name, value)
        path = re.sub(r"<int:\w+>|<\w+>", "1", path)
        out += [(method, path) for method in methods if endpoint not in OPEN | HOOKS]
    return out


def test_nobody_signed_in_is_sent_to_the_sign_in_or_refused(site: Flask, world: World) -> None:
    browser = site.test_client()
    for method, path in _addresses(world):
        answer = browser.open(path, method=method, headers={"Accept": "text/html"})
        expected = 303 if method == "GET" else 401
        assert answer.status_code == expected, (method, path)
        if method == "GET":
            assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_exactly_what_is_said(site: Flask, world: World, signed_in: SignIn, role: Role) -> None:
    addresses = _addresses(world)
    for method, path in addresses:
        if path in ("/sign-out",) or path.endswith("/events"):
            continue
        if role in (Role.AGENT, Role.MANAGER) and path.startswith("/desk") and not path.startswith("/desks"):
            continue  # nobody has a seat here, and without one the desk is closed: tests/app/desk
        browser = signed_in(role)
        endpoint = next(e for e, (p, m) in ENDPOINTS.items() if site.url_map.bind("x").match(path, method)[0] == e)
        allowed = role in site.view_functions[endpoint].opens_for  # type: ignore[attr-defined]
        status = browser.open(path, method=method).status_code
        assert (status != 403) == allowed, (role, method, path, status)
        assert status < 500, (role, method, path, status)


@pytest.mark.parametrize("role", [None, Role.ADMIN])
def test_head_is_answered_as_get_is(site: Flask, world: World, signed_in: SignIn, role: Role | None) -> None:
    addresses = {path for method, path in _addresses(world) if method == "GET" and not path.endswith("/events")}
    opened = []
    for path in sorted(addresses | {site.url_map.bind("x").build(e) for e in OPEN if "GET" in ENDPOINTS.get(e, ("", ()))[1]}):
        browser = signed_in(role) if role else site.test_client()
        told = browser.get(path).status_code
        assert browser.head(path).status_code == told, path
        opened += [path] if told == 200 else []
    assert "/upload" in opened if role else "/sign-in" in opened


@pytest.mark.parametrize("role", list(Role))
def test_no_page_leads_to_a_closed_door(site: Flask, world: World, signed_in: SignIn, role: Role) -> None:
    run, ids = world.audited("a.wav", "b.wav")
    browser = signed_in(role)
    pages = (
        ["/portal", "/portal/accounts", "/portal/findings", "/profile"]
        if role is Role.VENDOR
        else ["/profile"]
        if role is Role.AGENT
        else ["/queue", "/calibration", "/profile", "/calls", f"/calls/{ids[0]}", f"/calls/{ids[0]}/score"]
        if role is Role.QA
        else ["/operation", "/people", "/kpis", "/profile"]
        if role is Role.MANAGER
        else ["/floor" if role is Role.SUPERVISOR else "/", "/profile", "/calls", f"/runs/{run.id}", f"/calls/{ids[0]}"]
    )
    for page in pages:
        shown = browser.get(page)
        assert shown.status_code == 200, page
        for link in sorted(set(re.findall(r'href="(/[^"#]*)', shown.text))):
            address = unescape(link)
            if address == "/desk":
                continue  # closed until a manager gives a seat: tests/app/desk
            assert browser.get(address).status_code not in (403, 404, 405), (role, page, address)


@pytest.mark.parametrize(("lang", "word"), [("es", "No hay nada en esta dirección"), ("en", "There is nothing at this address")])
def test_errors_speak_the_readers_language(site: Flask, lang: str, word: str) -> None:
    answer = site.test_client().get("/no/such/page", headers={"Accept-Language": lang})
    assert answer.status_code == 404 and word in answer.text and "requested URL" not in answer.text


def test_another_client_sees_nothing(site: Flask, world: World) -> None:
    run, ids = world.audited("a.wav", "b.wav")
    other_client(world.database)
    browser = site.test_client()
    browser.post("/sign-in", data={"email": "ajena@otra.example", "password": PASSWORD})
    for path in (
        f"/runs/{run.id}",
        f"/runs/{run.id}/events",
        f"/calls/{ids[0]}",
        f"/calls/{ids[0]}/audio",
        f"/runs/{run.id}/report/json",
    ):
        assert browser.get(path).status_code == 404, path
    for path in ("/", "/calls", "/queue", "/upload"):
        page = browser.get(path).text
        assert "MS-1" not in page and "Marea Sur" not in page and run.name not in page, path
    assert browser.post(f"/calls/{ids[0]}/sign").status_code == 404


def test_pages_carry_the_shields(signed_in: SignIn) -> None:
    headers = signed_in(Role.ADMIN).get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"


def test_a_form_without_its_token_is_refused(site: Flask, world: World) -> None:
    site.config["WTF_CSRF_ENABLED"] = True
    browser = site.test_client()
    assert browser.post("/sign-in", data={"email": "admin@lindero.example", "password": PASSWORD}).status_code == 400
