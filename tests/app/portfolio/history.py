"""Debts with every kind of history, drawn at random: for rules, segments and the worklist."""

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.models import ContactPoint, Debt, Entry, Grievance, Interaction, Payment, Person, Plan, Promise, Vendor
from tests.app.portfolio.world import NOW, TODAY

_PLACES = (
    ("CL", "CLP", "CL-RM", "America/Santiago", "Ñuñoa"),
    ("PE", "PEN", "PE-LIM", "America/Lima", "Lima"),
    ("KW", "KWD", None, None, None),
)


def draw(db: Session, organisation_id: int, count: int, seed: int) -> None:
    """`count` debts of about two thirds as many people."""
    dice = random.Random(seed)
    vendor = Vendor(organisation_id=organisation_id, name=f"Vendor {seed}")
    db.add(vendor)
    db.flush()
    people = [_person(db, organisation_id, dice, n) for n in range(max(1, count * 2 // 3))]
    for n in range(count):
        person, currency = dice.choice(people)
        due = dice.choice(
            [None, TODAY + timedelta(days=3), TODAY, *(TODAY - timedelta(days=dice.randrange(1, 400)) for _ in range(4))]
        )
        balance = dice.choice([0, 1, 100_000, 99_999, 1_000_000, dice.randrange(5_000_000)])
        debt = Debt(
            organisation_id=organisation_id,
            person_id=person.id,
            number=f"N{seed}-{n}",
            product=dice.choice([None, "Tarjeta", "tarjeta", "consumo", "crédito"]),
            currency=dice.choice([currency, "CLF"]),
            opened_on=dice.choice([None, TODAY - timedelta(days=dice.randrange(0, 800))]),
            balance_minor=balance,
            overdue_minor=dice.choice([0, balance]),
            oldest_due_on=due,
            risk=dice.choice([None, 0.0, 0.5, 0.7, dice.randrange(21) / 20]),
            state=dice.choice(["open", "open", "open", "paid", "charged_off", "legal", "closed"]),
            placed_with=dice.choice([None, None, None, vendor.id]),
            extra={},
            updated_at=NOW,
        )
        db.add(debt)
        db.flush()
        _money(db, organisation_id, debt, dice)
        if dice.random() < 0.15:
            _grievance(db, organisation_id, debt, dice)
    db.commit()


def _person(db: Session, organisation_id: int, dice: random.Random, n: int) -> tuple[Person, str]:
    country, currency, part, zone, city = dice.choice(_PLACES)
    person = Person(
        organisation_id=organisation_id,
        country=country,
        name=f"Persona {n}",
        zone=zone,
        subdivision=part,
        city=city,
        language=dice.choice(["es", "en"]),
        vulnerable=dice.random() < 0.2,
        cares=[],
        paid_on_day=dice.choice([None, 15]),
        updated_at=NOW,
    )
    db.add(person)
    db.flush()
    for kind, value, mobile in (("phone", f"+5698{n:07d}", dice.choice([True, False, None])), ("email", f"p{n}@x.example", None)):
        if dice.random() < 0.7:
            standing = dice.choice(["good", "unverified", "wrong", "bounced"])
            more = {"mobile": mobile, "standing": standing, "source": "test", "learned_at": NOW}
            db.add(ContactPoint(person_id=person.id, kind=kind, value=value, **more))
    for _ in range(dice.randrange(5)):
        _contact(db, organisation_id, person, dice)
    return person, currency


def _contact(db: Session, organisation_id: int, person: Person, dice: random.Random) -> None:
    outcome: dict[str, Any] = {
        "answered_by": dice.choice(["debtor", "third_party", "none"]),
        "right_party": dice.choice([None, True, False]),
    }
    db.add(
        Interaction(
            organisation_id=organisation_id,
            person_id=person.id,
            channel=dice.choice(["voice", "sms", "whatsapp", "email"]),
            direction=dice.choice(["outbound", "outbound", "inbound"]),
            state=dice.choice(["done", "sent", "replied", "refused", "failed", "cleared"]),
            at=NOW - timedelta(days=dice.randrange(60), hours=dice.randrange(24)),
            changed_at=NOW,
            **outcome,
        )
    )


def _money(db: Session, organisation_id: int, debt: Debt, dice: random.Random) -> None:
    if dice.random() < 0.3:
        day = TODAY - timedelta(days=dice.randrange(40))
        entry = Entry(debt_id=debt.id, kind="payment", booked_on=day, at=NOW, who="test")
        db.add(entry)
        db.flush()
        bounced = entry.id if dice.random() < 0.3 else None
        told = {
            "amount_minor": 5,
            "paid_on": day,
            "reference": f"r{debt.id}",
            "entry_id": entry.id,
            "reversed_by": bounced,
            "at": NOW,
        }
        db.add(Payment(organisation_id=organisation_id, debt_id=debt.id, **told))
    if dice.random() < 0.4:
        made = datetime.combine(TODAY - timedelta(days=dice.randrange(40)), time(12), UTC)
        state = dice.choice(["open", "kept", "broken", "cancelled"])
        plan = Plan(debt_id=debt.id, offer="full", channel="voice", total_minor=5, state=state, made_at=made, made_by="test")
        db.add(plan)
        db.flush()
        due = TODAY + timedelta(days=dice.randrange(-30, 5))
        settled = None if state == "open" else due
        more = {"n": 1, "amount_minor": 5, "due_on": due, "state": state, "settled_on": settled}
        db.add(Promise(plan_id=plan.id, debt_id=debt.id, **more))


def _grievance(db: Session, organisation_id: int, debt: Debt, dice: random.Random) -> None:
    more = {
        "kind": dice.choice(["dispute", "complaint"]),
        "topic": "amount",
        "text": "no",
        "state": dice.choice(["open", "rejected"]),
    }
    whose = dice.choice([debt.id, None])
    db.add(Grievance(organisation_id=organisation_id, person_id=debt.person_id, debt_id=whose, opened_at=NOW, **more))
