"""Plain builders: a person who owes, their addresses, and a way to ask the gate for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.channels.local.http import LocalProvider
from app.channels.local.mail import LocalMail
from app.channels.registry import Outbox
from app.db import Database
from app.models import Consent, ContactPoint, Debt, Grievance, Interaction, Person
from app.queries.rows import Role
from app.services.outreach.gate import Ask, clear
from app.services.outreach.send import Ended, send_cleared
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Purpose
from tests.app.world import World

TUESDAY = datetime.fromisoformat("2026-05-12T10:00:00-04:00")
SECRET = "s" * 32
KINDS = {Channel.SMS: "phone", Channel.WHATSAPP: "phone", Channel.VOICE: "phone", Channel.IVR_PRERECORDED: "phone"}
KINDS |= {Channel.EMAIL: "email", Channel.LETTER: "address", Channel.SOCIAL_MEDIA: "social"}


@dataclass
class People:
    """One client's people on one database."""

    database: Database
    organisation_id: int
    count: int = 0

    def add(self, country: str = "CL", zone: str | None = "America/Santiago", name: str = "Ana Rojas", phone: str = "") -> int:
        """A person with a phone, a mail, an address and a debt of 45.000; their id."""
        self.count += 1
        n = self.count
        with self.database.writing() as db:
            person = Person(
                organisation_id=self.organisation_id,
                country=country,
                identity=f"id-{n}",
                name=name,
                zone=zone,
                updated_at=TUESDAY,
            )
            db.add(person)
            db.flush()
            values = {
                "phone": phone or f"+5691234{n:04d}",
                "email": f"persona{n}@example.org",
                "address": "Ana Rojas\nCalle Uno 1\nTemuco",
                "social": f"psid-{n}",
            }
            for kind, value in values.items():
                mobile = True if kind == "phone" else None
                db.add(
                    ContactPoint(person_id=person.id, kind=kind, value=value, mobile=mobile, source="file", learned_at=TUESDAY)
                )
            db.add(
                Debt(
                    organisation_id=self.organisation_id,
                    person_id=person.id,
                    number=f"D-{n}",
                    product="crédito",
                    currency="CLP",
                    balance_minor=380_000,
                    overdue_minor=45_000,
                    oldest_due_on=date(2026, 5, 5),
                    updated_at=TUESDAY,
                )
            )
            db.commit()
            return person.id

    def debt(self, person_id: int) -> int:
        with self.database.reading() as db:
            return db.scalars(select(Debt.id).where(Debt.person_id == person_id)).first() or 0

    def point(self, person_id: int, kind: str) -> ContactPoint:
        with self.database.reading() as db:
            return db.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == kind)).one()

    def ask(
        self,
        person_id: int,
        channel: Channel = Channel.SMS,
        once: str = "one",
        purpose: Purpose = Purpose.COLLECT,
        text: str = "Hola Ana, tu cuota venció el martes.",
    ) -> Ask:
        point = self.point(person_id, KINDS[channel]).id if channel in KINDS else None
        return Ask(
            self.organisation_id,
            person_id,
            channel,
            once,
            debt_id=self.debt(person_id),
            purpose=purpose,
            contact_point_id=point,
            subject="Tu cuota",
            text=text,
        )

    def clear(self, ask: Ask, now: datetime = TUESDAY) -> Interaction:
        with self.database.writing() as db:
            return clear(db, ask, now)

    def send(self, outbox: Outbox, interaction_id: int, now: datetime = TUESDAY) -> Ended:
        return send_cleared(self.database, outbox, SECRET, interaction_id, now)

    def row(self, interaction_id: int) -> Interaction:
        with self.database.reading() as db:
            return db.get_one(Interaction, interaction_id)

    def rows(self, person_id: int) -> list[Interaction]:
        with self.database.reading() as db:
            return list(db.scalars(select(Interaction).where(Interaction.person_id == person_id).order_by(Interaction.id)))

    def withdraw(self, person_id: int, channel: str, at: datetime) -> None:
        with self.database.writing() as db:
            db.add(Consent(person_id=person_id, channel=channel, granted=False, source="test", at=at))
            db.commit()

    def grant(self, person_id: int, channel: str) -> None:
        with self.database.writing() as db:
            db.add(Consent(person_id=person_id, channel=channel, granted=True, source="test", at=TUESDAY - timedelta(days=90)))
            db.commit()

    def dispute(self, person_id: int) -> None:
        with self.database.writing() as db:
            db.add(
                Grievance(
                    organisation_id=self.organisation_id,
                    person_id=person_id,
                    kind="dispute",
                    topic="amount",
                    text="no debo eso",
                    opened_at=TUESDAY,
                )
            )
            db.commit()

    def consents(self, person_id: int) -> list[tuple[str, bool]]:
        with self.database.reading() as db:
            return [(c.channel, c.granted) for c in db.scalars(select(Consent).where(Consent.person_id == person_id))]


def make_people(world: World) -> People:
    return People(world.database, world.actors[Role.ADMIN].organisation_id)


def provider_of(outbox: Outbox) -> LocalProvider:
    assert outbox.provider is not None
    return outbox.provider


def mail_of(outbox: Outbox) -> LocalMail:
    assert outbox.mail is not None
    return outbox.mail
