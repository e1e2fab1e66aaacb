"""Mail that comes in: what bounced (RFC 3464), what answers a letter of ours, what asks to be left alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256

from app.channels.shape import BadNews, News, Received, Told

_OURS = re.compile(r"<?trasluz\.([A-Za-z0-9_-]{1,60})@[^>\s]+>?")
_BOUNCES = re.compile(r"bounces\+([A-Za-z0-9_-]{1,60})@")
_QUOTED = re.compile(r"^(?:>|On .{5,200} wrote:|El .{5,200} escribi.{1,4}:|-{2,} ?(?:Original|Mensaje original))", re.MULTILINE)
_LONGEST = 20_000


def read_mail(raw: bytes, now: datetime, envelope_to: str = "") -> Told:
    """What one letter says. Raises BadNews for one that cannot be read."""
    try:
        mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
        if mail.get_content_type() == "multipart/report" or "delivery-status" in str(mail.get("Content-Type", "")):
            return tuple(_bounces(mail, now, envelope_to))
        return (_answer(mail, raw, now),)
    except (ValueError, LookupError, AttributeError, TypeError, IndexError) as cause:
        raise BadNews("el correo no se puede leer", "the mail cannot be read") from cause


def _bounces(mail: EmailMessage, now: datetime, envelope_to: str) -> Iterator[News]:
    """5.x.x never arrives; 4.x.x did not this time; `delivered` is good news."""
    ref = _ref_in(envelope_to) or _ref_in(str(mail.get("To", ""))) or _ref_in(mail.as_string()[:200_000])
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.iter_parts() if part.is_multipart() else ():
            action, status = str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).strip()
            if not action:
                continue
            if action in ("delivered", "relayed"):
                yield News("delivered", now, None, ref)
            elif action == "failed":
                yield News("bounced" if status.startswith("5") else "failed", now, None, ref, status[:40] or None)


def _ref_in(text: str) -> str | None:
    found = _BOUNCES.search(text) or _OURS.search(text)
    return found[1] if found else None


def _answer(mail: EmailMessage, raw: bytes, now: datetime) -> Received:
    body = mail.get_body(preferencelist=("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    if body is not None and body.get_content_type() == "text/html":
        text = re.sub(r"<[^>]{0,2000}>", " ", text)
    written = _QUOTED.split(text, maxsplit=1)[0].strip() or str(mail.get("Subject", "")).strip()
    named = f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}"
    ours = _OURS.search(named)
    id = str(mail.get("Message-ID", "")).strip() or sha256(raw).hexdigest()
    sender = parseaddr(str(mail.get("From", "")))[1].lower()
    if "@" not in sender:
        raise BadNews("el correo no dice de quién es", "the mail does not say from whom it is")
    return Received(id[:100], sender, written[:_LONGEST], _date(mail, now), ours[1] if ours else None)


def _date(mail: EmailMessage, now: datetime) -> datetime:
    """When it was written, where that is not in the future."""
    try:
        said = parsedate_to_datetime(str(mail.get("Date", "")))
    except ValueError:
        return now
    return min(said if said.tzinfo else said.replace(tzinfo=UTC), now)
