"""API keys: made, shown once, recognised by their hash, revoked."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import ADMINS, Actor
from app.errors import BadInput, Forbidden, NotFound
from app.models import ApiKey, Event
from app.queries.rows import Role

PREFIX = "tlz_"
_SEEN_EVERY = timedelta(minutes=5)


def create_key(session: Session, actor: Actor, name: str, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its text, which is not kept and cannot be shown again. Raises Forbidden or BadInput."""
    _administers(actor)
    name = name.strip()
    if not 1 <= len(name) <= 100:
        raise BadInput(
            "escriba para quién es la llave (hasta 100 letras)", "write whom the key is for (up to 100 letters)", "name"
        )
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        organisation_id=actor.organisation_id,
        name=name,
        prefix=text[:10],
        key_hash=_hashed(text),
        created_by=actor.user_id,
        created_at=now,
    )
    session.add(key)
    session.flush()
    session.add(_event(actor, now, "key.created", key.id))
    session.commit()
    return key, text


def revoke_key(session: Session, actor: Actor, key_id: int, now: datetime) -> ApiKey:
    """The key opens nothing from now on."""
    _administers(actor)
    key = session.scalar(select(ApiKey).where(ApiKey.id == key_id, ApiKey.organisation_id == actor.organisation_id))
    if key is None:
        raise NotFound(f"no hay llave {key_id}", f"there is no key {key_id}")
    if key.revoked_at is None:
        key.revoked_at = now
        session.add(_event(actor, now, "key.revoked", key.id))
    session.commit()
    return key


def actor_of_key(session: Session, text: str, now: datetime) -> tuple[int, Actor] | None:
    """The key's id and who it speaks for, or None for a text that opens nothing."""
    key = session.scalar(select(ApiKey).where(ApiKey.key_hash == _hashed(text), ApiKey.revoked_at.is_(None)))
    if key is None:
        return None
    if key.last_used_at is None or now - key.last_used_at > _SEEN_EVERY:
        key.last_used_at = now
        session.commit()
    return key.id, Actor(None, key.name, key.organisation_id, Role.AUDITOR)


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _administers(actor: Actor) -> None:
    if actor.role not in ADMINS:
        raise Forbidden("solo la administración puede hacerlo", "only an administrator may do that")


def _event(actor: Actor, now: datetime, kind: str, key_id: int) -> Event:
    return Event(organisation_id=actor.organisation_id, user_id=actor.user_id, at=now, kind=kind, subject=str(key_id), detail={})
