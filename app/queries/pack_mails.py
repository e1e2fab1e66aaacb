"""What a person asked to get by e-mail, and what went out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.pack_mail import PackMail, PackSent

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SentRow:
    """The pack of a month: `state` is sending, sent, failed or unknown; `problem` says why in the reader's language."""

    month: date
    state: str
    problem: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PackMailRow:
    """The day of the month a person gets the pack (None: does not), and the last that went out, newest first."""

    day: int | None
    sent: tuple[SentRow, ...]


def pack_mail(session: Session, actor: Actor, lang: str) -> PackMailRow:
    """The actor's own."""
    mine = PackMail.user_id == actor.user_id
    day = session.scalar(select(PackMail.day).where(mine, PackMail.stopped_at.is_(None)))
    rows = (
        select(PackSent)
        .join(PackMail, PackMail.id == PackSent.mail_id)
        .where(mine)
        .order_by(PackSent.first.desc(), PackSent.id.desc())
    )
    return PackMailRow(
        day, tuple(SentRow(r.first, r.state, (r.problem or {}).get(lang, ""), r.at) for r in session.scalars(rows.limit(_SHOWN)))
    )
