"""A client's own versions of the rubric, whole texts: drafts that change, and published ones that never do."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.models.tables import Table, UtcDateTime


class RubricVersion(Table):
    """One version. `state`: draft, published or withdrawn; a version that was ever published keeps its `rubric` id and text.

    `rubric` is the id that results name (`collections_call+1f0c2a9b@2026-12-01.2`), None while it is a draft; `base` the rubric
    it was made from; `version` counts the changes of a draft, so that two windows never overwrite each other.
    """

    __tablename__ = "rubric_version"
    __table_args__ = (Index("ix_rubric_version_organisation_id", "organisation_id", "state", "effective_from"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    rubric: Mapped[str | None] = mapped_column(String(100), unique=True)
    base: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(Integer, default=1)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_from: Mapped[date | None] = mapped_column(Date)
    number: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")

    @validates("text", "sha256", "rubric", "effective_from", "number")
    def _unchanged(self, key: str, value: object) -> object:
        """Nothing of what results rest on changes once it is published."""
        if self.published_at is not None and getattr(self, key) != value:
            raise ValueError(f"rubric version {self.rubric} is published: its {key} does not change; draft a new version")
        return value
