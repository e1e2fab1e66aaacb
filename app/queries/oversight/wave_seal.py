"""The promise of a wave and its proof, as rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Account, Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.queries.oversight.waves import wave_head, wave_of
from app.queries.proof_rows import EventRow, LayoutRow, WaveSealPage

NEWEST = 200


def wave_seal_page(
    session: Session, actor: Actor, wave_id: str, now: datetime, broken: Sequence[str] | None = None
) -> WaveSealPage:
    """The chain's newest links and what was handed over; `broken` is what a check found, when one was made. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    events = session.scalars(select(WaveEvent).where(WaveEvent.wave_id == wave.id).order_by(WaveEvent.n.desc()).limit(NEWEST))
    handoffs = (
        select(Vendor.name, WaveVendor.handoff_sha256)
        .join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
        .where(WaveVendor.wave_id == wave.id, WaveVendor.handoff_sha256.is_not(None))
    )
    return WaveSealPage(
        head=wave_head(session, actor, wave, now),
        events=tuple(EventRow(e.n, e.at, e.kind, _subject(e), e.link) for e in events),
        count=session.scalar(select(func.count()).select_from(WaveEvent).where(WaveEvent.wave_id == wave.id)) or 0,
        handoffs=tuple((name, digest or "") for name, digest in session.execute(handoffs.order_by(Vendor.name)).tuples()),
        reveal_head=wave.reveal_head,
        revealed_at=wave.revealed_at,
        verified=None if broken is None else not broken,
        broken=tuple(broken or ()),
        placed=accounts_out(session, wave),
        layouts=_layouts(session, wave),
        columns=tuple(session.scalar(select(Ghost.row).where(Ghost.wave_id == wave.id).limit(1)) or ()),
    )


def _layouts(session: Session, wave: Wave) -> tuple[LayoutRow, ...]:
    wanted = select(WaveVendor, Vendor.name).join(Vendor, Vendor.id == WaveVendor.vendor_id)
    rows = session.execute(wanted.where(WaveVendor.wave_id == wave.id).order_by(Vendor.name)).tuples()
    return tuple(_layout(part, vendor) for part, vendor in rows)


def _layout(part: WaveVendor, vendor: str) -> LayoutRow:
    told = part.layout or {}
    columns = tuple((column["source"], column["name"]) for column in told.get("columns", ()) if column["source"])
    kind, separator = told.get("kind", "csv"), told.get("separator", "")
    return LayoutRow(vendor, kind, separator, columns, part.layout is not None, part.handoff)


def accounts_out(session: Session, wave: Wave) -> int:
    """How many accounts of the wave its vendors have now."""
    out = select(func.count()).select_from(Account).join(WaveVendor, WaveVendor.vendor_id == Account.vendor_id)
    mine = (WaveVendor.wave_id == wave.id, WaveVendor.batch == Account.batch, Account.recalled_at.is_(None))
    return session.scalar(out.where(*mine)) or 0


def _subject(event: WaveEvent) -> str:
    for name in ("ghost", "finding", "log", "vendor"):
        if event.body.get(name):
            return str(event.body[name])
    return ""
