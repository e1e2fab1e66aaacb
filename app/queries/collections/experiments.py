"""What is live in a segment and what was declared of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.strategy import Experiment, Strategy
from app.operations.arms import Arm
from app.operations.readout import Declared, Look, Outcome


def live_experiment(session: Session, segment_id: int) -> Experiment | None:
    """What is live in the segment now."""
    return session.scalar(select(Experiment).where(Experiment.segment_id == segment_id, Experiment.live_to.is_(None)))


def arms_of(session: Session, experiment: Experiment) -> tuple[tuple[Strategy, ...], tuple[Arm, ...]]:
    """Its strategies, the champion first, and their shares in the order people are drawn."""
    rows = in_order(experiment, session.scalars(select(Strategy).where(Strategy.seed == experiment.seed)))
    return rows, tuple(Arm(row.id, row.share_percent) for row in rows)


def in_order(experiment: Experiment, rows: Iterable[Strategy]) -> tuple[Strategy, ...]:
    """As it was launched, the champion first; tests from before that was kept, and people drawn in them: the first made first."""
    launched = list((experiment.declared or {}).get("arms", ()))
    return tuple(sorted(rows, key=lambda row: (launched.index(row.id) if row.id in launched else len(launched), row.id)))


def live_experiments(session: Session, organisation_id: int) -> Sequence[Experiment]:
    """Every one of a client, by segment."""
    wanted = select(Experiment).where(Experiment.organisation_id == organisation_id, Experiment.live_to.is_(None))
    return session.scalars(wanted.order_by(Experiment.segment_id)).all()


def declared_document(declared: Declared) -> dict[str, Any]:
    """A declaration as it is kept."""
    return {
        "outcome": declared.outcome.value,
        "look": declared.look.value,
        "begins_on": declared.begins_on.isoformat(),
        "enrol_days": declared.enrol_days,
        "window_days": declared.window_days,
        "people": declared.people,
        "detectable": declared.detectable,
        "alpha": declared.alpha,
        "power": declared.power,
    }


def declared_of(document: Mapping[str, Any] | None) -> Declared | None:
    """The declaration that was kept."""
    if document is None:
        return None
    return Declared(
        outcome=Outcome(document["outcome"]),
        look=Look(document["look"]),
        begins_on=date.fromisoformat(document["begins_on"]),
        enrol_days=int(document["enrol_days"]),
        window_days=int(document["window_days"]),
        people=int(document["people"]),
        detectable=document["detectable"],
        alpha=float(document["alpha"]),
        power=float(document["power"]),
    )
