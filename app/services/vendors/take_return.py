"""A vendor's monthly log of contacts taken into the client's books. Nothing here knows a ghost, and none can be told by it.

Every row is held against the accounts the vendor was given, which are all alike. What is written of it are contacts with the
client's own debtors; a row about an account that is not of the client's own books is taken just the same, and its file is kept.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Forbidden, NotFound
from app.models.account import Account
from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.organisation import Vendor
from app.models.person import Person
from app.models.placement import Placement
from app.models.survey import Survey
from app.models.vendor_return import VendorPromise, VendorReturn
from app.queries.rows import Role
from app.services.unpack import Given as File
from app.services.unpack import shown_name
from app.services.vendors.return_cells import ReturnRow
from app.services.vendors.return_read import Given, Read, judge_promises, read_return, taken_rows
from app.store import Store
from audit.contacts.rejected import Rejected

MAX_BYTES = 512 * 1024 * 1024
PROVIDER = "vendor_return"
"""What `Interaction.provider` says of a contact that a vendor's return tells of; `provider_ref` is the return's id."""
_PIECE = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a return: rows read, taken and not; the first of those not taken. `again`: the file was here before."""

    id: str
    rows: int
    accepted: int
    rejected: int
    shown: tuple[dict[str, Any], ...]
    first: date | None
    last: date | None
    again: bool = False


def take_return(
    session: Session,
    store: Store,
    actor: Actor,
    vendor_id: int,
    given: File,
    now: datetime,
    lang: str = "es",
    tell: Callable[[float], None] = lambda share: None,
) -> Taken:
    """Take a CSV in the shape of CONTACTS.csv, with `promise_amount`, `promise_date` (ISO) and `cost` where the vendor tells so.

    The same file twice is one; a contact told in an earlier file is not taken again. Loaded by a manager, a program of the
    client, or the vendor for itself. `lang` is of the file of rejected rows. Commits. Raises Forbidden, NotFound for another
    client's vendor, TooLarge, BadInput for a file that is no log, was withdrawn, or none of whose rows can be taken.
    """
    vendor = _held_vendor(session, actor, vendor_id)
    stored = store.put(given.stream, ".csv", MAX_BYTES, given.name)
    known = session.scalar(select(VendorReturn).where(VendorReturn.vendor_id == vendor.id, VendorReturn.sha256 == stored.sha256))
    if known is not None:
        return _known(known)
    made = VendorReturn(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        vendor_id=vendor.id,
        file=shown_name(given.name),
        stored=stored.key,
        sha256=stored.sha256,
        at=now,
        who=actor.name,
    )
    with TemporaryDirectory(prefix=".return-", dir=store.root) as folder:
        read = read_return(
            store.path(stored.key),
            Path(folder),
            _country(session, vendor),
            _accounts(session, vendor),
            _earlier(session, store, vendor),
            now,
            shown_name(given.name),
        )
        try:
            judge_promises(read)
            _keep(session, store, made, read, lang, tell)
        finally:
            read.con.close()
    session.commit()
    return taken(made)


def taken(row: VendorReturn, again: bool = False) -> Taken:
    """What was said of it."""
    return Taken(row.id, row.rows, row.accepted, row.rejected, tuple(row.shown), row.first, row.last, again)


def _held_vendor(session: Session, actor: Actor, vendor_id: int) -> Vendor:
    """The vendor, held until the transaction ends: two files of one vendor are taken one after the other."""
    mine = actor.role is Role.VENDOR and actor.vendor_id == vendor_id
    if not mine and actor.role not in (Role.ADMIN, Role.MANAGER) and actor.user_id is not None:
        raise Forbidden("su función no carga archivos de proveedores", "your role does not load vendors' files")
    wanted = select(Vendor).where(Vendor.id == vendor_id, Vendor.organisation_id == actor.organisation_id)
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound(f"no hay proveedor {vendor_id}", f"there is no vendor {vendor_id}")
    return found


def _known(row: VendorReturn) -> Taken:
    if row.withdrawn_at is not None:
        why = (row.withdrawn_reason or "")[:120]
        raise BadInput(
            f"este mismo archivo se retiró ({why}); suba el corregido",
            f"this very file was withdrawn ({why}); upload the corrected one",
            "file",
        )
    return taken(row, again=True)


def _country(session: Session, vendor: Vendor) -> str | None:
    """The country of most accounts of the vendor, for files that name none."""
    wanted = select(Account.country).where(Account.vendor_id == vendor.id).group_by(Account.country)
    return session.scalar(wanted.order_by(func.count().desc(), Account.country).limit(1))


def _accounts(session: Session, vendor: Vendor) -> Iterator[Sequence[Given]]:
    """Every account the vendor was ever given; with the debt it is a placement of, or that has its number and its person."""
    placed = exists().where(Placement.debt_id == Debt.id, Placement.account_id == Account.id)
    same = (Debt.number == Account.number) & (Debt.organisation_id == Account.organisation_id)
    wanted = (
        select(Account.number, Account.debtor_id, Account.currency, Debt.id, Debt.person_id, Person.identity, placed)
        .outerjoin(Debt, same)
        .outerjoin(Person, Person.id == Debt.person_id)
        .where(Account.vendor_id == vendor.id)
        .order_by(Account.number)
    )
    result = session.execute(wanted.execution_options(yield_per=_PIECE))
    for rows in result.partitions():
        yield [
            Given(number, debtor, currency, *((debt, person) if ours or identity == debtor else (None, None)))
            for number, debtor, currency, debt, person, identity, ours in rows
        ]


