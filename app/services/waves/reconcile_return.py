"""A vendor's monthly return held against what its ghosts lived: the file it gave the operation, read by oversight."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.organisation import Vendor
from app.models.vendor_return import VendorReturn
from app.models.wave_finding import VendorLog
from app.services.unpack import Given
from app.services.waves.reconcile_log import reconcile_log
from app.store import Store


def reconcile_return(session: Session, store: Store, actor: Actor, wave_id: str, return_id: str, now: datetime) -> VendorLog:
    """Reconcile a return as a log of the wave; the vendor hears nothing of it. The same return again is the same log, read anew.

    Raises NotFound for a return that is not the client's or was withdrawn, or a vendor that is not in the wave; BadInput.
    """
    wanted = select(VendorReturn, Vendor.name).join(Vendor, Vendor.id == VendorReturn.vendor_id)
    mine = (VendorReturn.id == return_id, VendorReturn.organisation_id == actor.organisation_id)
    row = session.execute(wanted.where(*mine, VendorReturn.withdrawn_at.is_(None))).first()
    if row is None:
        raise NotFound(f"no hay archivo {return_id[:40]}", f"there is no file {return_id[:40]}")
    back, vendor = row
    with store.path(back.stored).open("rb") as stream:
        return reconcile_log(session, store, actor, wave_id, vendor, Given(back.file, stream), now)
