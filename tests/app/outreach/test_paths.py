"""Every way somebody may try to reach a person when the law says no: none of them does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.channels.registry import Outbox
from app.models import Campaign, Interaction
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.outreach.send import Ended, forgotten
from audit.contacts.contact import Channel
from tests.app.outreach.people import TUESDAY, People, provider_of
from tests.app.outreach.test_campaign import text
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def program(site: Flask, world: World) -> FlaskClient:
    """A programme of the client's, with a key."""
    with world.database.writing() as db:
        _row, key = create_key(db, world.actors[Role.ADMIN], "programa", datetime.now(UTC))
    made = site.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return made


def noon() -> str:
    """A zone where it is noon now, so that hours are never what refuses."""
    hour = datetime.now(UTC).hour
    return "Etc/GMT" if hour == 12 else f"Etc/GMT{hour - 12:+d}"


def called(people: People, person: int, times: int) -> None:
    """Calls of today on record, made by somebody else."""
    with people.database.writing() as db:
        for n in range(times):
            row = Interaction(organisation_id=people.organisation_id, person_id=person, direction="outbound", channel="voice")
            row.debt_id, row.state = people.debt(person), "done"
            row.at = row.changed_at = datetime.now(UTC) - timedelta(hours=2, minutes=n)
            db.add(row)
        db.commit()


def test_a_programme_is_refused_with_rule_and_time_and_allowed_after(people: People, program: FlaskClient) -> None:
    """The United States: the eighth call in seven days about one debt."""
    ana = people.add("US", noon())
    body = {"person_id": ana, "channel": "ivr_prerecorded", "text": "hola", "debt_id": people.debt(ana)}
    called(people, ana, 6)
    seventh = program.post("/api/v1/contacts", json={**body, "once": "7"})
    assert (seventh.status_code, seventh.json and seventh.json["state"]) == (201, "cleared")
    eighth = program.post("/api/v1/contacts", json={**body, "once": "8"})
    assert eighth.json is not None and eighth.json["state"] == "refused"
    assert eighth.json["refused"]["rule"] == "us-7-in-7" and eighth.json["refused"]["citation"].startswith("Regulation F")
    assert datetime.fromisoformat(eighth.json["refused"]["may_go_at"]) > datetime.now(UTC) + timedelta(days=5)
    again = program.post("/api/v1/contacts", json={**body, "once": "7"})
    assert again.json is not None and seventh.json is not None and again.json["id"] == seventh.json["id"]
    panel = program.get(f"/api/v1/people/{ana}/allowed?channel=voice").json
    assert panel is not None and panel["allowed"] is True  # about no debt in particular: the cap is of each debt


def test_a_programmes_call_is_cleared_first_and_told_afterwards(people: People, program: FlaskClient) -> None:
    ana = people.add("US", noon())
    body = {"person_id": ana, "channel": "voice", "debt_id": people.debt(ana)}
    first = program.post("/api/v1/contacts", json={**body, "once": "a"}).json
    assert first is not None and first["state"] == "cleared"
    done = program.post(
        f"/api/v1/contacts/{first['id']}/outcome", json={"answered_by": "debtor", "outcome": "promise", "duration_s": 61.5}
    )
    assert done.json is not None and (done.json["state"], done.json["outcome"]) == ("done", "promise")
    assert program.post(f"/api/v1/contacts/{first['id']}/outcome", json={"answered_by": "none"}).status_code == 409
    after = program.post("/api/v1/contacts", json={**body, "once": "b"}).json
    assert after is not None and after["refused"]["rule"] == "us-7-days-after-conversation"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"channel": "fax"}, 422, "channel"),
        ({"text": " "}, 422, "text"),
        ({"once": ""}, 422, "once"),
        ({"person_id": "1"}, 400, "person_id"),
        ({"purpose": "sell"}, 422, "purpose"),
        ({"person_id": 999}, 404, None),
        ({"debt_id": 999}, 404, None),
    ],
)
def test_what_a_programme_may_not_ask(
    people: People, program: FlaskClient, change: dict[str, object], status: int, field: str | None
) -> None:
    body = {"person_id": people.add("US", noon()), "channel": "sms", "text": "hola", "once": "x", **change}
    answer = program.post("/api/v1/contacts", json=body)
    assert answer.status_code == status and answer.json is not None
    assert answer.json["error"].get("field") == field


