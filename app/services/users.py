"""People of the workspace: made, switched off and on, and their own settings."""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import ADMINS, Actor
from app.errors import AppError, BadInput, Forbidden, NotFound
from app.models import Event, Organisation, User, Vendor
from app.queries.rows import Role
from app.services.mail_address import address_problem

MIN_PASSWORD = 12
MAX_PASSWORD = 256
HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class NewUser:
    """The form to add a person."""

    name: str
    email: str
    role: str
    password: str
    vendor: str = ""


def first_admin(session: Session, organisation: str, new: NewUser, now: datetime) -> User:
    """The organisation (made where missing) and a person in it; for the command line, where nobody is signed in yet."""
    organisation = organisation.strip()
    if not 1 <= len(organisation) <= 200 or not organisation.isprintable():
        raise BadInput(
            "escriba el nombre del cliente (hasta 200 letras)", "write the client's name (up to 200 letters)", "organisation"
        )
    found = session.scalar(select(Organisation).where(Organisation.name == organisation))
    if found is None:
        found = Organisation(name=organisation, created_at=now)
        session.add(found)
        session.flush()
    user = _made(session, found.id, new, now)
    session.add(Event(organisation_id=found.id, user_id=None, at=now, kind="user.created", subject=str(user.id), detail={}))
    session.commit()
    return user


def actor_of(session: Session, email: str) -> Actor:
    """The open account of an e-mail address, for the command line. Raises NotFound."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None or not user.active:
        raise NotFound(f"no hay cuenta abierta de {email[:80]}", f"there is no open account of {email[:80]}")
    return Actor(user.id, user.name, user.organisation_id, Role(user.role), user.vendor_id)


def create_user(session: Session, actor: Actor, new: NewUser, now: datetime) -> User:
    """A person in the actor's organisation. Raises Forbidden, or BadInput naming the field."""
    _administers(actor)
    user = _made(session, actor.organisation_id, new, now)
    session.add(_event(actor, now, "user.created", user.id))
    session.commit()
    return user


def switch_user(session: Session, actor: Actor, user_id: int, now: datetime) -> User:
    """Close an account, or open it again; nobody closes their own."""
    _administers(actor)
    user = session.scalar(select(User).where(User.id == user_id, User.organisation_id == actor.organisation_id))
    if user is None:
        raise NotFound(f"no hay persona {user_id}", f"there is no person {user_id}")
    if user.id == actor.user_id:
        raise BadInput("no puede cerrar su propia cuenta", "you cannot close your own account")
    user.active = not user.active
    session.add(_event(actor, now, "user.opened" if user.active else "user.closed", user.id))
    session.commit()
    return user


def change_password(session: Session, user_id: int, current: str, new: str, now: datetime) -> User:
    """One's own password; every other session of theirs ends with it. Raises BadInput naming the field."""
    user = session.get_one(User, user_id)
    if not matches(user.password_hash, current):
        raise BadInput("no es su contraseña de ahora", "this is not your password of now", "current")
    problem = password_problem(new, "new")
    if problem:
        raise problem
    if user.password_given and new == current:
        raise BadInput("elija una que nadie más sepa", "choose one that nobody else knows", "new")
    user.password_hash, user.password_given = HASHER.hash(new), False
    actor = Actor(user.id, user.name, user.organisation_id, Role(user.role), user.vendor_id)
    session.add(_event(actor, now, "user.password", user.id))
    session.commit()
    return user


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one behind a kept hash."""
    if len(password) > MAX_PASSWORD:
        return False
    try:
        return HASHER.verify(kept, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


def set_preference(session: Session, user_id: int, field: str, value: str) -> None:
    """One of language (es, en), theme (auto, light, dark), single_keys (on, off). Raises BadInput for anything else."""
    allowed = {"language": ("es", "en"), "theme": ("auto", "light", "dark"), "single_keys": ("on", "off")}
    if value not in allowed[field]:
        choices = ", ".join(allowed[field])
        raise BadInput(f"{value[:20]!r} no es uno de {choices}", f"{value[:20]!r} is not one of {choices}", field)
    user = session.get_one(User, user_id)
    setattr(user, field, value == "on" if field == "single_keys" else value)
    session.commit()


def _administers(actor: Actor) -> None:
    if actor.role not in ADMINS:
        raise Forbidden("solo la administración puede hacerlo", "only an administrator may do that")


def _event(actor: Actor, now: datetime, kind: str, user_id: int) -> Event:
    return Event(organisation_id=actor.organisation_id, user_id=actor.user_id, at=now, kind=kind, subject=str(user_id), detail={})


def _made(session: Session, organisation_id: int, new: NewUser, now: datetime) -> User:
    name, email = new.name.strip(), new.email.strip().lower()
    problem = _problem(name, email, new)
    if problem:
        raise problem
    if session.scalar(select(User.id).where(User.email == email)):
        raise BadInput(f"{email} ya tiene cuenta", f"{email} has an account already", "email")
    user = User(
        organisation_id=organisation_id,
        vendor_id=_vendor_id(session, organisation_id, new),
        name=name,
        email=email,
        password_hash=HASHER.hash(new.password),
        role=new.role,
        active=True,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def _problem(name: str, email: str, new: NewUser) -> AppError | None:
    if not 1 <= len(name) <= 200 or not name.isprintable():
        return BadInput("escriba el nombre (hasta 200 letras)", "write the name (up to 200 letters)", "name")
    if wrong := address_problem(email):
        return wrong
    if new.role not in set(Role):
        return BadInput(f"elija una función: {', '.join(Role)}", f"choose a role: {', '.join(Role)}", "role")
    return password_problem(new.password, "password")


def password_problem(password: str, field: str) -> BadInput | None:
    """What is wrong with a password somebody chose, tied to the form's field."""
    if MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return None
    return BadInput(
        f"la contraseña necesita de {MIN_PASSWORD} a {MAX_PASSWORD} letras",
        f"the password needs {MIN_PASSWORD} to {MAX_PASSWORD} letters",
        field,
    )


def _vendor_id(session: Session, organisation_id: int, new: NewUser) -> int | None:
    if new.role != Role.VENDOR:
        return None
    name = new.vendor.strip()
    if not 1 <= len(name) <= 200:
        raise BadInput("elija el proveedor de esta persona", "choose this person's vendor", "vendor")
    vendor = session.scalar(select(Vendor).where(Vendor.organisation_id == organisation_id, Vendor.name == name))
    if vendor is None:
        vendor = Vendor(organisation_id=organisation_id, name=name)
        session.add(vendor)
        session.flush()
    return vendor.id
