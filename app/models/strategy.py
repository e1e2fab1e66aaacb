"""What is done with a segment: strategies, what is said in them, and campaigns."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class Strategy(Table):
    """One version of what is done with a segment; `steps` as in `app.operations.strategy`. `state`: draft, live, retired.

    Several live ones of a segment are champion and challengers: `share_percent` of its people, drawn by `seed`, get each.
    """

    __tablename__ = "strategy"
    __table_args__ = (UniqueConstraint("segment_id", "name", "version"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    steps: Mapped[dict[str, Any]] = mapped_column(Json)
    share_percent: Mapped[int] = mapped_column(Integer, default=100)
    seed: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    simulated: Mapped[dict[str, Any] | None] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
    live_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    live_to: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Experiment(Table):
    """What is live in a segment, from when to when: the strategies of its seed. One alone is simply what everybody gets.

    `declared` is what was said before it began: the outcome that decides, how it will be looked at, until when, and what
    difference could be seen. A person's arm is a hash of person and seed; no table holds it.
    """

    __tablename__ = "experiment"
    __table_args__ = (Index("ix_experiment_organisation_id_segment_id", "organisation_id", "segment_id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    seed: Mapped[str] = mapped_column(String(32), unique=True)
    declared: Mapped[dict[str, Any] | None] = mapped_column(Json)
    live_from: Mapped[datetime] = mapped_column(UtcDateTime)
    live_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class Enrolment(Table):
    """The day a person first fell under an experiment. Never taken back: what becomes of them counts for their arm."""

    __tablename__ = "enrolment"
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, type_=BigId)
    on: Mapped[date] = mapped_column(Date)


class StepTaken(Table):
    """A step done for a debt in the cycle of one due day (`cycle_on`); once, however often it is asked."""

    __tablename__ = "step_taken"
    __table_args__ = (UniqueConstraint("debt_id", "cycle_on", "strategy_name", "step"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id"))
    strategy_name: Mapped[str] = mapped_column(String(80))
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    cycle_on: Mapped[date] = mapped_column(Date)
    step: Mapped[str] = mapped_column(String(60))
    on: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(20))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HouseCard(Table):
    """How a client's people are reached, by country: `{"CL": {"phone": …, "hours": …, "complaints": …, "link": …}}`."""

    __tablename__ = "house_card"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    says: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(200))


class Template(Table):
    """A message or an agent's script, for one channel in one language and tone; a change is a new version.

    `kind`: message, script. `state`: draft, live, retired. `country` `""` is any country of the language. `checks` is what was
    found before use (placeholders, reading level, forbidden phrases) and a person's reason where there was a doubt; costs, in
    minor units of `currency`, are of making and trying it.
    """

    __tablename__ = "template"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key", "channel", "language", "country", "tone", "version", name="uq_template_words"),
    )
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(5))
    tone: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str | None] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    checks: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    client_type: Mapped[str | None] = mapped_column(String(60))
    sector: Mapped[str | None] = mapped_column(String(60))
    currency: Mapped[str | None] = mapped_column(String(3))
    setup_cost_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    test_cost_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class Campaign(Table):
    """Messages to many at once. `rule` says whose debts; with `due_offset_days` only those with an instalment due so many days
    ago (negative: to come). `state`: draft, running, stopped, done; `counts` what the dry run found; after `ends_at` nothing
    goes out.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_organisation_id_made_at", "organisation_id", "made_at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(Text)
    template_key: Mapped[str] = mapped_column(String(60))
    channels: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    due_offset_days: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
