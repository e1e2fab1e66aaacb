"""WebSockets under the servers we run on: gunicorn hands its socket over, waitress lends its own while a request lasts."""

import json
from contextlib import suppress
from socket import SHUT_RDWR
from threading import Lock
from typing import Any

from flask import Response, request
from simple_websocket import ConnectionClosed, Server
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError

from app.errors import BadInput

PING_S = 20.0
MOST_BYTES = 512 * 1024
_SEND_S = 10.0
_LEAVE_S = 1.0


class Door:
    """One WebSocket; several threads may send."""

    def __init__(self) -> None:
        """Takes the request's connection over. Raises BadInput where the request is not a WebSocket's."""
        if request.headers.get("Upgrade", "").lower() != "websocket":
            raise BadInput("esta dirección habla WebSocket (wss://)", "this address speaks WebSocket (wss://)")
        environ, self._channel = dict(request.environ), None
        lent = environ.get("waitress.client_disconnected")
        if lent is not None:
            self._channel = lent.__self__
            environ["werkzeug.socket"] = self._channel.socket.dup()
        mine = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
        if mine is None:
            raise BadInput("este servidor no abre WebSocket", "this server opens no WebSocket")
        mine.settimeout(_SEND_S)
        self._lock = Lock()
        self._socket = Server(environ, ping_interval=PING_S, max_message_size=MOST_BYTES, receive_bytes=65536)

    @property
    def open(self) -> bool:
        """Whether both sides still speak."""
        return bool(self._socket.connected)

    def hear(self, patience_s: float | None = None) -> str | bytes | None:
        """The next message; None after `patience_s`. Raises ConnectionClosed."""
        found: str | bytes | None = self._socket.receive(timeout=patience_s)
        return found

    def say(self, what: dict[str, Any] | bytes) -> None:
        """One message; nothing where the other side has gone."""
        text = what if isinstance(what, bytes) else json.dumps(what, ensure_ascii=False)
        try:
            with self._lock:
                self._socket.send(text)
        except (ConnectionClosed, OSError):
            return

    def close(self, reason: int, message: str) -> None:
        """Say why, and go."""
        try:
            with self._lock:
                self._socket.close(reason, message.encode()[:120].decode(errors="ignore"))
        except (ConnectionClosed, LocalProtocolError, OSError):
            return

    def done(self) -> Response:
        """What the view returns after the last message: nothing is answered on this connection any more.

        The thread that reads goes with it, whether the other side takes leave or not.
        """
        self.close(CloseReason.NORMAL_CLOSURE, "")
        self._socket.thread.join(_LEAVE_S)
        with suppress(OSError):
            self._socket.sock.shutdown(SHUT_RDWR)
        if self._channel is not None:
            self._channel.connected = False
            return Response()
        return _Taken()


class _Taken(Response):
    """What gunicorn understands as «the connection is not yours any more»."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Nothing is written."""
        raise StopIteration


__all__ = ["ConnectionClosed", "Door"]
