"""What comes back, through the front door: real servers that sign, forgeries, replays, and a person who asks to stop."""

import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from hashlib import sha256
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from app.channels.local.http import ACCOUNT, GREETING, PHONE_ID, SECRET, TOKEN, whatsapp_message
from app.channels.registry import Outbox, outbox_of
from app.channels.sms.twilio import signed
from app.factory import make_app
from app.outreach_settings import OutreachSettings
from app.services.outreach.mailbox import take_letter
from app.services.outreach.send import Ended
from app.services.outreach.unsubscribe import unsubscribe_url
from app.settings import Settings
from audit.contacts.contact import Channel
from tests.app.outreach.people import SECRET as KEY
from tests.app.outreach.people import TUESDAY, People, mail_of, provider_of
from tests.app.real_services import free_port
from tests.app.world import World

BASE = "https://lindero.example"


@pytest.fixture
def own_settings(settings: Settings) -> Settings:
    return replace(settings, secret_key=KEY, outreach=OutreachSettings(public_url=BASE))


@pytest.fixture
def client(own_settings: Settings, world: World) -> FlaskClient:
    return make_app(own_settings, world.database).test_client()


def told(client: FlaskClient, form: dict[str, str], path: str = "/hooks/sms", token: str = TOKEN) -> int:
    whole = {"AccountSid": ACCOUNT, **form}
    return client.post(path, data=whole, headers={"X-Twilio-Signature": signed(token, BASE + path, whole)}).status_code


def noticed(client: FlaskClient, notice: object, secret: str = SECRET) -> int:
    body = json.dumps(notice).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    return client.post("/hooks/whatsapp", data=body, headers=headers).status_code


def sent(people: People, outbox: Outbox, person: int, channel: Channel = Channel.SMS, once: str = "one") -> int:
    row = people.clear(people.ask(person, channel, once))
    assert people.send(outbox, row.id) is Ended.SENT
    return row.id


def test_delivered_then_read_and_never_back(people: People, outbox: Outbox, client: FlaskClient) -> None:
    id = sent(people, outbox, people.add())
    ref = people.row(id).provider_ref or ""
    assert told(client, {"MessageSid": ref, "MessageStatus": "delivered"}, f"/hooks/sms/{id}") == 204
    assert people.row(id).state == "delivered"
    assert told(client, {"MessageSid": ref, "MessageStatus": "sent"}) == 204
    assert people.row(id).state == "delivered"
    assert told(client, {"MessageSid": ref, "MessageStatus": "read"}) == 204
    assert told(client, {"MessageSid": ref, "MessageStatus": "undelivered"}) == 204
    assert people.row(id).state == "read"


@pytest.mark.parametrize("path", ["/hooks/sms", "/hooks/sms/1", "/hooks/calls/1", "/hooks/whatsapp", "/hooks/messenger"])
def test_what_is_not_signed_is_turned_away_without_a_word(client: FlaskClient, path: str) -> None:
    for headers in ({}, {"X-Twilio-Signature": "x", "X-Hub-Signature-256": "sha256=" + "0" * 64}):
        answer = client.post(
            path, data={"AccountSid": ACCOUNT, "MessageSid": "SM1", "MessageStatus": "delivered"}, headers=headers
        )
        assert (answer.status_code, answer.data) == (403, b"")


def test_a_signature_of_another_address_is_none(people: People, outbox: Outbox, client: FlaskClient) -> None:
    id = sent(people, outbox, people.add())
    form = {"AccountSid": ACCOUNT, "MessageSid": people.row(id).provider_ref or "", "MessageStatus": "delivered"}
    stolen = signed(TOKEN, f"{BASE}/hooks/sms/999", form)
    assert client.post(f"/hooks/sms/{id}", data=form, headers={"X-Twilio-Signature": stolen}).status_code == 403
    assert people.row(id).state == "sent"


