"""Who called a wave's ghosts: what was judged of each contact, gathered by sender, and the lines that vendors declared."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Vendor
from app.models.canary import Attribution, DeclaredSender
from app.models.ghost import Ghost, Received
from app.models.wave import Wave, WaveVendor
from app.queries.origin_rows import Origin, OriginGroup, OriginsPage, SenderRow
from app.queries.oversight.clocks import on_clock
from app.queries.oversight.waves import wave_head, wave_of
from app.queries.rows import Problem

LEAK, CANNOT_TELL, EXPECTED = "leak", "cannot_tell", "expected"
_SPOKEN = ("voice", "voicemail", "ivr_prerecorded")
_RANK = {LEAK: 0, CANNOT_TELL: 1}
_Found = Sequence[tuple[Attribution, Received, Ghost]]


def origins_page(
    session: Session,
    actor: Actor,
    wave_id: str,
    lang: str,
    now: datetime,
    problems: tuple[Problem, ...] = (),
    entered: tuple[tuple[str, str], ...] = (),
) -> OriginsPage:
    """The page. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    senders = declared_senders(session, wave)
    mine = select(Vendor.name).join(WaveVendor, WaveVendor.vendor_id == Vendor.id).where(WaveVendor.wave_id == wave.id)
    speak = {row.vendor for row in senders if row.role != "denied"}
    counted = select(Attribution.verdict, func.count()).where(Attribution.wave_id == wave.id).group_by(Attribution.verdict)
    found: dict[str, int] = dict(session.execute(counted).tuples().all())
    return OriginsPage(
        head=wave_head(session, actor, wave, now, lang),
        groups=origin_groups(session, wave, lang),
        counts=tuple((verdict, found.get(verdict, 0)) for verdict in (EXPECTED, CANNOT_TELL, LEAK)),
        senders=senders,
        silent=tuple(name for name in session.scalars(mine.order_by(Vendor.name)) if name not in speak),
        entered=entered,
        problems=problems,
    )


def declared_senders(session: Session, wave: Wave) -> tuple[SenderRow, ...]:
    """What the client's vendors declared, by vendor; all of them, because a leak is told by another vendor's line."""
    wanted = select(DeclaredSender, Vendor.name).join(Vendor, Vendor.id == DeclaredSender.vendor_id)
    standing = wanted.where(DeclaredSender.organisation_id == wave.organisation_id, DeclaredSender.withdrawn_at.is_(None))
    return tuple(
        SenderRow(row.id, vendor, row.value, row.role, row.at, row.by)
        for row, vendor in session.execute(standing.order_by(Vendor.name, DeclaredSender.value)).tuples()
    )


def origin_groups(session: Session, wave: Wave, lang: str) -> tuple[OriginGroup, ...]:
    """What is not expected, gathered by vendor, sender and what is said of it: leaks first, then the newest."""
    wanted = (
        select(Attribution, Received, Ghost, Vendor.name)
        .join(Received, Received.id == Attribution.received_id)
        .join(Ghost, Ghost.id == Attribution.ghost_id)
        .join(Vendor, Vendor.id == Attribution.vendor_id)
        .where(Attribution.wave_id == wave.id, Attribution.verdict != EXPECTED)
        .order_by(Received.at, Received.id)
    )
    gathered: dict[tuple[str, str | None, Origin], list[tuple[Attribution, Received, Ghost]]] = {}
    for row, contact, ghost, vendor in session.execute(wanted).tuples():
        gathered.setdefault((vendor, row.sender, origin_row(row, lang)), []).append((row, contact, ghost))
    groups = [_group(vendor, sender, origin, found) for (vendor, sender, origin), found in gathered.items()]
    return tuple(sorted(groups, key=lambda g: (_RANK[g.origin.verdict], g.sender is None, -g.at.timestamp(), g.vendor)))


def _group(vendor: str, sender: str | None, origin: Origin, found: _Found) -> OriginGroup:
    _, contact, ghost = found[-1]
    return OriginGroup(
        vendor=vendor,
        sender=sender,
        origin=origin,
        contacts=len(found),
        ghosts=len({one.id for _, _, one in found}),
        ghost_id=ghost.id,
        ghost_code=ghost.code,
        contact_id=contact.id,
        channel=contact.channel,
        at=on_clock(contact.at, ghost.zone),
        may_ask=sender is not None and origin.verdict == CANNOT_TELL,
    )


def origin_row(row: Attribution, lang: str) -> Origin:
    """As it is read."""
    return Origin(row.verdict, row.firm, row.told.get(lang) or row.told["es"], tuple(row.by) if row.verdict == LEAK else ())


def diary_origins(session: Session, ghost: Ghost, lang: str) -> dict[str, Origin]:
    """By contact's id, what a diary says of who called: leaks always; what cannot be told only where the vendor declared lines
    and somebody called or left a sender, so that a diary is not a list of what nobody could know."""
    spoke = select(DeclaredSender.id).where(
        DeclaredSender.vendor_id == ghost.vendor_id, DeclaredSender.withdrawn_at.is_(None), DeclaredSender.role != "denied"
    )
    declares = session.scalar(spoke.limit(1)) is not None
    wanted = select(Attribution, Received.channel).join(Received, Received.id == Attribution.received_id)
    found = session.execute(wanted.where(Attribution.ghost_id == ghost.id, Attribution.verdict != EXPECTED)).tuples()
    return {
        row.received_id: origin_row(row, lang)
        for row, channel in found
        if row.verdict == LEAK or (declares and (row.sender is not None or channel in _SPOKEN))
    }
