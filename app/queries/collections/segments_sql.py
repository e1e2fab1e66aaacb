"""A segment's rule as a condition of the database, over `debt` joined with `person`: true or false, never unknown."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from babel.core import get_global
from sqlalchemy import ColumnElement, Select, String, and_, case, false, func, literal, not_, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Payment, Plan, Promise
from app.models.person import ContactPoint, Person
from app.operations.segments import FIELD, All, Among, AnyOf, Between, Happened, Is, Kind, Known, Not, Rule, Value
from app.operations.segments_holds import constant, per_minor
from app.operations.stages import OVER, USUAL, DebtState, Stage, midnight_of, today_of

Condition = ColumnElement[bool]


class AsciiLower(FunctionElement[str]):
    """Small letters for A to Z only, as SQLite has it and as `segments_holds.lower` does."""

    type = String()
    inherit_cache = True


@compiles(AsciiLower)
def _lower(element: AsciiLower, compiler: SQLCompiler, **more: Any) -> str:
    return f"lower({compiler.process(element.clauses, **more)})"


@compiles(AsciiLower, "postgresql")
def _lower_in_c(element: AsciiLower, compiler: SQLCompiler, **more: Any) -> str:
    return f'lower({compiler.process(element.clauses, **more)} COLLATE "C")'


_DISPUTE = and_(Grievance.kind == "dispute", Grievance.state == "open")
_UNREACHABLE = ("wrong", "bounced", "opted_out")
_COLUMNS: dict[str, Any] = {
    "risk": Debt.risk,
    "product": Debt.product,
    "state": Debt.state,
    "currency": Debt.currency,
    "country": Person.country,
    "subdivision": Person.subdivision,
    "city": Person.city,
    "zone": Person.zone,
    "language": Person.language,
}
_OWN = Interaction.vendor_id.is_(None)
REACHED = and_(
    _OWN,
    or_(
        Interaction.right_party.is_(True),
        and_(Interaction.right_party.is_(None), Interaction.answered_by == "debtor"),
        Interaction.state == "replied",
        and_(Interaction.direction == "inbound", Interaction.state != "refused"),
    ),
)
"""That the person themself was at the other end; of the client's own contacts, as vendors' are only what vendors say."""
TRIED = and_(_OWN, Interaction.direction == "outbound", Interaction.state.not_in(("refused", "cleared", "failed")))
"""That something of the client's own went out."""


def condition(rule: Rule, now: datetime) -> Condition:
    """The rule over Debt and Person. `now` is aware."""
    if isinstance(rule, All):
        return and_(true(), *(condition(part, now) for part in rule.parts))
    if isinstance(rule, AnyOf):
        return or_(false(), *(condition(part, now) for part in rule.parts))
    if isinstance(rule, Not):
        return not_(condition(rule.part, now))
    if isinstance(rule, Happened):
        return _happened(rule, now)
    if isinstance(rule, Is):
        return _FLAGS[rule.flag]()
    if isinstance(rule, Known):
        known = _known(rule.field)
        return known if rule.known else not_(known)
    if isinstance(rule, Among):
        return or_(false(), *(_compared(rule.field, "=", value, now) for value in rule.values))
    if isinstance(rule, Between):
        return and_(_compared(rule.field, ">=", rule.low, now), _compared(rule.field, "<=", rule.high, now))
    return _compared(rule.field, rule.op, rule.value, now)


def stage_sql(now: datetime) -> ColumnElement[str | None]:
    """The stage of a debt as `app.operations.stages.stage_of` has it; NULL for one that is over."""
    today = today_of(now)
    return case(
        (Debt.state.in_([str(s) for s in OVER]), None),
        (Debt.state == DebtState.LEGAL.value, Stage.LEGAL.value),
        (_late(USUAL.pre_legal, today), Stage.PRE_LEGAL.value),
        (or_(Debt.state == DebtState.CHARGED_OFF.value, _late(USUAL.charged_off, today)), Stage.CHARGED_OFF.value),
        (_late(USUAL.late, today), Stage.LATE.value),
        (_late(USUAL.early, today), Stage.EARLY.value),
        else_=Stage.PREVENTIVE.value,
    )


def best_channels(people: Collection[int] | None = None) -> Select[tuple[int, str]]:
    """(person, channel) each of `people` (None: everybody) was most often reached by; of equals the first by name."""
    counted = select(Interaction.person_id, Interaction.channel, func.count().label("n")).where(REACHED)
    if people is not None:
        counted = counted.where(Interaction.person_id.in_(people))
    inner = counted.group_by(Interaction.person_id, Interaction.channel).subquery()
    place = func.row_number().over(partition_by=inner.c.person_id, order_by=(inner.c.n.desc(), inner.c.channel))
    ranked = select(inner.c.person_id, inner.c.channel, place.label("place")).subquery()
    return select(ranked.c.person_id, ranked.c.channel).where(ranked.c.place == 1)


def _late(days: int, today: date) -> Condition:
    return and_(Debt.oldest_due_on.is_not(None), Debt.oldest_due_on <= _before(today, days))


def _before(today: date, days: int) -> date:
    return date.fromordinal(max(1, today.toordinal() - days))


