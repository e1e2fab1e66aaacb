"""One contact as programmes read it: where it stands, and what refused it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.interaction import Interaction
from app.models.person import Person


@dataclass(frozen=True, slots=True)
class RefusedBy:
    """The weightiest reason, in both languages. `kind` is law, policy or wish; `may_go_at` None where waiting changes nothing."""

    rule: str
    version: str
    reading: str
    kind: str
    citation: str
    es: str
    en: str
    may_go_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact. `state` as in `app.models.interaction`; `cost_micros` in millionths."""

    id: int
    person_id: int
    debt_id: int | None
    channel: str
    direction: str
    state: str
    outcome: str | None
    at: datetime
    clear_until: datetime | None
    text: str | None
    cost_micros: int
    provider: str | None
    refused: RefusedBy | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One thing to know, in both languages."""

    ok: bool
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class AllowedRow:
    """What the law and the person allow at this moment: until when, or from when (None where waiting changes nothing)."""

    allowed: bool
    until: datetime | None
    may_go_at: datetime | None
    headline: LineRow
    lines: tuple[LineRow, ...]
    law: LineRow


def contact_row(session: Session, actor: Actor, interaction_id: int) -> ContactRow:
    """Raises NotFound for one of another client."""
    row = session.get(Interaction, interaction_id, populate_existing=True)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("no hay ese contacto", "there is no such contact")
    return _row(row)


def inbox_of(session: Session, actor: Actor, person_id: int) -> tuple[ContactRow, ...]:
    """What waits for a person in the client's own app, newest first. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa persona", "there is no such person")
    mine = select(Interaction).where(
        Interaction.person_id == person_id,
        Interaction.channel == "push",
        Interaction.vendor_id.is_(None),
        Interaction.state.not_in(("refused", "cleared", "failed")),
    )
    return tuple(_row(row) for row in session.scalars(mine.order_by(Interaction.at.desc()).limit(100)))


def _row(row: Interaction) -> ContactRow:
    return ContactRow(
        id=row.id,
        person_id=row.person_id,
        debt_id=row.debt_id,
        channel=row.channel,
        direction=row.direction,
        state=row.state,
        outcome=row.outcome,
        at=row.at,
        clear_until=row.clear_until,
        text=row.text,
        cost_micros=row.cost_micros,
        provider=row.provider,
        refused=_refused(row),
    )


def _refused(row: Interaction) -> RefusedBy | None:
    said = row.refused
    if not said:
        return None
    may = said.get("may_go_at")
    return RefusedBy(
        said["rule"],
        said["version"],
        said["reading"],
        said["kind"],
        said["citation"],
        said["es"],
        said["en"],
        datetime.fromisoformat(may) if may else None,
    )
