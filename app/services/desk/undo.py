"""Takes the last wrap-up back, as long as no other account was taken and nothing of it has left the house."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models.debt import Debt
from app.models.desk import DeskAgent, WorkItem
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Plan, Promise
from app.models.person import ContactPoint, Person
from app.queries.collections.seats import seat_of
from app.services.desk.take import LEASE
from app.services.money.make_plan import cancel_plan
from app.services.money.settle_promises import settle_debts


def undo(session: Session, actor: Actor, now: datetime) -> int:
    """The debt that is in the agent's hands again, as it was. Commits. Raises Conflict where there is nothing to take back."""
    seat_of(session, actor)
    agent = session.get_one(DeskAgent, actor.user_id, with_for_update=True, populate_existing=True)
    last = agent.last
    if not last:
        raise Conflict("ya no se puede deshacer: tomaste otra cuenta", "it cannot be undone any more: you took another account")
    item = session.get_one(WorkItem, last["debt_id"], with_for_update=True, populate_existing=True)
    if item.stands == "held":
        raise Conflict("otra persona ya tiene esa cuenta", "somebody else has that account by now")
    _take_again(item, last["item"], actor, now)
    interaction_id, kept = last["interaction"]
    _interaction_back(session, interaction_id, kept, now)
    if "grievance_id" in last:
        session.delete(session.get_one(Grievance, last["grievance_id"]))
    if "point" in last:
        point_id, standing = last["point"]
        session.get_one(ContactPoint, point_id).standing = standing
    if "person" in last:
        _person_back(session, item, last["person"])
    agent.last = None
    if "plan_id" in last:
        _cancel(session, actor, last["plan_id"], now)
    session.commit()
    return item.debt_id


def _take_again(item: WorkItem, before: dict[str, Any], actor: Actor, now: datetime) -> None:
    item.level, item.skill, item.appointment = before["level"], before["skill"], before["appointment"]
    item.ready_at = datetime.fromisoformat(before["ready_at"])
    item.stands, item.taken_by, item.taken_until = "held", actor.user_id, now + LEASE


def _interaction_back(session: Session, interaction_id: int, kept: dict[str, Any] | None, now: datetime) -> None:
    """A call that was made stays made; only how it ended is open again. One that was only noted is marked taken back."""
    row = session.get_one(Interaction, interaction_id)
    row.outcome, row.answered_by, row.right_party, row.wrap_up_s, row.changed_at = None, "none", None, None, now
    if kept is None:
        row.state, row.outcome = "failed", "taken_back"
    else:
        row.state, row.duration_s = kept["state"], kept["duration_s"]


def _cancel(session: Session, actor: Actor, plan_id: int, now: datetime) -> None:
    """The plan counts as never made; the one it replaced holds again."""
    replaced = session.get_one(Plan, plan_id).replaces_id
    cancel_plan(session, actor, plan_id, now)
    if replaced is None:
        return
    before = session.get_one(Plan, replaced)
    before.state, before.replaced_at = "open", None
    session.execute(update(Promise).where(Promise.plan_id == replaced, Promise.state == "replaced").values(state="open"))
    session.flush()
    settle_debts(session, actor.name, [before.debt_id], now)


def _person_back(session: Session, item: WorkItem, before: dict[str, Any]) -> None:
    person = session.get_one(Person, session.get_one(Debt, item.debt_id).person_id)
    person.cares, person.vulnerable = before["cares"], before["vulnerable"]
