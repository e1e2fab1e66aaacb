"""A team's rate of a criterion, kept by the calls it is of: every page of the team's agents asks for the same ones."""

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

from app.queries.oversight.coaching.facts import SeenCall
from audit.coaching.calls import Side
from audit.coaching.fair import TeamRate, team_rate

_MOST = 1000
_kept: OrderedDict[bytes, TeamRate] = OrderedDict()
_lock = Lock()


def rate_of(calls: Sequence[SeenCall]) -> TeamRate:
    """What `team_rate` says of these calls; it says the same of the same calls, so that nothing here grows old."""
    key = blake2b(repr([(c.agent, c.good, c.checked, c.given) for c in calls]).encode(), digest_size=24).digest()
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = team_rate([c.on(Side.BEFORE) for c in calls])
    with _lock:
        _kept[key] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made