def test_what_was_forgotten_is_asked_again_and_not_just_sent(people: People, outbox: Outbox) -> None:
    """The process died between the gate and the queue; when somebody looks, three days later at night, the law is asked anew."""
    ana = people.add()
    row = people.clear(people.ask(ana, Channel.IVR_PRERECORDED))
    night = TUESDAY + timedelta(days=3, hours=14)
    with people.database.reading() as db:
        assert forgotten(db, TUESDAY + timedelta(seconds=30)) == []
        assert forgotten(db, night) == [row.id]
    assert people.send(outbox, row.id, night) is Ended.REFUSED
    assert provider_of(outbox).kept == []


def test_a_call_in_the_queue_of_messages_is_still_a_call(people: People, outbox: Outbox) -> None:
    """Somebody queues an agent's call as if it were a message: it neither goes out nor stops counting."""
    ana = people.add()
    call = people.clear(people.ask(ana, Channel.VOICE, "call"))
    assert people.send(outbox, call.id) is Ended.ALREADY
    assert people.row(call.id).state == "cleared"
    assert people.clear(people.ask(ana, Channel.IVR_PRERECORDED, "again")).state == "refused"


def test_a_retry_never_sends_what_may_have_been_sent(people: People, outbox: Outbox) -> None:
    """Killed while the provider had it: the row says sending. Every later try says unknown, none sends."""
    ana = people.add()
    row = people.clear(people.ask(ana))
    with people.database.writing() as db:
        kept = db.get_one(Interaction, row.id)
        kept.outcome, kept.provider, kept.tries = "sending", "local", 1
        db.commit()
    assert people.send(outbox, row.id, TUESDAY + timedelta(seconds=20)) is Ended.ALREADY
    assert people.send(outbox, row.id, TUESDAY + timedelta(minutes=3)) is Ended.UNKNOWN
    assert people.send(outbox, row.id, TUESDAY + timedelta(days=3)) is Ended.UNKNOWN
    assert provider_of(outbox).kept == []


def test_a_busy_provider_is_tried_again_and_the_law_asked_again(people: People, outbox: Outbox) -> None:
    ana = people.add()
    provider = provider_of(outbox)
    provider.habits[people.point(ana, "phone").value] = "busy"
    row = people.clear(people.ask(ana, Channel.IVR_PRERECORDED), datetime.fromisoformat("2026-05-12T19:58:00-04:00"))
    assert people.send(outbox, row.id, datetime.fromisoformat("2026-05-12T19:58:10-04:00")) is Ended.LATER
    provider.habits.clear()
    assert people.send(outbox, row.id, datetime.fromisoformat("2026-05-12T20:00:30-04:00")) is Ended.REFUSED
    assert provider.kept == []


def test_a_manager_makes_one_in_the_browser_and_an_agent_may_not(people: People, signed_in: SignIn) -> None:
    text(people, "sms")
    people.add()
    manager = signed_in(Role.MANAGER)
    answer = manager.post(
        "/operation/campaigns", data={"name": "Mayo", "template_key": "early", "channels": ["sms"], "due": "", "rule": "mora > 0"}
    )
    assert answer.status_code == 303
    page = manager.get(answer.location).get_data(as_text=True)
    assert "Mayo" in page and "early" in page
    refused = manager.post(
        "/operation/campaigns", data={"name": "x", "template_key": "early", "channels": ["sms"], "rule": "mora >"}
    )
    assert refused.status_code == 422 and "mora &gt;" in refused.get_data(as_text=True)
    assert manager.post(answer.location + "/start").status_code == 303
    assert manager.post(answer.location + "/stop").status_code == 303
    with people.database.reading() as db:
        assert db.scalars(select(Campaign.state)).all() == ["stopped"]
    agent = signed_in(Role.AGENT)
    assert agent.get("/operation/campaigns").status_code == 403
    assert agent.post(answer.location + "/start").status_code == 403


def test_a_programme_makes_tries_and_stops_a_campaign(people: People, program: FlaskClient) -> None:
    text(people, "sms")
    people.add()
    made = program.post("/api/v1/campaigns", json={"name": "Mayo", "template_key": "early", "channels": ["sms"], "due": 500})
    assert made.status_code == 422
    made = program.post("/api/v1/campaigns", json={"name": "Mayo", "template_key": "early", "channels": ["sms"]})
    assert made.status_code == 201 and made.json is not None and made.json["dry"]["people"] == 1
    id = made.json["about"]["id"]
    assert program.post(f"/api/v1/campaigns/{id}/stop").status_code == 200
    assert program.post(f"/api/v1/campaigns/{id}/start").status_code == 409
    assert program.get("/api/v1/campaigns/zzz").status_code == 404
