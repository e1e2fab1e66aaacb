"""The manager's pages of money and placements, through the browser's own requests."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Debt, Vendor
from app.models.interaction import Grievance
from app.models.ledger import Entry, Payment, Plan
from app.models.person import Person
from app.models.placement import VendorTerms
from app.queries.rows import Role
from app.services.money.load_payments import load_payments
from app.services.placement.vendors import NewVendor, create_vendor
from app.services.portfolio.edit_segments import put_in_segments, save_segment
from tests.app.money.people import NOW, holds, manager, owing, states
from tests.app.world import World, given

SignIn = Callable[[Role], FlaskClient]


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("money", "placements"):
        monkeypatch.setattr(f"app.web.{module}.now", lambda: NOW)


@pytest.fixture
def browser(site: Flask, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.MANAGER)


def test_a_payment_is_recorded_seen_and_reversed(world: World, browser: FlaskClient) -> None:
    id = owing(world.database, manager(world))
    page = browser.get(f"/money/debts/{id}").text
    assert "$369.450" in page and "$246.300" in page and "cuota" in page.lower()
    token = re.search(r'name="token" value="(\w{32})"', page)
    assert token
    form = {"amount": "100.000", "paid_on": "2026-05-18", "means": "transferencia", "token": token[1]}
    for _ in range(2):
        browser.post(f"/money/debts/{id}/payments", data=form)
    page = browser.get(f"/money/debts/{id}").text
    assert page.count("· transferencia") == 1 and "$269.450" in page
    with world.database.reading() as db:
        payment = db.scalars(select(Payment)).one()
    assert browser.post(f"/money/payments/{payment.id}/reverse", data={"debt": id, "reason": " "}).status_code == 303
    assert "por qué" in browser.get(f"/money/debts/{id}").text
    browser.post(f"/money/payments/{payment.id}/reverse", data={"debt": id, "reason": "sin fondos"})
    page = browser.get(f"/money/debts/{id}").text
    assert "sin fondos" in page and "$369.450" in page
    with world.database.writing() as db:
        assert holds(db, manager(world), id).receivable_minor == 369_450


@pytest.mark.parametrize("change", [{"amount": "doce"}, {"amount": "12,5"}, {"paid_on": "ayer"}, {"amount": "0"}, {"amount": ""}])
def test_a_payment_that_cannot_be_is_said_and_not_booked(world: World, browser: FlaskClient, change: dict[str, str]) -> None:
    id = owing(world.database, manager(world))
    form = {"amount": "5", "paid_on": "2026-05-18", "reference": "r"} | change
    assert browser.post(f"/money/debts/{id}/payments", data=form).status_code == 303
    assert "notice error" in browser.get(f"/money/debts/{id}").text
    with world.database.reading() as db:
        assert db.scalars(select(Entry)).all() == []


def test_an_offer_is_agreed_and_its_document_is_a_pdf(world: World, browser: FlaskClient) -> None:
    id = owing(world.database, manager(world))
    page = browser.get(f"/money/debts/{id}").text
    assert "sin historia" in page.lower() or "no history" in page.lower() or "todavía" in page.lower()
    browser.post(f"/money/debts/{id}/plan", data={"offer": "in_parts", "instalments": "2"})
    with world.database.writing() as db:
        assert states(db, id) == ["open", "open"]
        plan = db.scalars(select(Plan)).one()
        assert plan.agreement
    for lang in ("", "?lang=en"):
        document = browser.get(f"/money/plans/{plan.id}/agreement.pdf{lang}")
        assert document.status_code == 200 and document.data.startswith(b"%PDF")
    assert browser.get(f"/money/plans/{plan.id}/agreement.pdf").data == browser.get(f"/money/plans/{plan.id}/agreement.pdf").data
    browser.post(f"/money/debts/{id}/plan", data={"offer": "in_parts", "instalments": "99"})
    assert "notice error" in browser.get(f"/money/debts/{id}").text
    browser.post(f"/money/plans/{plan.id}/cancel", data={"debt": id})
    with world.database.writing() as db:
        assert states(db, id) == ["cancelled", "cancelled"]


def test_promises_of_the_day_are_listed(world: World, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    id = owing(world.database, manager(world))
    browser.post(f"/money/debts/{id}/plan", data={"offer": "in_parts", "instalments": "2"})
    for days, heading in ((7, "today"), (6, "tomorrow"), (8, "grace")):
        later: datetime = NOW + timedelta(days=days)
        monkeypatch.setattr("app.web.money.now", lambda later=later: later)
        page = browser.get("/money").text
        part = page[page.index(f'id="{heading}"') :]
        assert "$123.150" in part[: part.index("</section>")], heading
    assert browser.get("/money/find?q=D-1").headers["Location"].endswith(f"/money/debts/{id}")
    assert browser.get("/money/find?q=nada").headers["Location"].endswith("/money")


def test_a_file_is_tried_and_booked(world: World, browser: FlaskClient) -> None:
    id = owing(world.database, manager(world))

    def send(text: str, do: str) -> str:
        data = {"file": (io.BytesIO(text.encode()), "pagos.csv"), "do": do}
        return browser.post("/money/load", data=data, content_type="multipart/form-data").text

    rows = "cuenta;monto;fecha;referencia\nD-1;1.000;18/05/2026;A\nD-7;5;18/05/2026;B\n"
    assert "D-7" in send(rows, "try")
    with world.database.writing() as db:
        assert db.scalars(select(Payment)).all() == []
    assert "D-7" in send(rows, "book")
    with world.database.writing() as db:
        assert holds(db, manager(world), id).receivable_minor == 368_450
    assert "Faltan columnas" in send("a;b\n1;2\n", "try")


def test_a_batch_is_placed_invoiced_handed_over_and_recalled(world: World, browser: FlaskClient) -> None:
    ids = [owing(world.database, manager(world), f"D-{n}") for n in range(3)]
    with world.database.reading() as db:
        vendor = db.scalars(select(Vendor.id)).first()
    terms = {"valid_from": "2026-05-01", "currency": "CLP", "percent_0": "10,5", "cap": "1.000.000", "tail_days": "0"}
    browser.post(f"/placements/{vendor}/contract", data=terms)
    with world.database.reading() as db:
        assert db.scalars(select(VendorTerms)).one().terms["bands"][0]["percent"] == "10.5"
    browser.post("/placements", data={"stage": "early", "most": "2", "vendor": vendor, "batch": ""})
    page = browser.get("/placements").text
    assert "2026-05-18" in page
    lot = browser.get(f"/placements/{vendor}/handoff?batch=2026-05-18")
    assert lot.data.count(b"\r\n") == 3
    browser.post(f"/money/debts/{ids[0]}/payments", data={"amount": "1.001", "paid_on": "2026-05-18", "reference": "x"})
    invoice = browser.get(f"/placements/{vendor}/invoice?currency=CLP&from=2026-05-01&to=2026-05-31").text
    assert "$105" in invoice and "D-0" in invoice
    browser.post(f"/placements/{vendor}/recall", data={"batch": "2026-05-18", "why": "fin"})
    with world.database.reading() as db:
        assert [d.placed_with for d in db.scalars(select(Debt))] == [None, None, None]
    assert browser.get(f"/placements/{vendor}/handoff?batch=2026-05-18").status_code == 404


def test_a_new_vendor_is_given_a_segment_by_its_rule_and_earns_by_its_terms(world: World, browser: FlaskClient) -> None:
    numbers = [f"D-{n}" for n in range(3)]
    ids = [owing(world.database, manager(world), number, balance=(n + 1) * 100_000) for n, number in enumerate(numbers)]
    with world.database.writing() as db:
        segment = save_segment(db, manager(world), None, "Grandes", "saldo > 150.000", NOW).id
        assert put_in_segments(db, manager(world), NOW) is not None
    new = {"name": " Cobros  Sur ", "country": "CL", "contact": "Ana Rojas, ana@cobros.example"}
    terms = {"percent_0": "12,5", "currency": "CLP", "valid_from": "2026-05-18", "tail_days": "7"}
    browser.post("/placements/vendors", data=new | terms)
    page = browser.get("/placements").text
    assert "Chile · Ana Rojas, ana@cobros.example" in page and "12,5 %" in page and "Grandes (2)" in page
    vendor = re.search(r'<option value="(\d+)">Cobros Sur</option>', page)
    assert vendor
    browser.post("/placements", data={"segment": segment, "most": "500", "vendor": vendor[1], "batch": "sur"})
    with world.database.reading() as db:
        assert [d.placed_with for d in db.scalars(select(Debt).order_by(Debt.id))] == [None, int(vendor[1]), int(vendor[1])]
    browser.post(f"/money/debts/{ids[2]}/payments", data={"amount": "1.000", "paid_on": "2026-05-18", "reference": "x"})
    invoice = browser.get(f"/placements/{vendor[1]}/invoice?currency=CLP&from=2026-05-01&to=2026-05-31").text
    assert "$125" in invoice
    browser.post("/placements", data={"segment": segment, "most": "500", "vendor": vendor[1]})
    assert "Ninguna cuenta vencida y libre" in browser.get("/placements").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "QUILLAY"}, "Ya hay un proveedor"),
        ({"name": " "}, "Escriba el nombre"),
        ({"country": "XX"}, "XX"),
        ({"contact": "a" * 201}, "hasta 200"),
        ({"percent_0": "doce"}, "doce"),
        ({"percent_0": "101"}, "0 a 100"),
        ({"percent_0": "5", "valid_from": ""}, "Elija el día"),
    ],
)
def test_a_vendor_that_cannot_be_is_said_and_not_kept(
    world: World, browser: FlaskClient, change: dict[str, str], said: str
) -> None:
    with world.database.writing() as db:
        create_vendor(db, manager(world), NewVendor("Quillay"), None, NOW)
        before = len(db.scalars(select(Vendor)).all())
    form = {"name": "Otro", "country": "", "contact": "", "percent_0": "", "currency": "CLP", "valid_from": "2026-05-18"}
    assert said in browser.post("/placements/vendors", data=form | change).text
    with world.database.reading() as db:
        assert len(db.scalars(select(Vendor)).all()) == before and db.scalars(select(VendorTerms)).all() == []


def test_an_agent_reads_and_agrees_but_books_nothing(world: World, signed_in: SignIn) -> None:
    id = owing(world.database, manager(world))
    agent = signed_in(Role.AGENT)
    page = agent.get(f"/money/debts/{id}").text
    assert "/payments" not in page and "/reverse" not in page
    assert agent.post(f"/money/debts/{id}/payments", data={"amount": "5"}).status_code == 403
    assert agent.get("/placements").status_code == 403
    agent.post(f"/money/debts/{id}/plan", data={"offer": "in_full", "instalments": "1"})
    with world.database.writing() as db:
        assert states(db, id) == ["open"]


def test_another_clients_debt_is_nothing(world: World, browser: FlaskClient) -> None:
    from tests.app.world import other_client

    id = owing(world.database, replace(other_client(world.database)), "X-1", ((date(2026, 4, 8), 10),))
    assert browser.get(f"/money/debts/{id}").status_code == 404
    assert (
        browser.post(f"/money/debts/{id}/payments", data={"amount": "5", "paid_on": "2026-05-18", "reference": "r"}).status_code
        == 404
    )


def test_a_hand_over_needs_a_stage_or_a_plain_all_and_holds_people_back(world: World, browser: FlaskClient) -> None:
    ids = [owing(world.database, manager(world), f"D-{n}") for n in range(5)]
    with world.database.writing() as db:
        vendor = db.scalars(select(Vendor.id)).first()
        debts = [db.get_one(Debt, id) for id in ids]
        for debt, until in ((debts[0], NOW + timedelta(days=9)), (debts[1], NOW - timedelta(days=1))):
            care = {"kind": "pause", "at": NOW.isoformat(), "until": until.isoformat(), "text": ""}
            db.get_one(Person, debt.person_id).cares = [care]
        for debt, about in ((debts[2], debts[2].id), (debts[3], None)):
            db.add(
                Grievance(
                    organisation_id=debt.organisation_id, person_id=debt.person_id, debt_id=about, kind="dispute", topic="debt",
                    text="no es mía", opened_at=NOW,
                )
            )  # fmt: skip
        db.commit()
    form = {"stage": "", "most": "100000", "vendor": vendor, "batch": ""}
    browser.post("/placements", data=form)
    assert "Elija una etapa o un segmento" in browser.get("/placements").text
    browser.post("/placements", data=form | {"all": "yes"})
    assert "3 retenidas por disputa abierta o pausa" in browser.get("/placements").text
    with world.database.reading() as db:
        assert [db.get_one(Debt, id).placed_with for id in ids] == [None, vendor, None, None, vendor]
    browser.post(f"/placements/{vendor}/recall", data={"batch": "2026-05-18", "why": " "})
    assert "Escriba por qué" in browser.get("/placements").text
    with world.database.reading() as db:
        assert db.get_one(Debt, ids[4]).placed_with == vendor


def test_a_file_with_commas_books_thousands_as_thousands(world: World, browser: FlaskClient) -> None:
    id = owing(world.database, manager(world))
    content = b"cuenta,monto,fecha,referencia\nD-1,150.000,2026-05-18,a\nD-1,1.00,2026-05-18,b\n"
    with world.database.writing() as db:
        done = load_payments(db, manager(world), given("p.csv", content), NOW)
        assert (done.booked, done.booked_minor) == (1, (("CLP", 150_000),))
        assert ["sin decimales" in row.why.es for row in done.rejected] == [True]
        assert holds(db, manager(world), id).receivable_minor == 219_450
