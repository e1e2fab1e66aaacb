"""Ask a vendor for a corrective plan, from a page or by key: its target is held against the measure as it stands now."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.models.correction import CorrectivePlan
from app.queries.collections.kpis import zone_of
from app.queries.oversight.comparisons import compared
from app.services.vendors.correct import NewPlan, plan_correction


def ask_plan(session: Session, actor: Actor, new: NewPlan, now: datetime) -> CorrectivePlan:
    """As `plan_correction`, with the measure of the last whole month that was compared. Commits."""
    return plan_correction(session, actor, replace(new, present=measure_now(session, actor, new, now)), now)


def measure_now(session: Session, actor: Actor, new: NewPlan, now: datetime) -> float | None:
    """The vendor's measure in the newest comparison of all accounts; None where it has none."""
    if new.measure is None or actor.role not in SCORECARD_READERS:
        return None
    today = now.astimezone(ZoneInfo(zone_of(session, actor))).date()
    made = compared(session, actor, None, "", today).made
    lines = (line for card in made.cards if card.vendor.key == str(new.vendor_id) for line in card.lines) if made else ()
    return next((line.value.value for line in lines if line.measure == new.measure), None)