def _known(name: str) -> Condition:
    if name == "tenure":
        return Debt.opened_on.is_not(None)
    if name == "stage":
        return Debt.state.not_in([str(s) for s in OVER])
    if name == "channel":
        return Debt.person_id.in_(select(best_channels().subquery().c.person_id))
    return _COLUMNS[name].is_not(None) if name in _COLUMNS else true()


def _compared(name: str, op: str, value: Value, now: datetime) -> Condition:
    if name in ("days", "tenure"):
        return _days(name, op, int(value), today_of(now))
    if FIELD[name].kind is Kind.MONEY:
        column = Debt.balance_minor if name == "balance" else Debt.overdue_minor
        return _op(column * _parts(), op, constant(name, value))
    if name == "channel":
        best = best_channels().subquery()
        wanted = select(best.c.person_id).where(_op(best.c.channel, op, value))
        return Debt.person_id.in_(wanted)
    if name == "stage":
        return and_(_known(name), _op(func.coalesce(stage_sql(now), ""), op, value))
    column = _COLUMNS[name]
    compared = AsciiLower(column) if FIELD[name].kind is Kind.TEXT else column
    return and_(column.is_not(None), _op(compared, op, constant(name, value)))


def _op(column: Any, op: str, value: Any) -> Condition:
    made: dict[str, Callable[[], Condition]] = {
        "=": lambda: column == value,
        "!=": lambda: column != value,
        "<": lambda: column < value,
        "<=": lambda: column <= value,
        ">": lambda: column > value,
        ">=": lambda: column >= value,
    }
    return made[op]()


def _days(name: str, op: str, days: int, today: date) -> Condition:
    """Days since a date, compared through the date itself; days past due are never negative."""
    column = Debt.oldest_due_on if name == "days" else Debt.opened_on
    known = column.is_not(None)
    if op in ("<", "<="):
        opposite = _days(name, ">=" if op == "<" else ">", days, today)
        return not_(opposite) if name == "days" else and_(known, not_(opposite))
    if op == "=":
        return and_(_days(name, ">=", days, today), _days(name, "<=", days, today))
    if op == "!=":
        return not_(_days(name, "=", days, today)) if name == "days" else and_(known, not_(_days(name, "=", days, today)))
    least = days if op == ">=" else days + 1
    if name == "days" and least <= 0:
        return true()
    return and_(known, column <= _before(today, least))


def _parts() -> ColumnElement[int]:
    """PARTS of the unit in a minor unit of the debt's currency."""
    usual = per_minor("USD")
    groups: dict[int, list[str]] = {}
    for currency in get_global("currency_fractions"):
        groups.setdefault(per_minor(currency), []).append(currency)
    groups.pop(usual, None)
    return case(*((Debt.currency.in_(names), literal(scale)) for scale, names in sorted(groups.items())), else_=literal(usual))


def _happened(rule: Happened, now: datetime) -> Condition:
    since = None if rule.days is None else now.astimezone(UTC) - timedelta(days=rule.days)
    if rule.event in ("reached", "tried"):
        wanted = select(Interaction.person_id).where(REACHED if rule.event == "reached" else TRIED)
        return Debt.person_id.in_(wanted if since is None else wanted.where(Interaction.at >= since))
    if rule.event == "promised":
        plans = select(Plan.debt_id).where(Plan.state != "cancelled")
        return Debt.id.in_(plans if since is None else plans.where(Plan.made_at >= since))
    if rule.event == "paid":
        payments = select(Payment.debt_id).where(Payment.reversed_by.is_(None))
        return Debt.id.in_(payments if since is None else payments.where(Payment.paid_on >= _first_day(since)))
    promises = select(Promise.debt_id).where(Promise.state == {"broke": "broken", "kept": "kept"}[rule.event])
    return Debt.id.in_(promises if since is None else promises.where(Promise.settled_on >= _first_day(since)))


def _first_day(since: datetime) -> date:
    """The first day whose midnight is not before `since`, on the clock it carries."""
    day = today_of(since)
    return day if since <= midnight_of(day, since) else day + timedelta(days=1)


def _reaches(kind: str, mobile: bool = False) -> Condition:
    wanted = select(ContactPoint.person_id).where(ContactPoint.kind == kind, ContactPoint.standing.not_in(_UNREACHABLE))
    return Debt.person_id.in_(wanted.where(ContactPoint.mobile.is_(True)) if mobile else wanted)


_FLAGS: dict[str, Callable[[], Condition]] = {
    "disputed": lambda: or_(
        Debt.id.in_(select(Grievance.debt_id).where(_DISPUTE, Grievance.debt_id.is_not(None))),
        Debt.person_id.in_(select(Grievance.person_id).where(_DISPUTE, Grievance.debt_id.is_(None))),
    ),
    "promise_open": lambda: Debt.id.in_(select(Promise.debt_id).where(Promise.state == "open")),
    "vulnerable": lambda: Person.vulnerable.is_(True),
    "placed": lambda: Debt.placed_with.is_not(None),
    "has_mobile": lambda: _reaches("phone", True),
    "has_phone": lambda: _reaches("phone"),
    "has_email": lambda: _reaches("email"),
}
__all__ = ["REACHED", "TRIED", "best_channels", "condition", "stage_sql"]
