"""Ghosts never count: not in recovery, nor commissions, nor what goes to a bureau or to court.

To a vendor, while a wave runs, a statement that left ghosts out would point at them. So what a vendor is shown keeps them, marked
provisional for the client alone, and is settled without them at the reveal; bureau and court never get them, not even then.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from audit.data_file import Words
from audit.ghosts.guard import NotAllowed

Row = TypeVar("Row")


class Purpose(StrEnum):
    """What an export is for."""

    RECOVERY = "recovery"
    COMMISSION = "commission"
    BUREAU = "bureau"
    LEGAL = "legal"
    SCORECARD = "scorecard"
    WORKLIST = "worklist"


class Audience(StrEnum):
    """Who will see it."""

    CLIENT = "client"
    VENDOR = "vendor"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Export:
    """A way out for account rows, and what it is for."""

    name: str
    purpose: Purpose
    audience: Audience


EXPORTS: Final = (
    Export("recovery_kpis", Purpose.RECOVERY, Audience.CLIENT),
    Export("vendor_scorecard", Purpose.SCORECARD, Audience.CLIENT),
    Export("commission_settlement", Purpose.COMMISSION, Audience.CLIENT),
    Export("commission_statement", Purpose.COMMISSION, Audience.VENDOR),
    Export("recovery_statement", Purpose.RECOVERY, Audience.VENDOR),
    Export("vendor_worklist", Purpose.WORKLIST, Audience.VENDOR),
    Export("bureau_file", Purpose.BUREAU, Audience.OUTSIDE),
    Export("legal_referral", Purpose.LEGAL, Audience.OUTSIDE),
)


def counts(export: Export, ghost: bool, revealed: bool) -> bool:
    """Whether an account's row belongs in an export. Real accounts always; ghosts where their absence would tell a vendor."""
    if not ghost:
        return True
    return export.audience is Audience.VENDOR and not revealed and export.purpose not in (Purpose.BUREAU, Purpose.LEGAL)


def without_ghosts(
    export: Export, rows: Iterable[Row], account_of: Callable[[Row], str], ghosts: Collection[str], revealed: bool = False
) -> list[Row]:
    """The rows an export may hold, in their order. `ghosts` are account ids of every ghost ever planted, retired ones too."""
    known = frozenset(ghosts)
    return [row for row in rows if counts(export, account_of(row) in known, revealed)]


def check_export(export: Export, accounts: Sequence[str], ghosts: Collection[str], revealed: bool = False) -> None:
    """The last look before a file leaves. Raises NotAllowed with how many rows are ghosts', never which."""
    known = frozenset(ghosts)
    wrong = sum(not counts(export, account in known, revealed) for account in accounts)
    if wrong:
        words = Words(
            f"{export.name}: {wrong} filas son de fantasmas y no pueden salir; quítelas con without_ghosts",
            f"{export.name}: {wrong} rows are ghosts' and may not leave; take them out with without_ghosts",
        )
        raise NotAllowed(words.es, words.en)
