"""Reads what came by mail: answers, bounces, and asking to stop."""

import logging
from datetime import datetime

from app.channels.email.incoming import read_mail
from app.channels.registry import Outbox
from app.channels.shape import BadNews, NotSent
from app.db import Database
from app.services.outreach.hear import hear
from audit.contacts.contact import Channel

log = logging.getLogger(__name__)


def read_mailbox(database: Database, outbox: Outbox, now: datetime) -> int:
    """Every unread letter, once; how many. A letter nobody can read is left out; a mailbox that does not answer waits."""
    if outbox.mailbox is None:
        return 0

    def take(raw: bytes) -> None:
        take_letter(database, raw, now)

    try:
        return outbox.mailbox.fetch(take)
    except NotSent:
        log.warning("mailbox does not answer")
        return 0


def take_letter(database: Database, raw: bytes, now: datetime, envelope_to: str = "") -> int:
    """One letter, from a mailbox or handed over by a mail server; how much of it was about us."""
    try:
        told = read_mail(raw, now, envelope_to)
    except BadNews:
        log.warning("a letter could not be read")
        return 0
    with database.writing() as session:
        return hear(session, Channel.EMAIL, told, now)
