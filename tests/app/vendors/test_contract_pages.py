"""The contract's page: a service level is written there, refused beside its field, kept as it was, and offered to whoever may."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import ServiceLevel
from app.queries.rows import Role
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.make_comparison import comparison_now
from reports.scorecards.facts import Period
from tests.app.blind import TOKEN
from tests.app.vendors import month as m
from tests.app.vendors.test_bills import csv_of, south
from tests.app.vendors.test_comparisons import lived
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]
FORM = {"measure": "critical_calls", "limit": "2,5 %", "bonus_percent": "", "penalty_percent": "7,5", "valid_from": "2099-05-01"}


@pytest.fixture
def vendor(world: World) -> int:
    with world.database.writing() as db:
        made = m.vendor(db, world.actors[Role.MANAGER].organisation_id, "Sur Recupera")
        db.commit()
    return made


def written(world: World) -> list[tuple[object, ...]]:
    with world.database.reading() as db:
        rows = db.scalars(select(ServiceLevel).order_by(ServiceLevel.id))
        return [(r.measure, r.limit_value, r.rule, r.valid_from.isoformat()) for r in rows]


def test_a_level_is_written_on_the_page_and_the_one_before_stays(world: World, signed_in: SignIn, vendor: int) -> None:
    browser = signed_in(Role.AUDITOR)
    page = browser.get(f"/vendors/{vendor}/contract").text
    assert 'name="penalty_percent"' in page and 'name="valid_from"' in page
    assert browser.post(f"/vendors/{vendor}/levels", data=FORM).status_code == 303
    assert browser.post(f"/vendors/{vendor}/levels", data={**FORM, "limit": "", "valid_from": "2099-06-01"}).status_code == 303
    rule = {"penalty_percent": "7.5"}
    assert written(world) == [("critical_calls", 0.025, rule, "2099-05-01"), ("critical_calls", None, rule, "2099-06-01")]
    page = browser.get(f"/vendors/{vendor}/contract").text
    assert "7,5\u00a0%" in page and "2,5\u00a0%" in page and "ya no se pide" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"limit": "mucho"}, "e-limit"),
        ({"limit": "400"}, "e-limit"),
        ({"bonus_percent": "200"}, "e-bonus_percent"),
        ({"penalty_percent": "cinco"}, "e-penalty_percent"),
        ({"valid_from": ""}, "e-valid_from"),
        ({"valid_from": "2026-04-30"}, "e-valid_from"),
        ({"valid_from": "9999-01-01"}, "e-valid_from"),
        ({"measure": "nada"}, "e-measure"),
    ],
)
def test_what_cannot_be_a_level_is_said_beside_its_field(
    world: World, signed_in: SignIn, vendor: int, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in(Role.AUDITOR).post(f"/vendors/{vendor}/levels", data={**FORM, **wrong})
    assert answer.status_code == 422 and f'id="{said}"' in answer.text and written(world) == []


def test_who_only_reads_the_contract_is_shown_no_form_and_writes_nothing(world: World, signed_in: SignIn, vendor: int) -> None:
    browser = signed_in(Role.EXECUTIVE)
    assert 'name="penalty_percent"' not in browser.get(f"/vendors/{vendor}/contract").text
    assert browser.post(f"/vendors/{vendor}/levels", data=FORM).status_code == 403 and written(world) == []
    assert signed_in(Role.AUDITOR).post("/vendors/own/levels", data=FORM).status_code in (404, 422)


@pytest.mark.parametrize("last", [m.LAST, date(2026, 4, 29)])
def test_what_earns_nothing_says_why_and_the_invoice_leads_to_the_total(world: World, signed_in: SignIn, last: date) -> None:
    manager = world.actors[Role.MANAGER]
    with world.database.writing() as db:
        mine, vendor = south(world, db)
        for n in range(30):
            debt = m.placed(db, mine, vendor, n)
            m.contact(db, debt, m.at(7))
            m.paid(db, debt, 10_000, date(2026, 4, 10))
            m.surveyed(db, debt, 9, csat=1)
            if not n:
                m.paid(db, debt, 5_000, date(2026, 4, 28))  # nobody had asked in the five days before
        db.commit()
        asked = {"measure": "survey_csat", "limit_value": 0.8, "rule": {"penalty_percent": "10"}, "valid_from": m.FIRST}
        db.add(ServiceLevel(organisation_id=mine, vendor_id=vendor, made_at=m.NOW, made_by="x", **asked))
        db.commit()
        bill = csv_of(*(f"D-{n},,10-04-2026,10000,10,1000" for n in range(20)))
        check_invoice(db, world.store, manager, Bill(vendor, m.FIRST, last, "CLP"), bill, m.NOW)
        comparison_now(db, world.actors[Role.AUDITOR], Period(m.FIRST, m.LAST), "", m.NOW)
    browser = signed_in(Role.AUDITOR)
    words = {}
    for lang in ("es", "en"):
        browser.post("/profile/language", data={"language": lang})
        words[lang] = " ".join(re.sub(r"<[^>]+>", " ", browser.get(f"/vendors/{vendor}/contract?month=2026-04").text).split())
    assert "queda fuera: pagado sin contacto en los 5 días anteriores" in words["es"]
    assert "no hay tasa escrita" not in words["es"]
    assert "queda fuera 1 pago por $5.000, sin el contacto que pide el contrato" in words["es"]
    if last == m.LAST:
        bridge = "Por pagar según la factura $20.000 + $10.000 que se debe y no se facturó − $3.000 de niveles de servicio"
        assert f"{bridge} = $27.000 total del mes" in words["es"]
        assert "To pay by the invoice $20,000" in words["en"] and "of levels = $27,000 total of the month" in words["en"]
    else:
        assert "no son los mismos días" in words["es"] and "not the same days" in words["en"]
        assert "Por pagar según la factura" not in words["es"]


@pytest.mark.parametrize(("page", "said"), [("contract", "no tiene contrato"), ("plans", "no recibe planes correctivos")])
def test_the_own_desk_has_neither_contract_nor_plans_and_says_where_to_go(
    world: World, signed_in: SignIn, vendor: int, page: str, said: str
) -> None:
    answer = signed_in(Role.AUDITOR).get(f"/vendors/own/{page}")
    shown = answer.text.split("<main")[1]
    assert answer.status_code == 404 and said in shown and 'href="/vendors/own' in shown and 'href="/vendors' in shown
    assert not any(word in shown.lower() for word in ("multa", "comisión", "factura", "<form"))


def test_a_contract_is_of_all_accounts_whatever_segment_led_to_it(world: World, signed_in: SignIn) -> None:
    with world.database.writing() as db:
        lived(world, db)
        made = comparison_now(db, world.actors[Role.EXECUTIVE], Period(m.FIRST, m.LAST), "", m.NOW)
    browser, south = signed_in(Role.EXECUTIVE), next(v.key for v in made.vendors if v.name == "Sur Recupera")
    for page in ("contract", "plans"):
        every, narrowed = (
            TOKEN.sub("", browser.get(f"/vendors/{south}/{page}", query_string=asked).text.split("<main")[1])
            for asked in ({"month": "2026-04"}, {"month": "2026-04", "segment": "Tardía"})
        )
        assert narrowed == every
