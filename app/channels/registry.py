"""Which provider carries which channel: those configured, where sending is switched on; else servers of this machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.channels.email.imap import Mailbox
from app.channels.email.smtp import SmtpMail
from app.channels.inbox.waiting import Inbox
from app.channels.letter.print_folder import PrintFolder
from app.channels.local import http as local
from app.channels.local.http import LocalProvider
from app.channels.local.mail import LocalMail
from app.channels.shape import Sender
from app.channels.sms.twilio import TwilioSms
from app.channels.social.messenger import Messenger
from app.channels.voice_message.calls import SpokenMessage
from app.channels.whatsapp.meta import MetaWhatsApp
from app.errors import SettingsError
from app.outreach_settings import OutreachSettings
from audit.contacts.contact import Channel

LOCAL_SENDER = "avisos@trasluz.invalid"


@dataclass(frozen=True, slots=True)
class Outbox:
    """Every channel of this workspace. `local` says that nothing leaves the machine; `mailbox` is read for answers.

    `staff` is the way to the client's own people, who are no channel: no rulebook stands before it, and no debtor behind it.
    """

    senders: Mapping[Channel, Sender]
    local: bool
    public_url: str | None = None
    mailbox: Mailbox | None = None
    sms: TwilioSms | None = None
    spoken: SpokenMessage | None = None
    whatsapp: MetaWhatsApp | None = None
    messenger: Messenger | None = None
    provider: LocalProvider | None = field(default=None, repr=False)
    mail: LocalMail | None = field(default=None, repr=False)
    staff: Sender | None = None


def outbox_of(settings: OutreachSettings, home: Path) -> Outbox:
    """The providers of these settings. Raises SettingsError for addresses that cannot be."""
    return _configured(settings) if settings.send else _here(os.getpid(), settings.public_url, home)


def _configured(given: OutreachSettings) -> Outbox:
    """Only what is configured: a channel without a provider does not exist, and nobody is told that it was used."""
    senders: dict[Channel, Sender] = {Channel.PUSH: Inbox()}
    sms = spoken = whatsapp = messenger = None
    if given.twilio_account and given.twilio_token and given.twilio_from:
        twilio = (given.twilio_url, given.twilio_account, given.twilio_token, given.twilio_from)
        senders[Channel.SMS] = sms = TwilioSms(*twilio)
        senders[Channel.IVR_PRERECORDED] = spoken = SpokenMessage(*twilio)
    secret = given.meta_app_secret
    if given.whatsapp_phone_id and given.whatsapp_token and secret and given.meta_verify_token:
        whatsapp = MetaWhatsApp(given.meta_url, given.whatsapp_phone_id, given.whatsapp_token, secret, given.meta_verify_token)
        senders[Channel.WHATSAPP] = whatsapp
    if given.messenger_page_id and given.messenger_token and secret:
        senders[Channel.SOCIAL_MEDIA] = messenger = Messenger(
            given.meta_url, given.messenger_page_id, given.messenger_token, secret
        )
    if given.smtp_url and given.mail_from:
        senders[Channel.EMAIL] = smtp_of(given.smtp_url, given.mail_from)
    if given.print_folder:
        senders[Channel.LETTER] = PrintFolder(Path(given.print_folder))
    mailbox = imap_of(given.imap_url) if given.imap_url else None
    staff = senders.get(Channel.EMAIL)
    return Outbox(senders, False, given.public_url, mailbox, sms, spoken, whatsapp, messenger, staff=staff)


@cache
def _here(_process: int, public_url: str | None, home: Path) -> Outbox:
    """This process's own servers, begun when first asked for."""
    provider = LocalProvider(f"{public_url}/hooks/whatsapp" if public_url else None)
    mail = LocalMail()
    return outbox_on(provider, provider.start(), mail, mail.start(), home / "letters", public_url)


def outbox_on(
    provider: LocalProvider, base: str, mail: LocalMail, port: int, letters: Path, public_url: str | None = None
) -> Outbox:
    """Every channel over servers of this machine."""
    sms = TwilioSms(base, local.ACCOUNT, local.TOKEN, local.SENDER, "local")
    spoken = SpokenMessage(base, local.ACCOUNT, local.TOKEN, local.SENDER, "local")
    whatsapp = MetaWhatsApp(base, local.PHONE_ID, local.BEARER, local.SECRET, local.GREETING, "local")
    messenger = Messenger(base, local.PHONE_ID, local.BEARER, local.SECRET, "local")
    senders: dict[Channel, Sender] = {
        Channel.SMS: sms,
        Channel.WHATSAPP: whatsapp,
        Channel.EMAIL: SmtpMail("127.0.0.1", port, LOCAL_SENDER, provider="local"),
        Channel.IVR_PRERECORDED: spoken,
        Channel.SOCIAL_MEDIA: messenger,
        Channel.LETTER: PrintFolder(letters, "local"),
        Channel.PUSH: Inbox(),
    }
    staff = senders[Channel.EMAIL]
    return Outbox(senders, True, public_url, None, sms, spoken, whatsapp, messenger, provider, mail, staff)


def smtp_of(url: str, sender: str) -> SmtpMail:
    """`smtp://user:password@host:587?starttls` or `smtps://host`. Raises SettingsError."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender:
        raise SettingsError(
            "TRASLUZ_SMTP_URL debe ser smtp://… o smtps://…, y TRASLUZ_MAIL_FROM un correo",
            "TRASLUZ_SMTP_URL must be smtp://… or smtps://…, and TRASLUZ_MAIL_FROM an address",
        )
    tls = parts.scheme == "smtps"
    starttls = "starttls" in parts.query
    password = unquote(parts.password) if parts.password else None
    if password and not tls and not starttls and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsError(
            "TRASLUZ_SMTP_URL lleva clave sin cifrar; agregue ?starttls o use smtps://",
            "TRASLUZ_SMTP_URL would send the password in the clear; add ?starttls or use smtps://",
        )
    port = parts.port or (465 if tls else 587)
    user = unquote(parts.username) if parts.username else None
    return SmtpMail(parts.hostname, port, sender, user=user, password=password, starttls=starttls, tls=tls)


def imap_of(url: str) -> Mailbox:
    """`imaps://user:password@host`. Raises SettingsError."""
    parts = urlsplit(url)
    near = parts.scheme == "imap" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not (parts.scheme == "imaps" or near) or not parts.hostname or not parts.username:
        raise SettingsError(
            "TRASLUZ_IMAP_URL debe ser imaps://usuario:clave@host", "TRASLUZ_IMAP_URL must be imaps://user:key@host"
        )
    tls = parts.scheme == "imaps"
    return Mailbox(
        parts.hostname, parts.port or (993 if tls else 143), unquote(parts.username), unquote(parts.password or ""), tls
    )
