"""A run: one folder of recordings handed over together, and the files of it that were refused at the door."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class Run(Table):
    """What was uploaded together. Its state is counted from its recordings. `warnings` are {es, en} objects.

    `sent_once` tells one sending of the upload form from another (`app.services.once`).
    """

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_sent_once", "organisation_id", "sent_once", unique=True),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str | None] = mapped_column(String(2))
    lang: Mapped[str | None] = mapped_column(String(5))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warnings: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seal_head: Mapped[str | None] = mapped_column(String(64))
    seal_public_key: Mapped[str | None] = mapped_column(Text)
    seal_items: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    sent_once: Mapped[str | None] = mapped_column(String(64))


class RefusedFile(Table):
    """A file of an upload that never became a recording, with the cause and the remedy in both languages."""

    __tablename__ = "refused_file"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    file: Mapped[str] = mapped_column(String(500))
    cause: Mapped[dict[str, str]] = mapped_column(Json)
    remedy: Mapped[dict[str, str]] = mapped_column(Json)
