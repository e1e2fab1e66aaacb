"""The pages and the API: a file from the browser to accounts in segments, and who may not see them."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from app.operations.segments import FIELD, Compare
from app.operations.segments_parser import parse
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.portfolio.run_load import run_load
from app.web.names import name
from tests.app.world import NOW, World

SignIn = Callable[..., FlaskClient]
FILE = b"cuenta;nombre;saldo;vencido;vencimiento;producto\nA1;Ana Soto;100.000;50.000;01/10/2025;Tarjeta\nA2;Eva Paz;x;0;;\n"


@pytest.fixture
def worked(site: Flask, world: World) -> Flask:
    """A queue that is worked at once."""

    class AtOnce:
        def send_task(self, _task: str, args: list[str]) -> None:
            run_load(world.database, site.extensions["trasluz"].store, args[0], lambda: NOW)

    site.extensions["trasluz"].celery = AtOnce()
    return site


def sent(browser: FlaskClient, data: bytes = FILE) -> str:
    answer = browser.post("/operation/loads", data={"country": "CL", "file": (io.BytesIO(data), "cartera.csv")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_file_goes_from_the_page_to_its_segments(worked: Flask, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)
    assert "cartera" not in browser.get("/operation/loads").text
    place = sent(browser)
    page = browser.get(place).text
    assert "Ana Soto" in page and 'value="balance" selected' in page
    headers = ["cuenta", "nombre", "saldo", "vencido", "vencimiento", "producto"]
    columns = ["number", "name", "balance", "overdue", "due_on", "product"]
    form = {"header": headers, "column": columns, "save_as": "Mensual", "do": "check", "decimal": ",", "dates": "dmy"}
    assert browser.post(f"{place}/reads", data=form).status_code == 303
    tried = browser.get(place).text
    assert "no es un monto" in tried and "A2" not in browser.get("/operation/accounts").text
    assert browser.post(f"{place}/load").status_code == 303
    assert "Ana Soto" in browser.get("/operation/accounts").text
    report = browser.get(f"{place}/rejected.csv")
    assert report.mimetype == "text/csv" and "saldo" in report.text and "fila" in report.text
    assert browser.post("/operation/segments/usual").status_code == 303
    page = browser.get("/operation/segments").text
    assert "etapa = castigada" in page or "etapa = tardía" in page
    found = browser.get("/operation/segments/try", query_string={"rule": "saldo >= 100.000"}).text
    assert "Ana Soto" not in found and "<b>1</b>" in found
    wrong = browser.get("/operation/segments/try", query_string={"rule": "saldoo > 3"}).text
    assert "<mark>saldoo</mark>" in wrong
    refused = browser.post("/operation/segments", data={"name": "x", "rule": "saldoo > 3"})
    assert refused.status_code == 422 and "saldoo" in refused.text
    assert browser.get("/operation/accounts", query_string={"rule": "mora > 30", "q": "Soto"}).text.count("A1") == 1


def test_a_mapping_that_lacks_something_is_refused_with_what(worked: Flask, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)
    place = sent(browser)
    answer = browser.post(f"{place}/reads", data={"header": ["cuenta"], "column": ["number"], "do": "check"})
    assert answer.status_code == 422 and "saldo" in answer.text
    empty = browser.post("/operation/loads", data={"country": "CL", "file": (io.BytesIO(b""), "vacio.csv")})
    assert empty.status_code == 422 and "0 bytes" in empty.text


@pytest.mark.parametrize("role", [Role.AGENT, Role.VENDOR, Role.QA])
def test_others_may_not(worked: Flask, signed_in: SignIn, role: Role) -> None:
    browser = signed_in(role)
    for path in ("/operation/loads", "/operation/segments", "/operation/accounts", "/operation/alike"):
        assert browser.get(path).status_code == 403


def test_a_program_does_the_same(worked: Flask, world: World) -> None:
    with world.database.writing() as db:
        _, text = create_key(db, world.actors[Role.ADMIN], "banco", NOW)
    client = worked.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    made = client.post("/api/v1/loads", data={"country": "CL", "file": (io.BytesIO(FILE), "c.csv")})
    assert made.status_code == 201 and made.json and made.json["reads"]["columns"]["saldo"] == "balance"
    place = f"/api/v1/loads/{made.json['id']}"
    assert client.post(f"{place}/check").status_code == 202
    assert client.get(place).json["counts"]["rejected"] == 1  # type: ignore[index]
    assert client.post(f"{place}/load").status_code == 202
    assert client.get("/api/v1/accounts?q=Soto").json["found"] == 1  # type: ignore[index]
    assert client.get(f"/api/v1/accounts?segment={'9' * 20}").json["found"] == 0  # type: ignore[index]
    assert client.post("/api/v1/segments", json={"name": "Todas", "rule": "saldo > 0"}).json["segments"][0]["count"] == 1  # type: ignore[index]
    assert client.post("/api/v1/segments/try", json={"rule": "saldo >"}).json["error"]  # type: ignore[index]
    assert client.post(f"{place}/load").status_code == 409


def _place(page: str, called: str) -> int:
    return [m[1] for m in re.finditer(r"<b>([^<]+)</b></a>", page)].index(called)


def test_a_move_says_what_it_changed_and_can_be_undone(worked: Flask, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)
    place = sent(browser)
    browser.post(f"{place}/load")
    for called, rule in (("Una", "saldo > 0"), ("Otra", "mora > 0")):
        browser.post("/operation/segments", data={"name": called, "rule": rule})
    page = browser.get("/operation/segments").text
    assert "Otra: tiene 0 cuentas. 0 cuentas cambiaron de segmento." in page and "Deshacer" not in page
    other = re.search(r"edit=(\d+)\"><b>Otra", page)
    assert other
    browser.post(f"/operation/segments/{other[1]}/move", data={"to": "up"})
    page = browser.get("/operation/segments").text
    assert "Otra: tiene 1 cuenta. 1 cuenta cambió de segmento." in page and _place(page, "Otra") == 0
    undo = dict(re.findall(r'name="(was|order)" value="([\d,]+)"', page))
    browser.post("/operation/segments/order", data=undo)
    page = browser.get("/operation/segments").text
    assert "1 cuenta cambió de segmento." in page and _place(page, "Una") == 0 and "Deshacer" not in page
    browser.post("/operation/segments/order", data=undo)
    assert "cambió entretanto" in browser.get("/operation/segments").text
    browser.post("/operation/segments/order", data={"was": undo["order"], "order": "1,x,999"})
    assert _place(browser.get("/operation/segments").text, "Una") == 0


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(("field", "table"), [("stage", "stage"), ("state", "debt_state"), ("channel", "channel")])
def test_a_rule_may_be_written_with_the_names_that_pages_show(site: Flask, lang: str, field: str, table: str) -> None:
    with site.test_request_context(), force_locale(lang):
        for value in FIELD[field].choices or {}:
            for written in (name(value, table), f'"{name(value, table)}"'):
                assert parse(f"{field} = {written}") == Compare(field, "=", str(value))
