"""Messages on Facebook Messenger by the Send API of a page. https://developers.facebook.com/docs/messenger-platform

Only answers within a day of what the person wrote are allowed there without a tag; outside it the provider refuses.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.channels.http import post
from app.channels.shape import Accepted, BadNews, Hook, Message, Received, Told, Unsure
from app.channels.whatsapp.meta import check_signature


@dataclass(frozen=True, slots=True)
class Messenger:
    """`base` as in `https://graph.facebook.com/v23.0`; addresses are page-scoped ids."""

    base: str
    page_id: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    provider: str = "messenger"

    def send(self, message: Message) -> Accepted:
        """POST …/messages. Raises NotSent, Unsure."""
        body = {"recipient": {"id": message.to}, "messaging_type": "RESPONSE", "message": {"text": message.text}}
        headers = {"Authorization": f"Bearer {self.token}"}
        said = post(f"{self.base}/{self.page_id}/messages", self.provider, headers=headers, body=body)
        ref = said.get("message_id") if isinstance(said, dict) else None
        if not isinstance(ref, str) or not ref:
            raise Unsure(f"{self.provider}: aceptó sin dar número", f"{self.provider}: accepted without a number")
        return Accepted(ref[:120])

    def told(self, hook: Hook, now: datetime) -> Told:
        """What people wrote to the page. Raises BadSignature, BadNews."""
        check_signature(self.app_secret, hook)
        return tuple(_received(hook.body))


def _received(body: bytes) -> Iterator[Received]:
    try:
        for event in _events(body):
            message = event.get("message")
            if message and not message.get("is_echo") and message.get("text"):
                at = datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC)
                yield Received(str(message["mid"])[:100], str(event["sender"]["id"]), str(message["text"]), at)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError) as cause:
        raise BadNews("el aviso de Meta no se entiende", "Meta's notice cannot be understood") from cause


def _events(body: bytes) -> Iterator[Mapping[str, Any]]:
    notice = json.loads(body)
    for entry in notice["entry"] if notice["object"] == "page" else ():
        yield from entry.get("messaging", ())
