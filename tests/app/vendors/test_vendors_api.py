"""Vendors compared over HTTP: what the pages do, for the client's own programs, in the shapes the document promises."""

import io
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Debt, FindingShare, Survey, VendorTerms
from app.models.comparison import Comparison
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.vendors.correct import NewPlan, plan_correction
from app.services.vendors.make_comparison import comparison_now, make_comparison
from app.web.api.document import document
from reports.scorecards.facts import Period
from tests.app.test_api import check
from tests.app.vendors import month as m
from tests.app.vendors.test_bills import TERMS
from tests.app.vendors.test_comparisons import lived
from tests.app.vendors.test_returns import as_file, row
from tests.app.world import NOW, World


@pytest.fixture
def client(site: Flask, world: World) -> FlaskClient:
    with world.database.writing() as db:
        key = create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1]
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def vendor(world: World) -> int:
    """A vendor with two debts, terms, and a payment of April."""
    with world.database.writing() as db:
        mine = world.actors[Role.MANAGER].organisation_id
        made = m.vendor(db, mine, "Sur Recupera")
        one = m.placed(db, mine, made, 1)
        m.placed(db, mine, made, 2)
        m.contact(db, one, m.at(8))
        m.paid(db, one, 10_000, m.FIRST.replace(day=10), reference="A")
        db.add(VendorTerms(organisation_id=mine, vendor_id=made, terms=TERMS, valid_from=m.FIRST, made_at=m.NOW, made_by="x"))
        db.commit()
    return made


