"""What a monitor found, by e-mail to the person who keeps it: how many calls and where to look, never what was said."""

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from app.channels.shape import Message, Sender
from app.db import Database
from app.errors import AppError
from app.models.search import Monitor, MonitorHit
from app.models.user import User


def mail_what_was_found(database: Database, mail: Sender | None, public_url: str | None, now: datetime) -> int:
    """One letter a search with something new; how many went. What could not leave is tried at the next round."""
    if mail is None:
        return 0
    with database.reading() as session:
        waiting = session.scalars(
            select(Monitor.id)
            .join(MonitorHit, MonitorHit.monitor_id == Monitor.id)
            .where(Monitor.by_mail.is_(True), Monitor.stopped_at.is_(None), MonitorHit.mailed_at.is_(None))
            .distinct()
        ).all()
    return sum(_mail(database, mail, monitor_id, public_url, now) for monitor_id in waiting)


def _mail(database: Database, mail: Sender, monitor_id: str, public_url: str | None, now: datetime) -> bool:
    """The hits are marked before the letter leaves: a letter too few is in the list all the same, one too many is noise."""
    with database.writing() as session:
        monitor = session.scalars(select(Monitor).where(Monitor.id == monitor_id).with_for_update()).one()
        owner = session.get_one(User, monitor.user_id)
        fresh = session.scalar(_unsaid(monitor_id)) or 0
        if not fresh or not owner.active:
            return False
        marked = update(MonitorHit).where(MonitorHit.monitor_id == monitor_id, MonitorHit.mailed_at.is_(None))
        session.execute(marked.values(mailed_at=now))
        letter = _letter(monitor, owner, fresh, public_url, now)
        session.commit()
    try:
        mail.send(letter)
    except AppError:
        with database.writing() as session:
            _unmark(session, monitor_id, now)
        return False
    return True


def _unsaid(monitor_id: str) -> Select[int]:
    unsaid = select(func.count()).select_from(MonitorHit)
    return unsaid.where(MonitorHit.monitor_id == monitor_id, MonitorHit.mailed_at.is_(None))


def _unmark(session: Session, monitor_id: str, now: datetime) -> None:
    marked = update(MonitorHit).where(MonitorHit.monitor_id == monitor_id, MonitorHit.mailed_at == now)
    session.execute(marked.values(mailed_at=None))
    session.commit()


def _letter(monitor: Monitor, owner: User, fresh: int, public_url: str | None, now: datetime) -> Message:
    where = f"{public_url.rstrip('/')}/monitors/{monitor.id}" if public_url else ""
    if owner.language == "es":
        subject = f"{fresh} {'llamada nueva' if fresh == 1 else 'llamadas nuevas'} en «{monitor.name}»"
        lines = [f"La búsqueda «{monitor.name}» encontró {fresh}.", where or "Está en Trasluz, en Búsquedas vigiladas."]
    else:
        subject = f"{fresh} new {'call' if fresh == 1 else 'calls'} in “{monitor.name}”"
        lines = [f"The search “{monitor.name}” found {fresh}.", where or "It is in Trasluz, under Kept searches."]
    return Message(f"monitor-{monitor.id}-{int(now.timestamp())}", owner.email, "\n\n".join(lines), owner.language, subject)
