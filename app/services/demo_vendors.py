"""The demo's vendors over six months, told to the application through the services people use; made the first time.

The world and its truth are `synthetic.vendors.demo_world`. Stopped halfway it goes on: everything told twice is told once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.channels.shape import Received
from app.db import Database
from app.errors import BadInput
from app.models.correction import CorrectivePlan
from app.models.debt import Debt
from app.models.organisation import Vendor
from app.models.person import ContactPoint
from app.models.placement import Placement
from app.models.portfolio import PortfolioLoad
from app.models.survey import Survey
from app.services.demo_contracts import Holding, hold_to_contracts, table, take_surveys
from app.services.demo_operation import HERE, LIMIT
from app.services.desk.grievances import open_grievance
from app.services.money.load_payments import load_payments
from app.services.outreach.hear import receive
from app.services.placement.contracts import set_contract
from app.services.placement.place_debts import place_debts
from app.services.placement.recall_debts import recall_debts
from app.services.portfolio.loads import ask, take_file
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.run_load import run_load
from app.services.portfolio.segment import resegment
from app.services.vendors.take_return import take_return
from app.store import Store
from audit.contacts.contact import Channel
from synthetic.debts import HEADER
from synthetic.vendors.demo_shapes import DemoContact, DemoMonth
from synthetic.vendors.demo_truth import DemoVendor, demo_vendors
from synthetic.vendors.demo_world import demo_world

_STOP = "No me contacten más, por favor."
_LOG = (
    *("contact_id", "debtor_id", "account_id", "vendor", "country", "timezone", "channel", "direction", "at", "outcome"),
    *("answered_by", "duration_s", "template", "promise_amount", "promise_date"),
)


@dataclass(slots=True)
class Telling:
    """Who tells the world to whom. `ids` are debts by number, `vendors` ids by name."""

    database: Database
    store: Store
    manager: Actor
    now: datetime
    ids: dict[str, int]
    people: dict[str, int]
    vendors: dict[str, int]

    def at(self, day: date, hour: int) -> datetime:
        """That hour of a day here, or now if that is yet to come."""
        return min(self.now, datetime.combine(day, time(hour), HERE))


def prepare_vendors(
    database: Database,
    store: Store,
    manager: Actor,
    auditor: Actor,
    now: datetime,
    size: float,
    begin: Callable[[int], Callable[[str], None]],
) -> None:
    """Accounts, placements, payments, logs, complaints, requests; `begin` gets the months and gives what to call after each."""
    months = demo_world(now.astimezone(HERE).date(), size)
    if _done(database, manager):
        return
    step = begin(len(months))
    telling = Telling(database, store, manager, now, {}, {}, _vendors(database, manager, months[0].first))
    for month in months:
        if _told(telling, month):
            step(f"{month.first:%Y-%m}")
            continue
        _load(telling, month)
        _place(telling, month)
        _pay(telling, month)
        _speak(telling, month)
        _return(telling, month)
        take_surveys(database, manager, month, now)
        step(f"{month.first:%Y-%m}")
    hold_to_contracts(Holding(database, store, manager, auditor, now, telling.vendors), months[0].first, months[-1])
    with database.writing() as session:
        resegment(session, None, now, manager.organisation_id)
        session.commit()
        prioritise(session, manager.organisation_id, now)
        session.commit()


def _done(database: Database, manager: Actor) -> bool:
    """Whether the last thing told, the corrective plan, is there."""
    with database.reading() as session:
        mine = select(CorrectivePlan.id).where(CorrectivePlan.organisation_id == manager.organisation_id)
        return session.scalar(mine.limit(1)) is not None


def _told(telling: Telling, month: DemoMonth) -> bool:
    """Whether the last thing of a month, what people answered, is there."""
    first, after = telling.at(month.first, 0), telling.at(month.last + timedelta(days=1), 0)
    mine = select(Survey.id).where(Survey.organisation_id == telling.manager.organisation_id)
    with telling.database.reading() as session:
        return session.scalar(mine.where(Survey.asked_at >= first, Survey.asked_at < after).limit(1)) is not None


def _vendors(database: Database, manager: Actor, since: date) -> dict[str, int]:
    """Ids by name, with the terms each is paid by."""
    ids = {}
    with database.writing() as session:
        for vendor in demo_vendors():
            mine = select(Vendor).where(Vendor.organisation_id == manager.organisation_id, Vendor.name == vendor.name)
            row = session.scalar(mine)
            if row is None:
                row = Vendor(organisation_id=manager.organisation_id, name=vendor.name)
                session.add(row)
                session.commit()
            ids[vendor.name] = row.id
            signed = datetime.combine(since - timedelta(days=10), time(10), HERE)
            set_contract(session, manager, row.id, terms_of(vendor), since - timedelta(days=1), signed)
    return ids


def terms_of(vendor: DemoVendor) -> dict[str, object]:
    """Its contract: a rate to 30 days overdue, another after."""
    early, late = vendor.commission["temprana"], vendor.commission["tardía"]
    bands = [{"percent": early, "days_from": 0, "days_to": 30}, {"percent": late, "days_from": 31, "days_to": None}]
    return {"currency": "CLP", "bands": bands, "tail_days": 0, "began_days": vendor.began_days}


def _load(telling: Telling, month: DemoMonth) -> None:
    at = telling.at(month.first, 7)
    file = table(f"cartera-proveedores-{month.first:%Y-%m}.csv", HEADER, month.rows, ";")
    with telling.database.writing() as session:
        load = take_file(session, telling.store, telling.manager, file, "CL", LIMIT, at)
        ask(session, telling.manager, load.id, "load", at, lambda _id: None)
        load_id = load.id
    run_load(telling.database, telling.store, load_id, lambda: at)
    with telling.database.reading() as session:
        loaded = session.get_one(PortfolioLoad, load_id)
        if loaded.state != "loaded":
            why = loaded.problem
            raise BadInput(f"la cartera de {month.first:%Y-%m} no se cargó: {why}", f"{month.first:%Y-%m} did not load: {why}")
        mine = select(Debt.number, Debt.id, Debt.person_id).where(Debt.organisation_id == telling.manager.organisation_id)
        for number, id, person in session.execute(mine).tuples():
            telling.ids[number], telling.people[number] = id, person


def _place(telling: Telling, month: DemoMonth) -> None:
    """On the first day of the month everybody's accounts go round, by lot; those that went already stay."""
    at = telling.at(month.first, 9)
    going = [telling.ids[number] for numbers in month.given.values() for number in numbers]
    with telling.database.writing() as session:
        if (
            session.scalar(select(Placement.id).where(Placement.debt_id.in_(going[:500]), Placement.placed_at == at).limit(1))
            is None
        ):
            recall_debts(session, telling.manager, going, "Rotación mensual", telling.at(month.first, 8))
        for name, numbers in month.given.items():
            ids = [telling.ids[number] for number in numbers]
            if ids:
                place_debts(session, telling.manager, telling.vendors[name], ids, month.first.isoformat(), at)


