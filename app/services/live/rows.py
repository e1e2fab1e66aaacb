"""The rows of live calls: opened, kept up to date, ended."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Db

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import LiveAlert, LiveCall, Vendor
from app.services.live.hello import Hello
from app.services.live.session import Alert, Session
from audit.live.tension import Base, Phrase

WORDS_KEPT = timedelta(hours=24)
_CALLS_OF_BASE = 60


def open_row(db: Db, actor: Actor, key_id: int | None, hello: Hello, now: datetime) -> LiveCall:
    """The row of a call: a new one, or the one that was interrupted. Raises NotFound or Conflict."""
    organisation_id = actor.organisation_id
    row = db.scalar(select(LiveCall).where(LiveCall.organisation_id == organisation_id, LiveCall.code == hello.code))
    if row is not None:
        if row.ended_at is not None:
            raise Conflict(
                f"la llamada {hello.code} ya terminó; use el código de la nueva",
                f"call {hello.code} is over; send the new one's code",
            )
        row.last_at = now
        db.commit()
        return row
    row = LiveCall(
        id=secrets.token_hex(16),
        organisation_id=organisation_id,
        vendor_id=_vendor(db, organisation_id, hello.vendor),
        key_id=key_id,
        code=hello.code,
        agent=hello.agent,
        desk=hello.desk,
        country=hello.country,
        lang=hello.lang,
        lanes=hello.wire.lanes,
        agent_lane=hello.agent_lane,
        abilities=list(hello.abilities),
        started_at=now,
        last_at=now,
    )
    db.add(row)
    _forget(db, organisation_id, now)
    db.commit()
    return row


def _vendor(db: Db, organisation_id: int, name: str | None) -> int | None:
    if name is None:
        return None
    found = db.scalar(select(Vendor.id).where(Vendor.organisation_id == organisation_id, Vendor.name == name))
    if found is None:
        raise NotFound(
            f"saludo: no hay proveedor {name!r} en este espacio", f"hello: there is no vendor {name!r} in this workspace"
        )
    return found


def _forget(db: Db, organisation_id: int, now: datetime) -> None:
    """Words of live calls go after a day: the recording's own transcript is what stays."""
    old = (LiveCall.organisation_id == organisation_id, LiveCall.last_at < now - WORDS_KEPT, LiveCall.heard_s > 0)
    db.execute(update(LiveCall).where(*old).values(turns=[], peaks=[]))


def base_of(db: Db, organisation_id: int, agent: str) -> Base:
    """The agent's usual manner, from how they spoke in their newest calls."""
    rows = db.scalars(
        select(LiveCall.manner)
        .where(LiveCall.organisation_id == organisation_id, LiveCall.agent == agent, LiveCall.ended_at.is_not(None))
        .order_by(LiveCall.started_at.desc())
        .limit(_CALLS_OF_BASE)
    ).all()
    return Base([[Phrase(p[0], (p[1], p[2], p[3], p[4])) for p in call] for call in reversed(rows)])


def save(db: Db, session: Session, now: datetime, ended: bool = False) -> None:
    """What the call has come to."""
    row = db.get(LiveCall, session.call_id)
    if row is None or row.ended_at is not None:
        return
    row.last_at, row.heard_s, row.behind_s = now, round(session.line.now_s, 2), round(session.behind_s, 1)
    row.state, row.turns = session.state, session.shown_turns()
    row.unheard = [stretch.row() for stretch in session.unheard]
    row.peaks, row.tension = [list(lane) for lane in session.line.peaks], list(session.tension)
    if ended:
        row.ended_at, row.behind_s = now, 0.0
        row.manner = [[round(v, 2) for v in (p.end_s, *p.values)] for p in session.phrases]
    db.commit()


def keep_alert(db: Db, session: Session, alert: Alert, now: datetime) -> LiveAlert:
    """The row of an alert."""
    row = LiveAlert(
        organisation_id=session.organisation_id,
        live_call_id=session.call_id,
        agent=session.hello.agent,
        kind=alert.kind,
        criterion=alert.criterion,
        at_s=round(alert.at_s, 2),
        end_s=round(alert.end_s, 2),
        quote=alert.quote,
        confidence=alert.confidence,
        state=alert.state,
        speaker_known=alert.speaker_known,
        made_at=now,
        judge=session.watch.judging.judge if alert.kind == "conduct" else None,
        rubric=session.watch.judging.rubric.id if alert.kind == "conduct" else None,
    )
    db.add(row)
    db.commit()
    return row
