"""The vendors' minutes that a wave takes: counted from what was lived, and a limit that nothing new may pass."""

from decimal import ROUND_CEILING, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.ghost import GhostAct, Received
from app.models.wave import Wave

ANSWERED = ("debtor", "third_party")
SPOKEN = ("voice", "visit")
_TENTH = Decimal("0.1")


def minutes_used(session: Session, wave_id: str) -> Decimal:
    """Agent minutes spent: every answered call or visit that reached a ghost, to the tenth, rounded up."""
    seconds = session.scalar(
        select(func.sum(Received.duration_s)).where(
            Received.wave_id == wave_id, Received.answered_by.in_(ANSWERED), Received.channel.in_(SPOKEN)
        )
    )
    return (Decimal(str(seconds or 0)) / 60).quantize(_TENTH, ROUND_CEILING)


def minutes_promised(session: Session, wave_id: str) -> Decimal:
    """Minutes that acts still to come will take."""
    wanted = select(GhostAct.minutes).where(
        GhostAct.wave_id == wave_id, GhostAct.state == "scheduled", GhostAct.minutes.is_not(None)
    )
    return sum((m for m in session.scalars(wanted) if m is not None), Decimal(0))


def minutes_left(session: Session, wave: Wave) -> Decimal:
    """What may still be planned; negative once the budget is overdrawn."""
    return wave.budget_minutes - minutes_used(session, wave.id) - minutes_promised(session, wave.id)
