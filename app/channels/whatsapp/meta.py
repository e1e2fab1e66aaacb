"""WhatsApp by Meta's Cloud API.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages and …/webhooks/components
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.channels.http import post
from app.channels.shape import Accepted, BadNews, Hook, Message, News, Received, Told, Unsure, bad_signature

_STATES = {"sent", "delivered", "read", "failed"}


@dataclass(frozen=True, slots=True)
class MetaWhatsApp:
    """`base` as in `https://graph.facebook.com/v23.0`; `app_secret` signs what Meta tells, `verify_token` greets it first."""

    base: str
    phone_id: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    provider: str = "meta"

    def send(self, message: Message) -> Accepted:
        """POST …/messages; our number travels as `biz_opaque_callback_data`. Raises NotSent, Unsure."""
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": message.to.removeprefix("+"),
            "type": "text",
            "text": {"preview_url": False, "body": message.text},
            "biz_opaque_callback_data": message.ref,
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        said = post(f"{self.base}/{self.phone_id}/messages", self.provider, headers=headers, body=body)
        try:
            ref = said["messages"][0]["id"]
        except (KeyError, IndexError, TypeError) as cause:
            raise Unsure(f"{self.provider}: aceptó sin dar número", f"{self.provider}: accepted without a number") from cause
        return Accepted(str(ref)[:120])

    def greeted(self, asked: Mapping[str, str]) -> str:
        """What to answer to Meta's first GET. Raises BadSignature."""
        given = asked.get("hub.verify_token", "").encode()
        if asked.get("hub.mode") != "subscribe" or not hmac.compare_digest(given, self.verify_token.encode()):
            raise bad_signature()
        return asked.get("hub.challenge", "")[:200]

    def told(self, hook: Hook, now: datetime) -> Told:
        """Statuses and incoming messages of our number. Raises BadSignature, BadNews."""
        check_signature(self.app_secret, hook)
        return tuple(each for value in values_of(hook.body, "whatsapp_business_account") for each in self._in(value))

    def _in(self, value: Mapping[str, Any]) -> Iterator[News | Received]:
        metadata = value.get("metadata")
        if isinstance(metadata, dict) and metadata.get("phone_number_id") not in (None, self.phone_id):
            return
        try:
            for status in value.get("statuses", ()):
                if status["status"] in _STATES:
                    yield _news(status)
            for message in value.get("messages", ()):
                yield _received(message)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as cause:
            raise BadNews("el aviso de Meta no se entiende", "Meta's notice cannot be understood") from cause


def check_signature(secret: str, hook: Hook) -> None:
    """X-Hub-Signature-256 over the body as it came. Raises BadSignature."""
    due = "sha256=" + hmac.new(secret.encode(), hook.body, sha256).hexdigest()
    if not hmac.compare_digest(hook.headers.get("x-hub-signature-256", "").encode("utf-8", "replace"), due.encode()):
        raise bad_signature()


def values_of(body: bytes, kind: str) -> Iterator[Mapping[str, Any]]:
    """The values of a notice's changes. Raises BadNews."""
    try:
        notice = json.loads(body)
        if notice["object"] != kind:
            return
        for entry in notice["entry"]:
            for change in entry["changes"]:
                if not isinstance(change["value"], dict):
                    raise TypeError("a change without values")
                yield change["value"]
    except (ValueError, KeyError, TypeError) as cause:
        raise BadNews("el aviso de Meta no se entiende", "Meta's notice cannot be understood") from cause


def _at(stamp: Any) -> datetime:
    return datetime.fromtimestamp(int(stamp), UTC)


def _news(status: Mapping[str, Any]) -> News:
    errors = status.get("errors") or [{}]
    reason = errors[0].get("code")
    return News(
        state=status["status"],
        at=_at(status["timestamp"]),
        provider_ref=str(status["id"])[:120],
        ref=status.get("biz_opaque_callback_data"),
        reason=None if reason is None else str(reason)[:40],
    )


def _received(message: Mapping[str, Any]) -> Received:
    kind = message["type"]
    text = message["text"]["body"] if kind == "text" else message["button"]["text"] if kind == "button" else f"[{kind}]"
    answers = (message.get("context") or {}).get("id")
    return Received(
        str(message["id"])[:100], "+" + str(message["from"]).lstrip("+"), str(text), _at(message["timestamp"]), answers
    )
