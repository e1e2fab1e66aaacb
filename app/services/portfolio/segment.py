"""Put debts into their stage and their segment: all of them at once in the database, a few by what is known of each."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.organisation import Organisation
from app.models.person import Person
from app.models.portfolio import Segment
from app.operations.segments import Rule
from app.operations.segments_holds import holds
from app.operations.segments_parser import parse
from app.queries.collections.house_time import at_house
from app.queries.collections.segments_facts import facts_of
from app.queries.collections.segments_sql import condition, stage_sql
from app.services.portfolio.bulk_trust import hold, may_trust, unasked


def segments_of(session: Session, organisation_id: int) -> list[tuple[int, Rule]]:
    """The active segments in order, with their rules."""
    wanted = select(Segment.id, Segment.rule).where(Segment.organisation_id == organisation_id, Segment.active.is_(True))
    rows = session.execute(wanted.order_by(Segment.position, Segment.id)).tuples()
    return [(segment_id, parse(rule)) for segment_id, rule in rows]


def resegment(session: Session, debt_ids: Collection[int] | None, now: datetime, organisation_id: int | None = None) -> int:
    """Stage and segment anew; how many debts changed. `debt_ids` None: every debt (of one client where it is said).

    Called after each interaction, promise or payment with the debts it touches. The caller commits. `now` is aware.
    """
    if debt_ids is not None:
        return _few(session, debt_ids, now)
    clients = [organisation_id] if organisation_id is not None else session.scalars(select(Organisation.id)).all()
    return sum(_all(session, client, now) for client in clients)


def _all(session: Session, organisation_id: int, now: datetime) -> int:
    """One statement that works each debt out once; what does not change is not written."""
    now = at_house(session, organisation_id, now)
    segment, stage = _segment_sql(session, organisation_id, now).label("segment"), stage_sql(now).label("stage")
    found = select(Debt.id, segment, stage).join(Person).where(Debt.organisation_id == organisation_id)
    new = found.cte("new").prefix_with("MATERIALIZED")
    changed = or_(Debt.segment_id.is_distinct_from(new.c.segment), Debt.stage.is_distinct_from(new.c.stage))
    made = update(Debt).where(Debt.id == new.c.id, changed).values(segment_id=new.c.segment, stage=new.c.stage)
    db = session.connection()
    trusted = may_trust(db)
    if trusted:
        hold(db, "segment", f"organisation_id = {int(organisation_id)}")
    with unasked(db, trusted):
        done = session.execute(made, execution_options={"synchronize_session": False})
    count = int(done.rowcount)  # type: ignore[attr-defined]
    if count < 0:  # Python's sqlite3 counts no statement that begins with WITH
        count = int(session.scalar(select(func.changes())) or 0)
    session.expire_all()
    return count


def _segment_sql(session: Session, organisation_id: int, now: datetime) -> ColumnElement[int | None]:
    found = segments_of(session, organisation_id)
    over: ColumnElement[bool] = Debt.state.in_(("paid", "closed"))
    if not found:
        return literal(None, Debt.segment_id.type)
    return case((over, None), *((condition(rule, now), literal(segment_id)) for segment_id, rule in found), else_=None)


def _few(session: Session, debt_ids: Collection[int], now: datetime) -> int:
    session.flush()
    client = session.scalar(select(Debt.organisation_id).where(Debt.id.in_(list(debt_ids)[:1])))
    now = now if client is None else at_house(session, client, now)
    facts = facts_of(session, debt_ids, now)
    rules: dict[int, list[tuple[int, Rule]]] = {}
    changed = 0
    for debt in session.scalars(select(Debt).where(Debt.id.in_(facts))):
        if debt.organisation_id not in rules:
            rules[debt.organisation_id] = segments_of(session, debt.organisation_id)
        known = facts[debt.id]
        stage = known.values["stage"]
        here = rules[debt.organisation_id] if stage is not None else []
        segment = next((segment_id for segment_id, rule in here if holds(rule, known, now)), None)
        if (debt.stage, debt.segment_id) != (stage, segment):
            debt.stage, debt.segment_id = None if stage is None else str(stage), segment
            changed += 1
    session.flush()
    return changed
