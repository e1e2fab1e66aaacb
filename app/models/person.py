"""Who owes: one person across every product, how to reach them, and what they allowed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class Person(Table):
    """A debtor. `identity` is the number of the country's document, normalised, or None where the file had none that holds.

    `cares` are requests and needs that whoever writes or calls must know ("no llamar al trabajo"), each with its day.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("organisation_id", "country", "identity"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    country: Mapped[str] = mapped_column(String(2))
    identity: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    zone: Mapped[str | None] = mapped_column(String(60))
    subdivision: Mapped[str | None] = mapped_column(String(10))
    city: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5), default="es")
    tone: Mapped[str | None] = mapped_column(String(20))
    prefers: Mapped[str | None] = mapped_column(String(20))
    paid_on_day: Mapped[int | None] = mapped_column(Integer)
    cares: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    vulnerable: Mapped[bool] = mapped_column(Boolean, default=False)
    since: Mapped[str | None] = mapped_column(String(10))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContactPoint(Table):
    """A way to reach a person. `kind` is phone, email, address, app or social; `value` is E.164 for a phone.

    `standing` is unverified, good, wrong, bounced or opted_out; nothing goes to the last three.
    """

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("person_id", "kind", "value"), Index("ix_contact_point_value", "value"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(300))
    mobile: Mapped[bool | None] = mapped_column(Boolean)
    at_work: Mapped[bool] = mapped_column(Boolean, default=False)
    standing: Mapped[str] = mapped_column(String(12), default="unverified")
    source: Mapped[str] = mapped_column(String(60))
    learned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonPair(Table):
    """What a person decided of two people who look like one: `decided` is same or two. Nobody is joined without it."""

    __tablename__ = "person_pair"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    first_id: Mapped[int] = mapped_column(BigId)
    second_id: Mapped[int] = mapped_column(BigId)
    decided: Mapped[str] = mapped_column(String(4))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(Table):
    """What a person allowed or took back: a channel, or `all`. Added, never changed; the newest of a channel holds."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person_id_at", "person_id", "at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(20))
    granted: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str] = mapped_column(String(60))
    said: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