def _pay(telling: Telling, month: DemoMonth) -> None:
    rows = [(p.reference, p.number, str(p.amount), p.day.isoformat()) for p in month.payments]
    file = table(f"pagos-{month.first:%Y-%m}.csv", ("reference", "account", "amount", "paid_on"), rows)
    with telling.database.writing() as session:
        booked = load_payments(session, telling.manager, file, telling.at(max(p.day for p in month.payments), 21), all_days=True)
    if booked.rejected:
        why = booked.rejected[0].why
        raise BadInput(f"pagos de {month.first:%Y-%m}: {why.es}", f"payments of {month.first:%Y-%m}: {why.en}")


def _speak(telling: Telling, month: DemoMonth) -> None:
    """What people told the client itself: complaints, and that they want no more contact."""
    with telling.database.writing() as session:
        for said in month.complaints:
            person, debt = telling.people[said.number], telling.ids[said.number]
            open_grievance(session, telling.manager, person, debt, "complaint", said.topic, said.text, said.at)
        for stop in month.stops:
            phone = _phone(session, telling.people[stop.number])
            if phone is not None:
                told = Received(f"demo-{stop.number}-{stop.at:%y%m%d%H%M}", phone, _STOP, stop.at)
                receive(session, Channel.WHATSAPP, told, stop.at)
        session.commit()


def _phone(session: Session, person_id: int) -> str | None:
    mine = select(ContactPoint.value).where(ContactPoint.person_id == person_id, ContactPoint.kind == "phone")
    return session.scalar(mine.order_by(ContactPoint.id).limit(1))


def _return(telling: Telling, month: DemoMonth) -> None:
    """Each vendor's log of the month, handed in on the second day of the next."""
    at = telling.at(month.last + timedelta(days=2), 10)
    for name, contacts in month.contacts.items():
        if contacts:
            file = table(
                f"gestiones-{name.replace(' ', '-').lower()}-{month.first:%Y-%m}.csv", _LOG, (_row(name, c) for c in contacts)
            )
            with telling.database.writing() as session:
                take_return(session, telling.store, telling.manager, telling.vendors[name], file, at)


def _row(vendor: str, c: DemoContact) -> Sequence[str]:
    amount, due = c.promise or ("", None)
    return (
        *(c.id, c.number, c.number, vendor, "CL", "America/Santiago", c.channel, "outbound", c.at.isoformat(), c.outcome),
        *(
            c.answered_by,
            "" if c.duration_s is None else str(c.duration_s),
            c.template,
            str(amount),
            due.isoformat() if due else "",
        ),
    )