def ask(client: FlaskClient, method: str, address: str, path: str, status: int = 200, **more: Any) -> Any:
    """The answer, held against the document."""
    answer = client.open(f"/api{address}", method=method.upper(), **more)
    assert answer.status_code == status, answer.text
    said = document()["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
    check(answer.json, said)
    return answer.json


def refused(client: FlaskClient, method: str, address: str, **more: Any) -> dict[str, str]:
    """The error of an answer."""
    told: Any = client.open(f"/api{address}", method=method, **more).json
    error: dict[str, str] = told["error"]
    return error


def sent(content: bytes, **fields: str) -> dict[str, Any]:
    return {"data": {"file": (io.BytesIO(content), "f.csv"), **fields}, "content_type": "multipart/form-data"}


def test_returns_come_and_go(client: FlaskClient, vendor: int) -> None:
    content = as_file([row(1, "D-1"), row(2, "NADIE")]).stream.read()
    path = "/v1/vendors/{vendor}/returns"
    found = ask(client, "post", f"/v1/vendors/{vendor}/returns", path, 201, **sent(content))
    assert (found["accepted"], found["rejected"], found["again"]) == (1, 1, False)
    assert ask(client, "post", f"/v1/vendors/{vendor}/returns", path, 201, **sent(content))["again"]
    back = f"/v1/vendors/returns/{found['id']}/withdraw"
    assert ask(client, "post", back, "/v1/vendors/returns/{return_id}/withdraw", json={"reason": "otro mes"})["withdrawn_at"]
    assert refused(client, "POST", f"/v1/vendors/{vendor}/returns", **sent(content))["code"] == "bad_input"
    for wrong in ("x", "999", "-1"):
        assert client.post(f"/api/v1/vendors/{wrong}/returns", **sent(content)).status_code == 404
    assert refused(client, "POST", f"/v1/vendors/{vendor}/returns")["field"] == "file"


def test_an_invoice_is_checked_and_read(client: FlaskClient, vendor: int) -> None:
    content = b"account,reference,date,amount,rate,commission\nD-1,A,2026-04-10,10000,10,1000\nD-1,X,2026-04-10,10000,10,1000\n"
    path, form = "/v1/vendors/{vendor}/invoices", {"first": "2026-04-01", "last": "2026-04-30", "currency": "clp"}
    made = ask(client, "post", f"/v1/vendors/{vendor}/invoices", path, 201, **sent(content, **form))
    assert [(line["finding"], line["owed_minor"]) for line in made["lines"]] == [("owed", 1000), ("no_payment", 0)]
    assert ask(client, "get", f"/v1/vendors/invoices/{made['id']}", "/v1/vendors/invoices/{check_id}") == made
    (listed,) = ask(client, "get", f"/v1/vendors/{vendor}/invoices", path)["invoices"]
    assert listed["id"] == made["id"] and listed["lines"] == []
    table = client.get(f"/api/v1/vendors/invoices/{made['id']}/lines.csv")
    assert table.mimetype == "text/csv" and "no such payment in our books" in table.text
    bad = sent(content, **{**form, "last": "abril"})
    assert refused(client, "POST", f"/v1/vendors/{vendor}/invoices", **bad)["field"] == "last"


def test_surveys_levels_and_plans(client: FlaskClient, vendor: int, world: World) -> None:
    surveys = b"survey_id,account,asked_at,csat\ns1,D-1,2026-04-10,5\ns2,NADIE,2026-04-10,\n"
    loaded = ask(client, "post", "/v1/surveys", "/v1/surveys", **sent(surveys))
    assert (loaded["asked"], loaded["answered"], loaded["left_out"]) == (1, 1, 1)
    level = {"measure": "survey_csat", "limit": 0.8, "valid_from": "2099-04-01", "rule": {"bonus_percent": "2"}}
    assert ask(client, "post", f"/v1/vendors/{vendor}/levels", "/v1/vendors/{vendor}/levels", 201, json=level)["limit"] == 0.8
    plan = {"asked": "Capacitar a los agentes", "due_on": "2099-01-01", "measure": "survey_csat", "target": 0.8}
    path = "/v1/vendors/{vendor}/plans"
    made = ask(client, "post", f"/v1/vendors/{vendor}/plans", path, 201, json=plan)
    verdict = f"/v1/vendors/plans/{made['id']}/verdict"
    assert refused(client, "POST", verdict, json={"verdict": "met", "reason": "subió"})["code"] == "conflict"
    ended = ask(client, "post", verdict, "/v1/vendors/plans/{plan_id}/verdict", json={"verdict": "withdrawn", "reason": "otro"})
    assert [step["kind"] for step in ended["steps"]] == ["opened", "withdrawn"]
    assert len(ask(client, "get", f"/v1/vendors/{vendor}/plans", path)["plans"]) == 1
    wrong: list[tuple[int, dict[str, object]]] = [(422, {}), (400, {**plan, "asked": 1}), (400, {**plan, "target": "x"})]
    for status, body in (*wrong, (422, {**plan, "due_on": "ya"})):
        assert client.post(f"/api/v1/vendors/{vendor}/plans", json=body).status_code == status
    with world.database.reading() as db:
        assert db.scalars(select(FindingShare)).all() == []


def test_a_cure_is_measured_from_the_books_and_no_figure_is_taken(client: FlaskClient, world: World) -> None:
    who, before = world.actors[Role.AUDITOR], m.NOW.replace(month=3)
    with world.database.writing() as db:
        lived(world, db)
        made = comparison_now(db, who, Period(m.FIRST, m.LAST), "", m.NOW)
        card = next(card for card in made.cards if card.vendor.name == "Sur Recupera")
        value = next(line.value for line in card.lines if line.measure == "contacts_against_law")
        asked = NewPlan(int(card.vendor.key), "No llamar fuera de hora", m.LAST, "contacts_against_law", 0.05)
        plan = plan_correction(db, who, asked, before).id
        unmeasured = plan_correction(db, who, replace(asked, measure="survey_csat", target=0.8), before).id
        late = plan_correction(db, who, replace(asked, due_on=m.NOW.date() + timedelta(9)), m.NOW).id
    path = "/v1/vendors/plans/{plan_id}/measure"
    refusals: tuple[tuple[str, dict[str, object], str, str], ...] = (
        (plan, {"month": "2026-04", "value": 0.0}, "value: the measure comes from the books", "malformed"),
        (plan, {"first": "2026-04-01"}, "send the month alone", "malformed"),
        (plan, {}, "write the month as 2026-05", "bad_input"),
        (plan, {"month": 202604}, "month: write a text", "malformed"),
        (plan, {"month": "2026-05"}, "2026-05 is not compared yet", "conflict"),
        (unmeasured, {"month": "2026-04"}, "could not be taken of this vendor in 2026-04", "conflict"),
        (late, {"month": "2026-04"}, "what was before shows no cure", "bad_input"),
        ("nobody", {"month": "2026-04"}, "there is no plan nobody", "not_found"),
    )
    for of, body, said, code in refusals:
        told = refused(client, "POST", f"/v1/vendors/plans/{of}/measure", json=body)
        assert said in told["message"] and told["code"] == code
    kept = ask(client, "post", f"/v1/vendors/plans/{plan}/measure", path, json={"month": "2026-04"})
    (step,) = (step for step in kept["steps"] if step["kind"] == "measured")
    days = {"first": "2026-04-01", "last": "2026-04-30"}
    assert step["measured"] == {**days, "value": value.value, "low": value.low, "high": value.high, "n": value.n}


def test_a_person_answers_at_their_own_address(site: Flask, vendor: int, world: World) -> None:
    with world.database.writing() as db:
        debt = db.scalars(select(Debt).where(Debt.number == "D-1")).one()
        m.surveyed(db, debt, 8)
        db.scalars(select(Survey)).one().mark = sha256(b"secreto").hexdigest()
        db.commit()
    browser = site.test_client()
    assert browser.get("/hooks/survey/otro").status_code == browser.post("/hooks/survey/otro").status_code == 404
    assert browser.get("/hooks/survey/secreto").status_code == 200
    assert browser.post("/hooks/survey/secreto", data={}).status_code == 422
    wrong = browser.post("/hooks/survey/secreto", data={"csat": "9", "text": "<b>"})
    assert wrong.status_code == 422 and "&lt;b&gt;" in wrong.text and "1" in wrong.text
    assert browser.post("/hooks/survey/secreto", data={"csat": "4", "nps": "x"}).status_code == 200
    assert browser.post("/hooks/survey/secreto", data={"csat": "1"}).status_code == 200
    with world.database.reading() as db:
        survey = db.scalars(select(Survey)).one()
        assert (survey.csat, survey.nps, survey.text) == (4, None, None)


def test_a_comparison_is_asked_for_made_and_led_from(client: FlaskClient, vendor: int, world: World, site: Flask) -> None:
    tasks: list[str] = []
    site.extensions["trasluz"].celery.send_task = lambda task, args=(): tasks.extend(args)
    path = "/v1/vendors/comparison"
    assert ask(client, "get", "/v1/vendors/comparison?month=2026-04", path, 202)["state"] == "making"
    with world.database.reading() as db:
        (id,) = db.scalars(select(Comparison.id)).all()
    assert tasks == [id]
    make_comparison(world.database, id, lambda: m.NOW)
    made = ask(client, "get", "/v1/vendors/comparison?month=2026-04", path)
    assert {card["vendor"]["name"] for card in made["cards"]} == {"Sur Recupera"}  # the other had nothing in the month
    rows = ask(client, "get", f"/v1/vendors/{vendor}/rows/recovery_adjusted?month=2026-04", "/v1/vendors/{vendor}/rows/{measure}")
    assert [row["money"]["recovered"] for row in rows["rows"]] == [10_000, 0]
    assert ask(client, "get", f"/v1/vendors/{vendor}/rules?month=2026-04", "/v1/vendors/{vendor}/rules") == {"rules": []}
    for wrong in ("", "?month=abril", "?month=2026-13"):
        assert refused(client, "GET", f"/v1/vendors/comparison{wrong}")["field"] == "month"
