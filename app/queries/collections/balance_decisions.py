"""Decisions on where the next accounts go, newest first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.balance_decision import BalanceDecision
from app.queries.scorecard_rows import DecisionRow


def decisions(session: Session, actor: Actor, waiting: bool = False, most: int = 20) -> tuple[DecisionRow, ...]:
    """Of the actor's client; `waiting` leaves out those carried out."""
    wanted = select(BalanceDecision).where(BalanceDecision.organisation_id == actor.organisation_id)
    if waiting:
        wanted = wanted.where(BalanceDecision.done_at.is_(None))
    found = session.scalars(wanted.order_by(BalanceDecision.at.desc(), BalanceDecision.id).limit(most))
    return tuple(_row(made) for made in found)


def _row(made: BalanceDecision) -> DecisionRow:
    asked = made.asked
    return DecisionRow(
        id=made.id,
        who=made.who,
        at=made.at,
        month=made.month,
        segment=made.segment,
        source=asked.get("source"),
        target=asked.get("target"),
        move=int(asked.get("move") or 0),
        cap=asked.get("cap"),
        seen=tuple((row["name"], row["value"], row["span"]) for row in made.seen),
        text=made.text,
        done_at=made.done_at,
        done_by=made.done_by,
    )
