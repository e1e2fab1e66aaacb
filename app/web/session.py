"""What a request works with: the application's parts, a reading session, who signed in, the language."""

from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from threading import Event
from typing import Any

from celery import Celery
from flask import Flask, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.engines import build_tools, live_ear
from app.models.user import User
from app.queries.rows import Role
from app.services.examine import Tools
from app.services.live.floor import LiveFloor
from app.services.live.hub import make_hub
from app.services.unpack import Limits
from app.settings import Settings
from app.store import Store
from app.web.limits import Limiter, make_limiter
from app.worker import AUDIT, COMPARE, COVER, PEOPLE, SEAL, enqueuer


class Parts:
    """The application's parts, kept in `app.extensions['trasluz']`."""

    def __init__(self, settings: Settings, database: Database, celery: Celery) -> None:
        self.settings = settings
        self.database = database
        self.portal_database = Database(settings.portal_database_url) if settings.portal_database_url else database
        self.store = Store(settings.recordings)
        self.celery = celery
        self.enqueue = enqueuer(celery, AUDIT)
        self.enqueue_seal = enqueuer(celery, SEAL)
        self.enqueue_cover = enqueuer(celery, COVER)
        self.enqueue_people = enqueuer(celery, PEOPLE)
        self.enqueue_compare = enqueuer(celery, COMPARE)
        self.limits = Limits(settings.max_file_bytes, settings.max_upload_bytes)
        self.live = LiveFloor(database, make_hub(settings.broker_url), lambda: live_ear(settings))
        self.limiter: Limiter = make_limiter(settings.broker_url)
        self.closing = Event()

    def close(self) -> None:
        """The server stops: pages that wait for news end, lines are told to begin again, and every thread of the floor ends."""
        self.closing.set()
        self.live.close()

    def tools(self) -> Tools:
        """The ear and the judge of this process."""
        return build_tools(self.settings)


def parts() -> Parts:
    """The parts of the running application."""
    found: Parts = current_app.extensions["trasluz"]
    return found


def mail_set() -> bool:
    """Whether letters can leave: a mail server and a sender are set."""
    given = parts().settings
    return bool(given.outreach.smtp_url and given.outreach.mail_from)


def reading() -> Session:
    """The request's reading session, closed with the request."""
    if "reading" not in g:
        g.reading = parts().database.reading()
    session: Session = g.reading
    return session


def writing() -> Session:
    """A session for one service call; used with `with`."""
    return parts().database.writing()


def portal_reading() -> Session:
    """The reading session of a vendor's page: under the role that may not enter the schema of ghosts, where one is set."""
    if "portal_reading" not in g:
        g.portal_reading = parts().portal_database.reading()
    session: Session = g.portal_reading
    return session


def portal_writing() -> Session:
    """A session for one service call of a vendor's page; used with `with`."""
    return parts().portal_database.writing()


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def close(_error: BaseException | None = None) -> None:
    """End the reading sessions."""
    for name in ("reading", "portal_reading"):
        session = g.pop(name, None)
        if session is not None:
            session.close()


class Reader(UserMixin):  # type: ignore[misc]
    """The signed-in person as Flask-Login sees them."""

    def __init__(self, user: User) -> None:
        self.id = user.id
        self._stamp = sha256(user.password_hash.encode()).hexdigest()[:16]
        self.actor = Actor(user.id, user.name, user.organisation_id, Role(user.role), user.vendor_id)
        self.language = user.language
        self.password_given = user.password_given

    def get_id(self) -> str:
        """What the cookie holds: who, and a stamp of the password, so that a new password ends older sessions."""
        return f"{self.id}.{self._stamp}"


def load_reader(cookie: str) -> Reader | None:
    """The person of a session cookie, or None for a closed account or a password changed since."""
    user_id = cookie.partition(".")[0]
    user = reading().get(User, int(user_id)) if user_id.isascii() and user_id.isdecimal() and len(user_id) < 10 else None
    found = Reader(user) if user and user.active else None
    return found if found and compare_digest(found.get_id(), cookie) else None


def language() -> str:
    """The reader's language: their setting, the cookie of the sign-in page, the browser's, Spanish."""
    if "actor" not in g and current_user and current_user.is_authenticated:
        return str(current_user.language)
    chosen = request.cookies.get("language")
    if chosen in ("es", "en"):
        return chosen
    return request.accept_languages.best_match(["es", "en"]) or "es"


def install(app: Flask, held: Parts) -> None:
    """Tie the parts, the sign-in and the end of requests to the application."""
    app.extensions["trasluz"] = held
    manager: Any = LoginManager()
    manager.user_loader(load_reader)
    manager.init_app(app)
    app.teardown_appcontext(close)
