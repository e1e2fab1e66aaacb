"""The desk over HTTP: sign in and the next account is there; every number masked; nobody sees another's desk."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.models import User
from app.models.desk import DeskAgent, WorkItem
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Promise
from app.models.person import Person
from app.settings import Settings
from app.web import desk, desk_people
from tests.app.desk.picture import PASSWORD, PICTURE_NOW, picture

Clock = Callable[[timedelta], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pages' clock stands at the picture's moment until it is moved."""
    at = [PICTURE_NOW]

    def now() -> datetime:
        return at[0]

    for module in (desk, desk_people):
        monkeypatch.setattr(module, "now", now)

    def move(by: timedelta) -> None:
        at[0] += by

    return move


@pytest.fixture
def site(settings: Settings, database: Database, clock: Clock) -> Flask:
    picture(database)
    made = make_app(settings, database)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def browser(site: Flask, who: str = "agent") -> FlaskClient:
    client = site.test_client()
    assert client.post("/sign-in", data={"email": f"{who}@lindero.example", "password": PASSWORD}).status_code == 303
    return client


def in_hand(database: Database) -> int:
    with database.reading() as db:
        return db.scalars(select(WorkItem.debt_id).where(WorkItem.stands == "held")).one()


def test_signing_in_leads_to_the_next_account_with_its_reason(site: Flask) -> None:
    page = browser(site).get("/", follow_redirects=True).text
    for said in (
        "Jorge Almonacid Vera",
        "Cobra el día 15 y hoy es 16",
        "46\u00a0%",
        "[39–53]",
        "n = 212",
        "$246.300",
        "hasta las 20:00",
    ):
        assert said in page
    assert "Pidió que le llamen: 11:30" in page, "the appointment that comes next"


def test_no_personal_number_is_on_the_page(site: Flask) -> None:
    page = browser(site).get("/desk").text
    for number in ("13123456", "13.123.456", "12345678", "912345678", "+569", "52212345", "4471-0932"):
        assert number not in page
    assert "13.•••.•••-4" in page


def test_call_hang_up_agree_undo_and_next(site: Flask, database: Database, clock: Clock) -> None:
    client = browser(site)
    client.get("/desk")
    debt = in_hand(database)
    client.post(f"/desk/{debt}/call")
    clock(timedelta(seconds=75))
    client.post(f"/desk/{debt}/hang-up")
    clock(timedelta(seconds=12))
    said = {
        "outcome": "agreed",
        "offer": "in_parts",
        "amount_0": "123.150",
        "day_0": "2026-05-18",
        "amount_1": "$ 123.150",
        "day_1": "2026-05-29",
    }
    assert client.post(f"/desk/{debt}/wrap", data=said).status_code == 303
    page = client.get("/desk").text
    assert "Guardado: Acordó" in page and "Deshacer" in page
    with database.reading() as db:
        call = db.scalars(select(Interaction).where(Interaction.outcome == "promise").order_by(Interaction.id.desc())).first()
        assert call is not None and (call.duration_s, call.wrap_up_s) == (75.0, 12.0)
    client.post("/desk/undo")
    assert in_hand(database) == debt
    client.post(f"/desk/{debt}/wrap", data=said)
    client.post("/desk/next")
    assert in_hand(database) != debt
    with database.reading() as db:
        kept = db.scalars(select(Promise).where(Promise.debt_id == debt, Promise.state == "open").order_by(Promise.n)).all()
        assert [p.amount_minor for p in kept] == [123150, 123150]


def test_what_was_typed_stays_where_the_form_is_refused(site: Flask, database: Database) -> None:
    client = browser(site)
    client.get("/desk")
    debt = in_hand(database)
    answer = client.post(
        f"/desk/{debt}/wrap",
        data={"outcome": "agreed", "offer": "in_full", "amount_0": "123", "day_0": "2026-05-18", "note": "me lo pidió así"},
    )
    assert answer.status_code == 422
    assert "me lo pidió así" in answer.text and 'value="123"' in answer.text and 'role="alert"' in answer.text


def test_a_draft_comes_back_after_signing_in_again(site: Flask, database: Database) -> None:
    client = browser(site)
    client.get("/desk")
    debt = in_hand(database)
    kept = client.post(
        f"/desk/{debt}/draft", data={"outcome": "dispute", "note": "dice que ya pagó en caja"}, headers={"X-Desk": "1"}
    )
    assert kept.status_code == 204
    page = browser(site).get("/desk").text
    assert "dice que ya pagó en caja" in page


