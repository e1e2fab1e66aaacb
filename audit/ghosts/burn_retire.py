"""Which ghosts are retired once they may have been noticed, and what that does to a vendor's outcomes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.ghosts.burn import Burn
from audit.ghosts.rates import Outcome


class Cause(StrEnum):
    """Why a ghost is retired."""

    NAMED = "named"
    OWN_EVIDENCE = "own_evidence"
    VENDOR_ALARM = "vendor_alarm"


@dataclass(frozen=True, slots=True)
class Retired:
    """A ghost that goes no further, and why."""

    ghost: str
    cause: Cause


def to_retire(burn: Burn, named: Collection[str] = ()) -> tuple[Retired, ...]:
    """Who is retired now.

    `named` were told to their face (an agent asked whether this is a test). A ghost whose own e-value reaches the threshold is
    retired alone, which takes at least 19 matched accounts. The vendor's alarm retires all of its ghosts: it says that some were
    noticed, not which.
    """
    out = []
    for ghost, own in burn.own:
        if ghost in named:
            out.append(Retired(ghost, Cause.NAMED))
        elif own >= burn.threshold:
            out.append(Retired(ghost, Cause.OWN_EVIDENCE))
        elif burn.alarm_day is not None:
            out.append(Retired(ghost, Cause.VENDOR_ALARM))
    return tuple(out)


def after_retiring(outcomes: Sequence[Outcome], retired: Sequence[Retired]) -> tuple[Outcome, ...]:
    """Outcomes with the retired unknown, except those mistreated before: what happened, happened.

    From then on the interval of `audit.ghosts.rates` covers both ends for them: such a vendor can be accused, hardly cleared.
    """
    gone = {r.ghost for r in retired}
    return tuple(replace(o, mistreated=None) if o.ghost in gone and o.mistreated is not True else o for o in outcomes)
