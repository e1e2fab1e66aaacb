"""The house's own hours: stricter ones hold at once on every way out, wider ones let nothing more out."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.actors import Actor
from app.channels.registry import Outbox
from app.errors import BadInput, Forbidden
from app.models import HouseHours, Person
from app.models.event import Event
from app.queries.collections.house_hours import country_hours
from app.queries.collections.outreach_asked import asked
from app.queries.rows import Role
from app.services.outreach.house_hours import Week, set_hours
from app.services.outreach.send import Ended
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Allowed, Refused
from tests.app.outreach.people import TUESDAY, People
from tests.app.test_doors import SignIn

NINE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00", "13:00"))
AFTERNOON = TUESDAY.replace(hour=15)


def actor(people: People, role: Role = Role.MANAGER) -> Actor:
    return Actor(None, "Marta Gil", people.organisation_id, role)


def keep(people: People, week: Week | None, country: str = "CL", now: datetime = TUESDAY) -> None:
    with people.database.writing() as db:
        set_hours(db, actor(people), country, week, now)


def test_inside_the_law_and_outside_the_house_is_refused_and_says_when(people: People) -> None:
    ana, luz = people.add(), people.add()
    assert people.clear(people.ask(luz, once="before"), AFTERNOON).state == "cleared"
    keep(people, Week(NINE))
    row = people.clear(people.ask(ana, once="after"), AFTERNOON)
    assert row.state == "refused" and row.refused is not None
    assert (row.refused["rule"], row.refused["kind"], row.refused["citation"]) == ("house-hours", "policy", "")
    assert "no ley" in row.refused["es"] and "09:00–13:00" in row.refused["en"]
    assert datetime.fromisoformat(row.refused["may_go_at"]) == (TUESDAY + timedelta(days=1)).replace(hour=9)
    assert people.clear(people.ask(ana, once="after"), TUESDAY + timedelta(days=1)).state == "cleared"


def test_hours_set_after_a_contact_was_cleared_hold_it_back(people: People, outbox: Outbox) -> None:
    ana = people.add()
    cleared = people.clear(people.ask(ana), AFTERNOON)
    assert cleared.state == "cleared"
    keep(people, Week(NINE))
    assert people.send(outbox, cleared.id, AFTERNOON + timedelta(minutes=5)) is Ended.REFUSED


def test_wider_hours_than_the_laws_let_nothing_more_out(people: People) -> None:
    ana = people.add()
    keep(people, Week(dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00", "23:59")), holidays=True))
    night = people.clear(people.ask(ana, Channel.VOICE, "night"), TUESDAY.replace(hour=22))
    assert night.refused is not None and night.refused["kind"] == "law"
    sunday = people.clear(people.ask(ana, Channel.VOICE, "sunday"), TUESDAY - timedelta(days=2))
    assert sunday.refused is not None and sunday.refused["kind"] == "law"


def test_taken_away_the_law_stands_alone_and_another_country_is_untouched(people: People) -> None:
    ana, pia = people.add(), people.add("PE", "America/Lima")
    keep(people, Week(NINE))
    assert people.clear(people.ask(pia, once="peru"), AFTERNOON).state == "cleared"
    keep(people, None)
    assert people.clear(people.ask(ana, once="chile"), AFTERNOON).state == "cleared"
    with people.database.reading() as db:
        assert db.scalars(select(HouseHours.says)).all() == [{}]
        assert [e.subject for e in db.scalars(select(Event).where(Event.kind == "house.hours"))] == ["CL", "CL"]


def test_a_session_that_asked_before_sees_the_change_and_asks_once(people: People) -> None:
    """The next account is decided by this question: the house costs it one look-up by key."""
    ana = people.add()
    with people.database.reading() as db:
        person = db.get_one(Person, ana)
        assert isinstance(asked(db, person, None, Channel.VOICE, AFTERNOON), Allowed)
        db.rollback()
        keep(people, Week(NINE))
        told: list[str] = []
        event.listen(people.database.engine, "before_cursor_execute", lambda *a: told.append(a[2]))
        assert isinstance(asked(db, person, None, Channel.VOICE, AFTERNOON), Refused)
    assert len([one for one in told if "house_hours" in one]) == 1


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"mon": ("13:00", "09:00")}, "mon_to"),
        ({"mon": ("09:00", "")}, "mon_to"),
        ({"tue": ("9", "18:00")}, "tue_from"),
        ({"wed": ("09:00", "25:00")}, "wed_to"),
        ({}, "days"),
    ],
)
def test_hours_that_are_none_are_refused_with_their_field(people: People, days: dict[str, tuple[str, str]], field: str) -> None:
    with pytest.raises(BadInput) as wrong:
        keep(people, Week(days))
    assert wrong.value.field == field
    with pytest.raises(BadInput):
        keep(people, Week(NINE), "XX")
    with people.database.writing() as db, pytest.raises(Forbidden):
        set_hours(db, actor(people, Role.AGENT), "CL", Week(NINE), TUESDAY)


def test_the_page_keeps_shows_and_takes_away(people: People, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)
    page = browser.get("/operation/hours?country=CL").text
    assert "Horarios de contacto" in page and "Ley 19.496" not in page and "08:00–20:00" in page
    form = {"country": "CL", "do": "keep", "mon_from": "09:00", "mon_to": "18:00", "tue_from": "09:00", "tue_to": "08:00"}
    refused = browser.post("/operation/hours", data=form)
    assert refused.status_code == 422 and "la hora final va después" in refused.text and 'value="18:00"' in refused.text
    assert browser.post("/operation/hours", data=form | {"tue_to": "18:00"}).status_code == 303
    with people.database.reading() as db:
        shown = country_hours(db, actor(people), "CL")
    assert shown.own and shown.days[0] == ("mon", "09:00", "18:00") and shown.days[6] == ("sun", "", "") and not shown.holidays
    assert _shown(browser).count('value="09:00"') == 2
    assert browser.post("/operation/hours", data={"country": "CL", "do": "away"}).status_code == 303
    assert 'value="09:00"' not in _shown(browser)


def _shown(browser: FlaskClient) -> str:
    return browser.get("/operation/hours?country=CL").text
