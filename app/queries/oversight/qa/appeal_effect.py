"""What overturning a mark would change in figures already told: counted, never written."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, Actor
from app.models import Duty, Finding, Recording, Verdict
from app.models.comparison import Comparison as Kept
from app.queries.appeal_rows import CardFigure, Effect, MonthFigure
from app.queries.collections.kpis import zone_of
from app.queries.oversight.calls import HELD
from app.queries.oversight.coaching.cards import calls_in, window
from app.queries.oversight.coaching.desks import agent_of
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.qa.contested import Mark
from app.queries.rows import Conduct
from audit.calls import Status
from reports.scorecards.as_json import OlderShape, comparison_from

_WHEN = func.coalesce(Recording.called_at, Recording.added_at)
_OWN, _CONDUCT = "own", "critical_calls"


def effect(session: Session, actor: Actor, recording: Recording, mark: Mark, now: datetime) -> Effect:
    """Of a mark that stands: the call's conduct, published months, the agent's scorecard, with the mark and without it."""
    verdict = session.get_one(Verdict, recording.id)
    failing = verdict.conduct == Conduct.FAIL.value
    others = select(func.count()).where(
        Finding.evaluation_id == mark.evaluation_id,
        Finding.severity == "critical",
        Finding.standing.in_(HELD),
        Finding.instance != mark.instance,
    )
    after = failing and (mark.kind == "duty" or mark.severity != "critical" or bool(session.scalar(others)))
    zone = ZoneInfo(zone_of(session, actor))
    told = actor.role in SCORECARD_READERS
    months = _months(session, recording, zone, failing and not after)
    return Effect(failing, after, months, _card(session, recording, mark, zone, now), told)


def _months(session: Session, recording: Recording, zone: ZoneInfo, flips: bool) -> tuple[MonthFigure, ...]:
    """The newest published comparison of each period that this call is in: of all accounts where there is one, since a call's
    conduct is counted in no segment by itself."""
    day = (recording.called_at or recording.added_at).astimezone(zone).date()
    kept = session.scalars(
        select(Kept)
        .where(
            Kept.organisation_id == recording.organisation_id,
            Kept.state == "made",
            Kept.first <= day,
            Kept.last >= day,
        )
        .order_by(Kept.first, Kept.segment, Kept.made_at.desc(), Kept.id)
    ).all()
    newest: dict[tuple[date, date], Kept] = {}
    for row in kept:
        newest.setdefault((row.first, row.last), row)
    found = (_month(session, recording, row, zone, flips) for row in newest.values())
    return tuple(m for m in found if m is not None)


def _month(session: Session, recording: Recording, row: Kept, zone: ZoneInfo, flips: bool) -> MonthFigure | None:
    try:
        told = comparison_from(row.told) if row.told is not None else None
    except OlderShape:
        return None
    key = str(recording.vendor_id) if recording.vendor_id else _OWN
    card = next((c for c in told.cards if c.vendor.key == key), None) if told else None
    line = next((line for line in card.lines if line.measure == _CONDUCT), None) if card else None
    if card is None or line is None:
        return None
    hits, of = _counted(session, recording, _from(row.first, zone), _from(row.last + timedelta(days=1), zone))
    value = line.value
    return MonthFigure(
        month=row.first,
        segment=row.segment,
        vendor=card.vendor.name,
        hits=hits,
        of=of,
        hits_after=hits - flips,
        value=value.value,
        low=value.low,
        high=value.high,
    )


def _from(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _team(recording: Recording) -> ColumnElement[bool]:
    return Recording.vendor_id.is_(None) if recording.vendor_id is None else Recording.vendor_id == recording.vendor_id


def _counted(session: Session, recording: Recording, since: datetime, until: datetime) -> tuple[int, int]:
    """Critical calls and calls of that vendor in those days, as they are marked now."""
    wanted = (
        select(Verdict.conduct, func.count())
        .join(Recording, Recording.id == Verdict.recording_id)
        .where(
            Recording.organisation_id == recording.organisation_id,
            _team(recording),
            is_real_call(),
            since <= _WHEN,
            until > _WHEN,
            Verdict.conduct != Conduct.NOT_ASSESSED.value,
        )
        .group_by(Verdict.conduct)
    )
    by_conduct = dict(session.execute(wanted).tuples().all())
    return by_conduct.get(Conduct.FAIL.value, 0), sum(by_conduct.values())


def _card(session: Session, recording: Recording, mark: Mark, zone: ZoneInfo, now: datetime) -> CardFigure | None:
    """The agent's calls of the scorecard's weeks with this fault; None where the call is older than they are, or has no agent."""
    if recording.agent is None or recording.called_at is None:
        return None
    first, last = window(now, zone)
    since, until = _from(first, zone), _from(last + timedelta(days=1), zone)
    if not since <= recording.called_at < until:
        return None
    agent = agent_of(session, recording.organisation_id, recording.vendor_id, recording.agent)
    table: type[Duty] | type[Finding] = Duty if mark.kind == "duty" else Finding
    fault = Duty.status == Status.NOT_MET.value if mark.kind == "duty" else Finding.standing.in_(HELD)
    calls = session.scalars(
        select(table.recording_id)
        .join(Verdict, Verdict.evaluation_id == table.evaluation_id)
        .join(Recording, Recording.id == Verdict.recording_id)
        .where(
            Recording.organisation_id == recording.organisation_id,
            _team(recording),
            is_real_call(),
            Recording.agent == recording.agent,
            Recording.called_at >= since,
            Recording.called_at < until,
            table.criterion == mark.criterion,
            fault,
        )
    ).all()
    n = calls_in(session, agent, recording.organisation_id, since, until)
    gone = calls.count(recording.id) == 1
    return CardFigure(recording.agent, first, last, len(set(calls)), len(set(calls)) - gone, n)


def kept_effect(told: Effect) -> dict[str, Any]:
    """As JSON, to stay with the decision."""
    out = asdict(told)
    for month in out["months"]:
        month["month"] = month["month"].isoformat()
    if out["card"]:
        out["card"] |= {"since": told.card.since.isoformat(), "until": told.card.until.isoformat()} if told.card else {}
    return out


def effect_from(kept: dict[str, Any], told: bool) -> Effect:
    """As it was kept; `told`: whether the reader may see vendors' figures."""
    months = tuple(MonthFigure(**{**m, "month": date.fromisoformat(m["month"])}) for m in kept["months"])
    card = kept["card"]
    days = {k: date.fromisoformat(card[k]) for k in ("since", "until")} if card else {}
    return Effect(kept["critical"], kept["critical_after"], months, CardFigure(**{**card, **days}) if card else None, told)
