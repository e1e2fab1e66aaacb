"""Who is at the door: address and password checked, attempts counted."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import SignInRefused, TooMany
from app.models import Event, SignInAttempt, User
from app.services.users import HASHER, matches

WINDOW = timedelta(minutes=15)
MOST_PER_ADDRESS = 5
MOST_PER_NETWORK = 30
_NOBODY = HASHER.hash("nobody has this password")


def sign_in(session: Session, email: str, password: str, network: str, now: datetime) -> User:
    """The person of this address and password. Raises SignInRefused, or TooMany after five failures in 15 minutes."""
    email = email.strip().lower()
    tried, came_from = attempts_of(email), _hashed(f"network:{network}")
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - WINDOW))
    if _count(session, tried) >= MOST_PER_ADDRESS or _count(session, came_from) >= MOST_PER_NETWORK:
        session.commit()
        raise TooMany("demasiados intentos; espere 15 minutos", "too many attempts; wait 15 minutes")
    user = session.scalar(select(User).where(User.email == email))
    right = matches(user.password_hash if user else _NOBODY, password)
    if user is None or not right or not user.active:
        session.add_all([SignInAttempt(who=tried, at=now), SignInAttempt(who=came_from, at=now)])
        if user:
            session.add(_event(user, now, "sign_in.refused"))
        session.commit()
        raise SignInRefused("el correo o la contraseña no son correctos", "the e-mail or the password is not right")
    session.execute(delete(SignInAttempt).where(SignInAttempt.who == tried))
    user.last_seen_at = now
    if HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = HASHER.hash(password)
    session.add(_event(user, now, "sign_in"))
    session.commit()
    return user


def attempts_of(email: str) -> str:
    """What failed attempts at an address are counted under."""
    return _hashed(f"email:{email}")


def _event(user: User, now: datetime, kind: str) -> Event:
    return Event(organisation_id=user.organisation_id, user_id=user.id, at=now, kind=kind, subject=str(user.id), detail={})


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _count(session: Session, who: str) -> int:
    return session.scalar(select(func.count()).select_from(SignInAttempt).where(SignInAttempt.who == who)) or 0
