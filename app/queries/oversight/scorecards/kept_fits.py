"""What was expected of accounts, kept for the pages of the same accounts: the model is fitted once, not at every page."""

from collections import OrderedDict
from dataclasses import dataclass, field, fields
from hashlib import sha256
from threading import Lock

from reports.scorecards.adjusted import Expected, expected_each
from reports.scorecards.facts import Accounts


@dataclass(slots=True)
class KeptFits:
    """The newest `most` fits, by the accounts themselves: a payment booked since is another fit. Threads may share it."""

    most: int = 6
    _kept: OrderedDict[bytes, Expected] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def expected(self, accounts: Accounts, vendors: int) -> Expected:
        """What `expected_each` says of them; its arrays may not be written to."""
        key = _mark(accounts, vendors)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = expected_each(accounts, vendors)[1]
        made.amount.flags.writeable = made.weight.flags.writeable = False
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made


def _mark(accounts: Accounts, vendors: int) -> bytes:
    told = sha256(f"{vendors}".encode())
    for column in fields(Accounts):
        values = getattr(accounts, column.name)
        told.update(f"|{column.name}:{values.dtype}:{values.size}|".encode())
        told.update(values.tobytes())
    return told.digest()
