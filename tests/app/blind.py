"""What the tests of blindness have in common: pages without their tokens and ids, the statements that run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db import Database
from app.models import Account

LISTS = [
    "/portal",
    "/portal/accounts",
    *(f"/portal/accounts?sort={sort}&desc={desc}" for sort in ("number", "debtor", "due", "placed") for desc in ("", "1")),
    "/portal/accounts?page=2",
    "/portal/accounts?state=placed",
    "/portal/accounts?state=recalled",
    "/portal/accounts.csv",
    "/portal/findings",
    "/profile",
]
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"|csrf-token" content="[^"]*"')
_ID = re.compile(r"\b[0-9a-f]{32}\b")


def body(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return TOKEN.sub("", answer.text)


def plain(html: str) -> str:
    """Random ids in the order they appear, so that two worlds can be compared."""
    seen: dict[str, str] = {}
    return _ID.sub(lambda m: seen.setdefault(m[0], f"id{len(seen)}"), html)


def own_values(account: Account) -> list[str]:
    """What belongs to an account as its pages write it, longest first."""
    day = account.due_date
    months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
    values = {account.id, account.number, account.debtor, account.debtor_id, *map(str, account.row.values())}
    values |= {f"{account.amount:,.0f}".replace(",", "."), account.segment or "", str(account.amount)}
    values |= {f"{day.day} {months[day.month - 1]} {day.year}"} if day else set()
    return sorted((v for v in values if v), key=len, reverse=True)


def without_own(html: str, account: Account) -> str:
    """The page with the account's values taken out of it."""
    html = unescape(html)
    for value in own_values(account):
        html = html.replace(value, "·")
    return html


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every SQL statement that runs meanwhile, as it was written."""
    seen: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, _parameters: object, _context: object, _many: bool) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", keep)


def every_get(site: Flask) -> list[str]:
    return sorted({str(r) for r in site.url_map.iter_rules() if "GET" in (r.methods or ()) and r.endpoint != "static"})


def filled(rule: str, id: str) -> str:
    """The address with one id in every place."""
    rule = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", rule)
    return re.sub(r"<int:\w+>", "1", re.sub(r"<\w+>", id, rule))
