"""People and keys of the workspace, and the reader's own settings."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import ApiKey, Organisation, User, Vendor
from app.queries.oversight.coaching.desks import codes_by_person
from app.queries.review_rows import KeyRow, KeysPage, Profile, UserRow, UsersPage
from app.queries.rows import Problem, Role


def users_page(
    session: Session, actor: Actor, entered: tuple[tuple[str, str], ...] = (), problems: tuple[Problem, ...] = ()
) -> UsersPage:
    """Everybody, by name, and the form as it was left."""
    wanted = select(User, Vendor.name).outerjoin(Vendor, Vendor.id == User.vendor_id)
    rows = session.execute(wanted.where(User.organisation_id == actor.organisation_id).order_by(User.name, User.id)).tuples()
    codes = codes_by_person(session, actor)
    vendors = select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name)
    return UsersPage(
        rows=tuple(
            UserRow(
                u.id, u.name, u.email, Role(u.role), u.active, vendor, u.last_seen_at, u.id == actor.user_id, codes.get(u.id, ())
            )
            for u, vendor in rows
        ),
        vendors=tuple(session.scalars(vendors)),
        entered=entered,
        problems=problems,
    )


def keys_page(session: Session, actor: Actor, fresh: str | None = None, problems: tuple[Problem, ...] = ()) -> KeysPage:
    """Every key, newest first; `fresh` is the text of the one just made."""
    wanted = select(ApiKey).where(ApiKey.organisation_id == actor.organisation_id).order_by(ApiKey.id.desc())
    rows = tuple(KeyRow(k.id, k.name, k.prefix, k.created_at, k.last_used_at, k.revoked_at) for k in session.scalars(wanted))
    return KeysPage(rows=rows, fresh=fresh, problems=problems)


def profile(session: Session, user_id: int) -> Profile:
    """The reader's own settings."""
    user = session.get_one(User, user_id)
    organisation = session.get_one(Organisation, user.organisation_id)
    return Profile(
        user.name,
        user.email,
        Role(user.role),
        organisation.name,
        user.language,
        user.theme,
        user.single_keys,
        user.password_given,
    )