def test_a_background_request_without_a_session_is_refused_and_not_sent_elsewhere(site: Flask) -> None:
    assert site.test_client().post("/desk/1/draft", data={}, headers={"X-Desk": "1"}).status_code == 401


def test_an_agent_touches_no_account_of_another_desk(site: Flask, database: Database) -> None:
    client = browser(site)
    client.get("/desk")
    mine = in_hand(database)
    with database.writing() as db:
        other = db.scalars(select(WorkItem).where(WorkItem.stands == "ready")).first()
        assert other is not None
        other.desk, foreign = "tardía", other.debt_id
        db.commit()
    for path in ("call", "hang-up", "draft", "here", "note"):
        answer = client.post(f"/desk/{foreign}/{path}", headers={"X-Desk": "1"})
        assert answer.status_code == 404, path
    assert client.post(f"/desk/{foreign}/wrap", data={"outcome": "hardship"}).status_code in (404, 422)
    with database.reading() as db:
        assert not any(person.vulnerable for person in db.scalars(select(Person)))
    assert in_hand(database) == mine
    for path in ("/people", "/people/1", "/desks", "/operation/kpis"):
        assert client.get(path).status_code in (403, 404), path


def test_somebody_without_a_desk_is_told_whom_to_ask(site: Flask, database: Database) -> None:
    with database.writing() as db:
        db.delete(db.scalars(select(DeskAgent)).one())
        db.commit()
    answer = browser(site).get("/desk")
    assert answer.status_code == 200 and "Quien dirige la operación da las mesas" in answer.text
    assert browser(site).post("/desk/next").status_code == 403, "a page, and no account"


def test_a_manager_without_a_desk_takes_a_seat(site: Flask, database: Database) -> None:
    client = browser(site, "manager")
    assert "Tomar un puesto" in client.get("/desk").text
    with database.reading() as db:
        me = db.scalars(select(User.id).where(User.email == "manager@lindero.example")).one()
    sat = client.post(f"/desks/{me}", data={"desk": "temprana", "level": "2", "skills": "", "next": "desk"})
    assert sat.status_code == 303 and sat.location == "/desk"
    assert "Tomar un puesto" not in client.get("/desk").text


def test_a_break_brings_no_account(site: Flask, database: Database) -> None:
    client = browser(site)
    client.post("/desk/available", data={"available": "no"})
    page = client.get("/desk").text
    assert "En pausa" in page and page.index('class="middle idle"') < page.index('id="list"'), "on a phone what to do comes first"
    with database.reading() as db:
        assert db.scalar(select(WorkItem.debt_id).where(WorkItem.stands == "held")) is None


def test_the_manager_sees_all_of_a_person_and_narrows_it_by_channel(site: Flask) -> None:
    client = browser(site, "manager")
    assert "Jorge Almonacid Vera" in client.get("/people?q=almonacid").text
    assert "Jorge Almonacid Vera" in client.get("/people?q=13.123.456-4").text
    assert "Jorge Almonacid Vera" not in client.get("/people?q=13.123.456").text
    whole, narrowed = client.get("/people/1").text, client.get("/people/1?channel=sms").text
    for said in ("WhatsApp enviado", "Prometió $123.150", "Pagó", "Venció la cuota 8", "9981-2210"):
        assert said in whole
    assert "SMS enviado" in narrowed and "Venció la cuota 8" not in narrowed
    assert "13123456" not in whole


def test_a_dispute_is_opened_and_answered(site: Flask, database: Database) -> None:
    client = browser(site, "manager")
    debt = {"kind": "dispute", "topic": "amount", "debt": "1", "text": "no son dos cuotas"}
    client.post("/people/1/complaints", data=debt)
    with database.reading() as db:
        assert db.get_one(WorkItem, 1).stands == "done", "nobody presses meanwhile"
    assert "no son dos cuotas" in client.get("/people/1").text
    client.post("/people/1/complaints/1", data={"state": "rejected", "answer": "son la 7 y la 8"})
    with database.reading() as db:
        row = db.get_one(Grievance, 1)
        assert (row.state, row.answer, db.get_one(WorkItem, 1).stands) == ("rejected", "son la 7 y la 8", "ready")


def test_the_manager_gives_an_agent_another_desk(site: Flask, database: Database) -> None:
    client = browser(site, "manager")
    with database.reading() as db:
        agent = db.scalars(select(DeskAgent)).one().user_id
    client.post(f"/desks/{agent}", data={"desk": " Tardía ", "level": "1", "skills": "Dificultad, legal"})
    with database.reading() as db:
        found = db.get_one(DeskAgent, agent)
        assert (found.desk, found.level, found.skills) == ("tardía", 1, ["hardship", "legal"])
    assert client.post(f"/desks/{agent}", data={"desk": "x", "level": "7"}).status_code == 303
    with database.reading() as db:
        assert db.get_one(DeskAgent, agent).level == 1


