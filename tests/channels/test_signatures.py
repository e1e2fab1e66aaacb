"""What a provider did not sign is not believed; what it signed is read, and nonsense is told from forgery."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels.email.incoming import read_mail
from app.channels.local.http import ACCOUNT, SECRET, TOKEN, whatsapp_message
from app.channels.shape import BadNews, BadSignature, Hook, News, Received
from app.channels.sms.twilio import TwilioSms, signed
from app.channels.whatsapp.meta import MetaWhatsApp

NOW = datetime(2026, 5, 12, 14, tzinfo=UTC)
URL = "https://lindero.example/hooks/sms/7"
SMS = TwilioSms("http://127.0.0.1:1", ACCOUNT, TOKEN, "+1")
META = MetaWhatsApp("http://127.0.0.1:1", "100", "b", SECRET, "greeting")


def sms_hook(form: dict[str, str], token: str = TOKEN, url: str = URL, signed_url: str = URL) -> Hook:
    whole = {"AccountSid": ACCOUNT, **form}
    return Hook("POST", url, {"x-twilio-signature": signed(token, signed_url, whole)}, b"", whole)


def meta_hook(body: bytes, secret: str = SECRET) -> Hook:
    import hmac
    from hashlib import sha256

    signature = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return Hook("POST", URL, {"x-hub-signature-256": signature}, body, {})


def test_twilios_own_example_of_a_signature() -> None:
    """From https://www.twilio.com/docs/usage/security: the address, five fields and the key 12345."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }
    assert signed("12345", "https://example.com/myapp.php?foo=1&bar=2", form) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


@pytest.mark.parametrize(
    "hook",
    [
        sms_hook({"MessageSid": "SM1", "MessageStatus": "delivered"}, token="other"),
        sms_hook({"MessageSid": "SM1", "MessageStatus": "delivered"}, signed_url="https://other.example/hooks/sms/7"),
        sms_hook({"MessageSid": "SM1", "MessageStatus": "delivered", "AccountSid": "AC-other"}),
        Hook("POST", URL, {}, b"", {"AccountSid": ACCOUNT, "MessageSid": "SM1", "MessageStatus": "delivered"}),
        Hook("POST", URL, {"x-twilio-signature": "ñ"}, b"", {"AccountSid": ACCOUNT}),
    ],
)
def test_forged_sms_news(hook: Hook) -> None:
    with pytest.raises(BadSignature):
        SMS.told(hook, NOW)


def test_sms_news() -> None:
    (news,) = SMS.told(sms_hook({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}), NOW)
    assert news == News("failed", NOW, "SM1", None, "30003")
    (said,) = SMS.told(sms_hook({"MessageSid": "SM2", "From": "+56912340001", "Body": "hola"}), NOW)
    assert said == Received("SM2", "+56912340001", "hola", NOW)
    assert SMS.told(sms_hook({"MessageSid": "SM1", "MessageStatus": "queued"}), NOW) == ()
    with pytest.raises(BadNews):
        SMS.told(sms_hook({"MessageSid": "SM1", "MessageStatus": "exploded"}), NOW)


def test_meta_news_of_another_number_are_not_ours() -> None:
    notice: dict[str, Any] = whatsapp_message("+56912340001", "hola", "wamid.1")
    (said,) = META.told(meta_hook(json.dumps(notice).encode()), NOW)
    assert isinstance(said, Received) and (said.sender, said.text) == ("+56912340001", "hola")
    notice["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    assert META.told(meta_hook(json.dumps(notice).encode()), NOW) == ()


def test_a_body_changed_on_the_way_is_turned_away() -> None:
    hook = meta_hook(json.dumps(whatsapp_message("+56912340001", "hola", "wamid.1")).encode())
    changed = Hook("POST", URL, hook.headers, hook.body.replace(b"hola", b"BAJA"), {})
    with pytest.raises(BadSignature):
        META.told(changed, NOW)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(_JSON, st.sampled_from(["statuses", "messages", "metadata", "value"]))
def test_signed_nonsense_is_nonsense_and_no_crash(value: Any, where: str) -> None:
    notice: Any = whatsapp_message("+56912340001", "hola", "wamid.1")
    change = notice["entry"][0]["changes"][0]
    (change if where == "value" else change["value"])[where] = value
    try:
        META.told(meta_hook(json.dumps(notice).encode()), NOW)
    except BadNews as told:
        assert told.status == 422


BOUNCE = b"""From: MAILER-DAEMON@example.org
To: bounces+7@lindero.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Nobody here.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.org

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: %s

--b--
"""


@pytest.mark.parametrize(("status", "state"), [(b"5.1.1", "bounced"), (b"4.2.2", "failed")])
def test_a_bounce_says_for_good_or_for_now(status: bytes, state: str) -> None:
    (news,) = read_mail(BOUNCE % status, NOW)
    assert isinstance(news, News) and (news.state, news.ref) == (state, "7")


def test_an_answer_finds_its_letter_and_leaves_out_the_quotation() -> None:
    raw = (
        "From: Ana <ANA@example.org>\r\nTo: avisos@lindero.example\r\nSubject: Re: Tu cuenta\r\n"
        "In-Reply-To: <trasluz.7@lindero.example>\r\nMessage-ID: <x@example.org>\r\n\r\n"
        "Pago el viernes\r\n\r\nEl mar, 12 may 2026 a las 10:00, Lindero escribió:\r\n> Para no recibir más responde BAJA\r\n"
    )
    (said,) = read_mail(raw.encode(), NOW)
    assert isinstance(said, Received)
    assert (said.sender, said.answers, said.text) == ("ana@example.org", "7", "Pago el viernes")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_letter_breaks_the_reader(raw: bytes) -> None:
    try:
        read_mail(raw, NOW)
    except BadNews as told:
        assert told.status == 422
