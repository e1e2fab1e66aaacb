"""Every channel keeps the same contract against a server that speaks its provider's protocol."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.channels.local.http import LocalProvider
from app.channels.local.mail import LocalMail
from app.channels.registry import Outbox, outbox_of, outbox_on
from app.channels.shape import Message, NotSent, Unsure, Why
from app.errors import SettingsError
from app.outreach_settings import OutreachSettings
from audit.contacts.contact import Channel

TO = {
    Channel.SMS: "+56912340001",
    Channel.WHATSAPP: "+56912340001",
    Channel.EMAIL: "ana@example.org",
    Channel.IVR_PRERECORDED: "+56912340001",
    Channel.SOCIAL_MEDIA: "psid-1",
    Channel.LETTER: "Ana Rojas\nCalle Uno 1",
    Channel.PUSH: "7",
}
TEXT = "Hola Ana: tu cuota de $45.000 venció el martes. ¿Te acomoda otra fecha? <b>&\nSaludos"
NETWORK = [Channel.SMS, Channel.WHATSAPP, Channel.IVR_PRERECORDED, Channel.SOCIAL_MEDIA, Channel.EMAIL]
BY_HTTP = NETWORK[:-1]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    provider, mail = LocalProvider(tells=False), LocalMail()
    yield outbox_on(provider, provider.start(), mail, mail.start(), tmp_path / "letters", "https://lindero.example")
    provider.stop()
    mail.stop()


def message(channel: Channel) -> Message:
    return Message("7", TO[channel], TEXT, "es", "Tu cuenta", None, "https://lindero.example/hooks/unsubscribe/7.x")


def habit(outbox: Outbox, channel: Channel, what: str) -> None:
    assert outbox.mail and outbox.provider
    (outbox.mail if channel is Channel.EMAIL else outbox.provider).habits[TO[channel]] = what


@pytest.mark.parametrize("channel", list(TO))
def test_a_message_is_accepted_with_a_number_of_its_own(outbox: Outbox, channel: Channel) -> None:
    accepted = outbox.senders[channel].send(message(channel))
    assert 0 < len(accepted.provider_ref) <= 120
    assert outbox.senders[channel].provider


@pytest.mark.parametrize("channel", BY_HTTP)
def test_it_arrives_word_for_word(outbox: Outbox, channel: Channel) -> None:
    accepted = outbox.senders[channel].send(message(channel))
    assert outbox.provider is not None
    (kept,) = outbox.provider.kept
    assert (kept.id, kept.to) == (accepted.provider_ref, TO[channel])
    spoken = channel is Channel.IVR_PRERECORDED
    assert kept.text == TEXT if not spoken else "&lt;b&gt;&amp;" in kept.text and 'language="es-MX"' in kept.text


@pytest.mark.parametrize("channel", NETWORK)
def test_a_busy_provider_may_be_tried_again(outbox: Outbox, channel: Channel) -> None:
    habit(outbox, channel, "busy")
    with pytest.raises(NotSent) as told:
        outbox.senders[channel].send(message(channel))
    assert told.value.again


@pytest.mark.parametrize(("channel", "how", "why"), [
    (Channel.SMS, "wrong", Why.NO_SUCH_ADDRESS),
    (Channel.SMS, "stopped", Why.OPTED_OUT),
    (Channel.WHATSAPP, "wrong", Why.NO_SUCH_ADDRESS),
    (Channel.WHATSAPP, "stopped", Why.OPTED_OUT),
    (Channel.EMAIL, "nobody", Why.NO_SUCH_ADDRESS),
])  # fmt: skip
def test_a_refusal_says_what_it_tells_of_the_address(outbox: Outbox, channel: Channel, how: str, why: Why) -> None:
    habit(outbox, channel, how)
    with pytest.raises(NotSent) as told:
        outbox.senders[channel].send(message(channel))
    assert (told.value.again, told.value.why) == (False, why)
    assert TO[channel] not in str(told.value)


@pytest.mark.parametrize("channel", NETWORK)
def test_a_line_that_breaks_after_it_was_taken_leaves_doubt(outbox: Outbox, channel: Channel) -> None:
    habit(outbox, channel, "lost")
    with pytest.raises(Unsure):
        outbox.senders[channel].send(message(channel))


@pytest.mark.parametrize("channel", NETWORK)
def test_nobody_at_the_other_end_is_no_doubt(outbox: Outbox, channel: Channel) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sender = outbox.senders[channel]
    nowhere = replace(sender, port=port) if channel is Channel.EMAIL else replace(sender, base=f"http://127.0.0.1:{port}")  # type: ignore[type-var]
    with pytest.raises(NotSent) as told:
        nowhere.send(message(channel))
    assert told.value.again


@pytest.mark.parametrize("channel", BY_HTTP)
def test_a_wrong_key_is_refused(outbox: Outbox, channel: Channel) -> None:
    with pytest.raises(NotSent) as told:
        replace(outbox.senders[channel], token="other").send(message(channel))  # type: ignore[type-var]
    assert not told.value.again
    assert outbox.provider is not None and outbox.provider.kept == []


def test_a_letter_of_mail_says_who_it_is_from_and_how_to_stop(outbox: Outbox) -> None:
    outbox.senders[Channel.EMAIL].send(message(Channel.EMAIL))
    assert outbox.mail is not None
    (letter,) = outbox.mail.letters
    text = letter.content.decode()
    assert letter.sender == "bounces+7@trasluz.invalid"
    assert "Message-ID: <trasluz.7@trasluz.invalid>" in text
    assert "List-Unsubscribe: <https://lindero.example/hooks/unsubscribe/7.x>" in text
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text


def test_a_subject_cannot_smuggle_a_header(outbox: Outbox) -> None:
    with pytest.raises(NotSent):
        outbox.senders[Channel.EMAIL].send(replace(message(Channel.EMAIL), subject="Hola\r\nBcc: otra@example.org"))
    assert outbox.mail is not None and outbox.mail.letters == []


def test_a_letter_on_paper_is_a_pdf(outbox: Outbox, tmp_path: Path) -> None:
    outbox.senders[Channel.LETTER].send(message(Channel.LETTER))
    assert sorted(p.name for p in (tmp_path / "letters").iterdir()) == ["7.json", "7.pdf"]
    assert (tmp_path / "letters" / "7.pdf").read_bytes().startswith(b"%PDF")


FULL = OutreachSettings(
    public_url="https://lindero.example",
    twilio_account="AC1",
    twilio_token="t",
    twilio_from="+1",
    meta_app_secret="s",
    meta_verify_token="v",
    whatsapp_phone_id="1",
    whatsapp_token="w",
    smtp_url="smtps://u:p@mail.example",
    mail_from="a@b.example",
)


def test_nothing_leaves_the_machine_until_sending_is_switched_on(tmp_path: Path) -> None:
    """Providers may be configured: without the switch every channel is a server of this machine."""
    here = outbox_of(FULL, tmp_path)
    assert here.local
    hosts = {getattr(sender, "base", "") or f"http://{getattr(sender, 'host', '127.0.0.1')}" for sender in here.senders.values()}
    assert {host.split("//")[1].split(":")[0] for host in hosts} == {"127.0.0.1"}
    away = outbox_of(replace(FULL, send=True), tmp_path)
    assert not away.local
    assert set(away.senders) == {Channel.SMS, Channel.IVR_PRERECORDED, Channel.WHATSAPP, Channel.EMAIL, Channel.PUSH}


def test_switched_on_without_a_provider_there_is_no_channel(tmp_path: Path) -> None:
    assert set(outbox_of(OutreachSettings(send=True), tmp_path).senders) == {Channel.PUSH}


@pytest.mark.parametrize("url", ["smtp://user:key@mail.example", "http://mail.example", "smtp://"])
def test_no_password_travels_in_the_clear(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError):
        outbox_of(replace(FULL, send=True, smtp_url=url), tmp_path)


@pytest.mark.parametrize("to", ["áña@example.org", "ana@peñón.example"])
def test_an_address_beyond_ascii_is_refused_before_the_line_opens(outbox: Outbox, to: str) -> None:
    with pytest.raises(NotSent) as told:
        outbox.senders[Channel.EMAIL].send(replace(message(Channel.EMAIL), to=to))
    assert not told.value.again and to not in str(told.value)
    assert outbox.mail is not None and outbox.mail.letters == []
