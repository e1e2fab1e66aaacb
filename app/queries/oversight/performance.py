"""The one predicate that keeps ghosts out of whatever counts performance: recovery, commissions, bureau files, legal stage."""

from sqlalchemy import ColumnElement, exists

from app.models import Account, Recording
from app.models.ghost import Ghost, Received


def is_real_account() -> ColumnElement[bool]:
    """True of an account whose debtor exists; put it in the WHERE of every figure about what a vendor recovers."""
    return ~exists().where(Ghost.account_id == Account.id)


def is_real_call() -> ColumnElement[bool]:
    """True of a recording that no ghost received; put it in the WHERE of every figure about how vendors perform."""
    return ~exists().where(Received.recording_id == Recording.id)
