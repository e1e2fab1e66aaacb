"""SMS through Twilio's Messages resource, or any provider that speaks it.

https://www.twilio.com/docs/messaging/api/message-resource ; signatures: https://www.twilio.com/docs/usage/security
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha1

from app.channels.http import post
from app.channels.shape import Accepted, BadNews, Hook, Message, News, Received, Told, Unsure, bad_signature

STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "undelivered": "failed", "failed": "failed"}
_PASSING = {"accepted", "scheduled", "queued", "sending", "receiving", "received", "canceled", "partially_delivered"}


@dataclass(frozen=True, slots=True)
class TwilioSms:
    """`base` as in `https://api.twilio.com`; `token` signs both ways."""

    base: str
    account: str
    token: str = field(repr=False)
    sender: str = ""
    provider: str = "twilio"

    def send(self, message: Message) -> Accepted:
        """POST …/Messages.json. Raises NotSent, Unsure."""
        form = {"To": message.to, "From": self.sender, "Body": message.text}
        if message.callback:
            form["StatusCallback"] = message.callback
        url = f"{self.base}/2010-04-01/Accounts/{self.account}/Messages.json"
        said = post(url, self.provider, auth=(self.account, self.token), form=form)
        ref = said.get("sid") if isinstance(said, dict) else None
        if not isinstance(ref, str) or not ref:
            raise Unsure(f"{self.provider}: aceptó sin dar número", f"{self.provider}: accepted without a number")
        return Accepted(ref[:120], _micros(said.get("price")))

    def told(self, hook: Hook, now: datetime) -> Told:
        """A status callback or an incoming message. Raises BadSignature, BadNews."""
        given = hook.headers.get("x-twilio-signature", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), signed(self.token, hook.url, hook.form).encode()):
            raise bad_signature()
        if hook.form.get("AccountSid") != self.account:
            raise bad_signature()
        ref = hook.form.get("MessageSid", "")[:120]
        status = hook.form.get("MessageStatus")
        if status is None:
            if not ref or "From" not in hook.form:
                raise BadNews("falta MessageSid o From", "MessageSid or From is missing")
            stopped = hook.form.get("OptOutType", "").upper() == "STOP"
            return (Received(ref, hook.form["From"], hook.form.get("Body", ""), now, opted_out=stopped),)
        if status in _PASSING:
            return ()
        if status not in STATES or not ref:
            raise BadNews(f"MessageStatus {status[:20]!r} no se conoce", f"MessageStatus {status[:20]!r} is not known")
        reason = hook.form.get("ErrorCode") or None
        return (News(STATES[status], now, ref, None, reason[:40] if reason else None, _micros(hook.form.get("Price"))),)


def signed(token: str, url: str, form: Mapping[str, str]) -> str:
    """The signature of a form: HMAC-SHA1 of the address and every field by name, in base 64."""
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), sha1).digest()).decode()


def _micros(price: object) -> int | None:
    """Twilio writes what it takes as a negative decimal; None until it is known."""
    if not isinstance(price, str) or not price:
        return None
    try:
        return int(abs(Decimal(price)) * 1_000_000)
    except InvalidOperation as cause:
        raise BadNews(f"Price {price[:20]!r} no es un número", f"Price {price[:20]!r} is no number") from cause
