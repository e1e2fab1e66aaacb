"""A recorded message by telephone through Twilio's Calls resource: the text is spoken, nobody is asked anything.

https://www.twilio.com/docs/voice/api/call-resource
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape

from app.channels.http import post
from app.channels.shape import Accepted, BadNews, Hook, Message, News, Told, Unsure, bad_signature
from app.channels.sms.twilio import signed

_STATES = {"completed": "delivered", "busy": "failed", "no-answer": "failed", "failed": "failed", "canceled": "failed"}
_VOICES = {"es": "es-MX", "en": "en-US", "pt": "pt-BR"}


@dataclass(frozen=True, slots=True)
class SpokenMessage:
    """`base`, `account`, `token`, `sender` as in `TwilioSms`."""

    base: str
    account: str
    token: str = field(repr=False)
    sender: str = ""
    provider: str = "twilio"

    def send(self, message: Message) -> Accepted:
        """POST …/Calls.json. Raises NotSent, Unsure."""
        voice = _VOICES.get(message.language[:2], "es-MX")
        spoken = f'<Response><Say language="{voice}">{escape(message.text)}</Say></Response>'
        form = {"To": message.to, "From": self.sender, "Twiml": spoken}
        if message.callback:
            form["StatusCallback"] = message.callback
        url = f"{self.base}/2010-04-01/Accounts/{self.account}/Calls.json"
        said = post(url, self.provider, auth=(self.account, self.token), form=form)
        ref = said.get("sid") if isinstance(said, dict) else None
        if not isinstance(ref, str) or not ref:
            raise Unsure(f"{self.provider}: aceptó sin dar número", f"{self.provider}: accepted without a number")
        return Accepted(ref[:120])

    def told(self, hook: Hook, now: datetime) -> Told:
        """How the call ended. Raises BadSignature, BadNews."""
        given = hook.headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        genuine = hmac.compare_digest(given, signed(self.token, hook.url, hook.form).encode())
        if not genuine or hook.form.get("AccountSid") != self.account:
            raise bad_signature()
        status, ref = hook.form.get("CallStatus", ""), hook.form.get("CallSid", "")[:120]
        if status in ("queued", "initiated", "ringing", "in-progress"):
            return ()
        if status not in _STATES or not ref:
            raise BadNews(f"CallStatus {status[:20]!r} no se conoce", f"CallStatus {status[:20]!r} is not known")
        return (News(_STATES[status], now, ref, None, None if status == "completed" else status),)
