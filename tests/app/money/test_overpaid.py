"""More than is owed: asked, never swallowed; payments of days before the balance's are said and not counted twice."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput, Conflict, NotFound
from app.models import Debt
from app.models.ledger import Entry, Payment, Promise
from app.models.portfolio import PortfolioLoad
from app.operations.offers import Slice
from app.queries.collections.unapplied import waiting
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.money.load_payments import load_payments
from app.services.money.make_plan import NewPlan, make_plan
from app.services.money.overpaid import Answer, Overpaid, Rest, move_rest, pay_and_ask
from app.services.money.take_payment import NewPayment, take_payment
from app.services.unpack import Given
from tests.app.money.people import DAY, NOW, TODAY, holds, manager, owing
from tests.app.world import World

PAID = NewPayment(400_000, TODAY, "B-1", debt_number="D-1")
OVER = 400_000 - 369_450


def two(world: World) -> tuple[int, int]:
    """A person's two debts."""
    first, second = owing(world.database, manager(world)), owing(world.database, manager(world), "D-2")
    with world.database.writing() as db:
        db.get_one(Debt, second).person_id = db.get_one(Debt, first).person_id
        db.commit()
    return first, second


def test_nothing_is_booked_until_somebody_says_where_the_rest_goes(world: World) -> None:
    who, first = manager(world), two(world)[0]
    with world.database.writing() as db:
        with pytest.raises(Overpaid, match=r"\$30,550 CLP over what is owed"):
            pay_and_ask(db, who, PAID, None, NOW)
        db.rollback()
        assert db.scalars(select(Entry)).all() == []
        pay_and_ask(db, who, replace(PAID, amount_minor=369_450), None, NOW)
        assert holds(db, who, first).receivable_minor == 0


@pytest.mark.parametrize("rest", [Rest.KEEP, Rest.RETURN])
def test_the_rest_is_kept_or_given_back(world: World, rest: Rest) -> None:
    who, first = manager(world), two(world)[0]
    with world.database.writing() as db:
        made = pay_and_ask(db, who, PAID, Answer(rest), NOW)
        assert pay_and_ask(db, who, PAID, Answer(rest), NOW).id == made.id
        ledger = holds(db, who, first)
        assert (ledger.receivable_minor, ledger.surplus_minor) == (0, OVER if rest is Rest.KEEP else 0)
        assert [w.amount_minor for w in waiting(db, who)] == ([OVER] if rest is Rest.KEEP else [])


def test_the_rest_goes_to_another_debt_at_once_or_later(world: World) -> None:
    who, (first, second) = manager(world), two(world)
    with world.database.writing() as db:
        made = pay_and_ask(db, who, PAID, Answer(Rest.OTHER, second), NOW)
        assert pay_and_ask(db, who, PAID, Answer(Rest.OTHER, second), NOW).id == made.id and made.debt_id == first
        assert holds(db, who, second).receivable_minor == 369_450 - OVER
        assert sum(p.amount_minor for p in db.scalars(select(Payment))) == 400_000
        take_payment(db, who, replace(PAID, amount_minor=50_000, reference="B-2"), NOW)
        move_rest(db, who, first, second, NOW)
        assert holds(db, who, second).receivable_minor == 369_450 - OVER - 50_000 and waiting(db, who) == ()
        standing = select(Payment.amount_minor).where(Payment.reversed_by.is_(None))
        assert sum(db.scalars(standing)) == 450_000
        with pytest.raises(Conflict):
            move_rest(db, who, first, second, NOW)


def test_the_rest_goes_only_where_it_can(world: World) -> None:
    who, (_, second) = manager(world), two(world)
    stranger = owing(world.database, who, "D-3")
    with world.database.writing() as db:
        for other, wrong in ((stranger, BadInput), (999, NotFound), (None, NotFound)):
            with pytest.raises(wrong):
                pay_and_ask(db, who, PAID, Answer(Rest.OTHER, other), NOW)
            db.rollback()
        with pytest.raises(BadInput, match="owes only"):
            pay_and_ask(db, who, replace(PAID, amount_minor=900_000), Answer(Rest.OTHER, second), NOW)
        assert db.scalars(select(Payment)).all() == []


