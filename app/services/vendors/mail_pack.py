"""Last month's executive pack by e-mail, once a month, to the client's own people who asked for it and to nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.channels.shape import File, Message, NotSent, Sender, Unsure
from app.db import Database
from app.errors import AppError, BadInput, Forbidden
from app.models.organisation import Organisation
from app.models.pack_mail import PackMail, PackSent
from app.models.user import User
from app.queries.collections.kpis import zone_of
from app.queries.rows import Role
from reports.scorecards.card import Comparison
from reports.scorecards.documents.document import pack
from reports.scorecards.documents.sentences import alike, conduct_said, headline, period
from reports.wording import wording

READERS = (Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE)
LAST_DAY, TRIES = 28, 3
_KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Compared = Callable[[Session, Actor, date], Comparison]
"""The comparison of the month that begins on a day."""


def ask_for_packs(session: Session, actor: Actor, day: int, lang: str, now: datetime) -> PackMail:
    """From now on, on that day of the month; asked again, the day changes. Commits. Raises BadInput, Forbidden."""
    if actor.user_id is None or actor.role not in READERS:
        raise Forbidden("el paquete es de auditoría y gerencia", "the pack is for auditors and executives")
    if not 1 <= day <= LAST_DAY:
        raise BadInput(
            f"elija un día del 1 al {LAST_DAY}, que tienen todos los meses",
            f"choose a day from 1 to {LAST_DAY}, which every month has",
            "day",
        )
    wish = _standing(session, actor)
    if wish is None:
        wish = PackMail(organisation_id=actor.organisation_id, user_id=actor.user_id, lang=lang, day=day, made_at=now)
        session.add(wish)
    wish.day, wish.lang = day, lang
    session.commit()
    return wish


def stop_packs(session: Session, actor: Actor, now: datetime) -> None:
    """No more of them. Commits."""
    wish = _standing(session, actor)
    if wish is not None:
        wish.stopped_at = now
    session.commit()


def _standing(session: Session, actor: Actor) -> PackMail | None:
    return session.scalar(select(PackMail).where(PackMail.user_id == actor.user_id, PackMail.stopped_at.is_(None)))


def send_due_packs(database: Database, mail: Sender | None, compared: Compared, now: datetime) -> int:
    """Every pack whose day has come and that has not gone out; how many went. One that fails is tried again, three times in all.

    Without a mail server nothing leaves, and each wish says so.
    """
    with database.reading() as session:
        wishes = session.scalars(select(PackMail.id).where(PackMail.stopped_at.is_(None)).order_by(PackMail.id)).all()
    return sum(_send(database, mail, compared, id, now) for id in wishes)


def _send(database: Database, mail: Sender | None, compared: Compared, wish_id: int, now: datetime) -> bool:
    with database.writing() as session:
        wish = session.get_one(PackMail, wish_id)
        user = session.get_one(User, wish.user_id)
        actor = Actor(user.id, user.name, user.organisation_id, Role(user.role))
        first = _month(session, actor, wish, now)
        if not user.active or actor.role not in READERS or first is None or not _take(session, wish, first, now):
            return False
    problem: AppError | None = None
    try:
        with database.writing() as session:
            made = compared(session, actor, first)
        with database.reading() as session:  # its documents take long to write
            letter = _letter(session, actor, user.email, wish, made, now)
        if mail is None:
            raise NotSent("no hay servidor de correo (TRASLUZ_SMTP_URL)", "no mail server is set (TRASLUZ_SMTP_URL)")
        mail.send(letter)
    except AppError as cause:
        problem = cause
    with database.writing() as session:
        row = session.scalars(select(PackSent).where(PackSent.mail_id == wish_id, PackSent.first == first)).one()
        row.state = "sent" if problem is None else "unknown" if isinstance(problem, Unsure) else "failed"
        row.problem = {"es": problem.text.es, "en": problem.text.en} if problem else None
        row.at = now
        session.commit()
    return problem is None


def _month(session: Session, actor: Actor, wish: PackMail, now: datetime) -> date | None:
    """The first day of the month to send; None before its day has come on the client's clock, and in the month it was asked for
    where that day had passed."""
    zone = ZoneInfo(zone_of(session, actor))
    today, asked = now.astimezone(zone).date(), wish.made_at.astimezone(zone).date()
    late = asked.day > wish.day and (asked.year, asked.month) == (today.year, today.month)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1) if today.day >= wish.day and not late else None


def _take(session: Session, wish: PackMail, first: date, now: datetime) -> bool:
    """Whether this process may send that month: the row is there before the letter leaves."""
    row = session.scalar(select(PackSent).where(PackSent.mail_id == wish.id, PackSent.first == first).with_for_update())
    if row is None:
        theirs = select(PackSent.id).join(PackMail, PackMail.id == PackSent.mail_id)
        theirs = theirs.where(PackMail.user_id == wish.user_id, PackSent.first == first, PackSent.state != "failed")
        if session.scalar(theirs.limit(1)) is not None:  # they stopped it, and asked again
            return False
        session.add(PackSent(mail_id=wish.id, first=first, state="sending", tries=1, at=now))
        try:
            session.commit()
        except IntegrityError:  # another process was quicker
            session.rollback()
            return False
        return True
    if row.state != "failed" or row.tries >= TRIES:
        return False
    row.state, row.tries, row.at = "sending", row.tries + 1, now
    session.commit()
    return True


def _letter(session: Session, actor: Actor, to: str, wish: PackMail, made: Comparison, now: datetime) -> Message:
    say = wording(wish.lang)
    made = made.told_in(say.lang)
    organisation = session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or ""
    name = f"trasluz-{made.period.first:%Y-%m}"
    here = now.astimezone(ZoneInfo(zone_of(session, actor)))
    files = tuple(File(f"{name}.{form}", kind, pack(made, form, say, here, organisation)) for form, kind in _KINDS.items())
    where = say(
        "Todo está en los archivos adjuntos. Se deja de recibir en la página Informes.",
        "Everything is in the files attached. To stop receiving it, see the page Reports.",
    )
    lines = [headline(made, say), alike(made, say), conduct_said(made, say), "", where]
    subject = say(f"Balance de {period(made.period, say)}", f"Balance of {period(made.period, say)}")
    return Message(f"pack-{wish.id}-{made.period.first:%Y%m}", to, "\n".join(lines), wish.lang, subject, files=files)
