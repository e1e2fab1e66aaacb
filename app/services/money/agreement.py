"""The written agreement of a plan: set once in the person's language, stored, and never changed after."""

import io
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt
from app.models.ledger import Plan, Promise
from app.models.organisation import Organisation
from app.models.person import Person
from app.operations.offers import policy
from app.operations.plans_agreement import Agreed, agreement_page
from app.queries.collections.desk_clock import zone_of
from app.store import Store
from audit.data_file import Words
from reports.render.pdf import pdf
from reports.wording import wording

_LIMIT = 20 * 1024 * 1024


def agreement(session: Session, store: Store, actor: Actor, plan_id: int, now: datetime, lang: str | None = None) -> bytes:
    """The PDF. In the person's own language it is stored with the plan at the first time and comes from there ever after.

    Another `lang` is set for the reader and not kept. Commits where it stores. Raises NotFound, ReportError.
    """
    wanted = select(Plan, Debt, Person).join(Debt, Debt.id == Plan.debt_id).join(Person, Person.id == Debt.person_id)
    row = session.execute(wanted.where(Plan.id == plan_id, Debt.organisation_id == actor.organisation_id)).tuples().first()
    if row is None:
        raise NotFound(f"no hay plan {plan_id}", f"there is no plan {plan_id}")
    plan, debt, person = row
    own = "en" if person.language.startswith("en") else "es"
    if plan.agreement is not None and lang in (None, own):
        return store.path(plan.agreement).read_bytes()
    content = pdf(agreement_page(_agreed(session, actor, plan, debt, person), wording(lang or own, person.country)), plan.made_at)
    if plan.agreement is None and lang in (None, own):
        plan.agreement = store.put(io.BytesIO(content), ".pdf", _LIMIT, f"plan-{plan.id}.pdf").key
        session.commit()
    return content


def _agreed(session: Session, actor: Actor, plan: Plan, debt: Debt, person: Person) -> Agreed:
    promises = session.scalars(select(Promise).where(Promise.plan_id == plan.id).order_by(Promise.n)).all()
    form = policy().form(plan.offer)
    return Agreed(
        plan_id=plan.id,
        client=session.get_one(Organisation, actor.organisation_id).name,
        person=person.name,
        number=debt.number,
        product=debt.product,
        country=person.country,
        currency=debt.currency,
        balance_minor=debt.balance_minor,
        instalments=tuple((p.amount_minor, p.due_on) for p in promises),
        waives_minor=plan.waives_minor,
        grace_days=promises[0].grace_days,
        share_percent=promises[0].share_percent,
        means=promises[0].means,
        offer=form.says if form is not None else Words(plan.offer, plan.offer),
        made_at=plan.made_at.astimezone(zone_of(person)),
    )