def test_meta_is_greeted_only_with_the_word(client: FlaskClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": GREETING, "hub.challenge": "1158201444"}
    assert client.get("/hooks/whatsapp", query_string=asked).data == b"1158201444"
    assert client.get("/hooks/whatsapp", query_string={**asked, "hub.verify_token": "x"}).status_code == 403


def test_baja_is_obeyed_once_and_the_same_notice_again_changes_nothing(
    people: People, outbox: Outbox, client: FlaskClient
) -> None:
    ana = people.add()
    out = sent(people, outbox, ana, Channel.WHATSAPP)
    notice = whatsapp_message(people.point(ana, "phone").value, "Baja por favor", "wamid.in.1")
    for _ in range(3):
        assert noticed(client, notice) == 204
    assert people.consents(ana) == [("whatsapp", False)]
    assert [(r.direction, r.state, r.outcome) for r in people.rows(ana)] == [
        ("outbound", "replied", None),
        ("inbound", "done", "stop"),
    ]
    assert people.row(out).answered_by == "debtor"
    later = people.clear(people.ask(ana, Channel.WHATSAPP, "later"), TUESDAY.replace(day=19))
    assert later.refused is not None and later.refused["rule"] == "house-opt-out"
    assert people.clear(people.ask(ana, Channel.SMS, "sms"), TUESDAY.replace(day=19)).state == "cleared"


def test_a_shared_phone_stops_for_everybody_whose_it_is(people: People, outbox: Outbox, client: FlaskClient) -> None:
    ana, eva = people.add(phone="+56977770000"), people.add(phone="+56977770000")
    sent(people, outbox, ana)
    assert told(client, {"MessageSid": "SM-in", "From": "+56977770000", "Body": "no me molesten más"}) == 204
    assert people.consents(ana) == people.consents(eva) == [("all", False)]
    assert [r.direction for r in people.rows(ana)] == ["outbound", "inbound"] and people.rows(eva) == []


def test_a_wrong_number_is_not_written_to_again(people: People, outbox: Outbox, client: FlaskClient) -> None:
    ana = people.add()
    sent(people, outbox, ana)
    told(client, {"MessageSid": "SM-in", "From": people.point(ana, "phone").value, "Body": "Número equivocado"})
    assert people.point(ana, "phone").standing == "wrong"
    row = people.clear(people.ask(ana, Channel.WHATSAPP, "b"), TUESDAY.replace(day=19))
    assert row.refused is not None and row.refused["rule"] == "house-contact-point"


def test_a_stranger_is_nobodys_contact(people: People, client: FlaskClient) -> None:
    assert told(client, {"MessageSid": "SM-in", "From": "+56900001111", "Body": "hola"}) == 204
    assert people.rows(people.add()) == []


def test_one_click_in_a_letter(people: People, outbox: Outbox, client: FlaskClient) -> None:
    ana = people.add()
    id = sent(people, outbox, ana, Channel.EMAIL)
    (letter,) = mail_of(outbox).letters
    address = unsubscribe_url(BASE, KEY, id)
    assert address in letter.content.decode().replace("=\r\n", "").replace("\r\n ", "")
    path = address.removeprefix(BASE)
    assert client.get(path).status_code == 200 and people.consents(ana) == []  # a mail scanner that follows links stops nothing
    for _ in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert people.consents(ana) == [("email", False)]
    assert client.post(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 403
    assert client.post("/hooks/unsubscribe/7.x").status_code == 403


def test_a_letter_that_comes_back_and_one_that_answers(people: People, outbox: Outbox) -> None:
    ana, eva = people.add(), people.add()
    first, second = sent(people, outbox, ana, Channel.EMAIL, "a"), sent(people, outbox, eva, Channel.EMAIL, "b")
    bounce = (
        f"To: bounces+{first}@trasluz.invalid\r\nFrom: daemon@example.org\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\n"
        "Status: 5.1.1\r\n\r\n--b--\r\n"
    )
    assert take_letter(people.database, bounce.encode(), TUESDAY) == 1
    assert (people.row(first).state, people.point(ana, "email").standing) == ("bounced", "bounced")
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Message-ID"] = (
        people.point(eva, "email").value,
        "avisos@trasluz.invalid",
        "<r1@example.org>",
    )
    answer["In-Reply-To"] = f"<trasluz.{second}@trasluz.invalid>"
    answer.set_content("Puedo pagar el viernes")
    assert take_letter(people.database, answer.as_bytes(), TUESDAY) == 1
    assert people.row(second).state == "replied" and people.consents(eva) == []


def test_a_crash_between_sending_and_noting_is_told_and_never_repeated(
    people: People, outbox: Outbox, client: FlaskClient
) -> None:
    """The line breaks after the provider took it; its later news settle what nobody knew."""
    ana = people.add()
    provider = provider_of(outbox)
    provider.habits[people.point(ana, "phone").value] = "lost"
    row = people.clear(people.ask(ana, Channel.WHATSAPP))
    assert people.send(outbox, row.id) is Ended.UNKNOWN
    assert people.send(outbox, row.id) is Ended.UNKNOWN
    assert len(provider.kept) == 1 and people.row(row.id).outcome == "unknown"
    status = {
        "id": provider.kept[0].id,
        "status": "delivered",
        "timestamp": "1778594400",
        "biz_opaque_callback_data": str(row.id),
    }
    value = {"metadata": {"phone_number_id": PHONE_ID}, "statuses": [status]}
    assert noticed(client, {"object": "whatsapp_business_account", "entry": [{"changes": [{"value": value}]}]}) == 204
    kept = people.row(row.id)
    assert (kept.state, kept.outcome, kept.provider_ref) == ("delivered", None, provider.kept[0].id)


@pytest.fixture
def served(settings: Settings, world: World) -> Iterator[tuple[Outbox, Flask]]:
    """The application on a real port, and this machine's own providers telling it their news."""
    port = free_port()
    own = replace(settings, secret_key=KEY, outreach=OutreachSettings(public_url=f"http://127.0.0.1:{port}"))
    app = make_app(own, world.database)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield outbox_of(own.outreach, own.home), app
    server.shutdown()
    thread.join(timeout=10)


def test_the_whole_way_round_over_http(people: People, served: tuple[Outbox, Flask]) -> None:
    outbox, _app = served
    ana, eva, ivo = people.add(), people.add(), people.add()
    provider = provider_of(outbox)
    provider.habits[people.point(ivo, "phone").value] = "undelivered"
    ids = [
        sent(people, outbox, ana, Channel.SMS, "a"),
        sent(people, outbox, eva, Channel.WHATSAPP, "b"),
        sent(people, outbox, ivo, Channel.SMS, "c"),
    ]
    for _ in range(200):
        if len(provider.answers) >= 6:
            break
        time.sleep(0.05)
    assert provider.answers == [204] * 6
    assert [people.row(id).state for id in ids] == ["delivered", "delivered", "failed"]
    assert people.point(ana, "phone").standing == "good"
