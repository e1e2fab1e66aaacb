"""What each unit recovered cost: a vendor's commission by its contract, the desk's own contacts by their price."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select

from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.ledger import Payment
from app.models.placement import Placement
from app.operations.commission import commission_minor
from app.queries.collections.placements_terms import contract_of
from app.queries.oversight.scorecards.span import OWN, WENT_OUT, Span, Taken
from app.queries.oversight.scorecards.sums import NOBODY, summed_rows

_MICROS = 6
_NO_CONTRACT = {"es": "no tenía contrato cargado en el período", "en": "it had no contract on file in the period"}
_NO_COST = {"es": "no hay costo registrado de sus contactos", "en": "no cost of its contacts is on record"}


def cost_per_unit(span: Span) -> Taken:
    """Commissions over what was recovered in the period, by person; a minimum or cap of the contract spread over its payments."""
    rows, causes = [], {}
    for vendor in span.books.vendors:
        found = list(_own(span)) if vendor.key == OWN else list(_commissions(span, int(vendor.key)))
        if not sum(y for _, _, y in found):
            causes[vendor.key] = NOBODY
        elif not sum(x for _, x, _ in found):
            causes[vendor.key] = _NO_COST if vendor.key == OWN else _NO_CONTRACT
        else:
            rows += [(vendor.key, person, x, y) for person, x, y in found]
    return Taken(summed_rows(rows), causes)


def commission_of(span: Span, vendor_id: int) -> int:
    """What a vendor's payments of the period earn it by its contract, in minor units."""
    return round(sum(cost for _, cost, _ in _commissions(span, vendor_id)))


def _commissions(span: Span, vendor_id: int) -> Iterator[tuple[int, float, float]]:
    books = span.books
    contract = contract_of(span.session, books.organisation_id, vendor_id, span.last, books.currency)
    theirs = (Placement.organisation_id == books.organisation_id, Placement.vendor_id == vendor_id)
    latest = select(Placement.debt_id, func.max(Placement.id).label("id")).where(*theirs).group_by(Placement.debt_id).subquery()
    wanted = (
        select(Debt.person_id, Placement.stage, Placement.days_overdue, Payment.amount_minor)
        .join(Debt, Debt.id == Payment.debt_id)
        .outerjoin(latest, latest.c.debt_id == Payment.debt_id)
        .outerjoin(Placement, Placement.id == latest.c.id)
        .where(Payment.organisation_id == books.organisation_id, Payment.vendor_id == vendor_id, Debt.currency == books.currency)
        .where(Payment.paid_on >= span.first, Payment.paid_on <= span.last, Payment.reversed_by.is_(None))
    )
    rates: dict[tuple[str | None, int], Decimal] = {}
    found = []
    for person, stage, late, amount in span.session.execute(wanted).tuples():
        at = (stage, late or 0)
        if at not in rates:
            rates[at] = contract.percent(*at) if contract else Decimal(0)
        found.append((person, commission_minor(amount, rates[at]), amount))
    total = sum(cost for _, cost, _ in found)
    owed = total
    if contract is not None and contract.minimum_minor is not None:
        owed = max(owed, contract.minimum_minor)
    if contract is not None and contract.cap_minor is not None:
        owed = min(owed, contract.cap_minor)
    recovered = sum(amount for _, _, amount in found)
    for person, cost, amount in found:
        share = cost * owed / total if total else owed * amount / recovered
        yield person, share, float(amount)


def _own(span: Span) -> Iterator[tuple[int, float, float]]:
    books = span.books
    scale = 10.0 ** (books.exponent - _MICROS)
    spent = select(Interaction.person_id, func.sum(Interaction.cost_micros)).where(
        Interaction.organisation_id == books.organisation_id,
        Interaction.vendor_id.is_(None),
        WENT_OUT,
        Interaction.at >= span.start,
        Interaction.at < span.end,
    )
    for person, micros in span.session.execute(spent.group_by(Interaction.person_id)).tuples():
        yield person, float(micros or 0) * scale, 0.0
    paid = (
        select(Debt.person_id, func.sum(Payment.amount_minor))
        .join(Debt, Debt.id == Payment.debt_id)
        .where(Payment.organisation_id == books.organisation_id, Payment.vendor_id.is_(None), Debt.currency == books.currency)
        .where(Payment.paid_on >= span.first, Payment.paid_on <= span.last, Payment.reversed_by.is_(None))
    )
    for person, minor in span.session.execute(paid.group_by(Debt.person_id)).tuples():
        yield person, 0.0, float(minor or 0)
