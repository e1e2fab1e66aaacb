"""The burn alarm on a simulated vendor: ghosts and the real accounts matched with them, both by the vendor's own log.

A set ends, for all its members, the day after the first of them asks to stop or disputes by that log, or pays by the client's
own books. It must be the first of any member: ended by what the ghost does, a set would hold ghosts that were still being
called and real accounts that no longer were, and the alarm would ring at nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from audit.ghosts.burn import Burn, burn_watch
from audit.ghosts.burn_counts import DayCounts, MatchedSet
from synthetic.bpos.conduct import WavePlan
from synthetic.bpos.rows import LogRow, VendorRows
from synthetic.bpos.words import Channel, Did

_ENDS = frozenset({"stop", "dispute"})
_FIRST_HOUR, _LAST_HOUR = 9, 18


def watched(plan: WavePlan, rows: VendorRows) -> Burn:
    """The alarm over the whole wave, ghosts named by account."""
    days = plan.weeks * 7
    pair = {account.account_id: account.pair for account in rows.accounts}
    real: dict[int, list[str]] = defaultdict(list)
    for account in rows.accounts:
        if not account.ghost:
            real[account.pair].append(account.account_id)
    sets = [MatchedSet(a.account_id, tuple(real[a.pair])) for a in rows.accounts if a.ghost]
    day_of = partial(_day, plan.first)
    ends = _ends(rows, pair, day_of)
    lived: list[dict[str, Counter[str]]] = [defaultdict(Counter) for _ in range(days)]
    for row in rows.log:
        id, day = row.row.account_id, day_of(row.row.at)
        if 0 <= day < min(days, ends.get(pair[id], days)):
            lived[day][id].update(_counted(row))
    return burn_watch(sets, [{id: DayCounts(**counts) for id, counts in each.items()} for each in lived], days)


def _ends(rows: VendorRows, pair: Mapping[str, int], day_of: partial[int]) -> dict[int, int]:
    """The first day of each set that no longer counts."""
    ends: dict[int, int] = {}
    for row in rows.log:
        if row.row.outcome in _ENDS:
            of = pair[row.row.account_id]
            ends[of] = min(ends.get(of, 9999), day_of(row.row.at) + 1)
    for act in rows.acts:
        if act.kind is Did.PAID:
            of = pair[act.account_id]
            ends[of] = min(ends.get(of, 9999), day_of(act.at))
    return ends


def _day(first: date, at: datetime) -> int:
    return (at.date() - first).days


def _counted(row: LogRow) -> dict[str, int]:
    odd = not _FIRST_HOUR <= row.row.at.hour < _LAST_HOUR
    return {"attempts": 1, "odd_hours": int(odd), "voice": int(row.row.channel is Channel.VOICE)}
