"""A provider on 127.0.0.1 that speaks Twilio's and Meta's protocols: asks for the right key, keeps what it got, signs its news.

Nothing goes further. `habits` make an address behave badly, for whoever wants to see what happens then.
"""

import base64
import hmac
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx

from app.channels.sms.twilio import signed

ACCOUNT, TOKEN, SENDER = "AC-local", "local-token", "+56900000000"
PHONE_ID, BEARER, SECRET, GREETING = "100", "local-bearer", "local-secret", "local-greeting"
_LARGEST = 1024 * 1024


@dataclass(slots=True)
class Kept:
    """Something the provider took."""

    kind: str
    id: str
    to: str
    text: str
    callback: str | None
    ref: str | None = None


@dataclass(slots=True)
class LocalProvider:
    """A server of its own thread. `habits` by address: busy, wrong, stopped, lost (taken, and the line breaks), undelivered.

    `notices` is the address that hears WhatsApp's news; SMS say theirs with each message. `tells` False keeps it silent.
    """

    notices: str | None = None
    tells: bool = True
    habits: dict[str, str] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    _server: Any = None

    def start(self) -> str:
        """Its address, as in `http://127.0.0.1:40123`."""
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                provider.take(self)

            def log_message(self, *_words: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, name="trasluz-local-provider", daemon=True).start()
        return self.base

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """One request of ours."""
        body = request.rfile.read(min(int(request.headers.get("Content-Length") or 0), _LARGEST))
        path = urlsplit(request.path).path
        if path.startswith("/2010-04-01/Accounts/"):
            status, said, made = self._twilio(path, request.headers.get("Authorization", ""), dict(parse_qsl(body.decode())))
        else:
            status, said, made = self._meta(path, request.headers.get("Authorization", ""), body)
        if made is not None:
            self.kept.append(made)
            if self.habits.get(made.to) == "lost":
                request.connection.close()
                return
        content = json.dumps(said).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)
        if made is not None and self.tells:
            threading.Thread(target=self._tell, args=(made,), daemon=True).start()

    def _twilio(self, path: str, key: str, form: dict[str, str]) -> tuple[int, dict[str, Any], Kept | None]:
        due = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if not hmac.compare_digest(key, due) or f"/Accounts/{ACCOUNT}/" not in path:
            return 401, {"code": 20003, "message": "Authenticate"}, None
        to = form.get("To", "")
        refused = {"busy": (429, 20429), "wrong": (400, 21211), "stopped": (400, 21610)}.get(self.habits.get(to, ""))
        if refused:
            return refused[0], {"code": refused[1], "message": "refused"}, None
        call = path.endswith("/Calls.json")
        made = Kept("call" if call else "sms", ("CA" if call else "SM") + uuid4().hex, to, "", form.get("StatusCallback"))
        made.text = form.get("Twiml" if call else "Body", "")
        return 201, {"sid": made.id, "status": "queued", "price": None}, made

    def _meta(self, path: str, key: str, body: bytes) -> tuple[int, dict[str, Any], Kept | None]:
        if not hmac.compare_digest(key, f"Bearer {BEARER}"):
            return 401, {"error": {"code": 190, "message": "Invalid OAuth access token"}}, None
        try:
            asked = json.loads(body)
            page = "messaging_product" not in asked
            to = str(asked["recipient"]["id"]) if page else "+" + asked["to"]
            text = asked["message"]["text"] if page else asked["text"]["body"]
        except (ValueError, KeyError, TypeError):
            return 400, {"error": {"code": 100, "message": "Invalid parameter"}}, None
        if path.rstrip("/").split("/")[-2:] != [PHONE_ID, "messages"]:
            return 404, {"error": {"code": 803}}, None
        refused = {"busy": (429, 80007), "wrong": (400, 131026), "stopped": (400, 131050)}.get(self.habits.get(to, ""))
        if refused:
            return refused[0], {"error": {"code": refused[1]}}, None
        if page:
            made = Kept("messenger", "m_" + uuid4().hex, to, text, None)
            return 200, {"recipient_id": to, "message_id": made.id}, made
        made = Kept("whatsapp", "wamid." + uuid4().hex, to, text, self.notices, asked.get("biz_opaque_callback_data"))
        return 200, {"messaging_product": "whatsapp", "messages": [{"id": made.id}]}, made

    def _tell(self, made: Kept) -> None:
        bad = self.habits.get(made.to) == "undelivered"
        if made.callback is None:
            return
        if made.kind == "whatsapp":
            for state in ("sent", "failed") if bad else ("sent", "delivered"):
                self.notify(whatsapp_status(made, state))
        elif made.kind == "call":
            self.call_back(made.callback, {"CallSid": made.id, "CallStatus": "no-answer" if bad else "completed"})
        else:
            for state in ("sent", "undelivered") if bad else ("sent", "delivered"):
                self.call_back(made.callback, {"MessageSid": made.id, "MessageStatus": state})

    def call_back(self, url: str, form: Mapping[str, str], token: str = TOKEN) -> int:
        """Tell something Twilio's way, signed; the status of the answer."""
        whole = {"AccountSid": ACCOUNT, **form}
        return self._deliver(url, {"X-Twilio-Signature": signed(token, url, whole)}, data=whole)

    def notify(self, notice: Mapping[str, Any], secret: str = SECRET) -> int:
        """Tell something Meta's way, signed; the status of the answer."""
        body = json.dumps(notice).encode()
        signature = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
        headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
        return self._deliver(self.notices or "", headers, content=body)

    def _deliver(self, url: str, headers: Mapping[str, str], **what: Any) -> int:
        try:
            status = httpx.post(url, headers=dict(headers), timeout=20, **what).status_code
        except httpx.HTTPError:
            status = 0
        self.answers.append(status)
        return status


def whatsapp_status(made: Kept, state: str) -> dict[str, Any]:
    """Meta's notice of what became of a message."""
    status: dict[str, Any] = {"id": made.id, "status": state, "timestamp": str(int(time.time())), "recipient_id": made.to[1:]}
    if made.ref is not None:
        status["biz_opaque_callback_data"] = made.ref
    if state == "failed":
        status["errors"] = [{"code": 131026}]
    return _notice({"statuses": [status]})


def whatsapp_message(sender: str, text: str, id: str, answers: str | None = None) -> dict[str, Any]:
    """Meta's notice of what a person wrote."""
    message: dict[str, Any] = {
        "from": sender.lstrip("+"),
        "id": id,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    if answers is not None:
        message["context"] = {"id": answers}
    return _notice({"messages": [message]})


def _notice(value: dict[str, Any]) -> dict[str, Any]:
    metadata = {"phone_number_id": PHONE_ID, "display_phone_number": SENDER[1:]}
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": changes}]}
