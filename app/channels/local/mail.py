"""A mail server on 127.0.0.1 that takes letters and sends none on."""

import socket
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(slots=True)
class Letter:
    """A letter as it arrived."""

    sender: str
    to: str
    content: bytes


@dataclass(slots=True)
class LocalMail:
    """A server of its own thread. `habits` by address: nobody (550), busy (451), lost (taken, and the line breaks)."""

    habits: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    _controller: Any = None

    def start(self) -> int:
        """Its port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port(), ready_timeout=30)
        self._controller.start()
        return self.port

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def stop(self) -> None:
        """Close it."""
        self._controller.stop()

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        """Who it is for."""
        habit = self.habits.get(address)
        if habit == "nobody":
            return "550 5.1.1 no such user"
        if habit == "busy":
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The letter itself."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        for to in envelope.rcpt_tos:
            self.letters.append(Letter(envelope.mail_from or "", to, content))
        if any(self.habits.get(to) == "lost" for to in envelope.rcpt_tos) and server.transport is not None:
            server.transport.close()
        return "250 OK: kept here"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
