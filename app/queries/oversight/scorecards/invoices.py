"""Invoices that were checked, line by line. Which are about a ghost is said to oversight alone, never to who pays them."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.errors import Forbidden, NotFound
from app.models.account import Account
from app.models.ghost import Ghost
from app.models.organisation import Vendor
from app.models.vendor_bill import InvoiceCheck, InvoiceLine
from app.operations.money import from_minor
from app.queries.collections.placements_terms import contract_of
from app.queries.rows import Role
from audit.spreadsheet import TableWriter

READERS = SCORECARD_READERS | {Role.MANAGER}


@dataclass(frozen=True, slots=True)
class InvoiceLineRow:
    """A line. `finding` as in `app.models.vendor_bill`; `ghost` None for a reader who may not know."""

    n: int
    number: str
    reference: str
    paid_on: date | None
    amount_minor: int
    percent: Decimal | None
    billed_minor: int
    owed_minor: int
    finding: str
    es: str
    en: str
    ghost: bool | None


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many lines have a finding, what they ask and what is owed of them."""

    finding: str
    lines: int
    billed_minor: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A check. `to_pay_minor` is what is owed within the contract's minimum and cap, `unbilled_minor` owed and not asked for.

    `ghosts_billed_minor` is what was asked for payments of ghosts; None for a reader who may not know.
    """

    id: str
    vendor_id: int
    vendor: str
    first: date
    last: date
    currency: str
    file: str
    billed_minor: int
    owed_minor: int
    to_pay_minor: int
    unbilled_minor: int
    ghosts_billed_minor: int | None
    at: datetime
    who: str
    findings: tuple[FindingCount, ...]
    lines: tuple[InvoiceLineRow, ...]


def invoice_of(session: Session, actor: Actor, check_id: str) -> InvoicePage:
    """One check with its lines. Raises NotFound, Forbidden."""
    if actor.role not in READERS:
        raise Forbidden("su función no ve facturas", "your role sees no invoices")
    wanted = select(InvoiceCheck, Vendor.name).join(Vendor, Vendor.id == InvoiceCheck.vendor_id)
    row = session.execute(
        wanted.where(InvoiceCheck.id == check_id, InvoiceCheck.organisation_id == actor.organisation_id)
    ).first()
    if row is None:
        raise NotFound(f"no hay factura {check_id[:40]}", f"there is no invoice {check_id[:40]}")
    return _page(session, actor, *row)


def invoices_of(session: Session, actor: Actor, vendor_id: int | None = None) -> tuple[InvoicePage, ...]:
    """The newest hundred checks of the client, or of one vendor, without their lines."""
    if actor.role not in READERS:
        raise Forbidden("su función no ve facturas", "your role sees no invoices")
    wanted = select(InvoiceCheck, Vendor.name).join(Vendor, Vendor.id == InvoiceCheck.vendor_id)
    wanted = wanted.where(InvoiceCheck.organisation_id == actor.organisation_id)
    wanted = wanted if vendor_id is None else wanted.where(InvoiceCheck.vendor_id == vendor_id)
    rows = session.execute(wanted.order_by(InvoiceCheck.at.desc(), InvoiceCheck.id).limit(100)).tuples().all()
    return tuple(_page(session, actor, check, name, False) for check, name in rows)


def _page(session: Session, actor: Actor, check: InvoiceCheck, vendor: str, with_lines: bool = True) -> InvoicePage:
    rows = session.scalars(select(InvoiceLine).where(InvoiceLine.check_id == check.id).order_by(InvoiceLine.n)).all()
    ghosts = _ghosts(session, check, {row.number for row in rows}) if actor.role in SCORECARD_READERS else None
    lines = tuple(_line(row, ghosts) for row in rows)
    return InvoicePage(
        id=check.id,
        vendor_id=check.vendor_id,
        vendor=vendor,
        first=check.first,
        last=check.last,
        currency=check.currency,
        file=check.file,
        billed_minor=check.billed_minor,
        owed_minor=check.owed_minor,
        to_pay_minor=_to_pay(session, check),
        unbilled_minor=check.unbilled_minor,
        ghosts_billed_minor=None if ghosts is None else sum(line.billed_minor for line in lines if line.ghost),
        at=check.at,
        who=check.who,
        findings=_counted(lines),
        lines=lines if with_lines else (),
    )


def _ghosts(session: Session, check: InvoiceCheck, numbers: set[str]) -> frozenset[str]:
    theirs = select(Account.number).join(Ghost, Ghost.account_id == Account.id).where(Account.vendor_id == check.vendor_id)
    return frozenset(numbers & set(session.scalars(theirs)))


def _line(row: InvoiceLine, ghosts: frozenset[str] | None) -> InvoiceLineRow:
    return InvoiceLineRow(
        row.n,
        row.number,
        row.reference,
        row.paid_on,
        row.amount_minor,
        row.percent,
        row.billed_minor,
        row.owed_minor,
        row.finding,
        row.said["es"],
        row.said["en"],
        None if ghosts is None else row.number in ghosts,
    )


def _counted(lines: tuple[InvoiceLineRow, ...]) -> tuple[FindingCount, ...]:
    found: dict[str, list[InvoiceLineRow]] = {}
    for line in lines:
        found.setdefault(line.finding, []).append(line)
    counts = [
        FindingCount(finding, len(some), sum(line.billed_minor for line in some), sum(line.owed_minor for line in some))
        for finding, some in found.items()
    ]
    return tuple(sorted(counts, key=lambda c: (-c.lines, c.finding)))


def _to_pay(session: Session, check: InvoiceCheck) -> int:
    contract = contract_of(session, check.organisation_id, check.vendor_id, check.last, check.currency)
    owed = check.owed_minor
    if contract is not None and contract.minimum_minor is not None:
        owed = max(owed, contract.minimum_minor)
    if contract is not None and contract.cap_minor is not None:
        owed = min(owed, contract.cap_minor)
    return owed


HEADER = {
    "es": ("línea", "cuenta", "referencia", "fecha", "pago", "tasa", "facturado", "se debe", "hallazgo", "por qué"),
    "en": ("line", "account", "reference", "date", "payment", "rate", "billed", "owed", "finding", "why"),
}


def invoice_csv(page: InvoicePage, lang: str) -> bytes:
    """Every line and the totals, as the vendor may read it: nothing in it tells a ghost."""
    said = "en" if lang.startswith("en") else "es"
    out = io.StringIO(newline="")
    table = TableWriter(out, lineterminator="\r\n")
    table.writerow(HEADER[said])

    def money(minor: int) -> str:
        return format(from_minor(minor, page.currency), "f")

    for line in page.lines:
        day = line.paid_on.isoformat() if line.paid_on else ""
        rate = "" if line.percent is None else format(line.percent, "f")
        sums = (money(line.amount_minor), rate, money(line.billed_minor), money(line.owed_minor))
        table.writerow((line.n, line.number, line.reference, day, *sums, line.finding, line.es if said == "es" else line.en))
    total = "total a pagar" if said == "es" else "total to pay"
    table.writerow(("", "", "", "", "", "", money(page.billed_minor), money(page.to_pay_minor), "", total))
    return out.getvalue().encode("utf-8-sig")
