"""What a vendor sees of the accounts placed with it. Every account is read by the same statements, in the order of its number.

Once an account is withdrawn its vendor has no more business with the person: number, dates and amount stay, and nothing else is
shown, searched or sorted by.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Forbidden, NotFound
from app.models.account import Account
from app.queries.operations.shares import share_rows
from app.queries.portal_rows import AccountPage, AccountRow, AccountsPage, AccountsQuery, PortfolioTotal

PER_PAGE = 100
STATES = ("placed", "recalled")
SORTS: dict[str, SQLColumnExpression[Any]] = {
    "number": Account.number,
    "placed": Account.placed_at,
    "due": Account.due_date,
    "debtor": case((Account.recalled_at.is_(None), Account.debtor), else_=""),
}


def of_vendor(actor: Actor) -> ColumnElement[bool]:
    """The accounts this actor may see. Raises Forbidden for anybody but a vendor's user."""
    if actor.vendor_id is None:
        raise Forbidden("esta página es de un proveedor", "this page is a vendor's")
    return (Account.vendor_id == actor.vendor_id) & (Account.organisation_id == actor.organisation_id)


def accounts_page(session: Session, actor: Actor, query: AccountsQuery) -> AccountsPage:
    """One page of the list. Among equals the number decides, so that no order tells when a row was written."""
    asked = _asked(actor, query)
    found = session.scalar(select(func.count()).select_from(Account).where(*asked)) or 0
    pages = max(1, -(-found // PER_PAGE))
    page = min(max(1, query.page), pages)
    column = SORTS.get(query.sort, Account.number)
    order = column.desc() if query.desc else column.asc()
    wanted = select(Account).where(*asked).order_by(order, Account.number).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return AccountsPage(
        query=query,
        rows=tuple(account_row(a) for a in session.scalars(wanted)),
        found=found,
        total=session.scalar(select(func.count()).select_from(Account).where(of_vendor(actor))) or 0,
        pages=pages,
        totals=portfolio_totals(session, actor),
    )


def _asked(actor: Actor, query: AccountsQuery) -> list[ColumnElement[bool]]:
    asked = [of_vendor(actor)]
    if query.state == "placed":
        asked.append(Account.recalled_at.is_(None))
    elif query.state == "recalled":
        asked.append(Account.recalled_at.is_not(None))
    words = query.q.strip()
    if words:
        like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        person = or_(*(c.ilike(like, escape="\\") for c in (Account.debtor, Account.debtor_id)))
        asked.append(or_(Account.number.ilike(like, escape="\\"), and_(Account.recalled_at.is_(None), person)))
    return asked


def portfolio_totals(session: Session, actor: Actor) -> tuple[PortfolioTotal, ...]:
    """What is placed now, by currency. Amounts are exact, so they are added here and not by the database."""
    sums: dict[str, list[Decimal]] = {}
    placed = select(Account.currency, Account.amount).where(of_vendor(actor), Account.recalled_at.is_(None))
    for currency, amount in session.execute(placed).tuples():
        sums.setdefault(currency, []).append(amount)
    return tuple(PortfolioTotal(c, len(all_), sum(all_, Decimal(0))) for c, all_ in sorted(sums.items()))


def account_row(account: Account) -> AccountRow:
    """An account as the list shows it; without its person once it is withdrawn."""
    there = account.recalled_at is None
    return AccountRow(
        id=account.id,
        number=account.number,
        debtor=account.debtor if there else "",
        amount=account.amount,
        currency=account.currency,
        due_date=account.due_date,
        segment=account.segment if there else None,
        country=account.country,
        placed_at=account.placed_at,
        recalled_at=account.recalled_at,
    )


def account_page(session: Session, actor: Actor, account_id: str, lang: str, now: datetime) -> AccountPage:
    """One account. Raises NotFound in the same words whatever there is under that id."""
    account = session.scalar(select(Account).where(of_vendor(actor), Account.id == account_id))
    if account is None:
        raise NotFound("no hay tal cuenta", "there is no such account")
    row = account.row if account.recalled_at is None else {}
    return AccountPage(
        account=account_row(account),
        batch=account.batch,
        fields=tuple((name, "" if value is None else str(value)) for name, value in row.items()),
        shares=share_rows(session, actor, lang, now, account.id),
    )


def export_rows(session: Session, actor: Actor) -> tuple[tuple[str, ...], Iterator[Sequence[str]]]:
    """Header and rows of the vendor's file: the columns of its layout, accounts in the order of their numbers."""
    rows = session.scalars(
        select(Account.row).where(of_vendor(actor), Account.recalled_at.is_(None)).order_by(Account.number)
    ).all()
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    header = tuple(names)
    return header, (["" if row.get(n) is None else str(row.get(n)) for n in header] for row in rows)
