"""A vendor's invoice held line by line against the client's books. Nothing here knows a ghost: a line about one is a line about a
payment that is in no book, in the very words of any other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Text
from app.models.account import Account
from app.models.debt import Debt
from app.models.ledger import Payment
from app.models.organisation import Vendor
from app.models.vendor_bill import InvoiceCheck, InvoiceLine
from app.operations.invoice_lines import Billed, Booked, Finding, Judged, judged
from app.queries.collections.earning import Earning, Earnings, Paid
from app.queries.collections.placements_terms import contract_of
from app.services.placement.place_debts import vendor_of
from app.services.unpack import Given, shown_name
from app.services.vendors.invoice_file import Unreadable, read_invoice
from app.services.vendors.surveys import loaders_only
from app.store import Store

MAX_BYTES = 64 * 1024 * 1024
_AT_ONCE = 400
_ANY_CLOCK, _AHEAD = timedelta(days=1), timedelta(days=31)
_PAID = (Finding.OWED.value, Finding.AMOUNT.value, Finding.RATE.value)


@dataclass(frozen=True, slots=True)
class Bill:
    """Whose invoice, for which days, in which currency."""

    vendor_id: int
    first: date
    last: date
    currency: str


def check_invoice(session: Session, store: Store, actor: Actor, bill: Bill, given: Given, now: datetime) -> InvoiceCheck:
    """Check a CSV (account, reference or date, amount, commission, rate) of an invoice for these days. Commits.

    The same file for the same days is one check, as it was. Raises Forbidden, NotFound for another client's vendor, BadInput for
    what is no invoice, days in no order, or a vendor without terms then.
    """
    loaders_only(actor)
    vendor = vendor_of(session, actor, bill.vendor_id)
    session.execute(select(Vendor.id).where(Vendor.id == vendor.id).with_for_update())  # one invoice of a vendor after another
    _sound(session, vendor, bill, now)
    first, last, currency = bill.first, bill.last, bill.currency
    stored = store.put(given.stream, ".csv", MAX_BYTES, given.name)
    same = (InvoiceCheck.vendor_id == vendor.id, InvoiceCheck.sha256 == stored.sha256, InvoiceCheck.currency == currency)
    known = session.scalar(select(InvoiceCheck).where(*same, InvoiceCheck.first == first, InvoiceCheck.last == last))
    if known is not None:
        return known
    told = list(read_invoice(store.path(stored.key).read_bytes(), currency))
    if not told:
        raise BadInput("el archivo no trae ninguna línea", "there is no line in the file", "file")
    held = _Held(session, actor.organisation_id, vendor.id, currency)
    lines = list(held.all(told))
    made = InvoiceCheck(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        vendor_id=vendor.id,
        first=first,
        last=last,
        currency=currency,
        file=shown_name(given.name),
        stored=stored.key,
        sha256=stored.sha256,
        billed_minor=sum(one.line.billed_minor for one in lines),
        owed_minor=sum(one.owed_minor for one in lines),
        unbilled_minor=held.unbilled(first, last, {one.payment_id for one in lines}),
        at=now,
        who=actor.name,
    )
    session.add(made)
    session.flush()
    session.execute(insert(InvoiceLine), [_row(made.id, one) for one in lines])
    session.commit()
    return made


def _sound(session: Session, vendor: Vendor, bill: Bill, now: datetime) -> None:
    """Raises BadInput with the field for days in no order or to come, and for a currency that is none or has no contract."""
    first, last, currency = bill.first, bill.last, bill.currency
    if first > now.date() + _ANY_CLOCK:
        raise BadInput(
            f"el período empieza el {first}, que aún no llega", f"the period begins on {first}, which has not come yet", "first"
        )
    if last > now.date() + _AHEAD:
        raise BadInput(f"el período termina el {last}: revise el año", f"the period ends on {last}: check the year", "last")
    if last < first:
        raise BadInput(f"el período termina ({last}) antes de empezar", f"the period ends ({last}) before it begins", "last")
    if not currency:
        raise BadInput(
            "escriba la moneda con sus tres letras, como CLP", "write the currency’s three letters, as CLP", "currency"
        )
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise BadInput(
            f"«{currency[:10]}» no es una moneda: escriba sus tres letras, como CLP",
            f"“{currency[:10]}” is no currency: write its three letters, as CLP",
            "currency",
        )
    if contract_of(session, vendor.organisation_id, vendor.id, last, currency) is None:
        raise BadInput(
            f"{vendor.name} no tenía contrato en {currency} el {last}; cárguelo antes",
            f"{vendor.name} had no contract in {currency} on {last}; enter it first",
            "currency",
        )


def _row(check_id: str, one: Judged) -> dict[str, object]:
    line = one.line
    return {
        "check_id": check_id,
        "n": line.n,
        "number": line.number,
        "reference": line.reference,
        "paid_on": line.paid_on,
        "amount_minor": line.amount_minor,
        "percent": line.percent,
        "billed_minor": line.billed_minor,
        "owed_minor": one.owed_minor,
        "finding": one.finding.value,
        "said": {"es": one.said.es, "en": one.said.en},
        "payment_id": one.payment_id,
    }


class _Held:
    """The books an invoice is held against."""

    def __init__(self, session: Session, organisation_id: int, vendor_id: int, currency: str) -> None:
        self.session, self.mine, self.vendor_id, self.currency = session, organisation_id, vendor_id, currency
        paid = (InvoiceCheck.vendor_id == vendor_id, InvoiceLine.finding.in_(_PAID), InvoiceLine.payment_id.is_not(None))
        before = select(InvoiceLine.payment_id).join(InvoiceCheck, InvoiceCheck.id == InvoiceLine.check_id)
        self.billed = {id for id in session.scalars(before.where(*paid)) if id is not None}
        self.earnings = Earnings(session, organisation_id, vendor_id, currency)

    def all(self, told: Sequence[Billed | Unreadable]) -> Iterator[Judged]:
        """Every line in its order; a payment that an earlier line asked for was billed."""
        for start in range(0, len(told), _AT_ONCE):
            some = told[start : start + _AT_ONCE]
            numbers = {line.number for line in some}
            given = self._given(numbers)
            payments = self._payments(numbers)
            earned = self.earnings.of(_paid(*one) for found in payments.values() for one in found)
            for line in some:
                if isinstance(line, Unreadable):
                    empty = Billed(line.n, line.number, line.reference, None, 0, None, 0)
                    yield Judged(empty, Finding.UNREADABLE, 0, Text(line.why.es, line.why.en))
                    continue
                found = self._payment(line, payments.get(line.number, []))
                earning = earned[found[0].id] if found else None
                booked = self._booked(found[0], earning) if found and earning and line.number in given else None
                began_days = earning.contract.began_days if earning and earning.contract else 0
                one = judged(line, line.number in given, booked, frozenset(self.billed), began_days, self.currency)
                if one.finding.value in _PAID and one.payment_id is not None:
                    self.billed.add(one.payment_id)
                yield one

    def _given(self, numbers: set[str]) -> set[str]:
        mine = (Account.organisation_id == self.mine, Account.vendor_id == self.vendor_id, Account.number.in_(numbers))
        return set(self.session.scalars(select(Account.number).where(*mine)))

    def _payments(self, numbers: set[str]) -> dict[str, list[tuple[Payment, int]]]:
        wanted = (
            select(Payment, Debt.person_id, Debt.number)
            .join(Debt, Debt.id == Payment.debt_id)
            .where(Payment.organisation_id == self.mine, Debt.currency == self.currency, Debt.number.in_(numbers))
            .order_by(Payment.id)
        )
        found: dict[str, list[tuple[Payment, int]]] = {}
        for payment, person, number in self.session.execute(wanted).tuples():
            found.setdefault(number, []).append((payment, person))
        return found

    def _payment(self, line: Billed, payments: Sequence[tuple[Payment, int]]) -> tuple[Payment, int] | None:
        """By its reference; without one by its day, the amount told before any other, what was not billed before the rest."""
        if line.reference:
            return next((p for p in payments if p[0].reference == line.reference), None)
        same_day = [p for p in payments if p[0].paid_on == line.paid_on]
        ranked = sorted(same_day, key=lambda p: (p[0].amount_minor != line.amount_minor, p[0].id in self.billed, p[0].id))
        return ranked[0] if ranked else None

    def _booked(self, payment: Payment, earning: Earning) -> Booked:
        theirs, bounced = payment.vendor_id == self.vendor_id, payment.reversed_by is not None
        return Booked(payment.id, payment.amount_minor, earning.percent, theirs, bounced, not earning.began)

    def unbilled(self, first: date, last: date, billed: set[int | None]) -> int:
        """What the books owe of the period's payments that no line asked for, now or before."""
        wanted = (
            select(Payment, Debt.person_id)
            .join(Debt, Debt.id == Payment.debt_id)
            .where(Payment.organisation_id == self.mine, Payment.vendor_id == self.vendor_id, Debt.currency == self.currency)
            .where(Payment.paid_on >= first, Payment.paid_on <= last, Payment.reversed_by.is_(None))
        )
        every = (_paid(*row) for row in self.session.execute(wanted).tuples())
        left = [one for one in every if one.id not in billed and one.id not in self.billed]
        earned = self.earnings.of(left)
        return sum(earned[one.id].minor(one.amount_minor) for one in left)


def _paid(payment: Payment, person: int) -> Paid:
    return Paid(payment.id, payment.debt_id, person, payment.amount_minor, payment.paid_on)