def test_the_page_speaks_english_too(site: Flask) -> None:
    client = browser(site)
    client.post("/profile/language", data={"language": "en"})
    page = client.get("/desk").text
    assert "You may call now, until 20:00" in page and "Owes today" in page


def test_what_the_rules_held_back_is_told_with_the_hour_as_people_write_it(site: Flask, database: Database) -> None:
    client = browser(site)
    client.get("/desk")
    with database.writing() as db:
        row = db.scalars(select(Interaction).where(Interaction.debt_id == in_hand(database)).order_by(Interaction.id)).first()
        assert row is not None
        row.state = "refused"
        row.refused = {
            "es": "Gestión escrita solo 4 h después. Hora del deudor: vie 2026-05-15 18:27:09.401923 (America/Santiago)."
        }
        db.commit()
    page = client.get("/desk").text
    assert "Hora del deudor: vie 15 may, 18:27 (America/Santiago)." in page and "2026-05-15 18:27" not in page


def test_a_double_click_opens_one_complaint(site: Flask, database: Database, clock: Clock) -> None:
    client = browser(site, "manager")
    said = {"kind": "complaint", "topic": "treatment", "debt": "1", "text": "me gritaron"}
    client.post("/people/1/complaints", data=said)
    clock(timedelta(seconds=1))
    client.post("/people/1/complaints", data=said)
    client.post("/people/1/complaints", data={**said, "debt": "2"})
    clock(timedelta(minutes=3))
    client.post("/people/1/complaints", data=said)
    with database.reading() as db:
        assert db.scalars(select(Grievance.debt_id).order_by(Grievance.id)).all() == [1, 2, 1]


def test_open_complaints_and_disputes_are_listed(site: Flask) -> None:
    client = browser(site, "manager")
    client.post("/people/1/complaints", data={"kind": "complaint", "topic": "treatment", "debt": "1", "text": "me gritaron"})
    client.post("/people/2/complaints", data={"kind": "dispute", "topic": "amount", "text": "no es eso"})
    both, complaints = client.get("/people").text, client.get("/people?open=complaint").text
    assert both.index("Jorge Almonacid Vera") < both.index("Paula Rivas"), "who waits longest first"
    assert "Jorge Almonacid Vera" in complaints and "Paula Rivas" not in complaints
    assert "Paula Rivas" in client.get("/people?open=dispute").text
    assert 'href="/money/debts/1"' in complaints and 'href="/people/1#complaints"' in complaints
    operation = client.get("/operation").text
    assert "/people?open=complaint" in operation and "/people?open=dispute" in operation
    client.post("/people/1/complaints/1", data={"state": "upheld", "answer": "tiene razón"})
    assert "Jorge Almonacid Vera" not in client.get("/people?open=complaint").text


def test_people_are_found_however_the_name_is_written(site: Flask) -> None:
    client = browser(site, "manager")
    for asked, name in (
        ("munoz", "Héctor Muñoz"),
        ("MUÑOZ, hector", "Héctor Muñoz"),
        ("Vera Jorge", "Jorge Almonacid Vera"),
        ("álmonacíd", "Jorge Almonacid Vera"),
        ("ivan cofre", "Iván Cofré"),
    ):
        found = client.get("/people", query_string={"q": asked}).text
        assert name in found, asked
        assert "Teresa Ulloa" not in found, asked
    assert "No se encontró a nadie" in client.get("/people", query_string={"q": "vera muñoz"}).text
    assert "Héctor" not in client.get("/people", query_string={"q": "%_"}).text


def test_a_person_and_a_debt_lead_to_each_other(site: Flask) -> None:
    manager = browser(site, "manager")
    assert 'href="/money/debts/1"' in manager.get("/people/1").text
    assert 'href="/people/1"' in manager.get("/money/debts/1").text
    assert 'href="/people/1"' not in browser(site).get("/money/debts/1").text


def test_only_who_may_open_a_person_is_led_there_from_a_figure(site: Flask, database: Database) -> None:
    rows = "/kpis/right_party_rate/rows?from=2026-03-01&to=2026-05-31"
    assert 'href="/people/1"' in browser(site, "manager").get(rows).text
    with database.writing() as db:
        db.scalars(select(User).where(User.email == "agent@lindero.example")).one().role = "executive"
        db.commit()
    seen = browser(site).get(rows).text
    assert "Jorge Almonacid Vera" in seen and 'href="/people/1"' not in seen
