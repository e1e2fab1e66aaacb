"""Who is at the door: address and password checked, attempts counted."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.db import reader_of
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
    with reader_of(session) as reading:  # a password takes long to check, and nobody else may write meanwhile
        _not_too_many(reading, (tried, came_from), now)
        kept = reading.scalar(select(User.password_hash).where(User.email == email))
    right = matches(kept or _NOBODY, password)
    fresh = HASHER.hash(password) if right and kept and HASHER.check_needs_rehash(kept) else None
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - WINDOW))
    _not_too_many(session, (tried, came_from), now)  # of many who try at once, what the first did counts for the rest
    user = session.scalar(select(User).where(User.email == email))
    if user is None or not right or user.password_hash != kept or not user.active:
        session.add_all([SignInAttempt(who=tried, at=now), SignInAttempt(who=came_from, at=now)])
        if user:
            session.add(_event(user, now, "sign_in.refused"))
        session.commit()
        raise SignInRefused("el correo o la contraseña no son correctos", "the e-mail or the password is not right")
    session.execute(delete(SignInAttempt).where(SignInAttempt.who == tried))
    user.last_seen_at = now
    user.password_hash = fresh or user.password_hash
    session.add(_event(user, now, "sign_in"))
    session.commit()
    return user


def _not_too_many(session: Session, who: tuple[str, str], now: datetime) -> None:
    for one, most in zip(who, (MOST_PER_ADDRESS, MOST_PER_NETWORK), strict=True):
        mine = (SignInAttempt.who == one, SignInAttempt.at >= now - WINDOW)
        if (session.scalar(select(func.count()).select_from(SignInAttempt).where(*mine)) or 0) >= most:
            raise TooMany("demasiados intentos; espere 15 minutos", "too many attempts; wait 15 minutes")


def attempts_of(email: str) -> str:
    """What failed attempts at an address are counted under."""
    return _hashed(f"email:{email}")


def _event(user: User, now: datetime, kind: str) -> Event:
    return Event(organisation_id=user.organisation_id, user_id=user.id, at=now, kind=kind, subject=str(user.id), detail={})


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
