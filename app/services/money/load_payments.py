"""A file of payments: tried first, then booked; every row that cannot be is told with its reason, and none is booked twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import AppError, BadInput, Text
from app.models.debt import Debt
from app.models.ledger import Payment
from app.models.portfolio import PortfolioLoad
from app.operations.home_clocks import day_in
from app.operations.ledger_payments_file import PaymentRow, Rejected, read_payments
from app.operations.typed_amount import minor_of
from app.services.money.books import Books, take_books, write
from app.services.money.restate import owed_by_number
from app.services.money.settle_promises import settle_debts
from app.services.money.take_payment import NewPayment, book_payment, check_payment, check_same, finish, staff_only
from app.services.portfolio.segment import resegment
from app.services.unpack import Given

MAX_BYTES = 256 * 1024 * 1024
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Over:
    """A booked row that paid more than was owed: `over_minor` of it waits on the debt until somebody says where it goes."""

    line: int
    account: str
    reference: str
    debt_id: int
    currency: str
    over_minor: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: rows booked (`dry`: that would be), known already, rejected with the reason; money by currency.

    `included` are rows of a day before the one on which the portfolio's file stated the balance: the balance holds them already.
    """

    dry: bool
    booked: int
    known: int
    rejected: tuple[Rejected, ...]
    booked_minor: tuple[tuple[str, int], ...]
    included: tuple[Rejected, ...] = ()
    over: tuple[Over, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return self.booked + self.known + len(self.rejected) + len(self.included)


def load_payments(
    session: Session,
    actor: Actor,
    given: Given,
    now: datetime,
    dry: bool = False,
    vendor_id: int | None = None,
    all_days: bool = False,
) -> Loaded:
    """Read the file and book it in portions, each in a transaction of its own; `dry` books nothing and says the same.

    The rule for old payments: a payment of a day before the one on which the newest file told of the debt is taken to be in that
    balance already; it is said and not booked, unless the client says the balances do not hold them (`all_days`).

    A row told before (the same reference, debt, amount and day) is known; the file may be loaded again. Raises BadInput for what
    is no table of payments.
    """
    staff_only(actor)
    content = given.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BadInput("el archivo pasa de 256 MB; divídalo", "the file is over 256 MB; split it", "file")
    told = list(read_payments(content))
    rows = [row for row in told if isinstance(row, PaymentRow)]
    rejected = [row for row in told if isinstance(row, Rejected)]
    firsts: dict[str, PaymentRow] = {}
    known, money = 0, Counter[str]()
    included, over = list[Rejected](), list[Over]()
    booked = 0
    for first in range(0, len(rows), _AT_ONCE):
        some = _Portion(session, actor, rows[first : first + _AT_ONCE], firsts, (vendor_id, all_days), now)
        some.book()
        booked, known = booked + some.booked, known + some.known
        rejected, included, over = rejected + some.rejected, included + some.included, over + some.over
        money += some.money
        if dry:
            session.rollback()
        else:
            some.keep()
    rejected.sort(key=lambda r: r.line)
    return Loaded(dry, booked, known, tuple(rejected), tuple(sorted(money.items())), tuple(included), tuple(over))


class _Portion:
    """Some rows under the locks of their debts."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        rows: Sequence[PaymentRow],
        firsts: dict[str, PaymentRow],
        how: tuple[int | None, bool],
        now: datetime,
    ) -> None:
        self.session, self.actor, self.rows, self.firsts, self.now = session, actor, rows, firsts, now
        self.vendor_id, self.all_days = how
        ids = owed_by_number(session, actor.organisation_id, {r.account for r in rows})
        held = take_books(session, actor.organisation_id, ids.values(), now)
        self.books = {number: held[id] for number, id in ids.items()}
        references = {r.reference for r in rows}
        known = select(Payment).where(Payment.organisation_id == actor.organisation_id, Payment.reference.in_(references))
        self.payments = {p.reference: p for p in session.scalars(known)}
        self.made: list[tuple[Payment, Books]] = []
        self.stated = _stated(session, {books.debt.load_id for books in self.books.values()})
        self.included: list[Rejected] = []
        self.over: list[Over] = []
        self.booked = self.known = 0
        self.rejected: list[Rejected] = []
        self.money: Counter[str] = Counter()

    def book(self) -> None:
        """Every row booked in memory, known, or rejected."""
        for row in self.rows:
            try:
                self._row(row)
            except AppError as cause:
                self.rejected.append(Rejected(row.line, row.account, row.reference, cause.text))

    def _row(self, row: PaymentRow) -> None:
        books = self.books.get(row.account)
        if books is None:
            raise BadInput(f"no hay deuda {row.account[:80]}", f"there is no debt {row.account[:80]}")
        new = _new(row, books.debt, self.vendor_id)
        check_payment(new, self.now)
        before = self.payments.get(row.reference)
        if before is not None:
            check_same(self.session, before, new)
            self.known += 1
            return
        first = self.firsts.setdefault(row.reference, row)
        if first is not row:
            if (first.account, first.amount, first.paid_on) == (row.account, row.amount, row.paid_on):
                self.known += 1
                return
            raise BadInput(
                f"la referencia {row.reference[:60]} ya viene en la línea {first.line} con otros datos",
                f"reference {row.reference[:60]} is already on line {first.line}, with other data",
            )
        day = self.stated.get(books.debt.load_id or "")
        if not self.all_days and day is not None and new.paid_on < day:
            del self.firsts[row.reference]
            held = Text(f"el saldo es del {day}: ya lo incluye", f"the balance is of {day}: it holds it already")
            self.included.append(Rejected(row.line, row.account, row.reference, held))
            return
        surplus = books.ledger.surplus_minor
        self.made.append((book_payment(self.session, self.actor, books, new, self.now), books))
        more = books.ledger.surplus_minor - surplus
        if more > 0:
            told = (row.line, row.account, row.reference, books.debt.id, books.debt.currency, more)
            self.over.append(Over(*told))
        self.booked += 1
        self.money[books.debt.currency] += new.amount_minor

    def keep(self) -> None:
        """Write and commit."""
        touched = {books.debt.id: books for _, books in self.made}
        write(self.session, touched.values(), self.now)
        self.session.add_all([finish(payment, books) for payment, books in self.made])
        settle_debts(self.session, self.actor.name, list(touched), self.now)
        resegment(self.session, list(touched), self.now)
        self.session.commit()


def _stated(session: Session, loads: set[str | None]) -> dict[str, date]:
    """The day of each load, in its country: the day its balances are of."""
    wanted = select(PortfolioLoad.id, PortfolioLoad.country, PortfolioLoad.at)
    rows = session.execute(wanted.where(PortfolioLoad.id.in_([one for one in loads if one]))).tuples()
    return {load_id: day_in(country, at) for load_id, country, at in rows}


def _new(row: PaymentRow, debt: Debt, vendor_id: int | None) -> NewPayment:
    if row.currency not in (None, debt.currency):
        raise BadInput(
            f"la deuda es en {debt.currency}, no {row.currency}", f"the debt is in {debt.currency}, not {row.currency}"
        )
    amount = minor_of(row.written, debt.currency)
    return NewPayment(amount, row.paid_on, row.reference, debt_id=debt.id, means=row.means, vendor_id=vendor_id)
