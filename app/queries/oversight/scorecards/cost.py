"""What each unit recovered cost: a vendor's commission by its contract, the desk's own contacts by their price."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.ledger import Payment
from app.operations.commission import Band, Contract
from app.queries.collections.earning import Earning, Earnings, Paid
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


def recovered_of(span: Span, vendor_id: int) -> int:
    """The payments of the period that earn a vendor its commission, in minor units: those people made unasked are not in it."""
    return sum(paid.amount_minor for paid, earning in _payments(span, vendor_id) if not earning.began)


@dataclass(frozen=True, slots=True)
class RateLine:
    """Payments of a segment (as placed; "" none is known) that earn the same rate by the same band (None: no band fits).

    In minor units, before a minimum or a cap of the contract. `unasked`: made without a contact of the vendor in the days its
    contract asks for, and so earning nothing.
    """

    segment: str
    band: Band | None
    percent: Decimal
    payments: int
    recovered_minor: int
    commission_minor: int
    unasked: bool = False


def rates_of(span: Span, vendor_id: int) -> tuple[RateLine, ...]:
    """What each segment of a vendor earned it in the period and at which rate, by segment and from the lowest band on."""
    found: dict[tuple[str, bool, Band | None], tuple[int, int, int]] = {}
    for paid, earning in _payments(span, vendor_id):
        bands = earning.contract.bands if earning.contract and earning.stay and not earning.began else ()
        band = next((b for b in bands if earning.stay and b.fits(earning.stay.stage, earning.stay.days_overdue)), None)
        at = (_segment(span, earning), earning.began, band)
        n, came, earned = found.get(at, (0, 0, 0))
        found[at] = (n + 1, came + paid.amount_minor, earned + earning.minor(paid.amount_minor))
    lines = sorted(found.items(), key=lambda one: (*one[0][:2], *_order(one[0][2])))
    return tuple(RateLine(s, band, band.percent if band else Decimal(0), *sums, unasked) for (s, unasked, band), sums in lines)


def _order(band: Band | None) -> tuple[bool, int, Decimal]:
    """The lowest band first, what no band fits last."""
    return (True, 0, Decimal(0)) if band is None else (False, band.days_from, band.percent)


def _segment(span: Span, earning: Earning) -> str:
    """The segment of the debt as it was placed, by the names the comparison has."""
    if earning.stay is None:
        return ""
    return (earning.stay.segment if span.books.segmented else earning.stay.stage) or ""


def _contract(span: Span, vendor_id: int) -> Contract | None:
    return contract_of(span.session, span.books.organisation_id, vendor_id, span.last, span.books.currency)


def _payments(span: Span, vendor_id: int) -> list[tuple[Paid, Earning]]:
    """The payments of the period that are the vendor's, with what each earns."""
    books = span.books
    wanted = (
        select(Payment.id, Payment.debt_id, Debt.person_id, Payment.amount_minor, Payment.paid_on)
        .join(Debt, Debt.id == Payment.debt_id)
        .where(
            Payment.organisation_id == books.organisation_id,
            Payment.vendor_id == vendor_id,
            Debt.currency == books.currency,
            Payment.paid_on >= span.first,
            Payment.paid_on <= span.last,
            Payment.reversed_by.is_(None),
        )
    )
    every = [Paid(*row) for row in span.session.execute(wanted.order_by(Payment.id)).tuples()]
    earned = Earnings(span.session, books.organisation_id, vendor_id, books.currency).of(every)
    return [(paid, earned[paid.id]) for paid in every]


def _commissions(span: Span, vendor_id: int) -> Iterator[tuple[int, float, float]]:
    contract = _contract(span, vendor_id)
    found = [(p.person_id, earning.minor(p.amount_minor), p.amount_minor) for p, earning in _payments(span, vendor_id)]
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
