"""The agent desk of the design picture f: Saturday 16 May 2026, 10:18 in Temuco, Jorge Almonacid and who comes after him."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import Database
from app.models import User
from app.models.debt import Debt, DebtCase, Instalment
from app.models.desk import DeskAgent, WorkItem
from app.models.interaction import Interaction
from app.models.ledger import Entry, Payment, Plan, Promise
from app.models.person import ContactPoint, Person
from app.queries.rows import Role
from app.services.users import NewUser, first_admin

PICTURE_NOW = datetime(2026, 5, 16, 14, 18, tzinfo=UTC)
PASSWORD = "una clave bien larga"
_REASONS: list[dict[str, Any]] = [
    {"kind": "payday", "es": "Cobra el día 15 y hoy es 16", "en": "Is paid on the 15th and today is the 16th"},
    {"kind": "answers", "es": "Contesta los sábados entre 10 y 12 (4 de 5)", "en": "Answers on Saturdays from 10 to 12 (4 of 5)"},
    {"kind": "kept", "es": "Su promesa anterior la cumplió", "en": "Kept the last promise"},
    {"kind": "chance", "value": 0.46, "low": 0.39, "high": 0.53, "n": 212, "days": 7, "es": "", "en": ""},
]
_AFTER: tuple[tuple[str, int, dict[str, str], str, str], ...] = (
    ("Paula Rivas", 88400, {"appointment": "callback"}, "Pidió que la llamen a las 11:30", "Asked to be called at 11:30"),
    ("Héctor Muñoz", 512700, {}, "Promesa vence hoy", "Promise due today"),
    ("Nélida Barra", 131050, {}, "Escribió: «¿puedo en dos?»", "Wrote: “can I pay in two?”"),
    ("Iván Cofré", 74900, {}, "Primer contacto; falta su correo", "First contact; no e-mail yet"),
    ("Teresa Ulloa", 203600, {}, "No contesta llamadas, sí SMS", "Answers no calls, but SMS"),
)


def picture(database: Database) -> None:
    """Agent Tamara Cid, manager, and the worklist of the picture."""
    with database.writing() as db:
        agent = first_admin(
            db, "Crédito Lindero", NewUser("Tamara Cid", "agent@lindero.example", Role.AGENT.value, PASSWORD), PICTURE_NOW
        )
        first_admin(
            db, "Crédito Lindero", NewUser("Marta Vial", "manager@lindero.example", Role.MANAGER.value, PASSWORD), PICTURE_NOW
        )
        org = agent.organisation_id
        db.add(DeskAgent(user_id=agent.id, desk="temprana", level=2, skills=[], available=True, changed_at=PICTURE_NOW))
        _jorge(db, org, agent)
        for n, (name, overdue, more, es, en) in enumerate(_AFTER):
            _other(db, org, name, overdue, 90.0 - n, {"es": es, "en": en}, more)
        db.commit()


def _person(db: Session, org: int, name: str, **more: Any) -> Person:
    person = Person(organisation_id=org, country="CL", name=name, zone="America/Santiago", updated_at=PICTURE_NOW, **more)
    db.add(person)
    db.flush()
    return person


def _debt(db: Session, org: int, person: Person, number: str, overdue: int, **more: Any) -> Debt:
    values = {"product": "crédito de consumo", "balance_minor": overdue, "oldest_due_on": date(2026, 4, 8), "stage": "early"}
    debt = Debt(
        organisation_id=org,
        person_id=person.id,
        number=number,
        currency="CLP",
        overdue_minor=overdue,
        updated_at=PICTURE_NOW,
        **{**values, **more},
    )
    db.add(debt)
    db.flush()
    return debt


def _jorge(db: Session, org: int, agent: User) -> None:
    cares = [{"kind": "not_at_work", "at": "2026-05-05T15:02:00+00:00", "text": ""}]
    jorge = _person(
        db,
        org,
        "Jorge Almonacid Vera",
        identity="13123456-4",
        city="Temuco",
        prefers="voice",
        paid_on_day=15,
        since="2019",
        tone="tu",
        cares=cares,
    )
    db.add_all(
        [
            ContactPoint(
                person_id=jorge.id,
                kind="phone",
                value="+56912345678",
                mobile=True,
                standing="good",
                source="load",
                learned_at=PICTURE_NOW,
            ),
            ContactPoint(
                person_id=jorge.id,
                kind="phone",
                value="+56452212345",
                at_work=True,
                standing="good",
                source="load",
                learned_at=PICTURE_NOW,
            ),
        ]
    )
    debt = _debt(db, org, jorge, "4471-0932", 246300, balance_minor=2216700)
    _debt(db, org, jorge, "9981-2210", 0, product="tarjeta", balance_minor=51200, oldest_due_on=None)
    db.add(DebtCase(debt_id=debt.id, opened_on=date(2026, 4, 8), overdue_minor=123150))
    for n in range(1, 25):
        year, month = divmod(8 + n, 12)
        due = date(2025 + year, month + 1, 8)
        db.add(Instalment(debt_id=debt.id, n=n, due_on=due, amount_minor=123150, open_minor=0 if n < 7 else 123150))
    _past(db, org, jorge, debt, agent)
    item = WorkItem(
        debt_id=debt.id,
        organisation_id=org,
        desk="temprana",
        level=1,
        priority=99.0,
        expected_minor=9800,
        reasons=_REASONS,
        ready_at=PICTURE_NOW,
        built_at=PICTURE_NOW,
    )
    db.add(item)


def _past(db: Session, org: int, jorge: Person, debt: Debt, agent: User) -> None:
    def contact(day: datetime, channel: str, **more: Any) -> Interaction:
        values: dict[str, Any] = {"direction": "outbound", "state": "done", "cost_micros": 248_000_000}
        row = Interaction(
            organisation_id=org,
            person_id=jorge.id,
            debt_id=debt.id,
            agent_id=agent.id,
            channel=channel,
            at=day,
            changed_at=day,
            **{**values, **more},
        )
        db.add(row)
        db.flush()
        return row

    said = "Me pagan el quince, antes no llego. Y al trabajo no me llamen, por favor."
    contact(datetime(2026, 5, 7, 15, 0, tzinfo=UTC), "whatsapp", state="read")
    contact(
        datetime(2026, 5, 5, 15, 0, tzinfo=UTC),
        "voice",
        direction="inbound",
        outcome="callback",
        answered_by="debtor",
        duration_s=151.0,
        text=said,
    )
    contact(datetime(2026, 4, 28, 15, 0, tzinfo=UTC), "sms", state="delivered")
    contact(datetime(2026, 4, 17, 15, 0, tzinfo=UTC), "voice", outcome="no_answer")
    talk = contact(
        datetime(2026, 3, 10, 15, 0, tzinfo=UTC),
        "voice",
        outcome="promise",
        answered_by="debtor",
        right_party=True,
        duration_s=204.0,
    )
    plan = Plan(
        debt_id=debt.id,
        interaction_id=talk.id,
        offer="in_full",
        channel="voice",
        total_minor=123150,
        state="kept",
        made_at=talk.at,
        made_by="Tamara Cid",
    )
    entry = Entry(
        debt_id=debt.id, kind="payment", booked_on=date(2026, 3, 16), reference="b-1", at=talk.at + timedelta(days=6), who="banco"
    )
    db.add_all([plan, entry])
    db.flush()
    db.add(
        Promise(
            plan_id=plan.id,
            debt_id=debt.id,
            n=1,
            amount_minor=123150,
            due_on=date(2026, 3, 16),
            paid_minor=123150,
            state="kept",
            settled_on=date(2026, 3, 16),
        )
    )
    db.add(
        Payment(
            organisation_id=org,
            debt_id=debt.id,
            amount_minor=123150,
            paid_on=date(2026, 3, 16),
            means="transferencia",
            reference="b-1",
            entry_id=entry.id,
            at=entry.at,
        )
    )


def _other(db: Session, org: int, name: str, overdue: int, priority: float, why: dict[str, str], more: dict[str, str]) -> None:
    person = _person(db, org, name)
    db.add(
        ContactPoint(
            person_id=person.id,
            kind="phone",
            value=f"+5698{overdue:07d}",
            mobile=True,
            standing="good",
            source="load",
            learned_at=PICTURE_NOW,
        )
    )
    debt = _debt(db, org, person, f"D-{overdue}", overdue)
    item = WorkItem(
        debt_id=debt.id,
        organisation_id=org,
        desk="temprana",
        level=1,
        priority=priority,
        expected_minor=5000,
        reasons=[why],
        ready_at=PICTURE_NOW,
        built_at=PICTURE_NOW,
    )
    if more:
        item.stands, item.ready_at, item.appointment = "waits", PICTURE_NOW + timedelta(minutes=72), more["appointment"]
    db.add(item)