def test_the_page_asks_and_books_what_is_answered(
    world: World, site: Flask, signed_in: Callable[[Role], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.money.now", lambda: NOW)
    first, second = two(world)
    browser = signed_in(Role.MANAGER)
    form = {"amount": "400.000", "paid_on": "2026-05-18", "reference": "", "token": "a" * 32}
    asked = browser.post(f"/money/debts/{first}/payments", data=form)
    assert asked.status_code == 422 and "$30.550 CLP más" in asked.text
    assert "D-2" in asked.text and 'value="400.000"' in asked.text
    assert browser.post(f"/money/debts/{first}/payments", data=form | {"rest": "keep"}).status_code == 303
    assert "D-1" in browser.get("/money").text and "$30.550" in browser.get("/money").text
    assert "se pagó de más" in browser.get(f"/money/debts/{first}").text
    browser.post(f"/money/debts/{first}/rest", data={"rest": str(second)})
    assert "se pagó de más" not in browser.get(f"/money/debts/{first}").text
    with world.database.writing() as db:
        assert holds(db, manager(world), second).receivable_minor == 369_450 - OVER


def test_a_program_is_asked_too(world: World, site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.api.money.now", lambda: NOW)
    two(world)
    with world.database.writing() as db:
        key = create_key(db, world.actors[Role.ADMIN], "ERP", NOW)[1]
    client = site.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    body = {"account": "D-1", "amount_minor": 400_000, "paid_on": TODAY.isoformat(), "reference": "A"}
    refused = client.post("/api/v1/payments", json=body)
    assert refused.status_code == 422 and refused.json and refused.json["error"]["field"] == "rest"
    assert client.post("/api/v1/payments", json=body | {"rest": "swallow"}).status_code == 422
    assert client.post("/api/v1/payments", json=body | {"rest": "return"}).status_code == 201


def test_a_payment_before_the_balances_day_is_said_and_booked_only_when_asked(world: World) -> None:
    who, first = manager(world), owing(world.database, manager(world))
    rows = b"cuenta;monto;fecha;referencia\nD-1;1.000;15/05/2026;A\nD-1;2.000;17/05/2026;B\nD-1;400.000;18/05/2026;C\n"
    with world.database.writing() as db:
        load = PortfolioLoad(
            id="l", organisation_id=who.organisation_id, file="f", stored="s", sha256="x", country="CL", state="loaded",
            at=NOW - DAY, who="w",
        )  # fmt: skip
        db.add(load)
        db.flush()
        db.get_one(Debt, first).load_id = "l"
        db.commit()
        tried = load_payments(db, who, Given("p.csv", io.BytesIO(rows)), NOW, dry=True)
        assert (tried.rows, tried.booked, [r.reference for r in tried.included]) == (3, 2, ["A"])
        assert "2026-05-17" in tried.included[0].why.es
        assert [(o.reference, o.over_minor) for o in tried.over] == [("C", 402_000 - 369_450)]
        load_payments(db, who, Given("p.csv", io.BytesIO(rows)), NOW)
        again = load_payments(db, who, Given("p.csv", io.BytesIO(rows)), NOW + timedelta(hours=1), all_days=True)
        assert (again.booked, again.known, again.included) == (1, 2, ())


def test_a_promise_of_nothing_is_refused(world: World) -> None:
    first = owing(world.database, manager(world))
    slices = (Slice(246_300, TODAY + DAY), Slice(0, TODAY + 2 * DAY))
    with world.database.writing() as db:
        with pytest.raises(BadInput, match="instalment 2 is 0"):
            make_plan(db, manager(world), NewPlan(first, "in_parts", slices, "voice"), NOW)
        assert db.scalars(select(Promise)).all() == []
