"""One way to make the row of a call that comes in, with a sound or in writing, and the vendor it is of."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Recording, Run, Vendor
from app.queries.rows import CallState
from app.services.facts import Facts


def new_recording(
    run: Run, file: str, code: str, facts: Facts, vendor_id: int | None, sha256: str, size_bytes: int, now: datetime
) -> Recording:
    """A call of a run that waits, not added to a session yet; `facts` are what is known of it."""
    account, offset = facts.account, facts.called_at.utcoffset() if facts.called_at else None
    return Recording(
        id=uuid4().hex,
        organisation_id=run.organisation_id,
        run_id=run.id,
        vendor_id=vendor_id,
        file=file[:500],
        sha256=sha256,
        size_bytes=size_bytes,
        stored="",
        code=code[:200],
        agent=facts.agent,
        agent_channel=facts.agent_channel,
        country=facts.country,
        lang=facts.lang,
        called_at=facts.called_at,
        called_offset_min=None if offset is None else int(offset.total_seconds() // 60),
        debtor=account.debtor,
        creditor=account.creditor,
        agency=account.agency,
        product=account.product,
        amount=account.amount,
        currency=account.currency,
        due_date=account.due_date,
        added_at=now,
        state=CallState.WAITING.value,
    )


class VendorsByName:
    """The organisation's vendors by name, made when first met."""

    def __init__(self, session: Session, organisation_id: int) -> None:
        self._session, self._organisation_id = session, organisation_id
        self._ids: dict[str, int] = {}

    def id_of(self, name: str | None) -> int | None:
        """Its id; None where nobody is named."""
        if name is None:
            return None
        if name not in self._ids:
            found = select(Vendor).where(Vendor.organisation_id == self._organisation_id, Vendor.name == name)
            vendor = self._session.scalar(found)
            if vendor is None:
                vendor = Vendor(organisation_id=self._organisation_id, name=name)
                self._session.add(vendor)
                self._session.flush()
            self._ids[name] = vendor.id
        return self._ids[name]
