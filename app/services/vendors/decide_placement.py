"""An executive decides where the next accounts go; whoever places accounts says when it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import BALANCE_DECIDERS, MANAGERS, Actor
from app.errors import BadInput, Forbidden, NotFound
from app.models import Organisation
from app.models.balance_decision import BalanceDecision
from app.queries.collections.decision_books import decision_books
from app.queries.decision_rows import NOTHING

MAX_TEXT = 4000
_TWICE = timedelta(minutes=10)
"""The same words of the same person within it are one click made twice."""


def decide_placement(
    session: Session,
    actor: Actor,
    month: date,
    segment: str,
    asked: Mapping[str, Any],
    seen: Sequence[Mapping[str, Any]],
    text: str,
    now: datetime,
) -> BalanceDecision:
    """Keep who decided what, when, on which figures; the same sent twice is one. Commits.

    Raises Forbidden, BadInput without a reason or anything asked.
    """
    if actor.role not in BALANCE_DECIDERS:
        raise Forbidden("su función no decide asignaciones", "your role does not decide placements")
    words = text.replace("\x00", "").strip()
    if not 1 <= len(words) <= MAX_TEXT:
        raise BadInput(f"escriba por qué (hasta {MAX_TEXT} letras)", f"write why (up to {MAX_TEXT} letters)", "text")
    if not asked.get("move") and not asked.get("cap"):
        raise BadInput("elija mover cuentas o poner un tope", "choose to move accounts or to set a cap", "move")
    session.execute(select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update())
    mine = (BalanceDecision.organisation_id == actor.organisation_id, BalanceDecision.user_id == actor.user_id)
    same = (BalanceDecision.month == month, BalanceDecision.segment == segment[:80], BalanceDecision.text == words)
    since = select(BalanceDecision).where(*mine, *same, BalanceDecision.at > now - _TWICE, BalanceDecision.done_at.is_(None))
    for known in session.scalars(since.order_by(BalanceDecision.at.desc())):
        if known.asked == dict(asked):
            return known
    made = BalanceDecision(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        month=month,
        segment=segment[:80],
        asked=dict(asked),
        seen=[dict(row) for row in seen],
        text=words,
        user_id=actor.user_id,
        who=actor.name,
        at=now,
    )
    session.add(made)
    session.commit()
    return made


def carry_out(session: Session, actor: Actor, decision_id: str, why: str, now: datetime) -> BalanceDecision:
    """Say that a decision was carried out, with what the books show of it; twice is once. Commits.

    Where they show nothing, `why` is the reason it is marked by all the same. Raises Forbidden, NotFound, BadInput.
    """
    if actor.role not in MANAGERS:
        raise Forbidden("solo la operación asigna cuentas", "only the operation places accounts")
    wanted = select(BalanceDecision).where(
        BalanceDecision.id == decision_id, BalanceDecision.organisation_id == actor.organisation_id
    )
    made = session.scalar(wanted.with_for_update())
    if made is None:
        raise NotFound("no hay tal decisión", "there is no such decision")
    if made.done_at is None:
        books, words = decision_books(session, made, now), why.replace("\x00", "").strip()
        if books.standing == NOTHING and not 3 <= len(words) <= MAX_TEXT:
            raise BadInput(
                f"los libros no muestran nada de esta decisión: escriba por qué la da por ejecutada (de 3 a {MAX_TEXT} letras)",
                f"the books show nothing of this decision: write why you call it carried out (3 to {MAX_TEXT} letters)",
                "why",
            )
        made.done_at, made.done_by = now, actor.name
        made.done_books, made.done_why = asdict(books), words if books.standing == NOTHING else None
    session.commit()
    return made
