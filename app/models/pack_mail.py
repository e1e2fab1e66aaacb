"""Executive packs by e-mail: who among the client's people gets them, and which month's went out."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class PackMail(Table):
    """A person's wish for last month's pack on a day of each month (1–28). Stopped, it stays with what it sent."""

    __tablename__ = "pack_mail"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    lang: Mapped[str] = mapped_column(String(5))
    day: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PackSent(Table):
    """The pack of the month that begins at `first`. `state` is sending, sent, failed (`problem` says why) or unknown.

    The row is written before the letter leaves: whoever finds it there does not send the month again.
    """

    __tablename__ = "pack_sent"
    __table_args__ = (UniqueConstraint("mail_id", "first"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("pack_mail.id"))
    first: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[dict[str, str] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
