"""What the environment says of providers: where they are, with which keys, and whether anything may leave this machine."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OutreachSettings:
    """Without `send` nothing leaves the machine, whatever else is set. Addresses and keys as their providers give them.

    `public_url` is how the world reaches this application (`https://…`), for news from providers and one-click unsubscribing.
    """

    send: bool = False
    public_url: str | None = None
    twilio_url: str = "https://api.twilio.com"
    twilio_account: str | None = None
    twilio_token: str | None = field(default=None, repr=False)
    twilio_from: str | None = None
    meta_url: str = "https://graph.facebook.com/v23.0"
    meta_app_secret: str | None = field(default=None, repr=False)
    meta_verify_token: str | None = field(default=None, repr=False)
    whatsapp_phone_id: str | None = None
    whatsapp_token: str | None = field(default=None, repr=False)
    messenger_page_id: str | None = None
    messenger_token: str | None = field(default=None, repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    imap_url: str | None = field(default=None, repr=False)
    print_folder: str | None = None
