"""Take accounts back from a vendor: whatever the reason, this is all that it sees of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.models.account import Account


def recall_accounts(session: Session, organisation_id: int, account_ids: Sequence[str], now: datetime) -> int:
    """Recall those that are placed; how many were. The caller commits."""
    placed = (Account.organisation_id == organisation_id, Account.id.in_(list(account_ids)), Account.recalled_at.is_(None))
    done = session.execute(update(Account).where(*placed).values(recalled_at=now))
    return done.rowcount if isinstance(done, CursorResult) else 0


def recall_batch(session: Session, organisation_id: int, vendor_id: int, batch: str, now: datetime) -> int:
    """Recall a whole batch, as it was placed; how many were still there. The caller commits."""
    placed = (Account.organisation_id == organisation_id, Account.vendor_id == vendor_id, Account.batch == batch)
    done = session.execute(update(Account).where(*placed, Account.recalled_at.is_(None)).values(recalled_at=now))
    return done.rowcount if isinstance(done, CursorResult) else 0
