"""What a vendor recorded of each ghost, out of its own log as reconciled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from audit.ghosts.lived import Ghost
from audit.ghosts.oracles import Recorded, RecordedPromise
from audit.ghosts.reconcile import Reconciliation
from audit.ghosts.reconcile_kinds import Difference
from audit.ghosts.vendor_log import Claimed


def recorded_of(
    found: Reconciliation, ghosts: Iterable[Ghost], begins: datetime, ends: datetime, promises_kept: bool = True
) -> Mapping[str, Recorded]:
    """By ghost id, for the ghosts the log knows. `begins` and `ends` are from when to when the log reaches.

    A row is dated by the contact it matches, else by its own corrected time. Ghosts absent from the log have no entry.
    """
    rows: dict[str, dict[int, Difference]] = defaultdict(dict)
    for one in found.differences:
        if one.row is not None:
            rows[one.ghost].setdefault(one.row.line, one)
    return {
        g.id: _recorded(rows[g.id].values(), g, begins, ends, promises_kept) for g in ghosts if g.id not in found.ghosts_absent
    }


def _recorded(rows: Iterable[Difference], ghost: Ghost, begins: datetime, ends: datetime, promises_kept: bool) -> Recorded:
    promises, disputes, texts = [], [], []
    for one in rows:
        row, at = one.row, one.contact.at if one.contact else one.logged_at
        if row is None:
            continue
        where = f"línea {row.line}"
        texts.append((where, row.result_text))
        if at is None:
            continue
        if row.claims_promise:
            promises.append(RecordedPromise(at, row.promise_amount, row.promise_due, None, where))
        if row.result is Claimed.DISPUTE:
            disputes.append((at, where))
    return Recorded(begins, ends, tuple(promises), tuple(disputes), tuple(texts), promises_kept)
