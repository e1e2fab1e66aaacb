"""One-click unsubscribing (RFC 8058): an address that only we can have made, good for one message's person and channel."""

import hmac
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.models.interaction import Interaction
from app.models.person import Consent
from app.services.outreach.gate import locked


def unsubscribe_url(base: str, secret: str, interaction_id: int) -> str:
    """The address in a letter's header."""
    return f"{base}/hooks/unsubscribe/{interaction_id}.{_mark(secret, interaction_id)}"


def unsubscribe(session: Session, secret: str, token: str, now: datetime) -> None:
    """Take the channel back for the person. Again changes nothing. Raises Forbidden for an address we did not make. Commits."""
    number, _, mark = token.partition(".")
    known = number.isascii() and number.isdecimal() and len(number) < 19
    if not known or not hmac.compare_digest(mark.encode("utf-8", "replace"), _mark(secret, int(number)).encode()):
        raise Forbidden("esa dirección no vale", "that address is not valid")
    row = session.get(Interaction, int(number))
    if row is None:
        raise Forbidden("esa dirección no vale", "that address is not valid")
    locked(session, row.organisation_id, row.person_id)
    newest = session.scalar(
        select(Consent)
        .where(Consent.person_id == row.person_id, Consent.channel == row.channel)
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    if newest is None or newest.granted:
        session.add(Consent(person_id=row.person_id, channel=row.channel, granted=False, source="one-click", at=now))
    session.commit()


def _mark(secret: str, interaction_id: int) -> str:
    return hmac.new(secret.encode(), f"unsubscribe:{interaction_id}".encode(), sha256).hexdigest()[:32]
