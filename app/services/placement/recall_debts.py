"""Take debts back from a vendor, or move them to another.

A whole batch is recalled as it was placed, whatever it is made of: taking only some of it back would tell those apart that stay.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound
from app.models.debt import Debt
from app.models.placement import Placement as Stay
from app.services.money.take_payment import staff_only
from app.services.placement.place_debts import Placed, place_debts, vendor_of
from app.services.portfolio.segment import resegment
from app.services.recall_accounts import recall_accounts, recall_batch

_AT_ONCE = 500


def recall_debts(session: Session, actor: Actor, debt_ids: Collection[int], why: str, now: datetime) -> int:
    """Take these debts back; how many were placed. Twice is once. Commits."""
    staff_only(actor)
    ids, done = sorted(set(debt_ids)), 0
    for first in range(0, len(ids), _AT_ONCE):
        some = Stay.debt_id.in_(ids[first : first + _AT_ONCE])
        stays = _open(session, actor, some)
        recall_accounts(session, actor.organisation_id, [s.account_id for s in stays], now)
        _end(session, stays, why, now)
        done += len(stays)
    session.commit()
    return done


def recall_lot(session: Session, actor: Actor, vendor_id: int, batch: str, why: str, now: datetime) -> int:
    """Take a whole batch back; how many accounts were with the vendor. Twice is once. Commits."""
    staff_only(actor)
    if not why.strip():
        raise BadInput("escriba por qué se retira el lote", "write why the batch is recalled", "why")
    vendor = vendor_of(session, actor, vendor_id)
    ours = (Stay.vendor_id == vendor.id) & (Stay.batch == batch)
    if session.scalar(select(Stay.id).where(Stay.organisation_id == actor.organisation_id, ours).limit(1)) is None:
        raise NotFound(f"no hay lote {batch[:40]}", f"there is no batch {batch[:40]}")
    stays = _open(session, actor, ours)
    count = recall_batch(session, actor.organisation_id, vendor.id, batch, now)
    _end(session, stays, why, now)
    session.commit()
    return count


def rotate_lot(
    session: Session, actor: Actor, vendor_id: int, batch: str, to_vendor_id: int, new_batch: str, now: datetime
) -> Placed:
    """Take a batch back and give its debts to another vendor as a batch of their own. Commits."""
    to = vendor_of(session, actor, to_vendor_id)
    if to.id == vendor_id:
        raise BadInput("elija otro proveedor", "choose another vendor", "vendor")
    mine = (Stay.organisation_id == actor.organisation_id, Stay.vendor_id == vendor_id, Stay.batch == batch)
    ids = session.scalars(select(Stay.debt_id).where(*mine, Stay.recalled_at.is_(None))).all()
    if not ids:
        raise BadInput("el lote no tiene deudas asignadas", "the batch has no debts placed", "batch")
    recall_lot(session, actor, vendor_id, batch, f"→ {to.name}", now)
    return place_debts(session, actor, to.id, ids, new_batch, now)


def _open(session: Session, actor: Actor, which: object) -> Sequence[Stay]:
    wanted = select(Stay).where(Stay.organisation_id == actor.organisation_id, Stay.recalled_at.is_(None), which)  # type: ignore[arg-type]
    return session.scalars(wanted.order_by(Stay.debt_id).with_for_update()).all()


def _end(session: Session, stays: Sequence[Stay], why: str, now: datetime) -> None:
    ids = [s.debt_id for s in stays]
    for stay in stays:
        stay.recalled_at, stay.recalled_why = now, why.strip()[:200] or None
    for first in range(0, len(ids), _AT_ONCE):
        for debt in session.scalars(
            select(Debt).where(Debt.id.in_(ids[first : first + _AT_ONCE])).order_by(Debt.id).with_for_update()
        ):
            debt.placed_with, debt.updated_at = None, now
    resegment(session, ids, now)
