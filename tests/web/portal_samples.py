"""Rows of a vendor's own pages, for pictures and for the tests of templates."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.queries.portal_rows import (
    AccountPage,
    AccountRow,
    AccountsPage,
    AccountsQuery,
    AnswerRow,
    PortfolioTotal,
    SharePage,
    ShareRow,
    SharesPage,
    VendorHome,
)
from app.queries.rows import Problem, Role, Shell

SHELL = Shell("Rosa Lillo", "RL", Role.VENDOR, "Crédito Lindero")
AT = datetime(2026, 5, 12, 14, 31, tzinfo=UTC)
TOTALS = (PortfolioTotal("CLP", 14210, Decimal(2_814_220_350)),)


def _account(n: int, recalled: bool = False) -> AccountRow:
    return AccountRow(
        id=f"{n:032x}",
        number=f"40-{881230 + 37 * n}",
        debtor="" if recalled else ("Marcela Soto Pino", "Hugo Paredes", "Inés Rivas")[n % 3],
        amount=Decimal(184990 + 1000 * n),
        currency="CLP",
        due_date=date(2026, 4, 5),
        segment=None if recalled else "31-90",
        country="CL",
        placed_at=AT,
        recalled_at=AT if recalled else None,
    )


def _share(standing: str = "open", late: bool = False, answers: tuple[AnswerRow, ...] = ()) -> ShareRow:
    return ShareRow(
        id="a" * 32,
        account_id=f"{1:032x}",
        number="40-881267",
        title="Amenaza legal falsa",
        note="Dice que mañana mandan a embargar la casa; no hay juicio.",
        citation="Ley 19.496, art. 37",
        severity="critical",
        happened_at=AT,
        channel="voice",
        quote="Si no paga el total hoy, mañana mismo mandamos a embargarle la casa.",
        shared_at=AT,
        reply_by=datetime(2026, 6, 1, tzinfo=UTC),
        standing=standing,
        late=late,
        answers=answers,
    )


ANSWER = AnswerRow("appeals", "La ejecutiva leyó el guion anterior; adjuntamos la retroalimentación.", "Rosa Lillo", AT)
_ROWS = tuple(_account(n, n == 2) for n in range(6))
_REFUSED = (Problem("kind", "elija: acepta, apela o explica"), Problem("text", "escriba su respuesta (hasta 8000 letras)"))


def _accounts(rows: tuple[AccountRow, ...], query: AccountsQuery, found: int, pages: int) -> AccountsPage:
    return AccountsPage(query, rows, found, 14210, pages, TOTALS)


PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "portal_home": ("portal/home.html", {"page": VendorHome("Crédito Lindero", "Marea Sur", 14210, TOTALS, (_share(),))}),
    "portal_home_empty": ("portal/home.html", {"page": VendorHome("Crédito Lindero", "Marea Sur", 0, (), ())}),
    "portal_accounts": ("portal/accounts.html", {"page": _accounts(_ROWS, AccountsQuery(page=2), 14210, 143)}),
    "portal_accounts_none": ("portal/accounts.html", {"page": _accounts((), AccountsQuery(q="zz"), 0, 1)}),
    "portal_account": (
        "portal/account.html",
        {"page": AccountPage(_account(1), "2026-05", (("RUT", "12.345.678-5"), ("Comuna", "")), (_share(),))},
    ),
    "portal_account_recalled": ("portal/account.html", {"page": AccountPage(_account(2, True), "2026-05", (), ())}),
    "portal_findings": ("portal/findings.html", {"page": SharesPage((_share(), _share("replied"), _share("published")))}),
    "portal_findings_empty": ("portal/findings.html", {"page": SharesPage(())}),
    "portal_finding": ("portal/finding.html", {"page": SharePage(_share(), True)}),
    "portal_finding_call": (
        "portal/finding.html",
        {
            "page": SharePage(
                replace(
                    _share(),
                    account_id=None,
                    number=None,
                    call="MS-20417",
                    agent="A-118",
                    start_s=48.0,
                    said=(("debtor", "Perdí el trabajo."), ("agent", "Si no paga hoy, mañana mandamos a embargarle la casa.")),
                ),
                True,
            )
        },
    ),
    "portal_finding_refused": ("portal/finding.html", {"page": SharePage(_share(late=True), True, (("text", ""),), _REFUSED)}),
    "portal_finding_answered": ("portal/finding.html", {"page": SharePage(_share("replied", answers=(ANSWER,)), True)}),
    "portal_finding_withdrawn": ("portal/finding.html", {"page": SharePage(_share("withdrawn"), False)}),
}
PAGES = {name: (template, {**values, "shell": SHELL}) for name, (template, values) in PAGES.items()}