def _earlier(session: Session, store: Store, vendor: Vendor) -> list[Path]:
    standing = (VendorReturn.vendor_id == vendor.id, VendorReturn.withdrawn_at.is_(None), VendorReturn.told_ids.is_not(None))
    return [store.path(key) for key in session.scalars(select(VendorReturn.told_ids).where(*standing)) if key]


def _keep(session: Session, store: Store, made: VendorReturn, read: Read, lang: str, tell: Callable[[float], None]) -> None:
    path, made.rejected, first = read.keep_rejected(lang)
    made.rows, made.accepted = read.rows, read.accepted()
    if not made.accepted:
        why = first[0] if first else None
        raise BadInput(
            f"ninguna fila se puede tomar{'; ' + why.say('es') if why else ': el archivo no trae ninguna'}",
            f"no row can be taken{'; ' + why.say('en') if why else ': there is none in the file'}",
            "file",
        )
    made.shown = [_said(one) for one in first]
    if made.rejected:
        with path.open("rb") as stream:
            made.rejected_file = store.put(stream, ".csv", MAX_BYTES, "rejected.csv").key
    with read.told_ids().open("rb") as stream:
        made.told_ids = store.put(stream, ".parquet", MAX_BYTES, "ids.parquet").key
    made.first, made.last = read.days() or (None, None)
    session.add(made)
    session.flush()
    done = 0
    for rows in taken_rows(read):
        _write(session, made, [row for row in rows if row.debt_id is not None])
        done += len(rows)
        tell(done / made.accepted)


def _said(one: Rejected) -> dict[str, Any]:
    return {
        "row": one.row,
        "contact_id": one.contact_id[:120],
        "column": one.column,
        "value": one.value[:120],
        "es": one.problem.es,
        "en": one.problem.en,
    }


def _write(session: Session, made: VendorReturn, rows: Sequence[ReturnRow]) -> None:
    if not rows:
        return
    session.execute(insert(Interaction), [_contact(made, row) for row in rows])
    promises = [
        {
            "organisation_id": made.organisation_id,
            "vendor_id": made.vendor_id,
            "return_id": made.id,
            "person_id": row.person_id,
            "debt_id": row.debt_id,
            "once": once_of(made.vendor_id, row.contact_id),
            "amount_minor": row.promise.amount_minor,
            "due_on": row.promise.due_on,
            "made_at": row.at,
        }
        for row in rows
        if row.promise is not None
    ]
    if promises:
        session.execute(insert(VendorPromise), promises)


def once_of(vendor_id: int, contact_id: str) -> str:
    """The key of a vendor's contact among all contacts."""
    return f"vendor:{vendor_id}:{contact_id}"


def _contact(made: VendorReturn, row: ReturnRow) -> dict[str, Any]:
    return {
        "organisation_id": made.organisation_id,
        "person_id": row.person_id,
        "debt_id": row.debt_id,
        "vendor_id": made.vendor_id,
        "channel": row.channel.value,
        "direction": "inbound" if row.inbound else "outbound",
        "state": "done",
        "at": row.at,
        "outcome": row.outcome,
        "answered_by": row.answered_by,
        "duration_s": row.duration_s,
        "cost_micros": row.cost_micros,
        "provider": PROVIDER,
        "provider_ref": made.id,
        "purpose": "collect",
        "once": once_of(made.vendor_id, row.contact_id),
        "changed_at": made.at,
    }


def withdraw_return(session: Session, actor: Actor, return_id: str, reason: str, now: datetime) -> VendorReturn:
    """Take a return back, with the reason: the file and the record stay, its contacts never left and count in nothing. Commits.

    Twice is once. Raises NotFound, BadInput without a reason, Forbidden.
    """
    if actor.role not in (Role.ADMIN, Role.MANAGER) and actor.user_id is not None:
        raise Forbidden("su función no retira archivos de proveedores", "your role does not withdraw vendors' files")
    mine = (VendorReturn.id == return_id, VendorReturn.organisation_id == actor.organisation_id)
    row = session.scalar(select(VendorReturn).where(*mine).with_for_update())
    if row is None:
        raise NotFound(f"no hay archivo {return_id[:40]}", f"there is no file {return_id[:40]}")
    if row.withdrawn_at is not None:
        return row
    if not reason.strip():
        raise BadInput("escriba por qué se retira", "write why it is withdrawn", "reason")
    theirs = (Interaction.provider_ref == row.id, Interaction.provider == PROVIDER)
    contacts = select(Interaction.id).where(*theirs)
    session.execute(update(Survey).where(Survey.interaction_id.in_(contacts)).values(interaction_id=None))
    never_left = {"state": "failed", "outcome": "not_sent", "once": None, "changed_at": now}
    session.execute(update(Interaction).where(*theirs).values(**never_left).execution_options(synchronize_session=False))
    session.execute(delete(VendorPromise).where(VendorPromise.return_id == row.id))
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, actor.name, reason.strip()[:2000]
    session.commit()
    return row
