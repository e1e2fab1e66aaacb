"""A vendor's own log of a wave: kept as it came, and held event by event against what its ghosts lived."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound
from app.models import Vendor
from app.models.wave import Wave, WaveVendor
from app.models.wave_finding import VendorLog, VendorLogEntry
from app.queries.wave_rows import WaveState
from app.services.unpack import Given
from app.services.waves.desk import AFTER_SEAL, take_wave
from app.services.waves.events import add_event
from app.services.waves.lived import Lived, lived_of
from app.services.waves.page_words import on_page, refused
from app.store import Store
from audit.contacts.contact import Contact
from audit.ghosts.honesty import Share, honesty
from audit.ghosts.reconcile import Reconciliation, Setting, reconcile
from audit.ghosts.reconcile_kinds import Difference
from audit.ghosts.vendor_log import BadGhostFile, LogRow
from audit.ghosts.vendor_log_read import read_vendor_log

MAX_LOG_BYTES = 512 * 1024 * 1024


def reconcile_log(
    session: Session, store: Store, actor: Actor, wave_id: str, vendor: str, given: Given, now: datetime
) -> VendorLog:
    """Take a vendor's log in and reconcile it. The same file again is the same log, read anew; one that was withdrawn does not
    come back. Raises BadInput, NotFound."""
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL, WaveState.REVEALED)
    vendor_row = _vendor(session, wave, vendor)
    suffix = PurePosixPath(given.name).suffix.lower() or ".csv"
    stored = store.put(given.stream, suffix, MAX_LOG_BYTES, given.name)
    lived = lived_of(session, wave, vendor_row.id)
    found = _reconciled(store, stored.key, lived, vendor_row.name)
    same = (VendorLog.wave_id == wave.id, VendorLog.vendor_id == vendor_row.id, VendorLog.sha256 == stored.sha256)
    log = session.scalar(select(VendorLog).where(*same)) or VendorLog(
        id=uuid4().hex, wave_id=wave.id, vendor_id=vendor_row.id, sha256=stored.sha256
    )
    if log.withdrawn_at is not None:
        why = (log.withdrawn_reason or "")[:120]
        raise BadInput(
            f"este mismo archivo se retiró ({why}); suba el corregido",
            f"this very file was withdrawn ({why}); upload the corrected one",
            "log",
        )
    log.file, log.stored, log.added_at, log.added_by = given.name[:500], stored.key, now, actor.name
    log.report = report_of(found)
    log.rows = log.report["rows"]
    session.add(log)
    session.flush()
    session.query(VendorLogEntry).where(VendorLogEntry.log_id == log.id).delete()
    session.add_all(_entries(log.id, lived, found))
    body = {"log": log.id, "sha256": stored.sha256, "outcomes": log.report["outcomes"], "by": actor.name}
    add_event(session, wave, "log.reconciled", body, now, vendor_row.id)
    session.commit()
    return log


def _vendor(session: Session, wave: Wave, name: str) -> Vendor:
    wanted = select(Vendor).join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
    found = session.scalar(wanted.where(WaveVendor.wave_id == wave.id, Vendor.name == name.strip()))
    if found is None:
        raise NotFound(f"la ola no tiene proveedor {name[:60]}", f"the wave has no vendor {name[:60]}")
    return found


def _reconciled(store: Store, key: str, lived: Lived, vendor: str) -> Reconciliation:
    ids = {id: ghost.id for ghost in lived.ghosts.values() for id in (ghost.account_id, ghost.debtor_id)}
    try:
        log = read_vendor_log(store.path(key), ids, vendor=vendor)
        return reconcile(log, lived.ghosts, lived.received, lived.acts, Setting(log_vendor=vendor))
    except BadGhostFile as cause:
        raise refused(cause.words.es, cause.words.en, "log") from cause


def report_of(found: Reconciliation) -> dict[str, Any]:
    """What the page shows of a reconciliation: counts by kind, and the share of claims that are true, by ghost."""
    by_event: dict[int, list[Difference]] = {}
    for one in found.differences:
        by_event.setdefault(one.event, []).append(one)
    shares = honesty(found.differences)
    return {
        "rows": sum(ones[0].row is not None for ones in by_event.values()) + found.other_rows,
        "outcomes": dict(Counter(d.kind.value for d in found.differences)),
        "honest": _share(shares.claims),
        "complete": _share(shares.complete),
        "columns": dict(found.columns),
        "absent": list(found.ghosts_absent),
        "notes": [{"es": n.es, "en": n.en} for n in (on_page(note.es, note.en) for note in found.notes)],
    }


def _share(found: Share) -> dict[str, Any]:
    told = {"hits": found.good, "n": found.n, "value": found.value, "low": None, "high": None, "unsure": found.unsure}
    return told | {"low": found.low, "high": found.high} if found.n else told


def latest_logs(session: Session, store: Store, wave: Wave) -> Iterator[tuple[int, Reconciliation]]:
    """The newest log of each vendor that was not withdrawn, reconciled with what is known now."""
    seen: set[int] = set()
    standing = (VendorLog.wave_id == wave.id, VendorLog.withdrawn_at.is_(None))
    logs = select(VendorLog).where(*standing).order_by(VendorLog.added_at.desc(), VendorLog.id)
    for log in session.scalars(logs).all():
        if log.vendor_id not in seen:
            seen.add(log.vendor_id)
            name = session.get_one(Vendor, log.vendor_id).name
            yield log.vendor_id, _reconciled(store, log.stored, lived_of(session, wave, log.vendor_id), name)


def _entries(log_id: str, lived: Lived, found: Reconciliation) -> Iterator[VendorLogEntry]:
    for n, one in enumerate(found.differences, start=1):
        contact = one.contact
        yield VendorLogEntry(
            log_id=log_id,
            n=n,
            ghost_id=one.ghost,
            received_id=lived.contact_rows.get(contact.contact_id) if contact else None,
            at=contact.at if contact else one.logged_at,
            outcome=one.kind.value,
            logged=_logged(one) if one.row else None,
            lived=_lived(contact) if contact else None,
            differences=[{"es": one.words.es, "en": one.words.en}],
        )


def _logged(one: Difference) -> Mapping[str, Any]:
    row: LogRow | None = one.row
    if row is None:
        return {}
    return {
        "line": row.line,
        "at": row.written,
        "channel": row.channel.value if row.channel else None,
        "outcome": row.result.value if row.result else row.result_text or None,
        "duration_s": row.duration_s,
        "agent": row.agent,
        "promise": format(row.promise_amount, "f") if row.promise_amount is not None else None,
        "promise_due": row.promise_due.isoformat() if row.promise_due else None,
    }


def _lived(contact: Contact) -> Mapping[str, Any]:
    return {
        "at": contact.local.isoformat(timespec="seconds"),
        "channel": contact.channel.value,
        "answered_by": contact.answered_by.value,
        "duration_s": contact.duration_s,
        "caller_id": contact.caller_id,
    }
