"""What people did with a call: decisions, corrections, signatures, notes. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class Act(Table):
    """One thing a person did. `kind` is one of finding, duty, breach, roles, again, signature, undo.

    `before` and `after` are standings (finding; breach, which a person added), statuses (duty) or `as_heard`/`swapped` (roles).
    An undo names the act it takes back in `undoes_id`. A mark that went over to a later judging of the call is repeated there as
    it was, with the name and time of whoever made it, and names the earlier one in `carried_from_id`.
    """

    __tablename__ = "act"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    criterion: Mapped[str | None] = mapped_column(String(60))
    instance: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"), unique=True)
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))


class Signature(Table):
    """A person's signature under the call as it stood: `digest` covers result, decisions and transcript."""

    __tablename__ = "signature"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    digest: Mapped[str] = mapped_column(String(64))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Note(Table):
    """A free note on a call; `at_s` the second of the recording it is about."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    at_s: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
