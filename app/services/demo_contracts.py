"""The rest of what the demo's vendors are held to: surveys, service levels, an invoice that asks too much, a corrective plan."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.actors import Actor
from app.db import Database
from app.errors import BadInput
from app.models.correction import CorrectivePlan
from app.models.debt import Debt
from app.models.ledger import Payment
from app.models.placement import Placement
from app.operations.commission import commission_minor
from app.queries.collections.placements_terms import contract_of
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.correct import NewPlan, plan_correction
from app.services.vendors.levels import Level, set_level
from app.services.vendors.surveys import take_answers
from app.store import Store
from synthetic.vendors.demo_invoice import DemoLine, with_lines_not_owed
from synthetic.vendors.demo_shapes import DemoMonth

LEVELS = (
    Level("critical_calls", 0.02, {"penalty_percent": "10"}),
    Level("contacts_against_law", 0.02, {"penalty_percent": "10"}),
    Level("complaints", 0.01, {"penalty_percent": "5"}),
    Level("opt_out_days", 1.0),
    Level("recovery_adjusted", 1.0, {"bonus_percent": "5"}),
    Level("first_contact_days", 3.0),
)
PRESSES, CAREFUL = "Cobros Marisma", "Gestora Quillay"
_ASKED = (
    "Llevar los contactos contra la norma bajo el 5 %: no repetir la llamada dentro de la semana, ni llamar fuera de horario "
    "o en domingo. Informar qué cambió en el discador."
)
_SURVEY = ("survey_id", "account", "vendor", "asked_at", "answered_at", "channel", "csat", "ces", "nps")


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds whom to what. `vendors` are ids by name."""

    database: Database
    store: Store
    manager: Actor
    auditor: Actor
    now: datetime
    vendors: dict[str, int]


def take_surveys(database: Database, manager: Actor, month: DemoMonth, now: datetime) -> None:
    """Everybody who was asked in a month, and the few who answered."""
    rows = [
        (
            *(f"E-{month.first:%y%m}-{n}", a.number, a.vendor, a.asked_at.isoformat()),
            *(a.answered_at.isoformat() if a.answered_at else "", "sms", *(_cell(v) for v in (a.csat, a.ces, a.nps))),
        )
        for n, a in enumerate(month.answers)
    ]
    with database.writing() as session:
        taken = take_answers(session, manager, table(f"encuestas-{month.first:%Y-%m}.csv", _SURVEY, rows), now)
    if taken.rejected:
        why = taken.rejected[0].why
        raise BadInput(f"encuestas de {month.first:%Y-%m}: {why.es}", f"surveys of {month.first:%Y-%m}: {why.en}")


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


def table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> Given:
    """Rows as the file people would upload."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return Given(name, io.BytesIO(out.getvalue().encode()))


def hold_to_contracts(holding: Holding, first: date, newest: DemoMonth) -> None:
    """Levels from the first day on; two invoices of the newest month; a plan for whoever presses most. Told twice, told once."""
    at = min(holding.now, datetime.combine(newest.last + timedelta(days=4), datetime.min.time(), UTC))
    for vendor_id in holding.vendors.values():
        for level in LEVELS:
            with holding.database.writing() as session:
                set_level(session, holding.manager, vendor_id, level, first, at, of_the_past=True)
    for name in (PRESSES, CAREFUL):
        _invoice(holding, name, newest, at)
    with holding.database.writing() as session:
        mine = select(CorrectivePlan.id).where(CorrectivePlan.vendor_id == holding.vendors[PRESSES])
        if session.scalar(mine.limit(1)) is None:
            due = at.date() + timedelta(days=30)
            plan_correction(
                session, holding.auditor, NewPlan(holding.vendors[PRESSES], _ASKED, due, "contacts_against_law", 0.05), at
            )


def _invoice(holding: Holding, name: str, month: DemoMonth, at: datetime) -> None:
    lines = _owed(holding, name, month)
    if name == PRESSES:
        lines = with_lines_not_owed(lines, _owed(holding, CAREFUL, month))
    header = ("cuenta", "referencia", "fecha", "monto", "tasa", "comision")
    rows = [(one.account, one.reference, one.day.isoformat(), *map(str, (one.amount, one.rate, one.commission))) for one in lines]
    bill = Bill(holding.vendors[name], month.first, month.last, "CLP")
    with holding.database.writing() as session:
        check_invoice(
            session, holding.store, holding.manager, bill, table(f"factura-{name}-{month.first:%Y-%m}.csv", header, rows), at
        )


def _owed(holding: Holding, name: str, month: DemoMonth) -> tuple[DemoLine, ...]:
    """What the books owe of a month, by the rate of the placement."""
    vendor_id = holding.vendors[name]
    newest = select(func.max(Placement.id)).where(Placement.debt_id == Payment.debt_id, Placement.vendor_id == vendor_id)
    wanted = (
        select(Debt.number, Payment.reference, Payment.paid_on, Payment.amount_minor, Placement.stage, Placement.days_overdue)
        .join(Debt, Debt.id == Payment.debt_id)
        .join(Placement, Placement.id == newest.correlate(Payment).scalar_subquery())
        .where(Payment.vendor_id == vendor_id, Payment.paid_on >= month.first, Payment.paid_on <= month.last)
        .order_by(Payment.id)
    )
    with holding.database.reading() as session:
        contract = contract_of(session, holding.manager.organisation_id, vendor_id, month.last, "CLP")
        rows = session.execute(wanted).tuples().all()
    lines = []
    for number, reference, day, amount, stage, late in rows:
        rate = contract.percent(stage, late) if contract else Decimal(0)
        lines.append(DemoLine(number, reference, day, amount, rate, commission_minor(amount, rate)))
    return tuple(lines)
