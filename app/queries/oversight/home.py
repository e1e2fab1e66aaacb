"""The auditor's first page: figures with their intervals, what needs attention, the newest run."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from app.actors import LISTENERS, REVIEWERS, UPLOADERS, Actor
from app.models import Organisation, Recording, Vendor, Verdict
from app.queries.initials import initials
from app.queries.list_rows import CallsQuery, HomePage
from app.queries.oversight.attention import attention
from app.queries.oversight.calls import calls_page, local, of
from app.queries.oversight.narrowing import PROMISES
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.qa.appeals import waiting_count
from app.queries.oversight.qa.queue import queue_count
from app.queries.oversight.runs import recent_cards
from app.queries.rows import CallState, Conduct, Figure, Shell
from reports.intervals import Estimate, mean_t, wilson

CRITERIA_A_CALL = 14
_NOBODY_TO_PROMISE = ("wrong_party", "third_party_message", "voicemail")
_WEEK = timedelta(days=7)


@dataclass(slots=True)
class _Period:
    """What the figures of a stretch of days rest on."""

    judged: int = 0
    critical: int = 0
    skills: list[float] = field(default_factory=list)
    talked: int = 0
    promised: int = 0
    calls: int = 0
    unassessed: int = 0
    owed: int = 0

    def add(self, verdict: Verdict) -> None:
        self.calls += 1
        if verdict.conduct != Conduct.NOT_ASSESSED.value:
            self.judged += 1
            self.critical += verdict.conduct == Conduct.FAIL.value
        if verdict.skill is not None:
            self.skills.append(verdict.skill)
        if verdict.outcome and verdict.outcome not in _NOBODY_TO_PROMISE:
            self.talked += 1
            whole = verdict.amount is not None and verdict.day is not None
            self.promised += whole and verdict.outcome in PROMISES
        self.owed += verdict.duties_applicable
        self.unassessed += verdict.duties_applicable - verdict.duties_assessed


def home_page(session: Session, actor: Actor, now: datetime) -> HomePage:
    """The week up to the newest call (every call where no time is known), beside the week before."""
    last = _last_day(session, actor)
    rows = session.execute(
        select(Recording, Verdict)
        .outerjoin(Verdict, Verdict.recording_id == Recording.id)
        .where(of(actor), is_real_call(), _recent_enough(last))
    ).tuples()
    now_period, before, shown = _Period(), _Period(), []
    for recording, verdict in rows:
        age = _age(recording, last)
        if age == 0:
            shown.append((recording, verdict))
            if verdict:
                now_period.add(verdict)
        elif age == 1 and verdict:
            before.add(verdict)
    days = [d for d in (_day(r) for r, _ in shown) if d]
    runs = recent_cards(session, actor, now, 1)
    assessed = len([v for _, v in shown if v])
    alive = sum(1 for r, _ in shown if r.state != CallState.FAILED.value)
    return HomePage(
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        organisation=session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or "",
        vendors=session.scalar(select(func.count()).select_from(Vendor).where(Vendor.organisation_id == actor.organisation_id))
        or 0,
        countries=tuple(sorted({r.country for r, _ in shown if r.country})),
        total=len(shown),
        assessed_share=assessed / alive if alive else 1.0,
        figures=_figures(now_period, before),
        attention=attention(session, actor, [r.id for r, _ in shown]),
        run=runs[0] if runs else None,
        calls=calls_page(session, actor, CallsQuery(sort="conduct"), per_page=10),
        may_upload=actor.role in UPLOADERS,
        period=_period(last, len(days) < len(shown)),
    )


def _period(last: date | None, undated: bool) -> tuple[tuple[str, str], ...]:
    """The days of `_age` 0 as the list's address asks for them; without any time known, every call."""
    if last is None:
        return ()
    first = ("from", (last - _WEEK + timedelta(days=1)).isoformat())
    return (first, ("undated", "1")) if undated else (first,)


def _last_day(session: Session, actor: Actor) -> date | None:
    newest = session.scalar(select(func.max(Recording.called_at)).where(of(actor), is_real_call()))
    return newest.date() if newest else None


def _recent_enough(last: date | None) -> ColumnElement[bool]:
    """The two weeks before the newest call, a day to spare for zones; calls of unknown time always."""
    if last is None:
        return true()
    first = datetime(last.year, last.month, last.day, tzinfo=UTC) - 2 * _WEEK - timedelta(days=1)
    return or_(Recording.called_at.is_(None), Recording.called_at >= first)


def _day(recording: Recording) -> date | None:
    at = local(recording)
    return at.date() if at else None


def _age(recording: Recording, last: date | None) -> int:
    """0: this week, or no time known; 1: the week before; 2: older."""
    day = _day(recording)
    if last is None or day is None:
        return 0
    return min(2, max(0, (last - day).days) // _WEEK.days)


def _figures(period: _Period, before: _Period) -> tuple[Figure, ...]:
    return (
        _figure(
            "critical_share", wilson(period.critical, period.judged), wilson(before.critical, before.judged), period.critical
        ),
        _figure("mean_skill", mean_t(period.skills, 0, 100), mean_t(before.skills, 0, 100), None),
        _figure("promise_share", wilson(period.promised, period.talked), wilson(before.promised, before.talked), period.promised),
        _figure(
            "not_assessed_share",
            wilson(period.unassessed, period.owed),
            wilson(before.unassessed, before.owed),
            period.unassessed,
        ),
    )


def _figure(kind: str, now: Estimate, before: Estimate, hits: int | None) -> Figure:
    return Figure(kind, now.value, now.low, now.high, now.n, hits, before.value, before.low, before.high)


def shell_counts(session: Session, actor: Actor) -> tuple[int, int]:
    """Calls of the organisation, and how many wait for a person."""
    calls = session.scalar(select(func.count()).select_from(Recording).where(of(actor))) or 0
    return calls, queue_count(session, actor) if actor.role in LISTENERS else 0


def shell(session: Session, actor: Actor) -> Shell:
    """What every signed-in page of the client's people shows around itself; a vendor's is `operations.vendor_home`."""
    organisation = session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or ""
    calls, queue = shell_counts(session, actor)
    appeals = waiting_count(session, actor) if actor.role in REVIEWERS else 0
    return Shell(actor.name, initials(actor.name), actor.role, organisation, calls, queue, appeals)
