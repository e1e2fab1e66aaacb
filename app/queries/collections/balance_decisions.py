"""Decisions on where the next accounts go, newest first, with what the books show of each."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.balance_decision import BalanceDecision
from app.queries.collections.decision_books import books_from, decision_books
from app.queries.decision_rows import DecisionRow, Seen


def decisions(session: Session, actor: Actor, now: datetime, waiting: bool = False, most: int = 20) -> tuple[DecisionRow, ...]:
    """Of the actor's client; `waiting` leaves out those carried out."""
    wanted = select(BalanceDecision).where(BalanceDecision.organisation_id == actor.organisation_id)
    if waiting:
        wanted = wanted.where(BalanceDecision.done_at.is_(None))
    found = session.scalars(wanted.order_by(BalanceDecision.at.desc(), BalanceDecision.id).limit(most)).all()
    return tuple(_row(session, made, now) for made in found)


def _row(session: Session, made: BalanceDecision, now: datetime) -> DecisionRow:
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
        seen=tuple(Seen(row["name"], row["value"], row["span"], row.get("told")) for row in made.seen),
        text=made.text,
        done_at=made.done_at,
        done_by=made.done_by,
        books=decision_books(session, made, now) if made.done_at is None else books_from(made.done_books),
        by_word=made.done_why,
    )
