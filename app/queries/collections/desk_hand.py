"""The account in hand: the person, what they owe, what they kept, what it cost, what the week already saw."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt, DebtCase, Instalment
from app.models.interaction import Interaction
from app.models.ledger import Payment, Promise
from app.models.person import ContactPoint, Person
from app.operations import desk_mask
from app.operations.money import exponent
from app.operations.stages import days_past_due
from app.queries.collections.desk_clock import day_of, zone_of
from app.queries.collections.desk_rows import Effort, Owes, Point, Promises, Week, Who
from audit.contacts.contact import Channel
from audit.rule_params import Cap, Hours, Period
from audit.rulebooks import countries, whole

CALLS = frozenset({"voice", "voicemail", "ivr_prerecorded", "visit"})
_WEEKS = frozenset({Period.ROLLING_WEEK, Period.SEVEN_DAYS, Period.CALENDAR_WEEK})


def who(session: Session, person: Person, now: datetime, dial: bool) -> Who:
    """The person, with every number masked."""
    zone = zone_of(person)
    points = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id).order_by(ContactPoint.id))
    debts = session.scalars(select(Debt).where(Debt.person_id == person.id, Debt.state == "open").order_by(Debt.id))
    last = select(Payment.means).join(Debt, Debt.id == Payment.debt_id).where(Debt.person_id == person.id)
    return Who(
        person_id=person.id,
        name=person.name,
        identity=desk_mask.identity(person.identity),
        country=person.country,
        city=person.city,
        at=now.astimezone(zone),
        zone_known=person.zone is not None,
        prefers=person.prefers,
        since=person.since,
        paid_on_day=person.paid_on_day,
        paid_by=session.scalar(last.where(Payment.means.is_not(None)).order_by(Payment.paid_on.desc()).limit(1)),
        tone=person.tone,
        vulnerable=person.vulnerable,
        cares=tuple(person.cares),
        products=tuple((debt.product or debt.number, debt.overdue_minor > 0) for debt in debts),
        points=tuple(_point(row, dial) for row in points),
    )


def _point(row: ContactPoint, dial: bool) -> Point:
    callable_now = dial and row.kind == "phone" and row.standing in ("good", "unverified")
    shown = desk_mask.point(row.kind, row.value)
    return Point(row.id, row.kind, shown, row.at_work, row.standing, row.value if callable_now else None)


def owes(session: Session, debt: Debt, today: date) -> Owes:
    """The debt, and which of its instalments are overdue."""
    rows = session.execute(select(Instalment.n, Instalment.due_on, Instalment.open_minor).where(Instalment.debt_id == debt.id))
    plan = sorted(rows.tuples())
    return Owes(
        debt_id=debt.id,
        number=desk_mask.ends(debt.number, 0, 4),
        product=debt.product,
        currency=debt.currency,
        overdue_minor=debt.overdue_minor,
        balance_minor=debt.balance_minor,
        oldest_due_on=debt.oldest_due_on,
        days_overdue=days_past_due(debt.oldest_due_on, today),
        overdue_numbers=tuple(n for n, due_on, open_minor in plan if open_minor and due_on <= today),
        instalments=len(plan),
        stage=debt.stage,
    )


def promises(session: Session, person: Person) -> Promises:
    """What the person promised on any debt and what became of it."""
    wanted = select(Promise).join(Debt, Debt.id == Promise.debt_id).where(Debt.person_id == person.id)
    rows = list(session.scalars(wanted))
    kept = [row for row in rows if row.state == "kept"]
    return Promises(
        settled=sum(row.state in ("kept", "broken") for row in rows),
        kept=len(kept),
        last_on=max((row.settled_on or row.due_on for row in kept), default=None),
        open_minor=sum(row.amount_minor - row.paid_minor for row in rows if row.state == "open"),
    )


def week(session: Session, person: Person, now: datetime) -> Week:
    """Contacts that left in the last seven days, today one of them, whoever made them, against the law's caps.

    Whole days on the person's clock, as the engine counts: what was last Monday at ten is not of the week of this Monday at nine.
    """
    day = day_of(person, now)
    since = datetime.combine(day - timedelta(days=6), time(), zone_of(person)).astimezone(UTC)
    rows = session.execute(
        select(Interaction.channel, func.count())
        .where(Interaction.person_id == person.id, Interaction.direction == "outbound", Interaction.state != "refused")
        .where(Interaction.at >= since, func.coalesce(Interaction.outcome, "") != "not_sent")
        .group_by(Interaction.channel)
    )
    by_channel = dict(rows.tuples().all())
    calls = sum(n for channel, n in by_channel.items() if channel in CALLS)
    return Week(
        calls=calls,
        written=sum(by_channel.values()) - calls,
        call_cap=_cap(person.country, Channel.VOICE, day),
        written_cap=_cap(person.country, Channel.SMS, day),
    )


def _cap(country: str, channel: Channel, day: date) -> int | None:
    """The lowest weekly cap that names the channel."""
    if country not in countries():
        return None
    found = [
        rule.params.strict.max
        for rule in whole(country).rules
        if isinstance(rule.params, Cap) and rule.params.strict.period in _WEEKS and channel in rule.channels and rule.binds(day)
    ]
    return min(found, default=None)


def citations(country: str, day: date) -> tuple[str, ...]:
    """The laws behind hours and caps of calls, each once."""
    rules = whole(country).rules if country in countries() else ()
    found = [r.citation for r in rules if isinstance(r.params, Hours | Cap) and "voice" in r.channels and r.binds(day)]
    return tuple(dict.fromkeys(cited for cited in found if cited))


def effort(session: Session, debt: Debt, worth_minor: int) -> Effort:
    """What the delinquency cycle that is open has cost so far (all of the debt's contacts where no cycle is on record)."""
    began = session.scalar(select(func.max(DebtCase.opened_on)).where(DebtCase.debt_id == debt.id, DebtCase.closed_on.is_(None)))
    wanted = select(Interaction.channel, func.count(), func.sum(Interaction.cost_micros)).where(
        Interaction.debt_id == debt.id,
        Interaction.direction == "outbound",
        Interaction.state != "refused",
        Interaction.vendor_id.is_(None),
    )
    if began:
        wanted = wanted.where(Interaction.at >= datetime.combine(began, datetime.min.time(), ZoneInfo("UTC")))
    rows = session.execute(wanted.group_by(Interaction.channel)).tuples().all()
    calls = sum(n for channel, n, _ in rows if channel in CALLS)
    micros = sum(int(cost or 0) for _, _, cost in rows)
    minor = round(micros * 10 ** exponent(debt.currency) / 1_000_000)
    return Effort(minor if micros else None, worth_minor, calls, sum(n for _, n, _ in rows) - calls)
