"""What ghosts lived, from the rows as the audit's own shapes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Vendor
from app.models.ghost import Ghost as GhostRow
from app.models.ghost import GhostAct, Received
from app.models.wave import Wave
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts import lived as shapes


@dataclass(frozen=True, slots=True)
class Lived:
    """A wave's ghosts by id with everything that reached them and that they did, oldest first.

    `contact_rows` leads from a contact's id to its row's id.
    """

    ghosts: dict[str, shapes.Ghost]
    retired_at: dict[str, datetime]
    vendor_ids: dict[str, int]
    received: tuple[shapes.Received, ...]
    acts: tuple[shapes.Act, ...]
    contact_rows: dict[str, str]

    @property
    def contacts(self) -> list[Contact]:
        """Every contact."""
        return [r.contact for r in self.received]


def lived_of(session: Session, wave: Wave, vendor_id: int | None = None) -> Lived:
    """What was lived in a wave, or at one of its vendors."""
    wanted = select(GhostRow, Vendor.name).join(Vendor, Vendor.id == GhostRow.vendor_id).where(GhostRow.wave_id == wave.id)
    if vendor_id is not None:
        wanted = wanted.where(GhostRow.vendor_id == vendor_id)
    rows = {g.id: (g, vendor) for g, vendor in session.execute(wanted.order_by(GhostRow.code)).tuples()}
    received = session.scalars(
        select(Received).where(Received.wave_id == wave.id, Received.ghost_id.in_(list(rows))).order_by(Received.at, Received.id)
    ).all()
    acts = session.scalars(
        select(GhostAct)
        .where(GhostAct.wave_id == wave.id, GhostAct.state == "done", GhostAct.ghost_id.in_(list(rows)))
        .order_by(GhostAct.at, GhostAct.id)
    )
    contact_ids = {r.id: r.external_id for r in received}
    return Lived(
        ghosts={id: _ghost(g, vendor, wave) for id, (g, vendor) in rows.items()},
        retired_at={id: g.retired_at for id, (g, _) in rows.items() if g.retired_at},
        vendor_ids={id: g.vendor_id for id, (g, _) in rows.items()},
        received=tuple(_received(r, *rows[r.ghost_id]) for r in received),
        acts=tuple(_acts(acts, contact_ids)),
        contact_rows={r.external_id: r.id for r in received},
    )


def _ghost(row: GhostRow, vendor: str, wave: Wave) -> shapes.Ghost:
    return shapes.Ghost(
        id=row.id,
        code=row.code,
        vendor=vendor,
        account_id=row.number,
        debtor_id=row.debtor_id,
        country=row.country,
        zone=row.zone,
        mission=row.mission,
        amount=row.amount,
        currency=row.currency,
        planted_on=row.planted_on or wave.starts_on,
        subdivision=row.subdivision,
        segment=row.segment,
        twin_of=row.twin_of_id,
        trait=row.trait,
    )


def _received(row: Received, ghost: GhostRow, vendor: str) -> shapes.Received:
    contact = Contact(
        contact_id=row.external_id,
        debtor_id=ghost.debtor_id,
        account_id=ghost.number,
        vendor=vendor,
        country=ghost.country,
        channel=Channel(row.channel),
        direction=Direction(row.direction),
        at=row.at,
        subdivision=ghost.subdivision,
        timezone=ghost.zone,
        outcome=row.outcome,
        answered_by=AnsweredBy(row.answered_by),
        duration_s=row.duration_s,
        caller_id=row.caller_id,
        template=row.template,
    )
    return shapes.Received(ghost.id, contact, row.content, row.recording, row.agent, row.disclosed_to_other)


def _acts(rows: Iterable[GhostAct], contact_ids: dict[str, str]) -> Iterable[shapes.Act]:
    for row in rows:
        yield shapes.Act(
            ghost=row.ghost_id,
            at=row.at,
            kind=shapes.ActKind(row.kind),
            channel=Channel(row.channel) if row.channel else None,
            amount=row.amount,
            due=row.due,
            contact_id=contact_ids.get(row.received_id or ""),
        )
