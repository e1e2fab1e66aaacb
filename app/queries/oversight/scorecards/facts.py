"""Everything a comparison of vendors rests on, read from the books: this month and the months before it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.errors import BadInput, Forbidden
from app.models import Interaction, Placement, Recording
from app.queries.collections.kpis import zone_of
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.scorecards.accounts import Numbers, accounts_of, in_hand
from app.queries.oversight.scorecards.calls import calls_of
from app.queries.oversight.scorecards.families import OWN_MODEL, Lived, by_segment, lived_in, take
from app.queries.oversight.scorecards.ghosts import counted
from app.queries.oversight.scorecards.levels import targets_on
from app.queries.oversight.scorecards.people import met, surveys_asked
from app.queries.oversight.scorecards.present import present
from app.queries.oversight.scorecards.scorer import scorer_of
from app.queries.oversight.scorecards.span import Books, Span, books_of, instants, month_before, span_of
from app.queries.oversight.scorecards.touches import PAID_DAYS, touches_of
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Calls, Facts, Month, Period
from reports.scorecards.measure import vendor_measures

HORIZON_DAYS, MOST_MONTHS, MOST_DAYS = 60, 12, 92


def may_compare(actor: Actor) -> None:
    """Raises Forbidden for a role that does not compare vendors."""
    if actor.role not in SCORECARD_READERS:
        raise Forbidden("su función no compara proveedores", "your role does not compare vendors")


def facts(
    session: Session,
    actor: Actor,
    period: Period,
    horizon_days: int = HORIZON_DAYS,
    months: int = MOST_MONTHS,
    now: datetime | None = None,
    tell: Callable[[float], None] = lambda share: None,
) -> Facts:
    """The period asked for as the newest month, and up to `months` - 1 calendar months before it that have anything in them.

    Vendors are by name (key: the id as text), the client's own desk last (key "own"); whoever had nothing in the period is left
    out and named in `left_out`. No ghost
    is in anything but `critical_ghosts`, the three measures of honesty and `sizes["ghosts"]`. `now` is when the books are read
    (None: the end of the period). `tell` hears the share done. Raises Forbidden, BadInput for days that make no period.
    """
    may_compare(actor)
    check_period(period)
    books = books_of(session, actor, horizon_days, now or instants(zone_of(session, actor), period.first, period.last)[1])
    books, left_out = present(books, period)
    spans = spans_of(books, period, months)
    numbers = Numbers({}, {})
    read, touches = list[Month](), None
    for n, span in enumerate(spans):
        lived = lived_in(span)
        read.append(month_of(span, numbers, lived))
        touches = touches_of(span, lived.law, numbers) if span is spans[-1] else None
        tell((n + 1) / len(spans))
    heard: list[Calls] = [month.calls for month in read]
    return Facts(
        vendors=books.vendors,
        segments=tuple(numbers.segments),
        months=tuple(read),
        scorer=scorer_of(heard),
        targets=targets_on(session, actor.organisation_id, period.last),
        currency=books.currency,
        exponent=books.exponent,
        horizon_days=horizon_days,
        touches=touches,
        paid_days=PAID_DAYS,
        read_at=books.now,
        left_out=left_out,
    )


def check_period(period: Period) -> None:
    """Raises BadInput."""
    if period.last < period.first:
        raise BadInput(
            f"el período termina ({period.last}) antes de empezar ({period.first})",
            f"the period ends ({period.last}) before it begins ({period.first})",
            "last",
        )
    if (period.last - period.first).days >= MOST_DAYS:
        raise BadInput(f"el período lleva hasta {MOST_DAYS} días", f"a period has up to {MOST_DAYS} days", "last")


def spans_of(books: Books, period: Period, months: int) -> list[Span]:
    """The period and the calendar months before it, oldest first, from the first one in which anything happened."""
    spans = [span_of(books, period.first, period.last)]
    begun = _first_day(books)
    first, last = month_before(period.first)
    while len(spans) < min(months, MOST_MONTHS) and begun is not None and last >= begun:
        spans.append(span_of(books, first, last))
        first, last = month_before(first)
    return spans[::-1]


def _first_day(books: Books) -> date | None:
    mine = books.organisation_id
    firsts = (
        select(func.min(Interaction.at)).where(Interaction.organisation_id == mine),
        select(func.min(Placement.placed_at)).where(Placement.organisation_id == mine),
        select(func.min(Recording.called_at)).where(Recording.organisation_id == mine, is_real_call()),
    )
    found = [at for wanted in firsts if (at := books.session.scalar(wanted)) is not None]
    return min(found).date() if found else None


def month_of(span: Span, numbers: Numbers, lived: Lived) -> Month:
    """One month: columns, and every other measure's sums or why there are none."""
    sums: dict[str, Mapping[str, Sums]] = {}
    causes: dict[tuple[str, str], Mapping[str, str]] = {}
    for measure in vendor_measures():
        if measure in OWN_MODEL:
            continue
        found = take(span, measure, lived)
        if held := {v.key: found.sums[v.key] for v in span.books.vendors if v.key in found.sums}:
            sums[measure] = held
        causes |= {(measure, key): cause for key, cause in found.causes.items()}
    calls = calls_of(span)
    return Month(
        period=Period(span.first, span.last),
        calls=calls,
        accounts=accounts_of(span, numbers),
        sums=sums,
        causes=causes,
        sizes=_sizes(span, calls),
        segments=by_segment(span, lived),
    )


def _sizes(span: Span, calls: Calls) -> dict[str, dict[str, int]]:
    """By vendor key: accounts in hand, people contacted, contacts, calls assessed, ghosts, surveys sent."""
    accounts, reached, ghosts, asked = in_hand(span), met(span), counted(span), surveys_asked(span)
    return {
        vendor.key: {
            "accounts": accounts.get(vendor.key, 0),
            "people": reached.get(vendor.key, (0, 0))[1],
            "contacts": reached.get(vendor.key, (0, 0))[0],
            "calls": int((calls.vendor == place).sum()),
            "ghosts": ghosts.get(vendor.key, 0),
            "surveys_sent": asked.get(vendor.key, 0),
        }
        for place, vendor in enumerate(span.books.vendors)
    }
