"""A password for who forgot theirs: made here, told once, good only to choose another."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actors import ADMINS, Actor
from app.errors import BadInput, Forbidden, NotFound
from app.models import Event, SignInAttempt, User
from app.services.sign_in import attempts_of
from app.services.users import HASHER, password_problem

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LETTERS = 4, 5


def reset_password(session: Session, actor: Actor, user_id: int, now: datetime) -> tuple[User, str]:
    """A fresh password for somebody of the actor's organisation. Raises Forbidden, NotFound, BadInput for one's own."""
    if actor.role not in ADMINS:
        raise Forbidden("solo la administración puede hacerlo", "only an administrator may do that")
    user = session.scalar(select(User).where(User.id == user_id, User.organisation_id == actor.organisation_id))
    if user is None:
        raise NotFound(f"no hay persona {user_id}", f"there is no person {user_id}")
    if user.id == actor.user_id:
        raise BadInput("su contraseña se cambia en su perfil", "your own password is changed in your profile")
    return user, _given(session, user, fresh_password(), actor.user_id, now)


def reset_by_address(session: Session, email: str, password: str | None, now: datetime) -> tuple[User, str]:
    """The same for the command line, where nobody is signed in; `password` None makes one. Raises NotFound, BadInput."""
    address = email.strip().lower()
    user = session.scalar(select(User).where(User.email == address))
    if user is None:
        raise NotFound(f"no hay persona con el correo {address[:60]!r}", f"nobody has the e-mail {address[:60]!r}")
    problem = password_problem(password, "password") if password is not None else None
    if problem:
        raise problem
    return user, _given(session, user, fresh_password() if password is None else password, None, now)


def fresh_password() -> str:
    """Twenty letters and digits that are not mistaken for each other, about 99 bits, in groups to be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS))


def _given(session: Session, user: User, password: str, by: int | None, now: datetime) -> str:
    """A new hash ends every session of the person; failed attempts of before no longer count against them."""
    user.password_hash = HASHER.hash(password)
    user.password_given = True
    session.execute(delete(SignInAttempt).where(SignInAttempt.who == attempts_of(user.email)))
    where = "page" if by is not None else "command line"
    session.add(
        Event(
            organisation_id=user.organisation_id,
            user_id=by,
            at=now,
            kind="user.password_reset",
            subject=str(user.id),
            detail={"from": where},
        )
    )
    session.commit()
    return password
