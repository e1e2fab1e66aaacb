"""The pages of the balance and the scorecards on hand-made figures."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.operations.commission import Band, Contract
from app.queries.decision_rows import DecisionBooks, DecisionRow, Moved, Seen
from app.queries.operations.corrections import PlanRow, StepRow
from app.queries.oversight.scorecards.behind_row import AccountRow, BehindGroup, BehindRow, BehindRows, BrokenRule
from app.queries.oversight.scorecards.contract_view import LevelLine, MonthWorth, WrittenLevel
from app.queries.oversight.scorecards.cost import RateLine
from app.queries.oversight.scorecards.invoices import FindingCount, InvoiceLineRow, InvoicePage
from app.queries.oversight.vendor_shares import ShownFinding
from app.queries.pack_mails import PackMailRow, SentRow
from app.queries.rows import Problem
from app.queries.scorecard_rows import Behind, Proof, ProofStanding, Replies, SharePreview
from app.web.changes import changes
from app.web.vendor_look import line_of
from reports.intervals import Estimate
from reports.scorecards.measure import vendor_measures
from tests.web import list_samples
from tests.web import scorecard_samples as cards
from tests.web.portal_samples import SHELL as VENDOR_SHELL
from tests.web.what_if_samples import UNKNOWN, WHAT_IF

MONTHS = tuple(date(2026, m, 1) for m in (5, 4, 3, 2, 1))
LOST = cards.unplaced()
PLACE = {"month": "2026-05"}


def _balance(**more: Any) -> dict[str, Any]:
    made = cards.comparison()
    values: dict[str, Any] = {
        "made": made,
        "months": MONTHS,
        "month": MONTHS[0],
        "segments": ("31–60 días", "61–90 días"),
        "segment": "",
        "view": "",
        "place": PLACE,
        "what_if": WHAT_IF,
        "chosen": made.balance.points[1],
        "state": "made",
    }
    return {**values, **more}


PROOFS = tuple(
    Proof(
        f"c{n}", code, "false_legal_threat", 1, "critical", quote, at, datetime(2026, 5, day, 14, 31, tzinfo=UTC), agent, standing
    )
    for n, (code, quote, at, day, agent, standing) in enumerate(
        (
            ("MS-20417", "mañana mismo mandamos a embargarle la casa", 48.0, 12, "A-118", ProofStanding.CONFIRMED),
            ("MS-20845", "mañana le embargan el sueldo, avise en su trabajo", 44.0, 15, "A-104", ProofStanding.CONFIRMED),
            ("MS-20701", "llega un furgón y le embarga lo que haya", 55.0, 13, "A-104", ProofStanding.APPEALED),
            ("MS-20760", "si no, pasa embargo directo, así funciona", 39.0, 14, "A-127", ProofStanding.MACHINE),
        )
    )
)
KINDS = (("false_legal_threat", 19), ("harassment", 7), ("unofficial_payment", 3), ("third_party_disclosure", 2))
BEHIND = Behind(KINDS, PROOFS, 31)
REPLIES = Replies(5, 3, 2, 0, datetime(2026, 5, 20, 22, 0, tzinfo=UTC))


def _card(**more: Any) -> dict[str, Any]:
    made = cards.comparison()
    values: dict[str, Any] = {
        "made": made,
        "months": MONTHS,
        "month": MONTHS[0],
        "segments": ("31–60 días", "61–90 días"),
        "segment": "",
        "place": PLACE,
        "vendor": "2",
        "name": "Marea Sur Cobranzas",
        "card": made.cards[1],
        "measure": vendor_measures()["critical_calls"],
        "asked": False,
        "behind": BEHIND,
        "replies": REPLIES,
        "may_ask": True,
        "may_send": True,
        "listed": ("tone", "recovery_adjusted", "contacts_against_law"),
        "state": "made",
    }
    return {**values, **more}


DECISIONS = (
    DecisionRow(
        "d1",
        "Paula Méndez",
        datetime(2026, 6, 2, 15, 4, tzinfo=UTC),
        date(2026, 5, 1),
        "",
        "2",
        "1",
        10,
        None,
        (Seen("Recupero", "−0,5\u00a0%", "[−1,2;\u00a0+0,2]"), Seen("Reclamos al mes", "−9", "[−15;\u00a0−4]")),
        "El trato pesa más que medio punto de recupero.",
        books=DecisionBooks(Moved(0.1, 412, 12, 380, 20, 31)),
    ),
)
RULES = (
    BrokenRule("cl-freq-written", False, "Contactos escritos por semana", "Written contacts a week", "Ley 21.320"),
    BrokenRule("cl-hours-voice-visit", None, "Horario de llamadas y visitas", "Hours of calls and visits", "Ley 19.496, art. 37"),
)
LAW_ROWS = tuple(
    BehindRow(
        "contact", str(17 + n), datetime(2026, 5, 12, 1, n, tzinfo=UTC), 1, 2, f"40-88130{n}", None, None, None, 1, 1, broken=some
    )
    for n, some in enumerate((RULES[:1], RULES))
)
CALL_ROWS = tuple(
    BehindRow(
        "call", f"c{n}", datetime(2026, 5, 12, 14, n, tzinfo=UTC), None, None, None, f"c{n}", f"MS-2041{n}", 48.0, 1, 1,
        marked=n == 0, decided=(True, None)[n],
    )
    for n in range(2)
)  # fmt: skip
ACCOUNT_ROWS = (
    BehindRow("account", "1", datetime(2026, 5, 1, 12, tzinfo=UTC), 1, 1, "40-881267", None, None, None, 30_000, 29_000,
              money=AccountRow(184_990, 60_000, 58_000, 0.5)),
    BehindRow("account", "2", datetime(2026, 5, 1, 12, tzinfo=UTC), 2, 2, "40-881268", None, None, None, 0, 0,
              money=AccountRow(9_184_990, 0, None, None)),
)  # fmt: skip
GROUPS = (BehindGroup("31–60 días", 310, 400_000, 380_000, 1.05), BehindGroup("61–90 días", 120, 90_000, 95_000, 0.94))


def _rows(
    measure: str, shape: str, rows: tuple[BehindRow, ...], above: float, below: float, groups: tuple[BehindGroup, ...] = ()
) -> dict[str, Any]:
    card = _card()
    known, line = vendor_measures()[measure], line_of(card["card"], measure)
    more = {
        "page": BehindRows(rows, len(rows), 1, 1, above, below, groups),
        "measure": known,
        "line": line,
        "moved": None,
        "basis": ("La máquina marcó 31 de 412 llamadas (7,5 %).",) if shape == "calls" else (),
        "shape": shape,
        "broken_rules": lambda row: tuple((b.rule, b.es, b.lenient) for b in row.broken),
    }
    return {**card, **more}


TOLD = SharePreview(
    "c0",
    "false_legal_threat",
    1,
    "Marea Sur Cobranzas",
    "Amenaza legal falsa",
    "¿Anuncia un juicio, embargo o desalojo que no existe o no puede ordenar?",
    "Ley 19.496, art. 37",
    "critical",
    "mañana mismo mandamos a embargarle la casa",
    (
        ("agent", "Señora, su cuota está vencida hace cuarenta días."),
        ("debtor", "Perdí el trabajo, le puedo dar sesenta mil."),
        ("agent", "Si no paga el total hoy, mañana mismo mandamos a embargarle la casa."),
        ("debtor", "¿Me puede decir el número de la causa?"),
    ),
    "MS-20417",
    "A-118",
    datetime(2026, 5, 12, 10, 31, tzinfo=UTC),
    48.0,
)
_ASKED = "Sacar las amenazas de embargo del guion, capacitar a la mesa B y escuchar diez llamadas por semana."
PLANS = (
    PlanRow(
        "p1",
        2,
        "critical_calls",
        0.02,
        ("a" * 32,),
        _ASKED,
        date(2026, 6, 30),
        "open",
        False,
        datetime(2026, 4, 28, 15, 0, tzinfo=UTC),
        "Valentina Neira",
        (
            StepRow("opened", _ASKED, None, False, "Valentina Neira", datetime(2026, 4, 28, 15, 0, tzinfo=UTC)),
            StepRow("answered", "El guion ya se cambió.", None, True, "Rosa Lillo", datetime(2026, 5, 4, 15, 0, tzinfo=UTC)),
            StepRow(
                "measured",
                "",
                {"first": "2026-05-01", "last": "2026-05-31", "value": 0.031, "low": 0.017, "high": 0.047, "n": 412},
                False,
                "Valentina Neira",
                datetime(2026, 6, 2, 15, 0, tzinfo=UTC),
            ),
        ),
    ),
)
PLAN_FORM: dict[str, Any] = {
    "offered": tuple(vendor_measures().values()),
    "line": lambda id: line_of(cards.comparison().cards[1], id),
    "shares": (ShownFinding("a" * 32, "Amenaza legal falsa", datetime(2026, 5, 12, tzinfo=UTC), "open", None),),
    "today": date(2026, 6, 3),
    "entered": {"measure": "critical_calls"},
    "ticked": [],
    "problems": (),
    "ending": {},
}
LEVELS = (
    LevelLine("2", "critical_calls", 0.02, Estimate(0.077, 0.053, 0.104, 412), "missed", Decimal(-5), 8_400_000, -420_000),
    LevelLine("2", "complaints", 0.0048, Estimate(0.0062, 0.004, 0.0076, 88), "cannot_tell", Decimal(0), 8_400_000, 0),
)
_BANDS = (Band(Decimal("17.5"), "", 0, 30), Band(Decimal(24), "late", 31, None))
WORTH = MonthWorth(
    48_000_000,
    8_400_000,
    -420_000,
    1,
    Contract("CLP", _BANDS, 500_000, 20_000_000, 10, 15),
    (
        RateLine("Temprana", _BANDS[0], Decimal("17.5"), 212, 30_000_000, 5_250_000),
        RateLine("Tardía", _BANDS[1], Decimal(24), 61, 13_000_000, 3_120_000),
        RateLine("", None, Decimal(0), 9, 5_000_000, 0),
        RateLine("Tardía", None, Decimal(0), 1, 90_500, 0, unasked=True),
    ),
)
WRITTEN = (
    WrittenLevel("complaints", None, None, None, date(2026, 6, 1), datetime(2026, 5, 28, tzinfo=UTC), "Valentina Neira"),
    WrittenLevel("critical_calls", 0.02, None, Decimal("5"), date(2026, 1, 1), datetime(2025, 12, 20, tzinfo=UTC), "Marta Gil"),
)
CONTRACT: dict[str, Any] = {
    "worth": WORTH,
    "written": WRITTEN,
    "may_write": True,
    "offered": tuple(vendor_measures().values()),
    "entered": {},
    "problems": (),
    "most": 50,
}
_PAID = ("quien debe pagó por su cuenta", "the debtor paid unprompted")
INVOICE = InvoicePage(
    id="i1",
    vendor_id=2,
    vendor="Marea Sur Cobranzas",
    first=date(2026, 5, 1),
    last=date(2026, 5, 31),
    currency="CLP",
    file="factura-mayo.csv",
    billed_minor=8_900_000,
    owed_minor=8_400_000,
    to_pay_minor=8_400_000,
    unbilled_minor=0,
    ghosts_billed_minor=37_000,
    at=datetime(2026, 6, 3, tzinfo=UTC),
    who="Tomás Vial",
    findings=(FindingCount("debtor_began", 1, 12_000, 0),),
    lines=(InvoiceLineRow(1, "40-881267", "R-1", date(2026, 5, 12), 60_000, None, 12_000, 0, "debtor_began", *_PAID, False),),
)
_FRAME = {k: v for k, v in _card().items() if k in ("made", "months", "month", "segments", "segment", "place", "state")}
NAMES = {v.key: v.name for v in cards.VENDORS}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "balance": ("vendors/balance.html", _balance()),
    "balance_table": ("vendors/balance.html", _balance(view="table")),
    "balance_unknown": (
        "vendors/balance.html",
        _balance(made=cards.unplaced(), what_if=UNKNOWN, chosen=cards.unplaced().balance.points[4]),
    ),
    "balance_left_out": ("vendors/balance.html", _balance(made=cards.left_out(), chosen=cards.left_out().balance.points[1])),
    "vendor": ("vendors/card.html", _card()),
    "vendor_measure": ("vendors/card.html", _card(asked=True, measure=vendor_measures()["complaints"], behind=None)),
    "vendor_pane": ("vendors/card.html", _card(asked=True)),
    "vendor_own": ("vendors/card.html", _card(vendor="4", name="Mesa interna", card=cards.comparison().cards[3], measure=None)),
    "vendor_empty": ("vendors/card.html", _card(card=None, made=None, measure=None, months=(), may_ask=False)),
    "executive": (
        "vendors/home.html",
        {**_FRAME, "page": list_samples.home(), "changed": changes(cards.comparison()), "past": DECISIONS, "nothing": ""},
    ),
    "executive_empty": (
        "vendors/home.html",
        {**_FRAME, "made": None, "state": "none", "page": list_samples.EMPTY_HOME, "changed": (), "past": (), "nothing": ""},
    ),
    "vendors": ("vendors/index.html", {**_FRAME, "names": {**NAMES, "9": "Cobros del Sur"}, "nothing": ""}),
    "vendors_making": (
        "vendors/index.html",
        {**_FRAME, "names": NAMES, "made": None, "state": "making", "share_done": 40, "nothing": ""},
    ),
    "vendor_plans": ("vendors/plans.html", _card(plans=PLANS, **PLAN_FORM)),
    "vendor_plans_none": (
        "vendors/plans.html",
        _card(plans=(), **{**PLAN_FORM, "problems": (Problem("due_on", "elija hasta cuándo"),)}),
    ),
    "portal_plans": ("portal/plans.html", {"plans": PLANS, "problems": (), "entered": {}, "shell": VENDOR_SHELL}),
    "portal_plans_none": ("portal/plans.html", {"plans": (), "problems": (), "entered": {}, "shell": VENDOR_SHELL}),
    "vendor_contract": ("vendors/contract.html", _card(levels=LEVELS, checks=(INVOICE,), invoice=INVOICE, **CONTRACT)),
    "vendor_contract_wrong": (
        "vendors/contract.html",
        _card(
            levels=LEVELS,
            checks=(),
            invoice=None,
            **{
                **CONTRACT,
                "entered": {"measure": "critical_calls", "bonus_percent": "200"},
                "problems": (Problem("bonus_percent", "«200»: la bonificación es un porcentaje de la comisión, de 0 a 100"),),
            },
        ),
    ),
    "vendor_contract_none": (
        "vendors/contract.html",
        _card(levels=(), checks=(), invoice=None, **{**CONTRACT, "written": (), "may_write": False, "worth": None}),
    ),
    "vendor_files": (
        "vendors/files.html",
        {"vendor": "2", "name": "Marea Sur Cobranzas", "told": None, "problems": (), "sent": "", "entered": {}},
    ),
    "vendor_files_told": (
        "vendors/files.html",
        {
            "vendor": "2",
            "name": "Marea Sur Cobranzas",
            "told": {"read": 412, "taken": 410, "refused": 2, "shown": [(7, "sin hora"), (9, "sin cuenta")], "again": False},
            "problems": (),
            "sent": "return",
            "entered": {},
        },
    ),
    "vendor_rows": ("vendors/rows.html", _rows("contacts_against_law", "law", LAW_ROWS, 54, 240)),
    "vendor_rows_accounts": ("vendors/rows.html", _rows("recovery_adjusted", "accounts", ACCOUNT_ROWS, 61_000, 57_000, GROUPS)),
    "vendor_rows_calls": ("vendors/rows.html", _rows("critical_calls", "calls", CALL_ROWS, 2, 412)),
    "vendor_rows_none": ("vendors/rows.html", _rows("contacts_against_law", "law", (), 0, 65)),
    "vendors_older": ("vendors/index.html", {**_card(), "made": None, "state": "older", "names": {"1": "Norte Cobra"}}),
    "balance_no_segment": ("vendors/balance.html", _balance(made=None, state="no_segment", segment="Tardía", what_if=None)),
    "balance_odd": (
        "vendors/balance.html",
        _balance(
            what_if=replace(WHAT_IF, groups=(), tested="", odd={"from": "99"}, problem="No se proyectó nada: no existe «99».")
        ),
    ),
    "vendor_send": ("vendors/send.html", _card(told=TOLD, term_days=10, problems=())),
    "vendor_send_refused": (
        "vendors/send.html",
        _card(told=replace(TOLD, problem="solo se envía lo que una persona confirmó"), term_days=10, problems=()),
    ),
    "balance_decide_again": (
        "vendors/decide.html",
        {
            **_FRAME,
            "what_if": replace(WHAT_IF, groups=(), tested="", odd={"move": "37"}, problem="No se proyectó nada: «37»."),
            "past": (),
            "problems": (Problem("move", "No se proyectó nada: «37»."),),
            "text": "El trato pesa más.",
        },
    ),
    "vendor_files_wrong": (
        "vendors/files.html",
        {
            "vendor": "2",
            "name": "Marea Sur Cobranzas",
            "told": None,
            "problems": (Problem("last", "el período termina antes de empezar"),),
            "sent": "invoice",
            "entered": {"first": "2026-05-31", "last": "2026-05-01", "currency": "CLP"},
        },
    ),
    "balance_decide": (
        "vendors/decide.html",
        {**_FRAME, "what_if": WHAT_IF, "past": DECISIONS, "problems": (), "text": ""},
    ),
    "reports": (
        "vendors/reports.html",
        {
            **_FRAME,
            "nothing": "",
            "forms": lambda vendor, place: (("html", "/a"), ("pdf", "/b"), ("xlsx", "/c"), ("json", "/d")),
            "mail": PackMailRow(3, (SentRow(date(2026, 5, 1), "failed", "sin servidor", datetime(2026, 6, 3, tzinfo=UTC)),)),
        },
    ),
    "balance_empty": ("vendors/balance.html", _balance(made=None, months=(), chosen=None, nothing="")),
}
