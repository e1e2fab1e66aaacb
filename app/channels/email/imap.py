"""Fetching what came to a mailbox by IMAP (RFC 9051): every unread letter once, marked read when it was taken in."""

import imaplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from app.channels.shape import NotSent

TIMEOUT_S = 20
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`tls` from the start is the only way a password travels beyond this machine."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool = True
    folder: str = "INBOX"

    def fetch(self, take: Callable[[bytes], None]) -> int:
        """Give every unread letter to `take`; how many there were. One that `take` fails on stays unread. Raises NotSent."""
        try:
            with self._open() as server:
                server.login(self.user, self.password)
                server.select(self.folder)
                _, found = server.uid("SEARCH", "UNSEEN")
                ids = found[0].split()[:_AT_ONCE] if found and found[0] else []
                for id in ids:
                    _, parts = server.uid("FETCH", id.decode(), "(BODY.PEEK[])")
                    raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
                    take(raw)
                    server.uid("STORE", id.decode(), "+FLAGS", "(\\Seen)")
                return len(ids)
        except (imaplib.IMAP4.error, OSError) as cause:
            raise NotSent("buzón: no responde", "mailbox: does not answer", again=True) from cause

    def _open(self) -> imaplib.IMAP4:
        if self.tls:
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S)
        return imaplib.IMAP4(self.host, self.port, timeout=TIMEOUT_S)
