"""The demo's quality desk: weeks of sheets by three analysts, samples ended and going on, calibrations, known calls."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models import CalibrationCall, Recording, Run, SampleItem, SamplePlan, Verdict
from app.models.known_call import KnownCall
from app.queries.oversight.qa.known import made_up, truth_of
from app.queries.oversight.qa.sessions import session_page
from app.services.qa.demo_people import Analyst, sheet, truly
from app.services.qa.draw_plan import Asked, draw_plan
from app.services.qa.end_plan import end_plan
from app.services.qa.sessions import NewSession, agree, make_session
from audit.calibration.sheet import Purpose
from synthetic.vendors.demo_calls import DemoCall, first_of

SEED = 20_261_122
_OF_EACH = 4
"""Known calls of each sample."""
_LEFT_FOR_BRUNO = 0.45
_CALIBRATED = 6
_DAY = timedelta(days=1)


def prepare_desk(database: Database, auditor: Actor, analysts: Sequence[Actor], key: bytes, run_name: str, now: datetime) -> None:
    """Made the first time, then as people left it. `analysts` are the careful one, one who misses insults, one who tires."""
    careful, misses, tires = analysts
    people = (
        Analyst(careful, sees=0.97, slips=0.03),
        Analyst(misses, sees=0.94, misses="insult", slips=0.05),
        Analyst(tires, sees=0.96, slips=0.04, tires=0.55),
    )
    with database.writing() as session:
        known = select(SamplePlan.id).where(SamplePlan.organisation_id == auditor.organisation_id).limit(1)
        if session.scalar(known) is not None:
            return
        today = now.date()
        weeks = (
            (first_of(today, 0), first_of(today, 4) - _DAY, now - 49 * _DAY, now - 28 * _DAY),
            (first_of(today, 4), first_of(today, 5) - _DAY, now - 27 * _DAY, now - 4 * _DAY),
            (first_of(today, 5), today, now - 3 * _DAY, now),
        )
        for n, (first, last, drawn_at, until) in enumerate(weeks):
            _sample(session, auditor, people, Asked(0.08, 0.15, first, last), key, drawn_at, until, n)
        session.commit()
        _calibrations(session, auditor, people, key, run_name, now)


def _sample(
    session: Session,
    auditor: Actor,
    people: Sequence[Analyst],
    asked: Asked,
    key: bytes,
    drawn_at: datetime,
    until: datetime,
    number: int,
) -> None:
    """A draw worked until `until`; the third goes on, with a good part left for the first analyst."""
    made, rng = made_up(), Random(SEED + number)
    _pool(session, auditor, asked, made, drawn_at)
    if not _judged(session, auditor, asked):
        return
    plan = draw_plan(session, auditor, asked, key, drawn_at)
    items = session.scalars(select(SampleItem).where(SampleItem.plan_id == plan.id).order_by(SampleItem.place)).all()
    pool = set(session.scalars(select(KnownCall.recording_id).where(KnownCall.organisation_id == auditor.organisation_id)))
    goes_on = number == 2
    worked = items[: round(len(items) * (1 - _LEFT_FOR_BRUNO))] if goes_on else items
    scorers = people[1:] if goes_on else people
    step = (until - drawn_at) / (len(worked) + 1)
    for n, item in enumerate(worked):
        call, at = truly(session, item.recording_id, made), drawn_at + step * (n + 1)
        late = min(1.0, (number + (n + 1) / len(worked)) / 2)
        of_this = scorers if item.recording_id in pool else [scorers[n % len(scorers)]]
        for k, analyst in enumerate(of_this):
            kept = sheet(call, analyst, Purpose.RANDOM, plan.id, at + timedelta(minutes=7 * k), late, rng)
            session.add(kept)
            session.flush()
            item.sheet_id = item.sheet_id or kept.id
    if not goes_on:
        end_plan(session, plan, until)


def _judged(session: Session, auditor: Actor, asked: Asked) -> list[tuple[str, str]]:
    """(id, code) of judged calls of those days."""
    wanted = (
        select(Recording.id, Recording.code, Recording.called_at)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(Recording.organisation_id == auditor.organisation_id, Recording.called_at.is_not(None))
        .order_by(Recording.called_at, Recording.id)
    )
    rows = session.execute(wanted).tuples()
    return [(id, code) for id, code, at in rows if at is not None and asked.first_day <= at.date() <= asked.last_day]


def _pool(session: Session, auditor: Actor, asked: Asked, made: Mapping[str, DemoCall], at: datetime) -> None:
    """Known calls of those days: made up, so what they hold is certain. Insults first, for that is what one analyst misses."""
    calls = [(id, made[code]) for id, code in _judged(session, auditor, asked) if code in made]
    acts = {id: dict(call.talk.acts) for id, call in calls}
    ordered = sorted(calls, key=lambda pair: ("insult" not in acts[pair[0]], not acts[pair[0]], pair[0]))
    for id, call in ordered[:_OF_EACH]:
        session.add(
            KnownCall(
                organisation_id=auditor.organisation_id,
                recording_id=id,
                marks=truth_of(call),
                source="truth",
                reason="inventada con estos actos",
                user_id=auditor.user_id,
                who=auditor.name,
                added_at=at,
            )
        )
    session.flush()


def _calibrations(session: Session, auditor: Actor, people: Sequence[Analyst], key: bytes, run_name: str, now: datetime) -> None:
    """One that is over, with some marks agreed, and one that waits for the first analyst, on calls that can be heard."""
    rng, made = Random(SEED - 1), made_up()
    begun = now - 12 * _DAY
    ids = tuple(p.who.user_id or 0 for p in people)
    over = NewSession("Trato y amenazas", "stratified", (), _CALIBRATED, ids, (now - 9 * _DAY).date())
    held = make_session(session, auditor, over, key, begun)
    for n, call in enumerate(_calls(session, held.id)):
        for k, analyst in enumerate(people):
            at = begun + timedelta(hours=2 + 5 * n + k)
            session.add(sheet(truly(session, call, made), analyst, Purpose.CALIBRATION, held.id, at, 0.6, rng))
    held.closed_at = begun + 2 * _DAY
    session.commit()
    _agreed(session, people[0].who, held.id, now - 9 * _DAY)
    codes = _heard(session, auditor, run_name, held.id)
    if len(codes) < 2:
        return
    going = NewSession(
        "Llamadas de noviembre" if now.month == 11 else "Llamadas del mes", "picked", codes, 0, ids[:2], _in(now, 6)
    )
    waits = make_session(session, auditor, going, key, now - _DAY)
    for n, call in enumerate(_calls(session, waits.id)):
        at = now - timedelta(hours=20 - n)
        session.add(sheet(truly(session, call, made), people[1], Purpose.CALIBRATION, waits.id, at, 0.9, rng))
    session.commit()


def _in(now: datetime, days: int) -> date:
    return (now + days * _DAY).date()


def _calls(session: Session, session_id: str) -> list[str]:
    wanted = select(CalibrationCall.recording_id).where(CalibrationCall.session_id == session_id)
    return list(session.scalars(wanted.order_by(CalibrationCall.place)))


def _agreed(session: Session, who: Actor, session_id: str, at: datetime) -> None:
    """The first marks on which people differed, discussed."""
    for call in _calls(session, session_id)[:4]:
        for row in session_page(session, who, session_id, call).grid:
            said = [m for m in row.marks if m]
            if row.apart and said:
                most = max(sorted(set(said)), key=said.count)
                agree(session, who, session_id, call, row.criterion, most, "Lo oímos juntos en el turno.", at)


def _heard(session: Session, auditor: Actor, run_name: str, past: str) -> tuple[str, ...]:
    """Codes of calls of the demo's run that no sample holds, nor the session that is over."""
    drawn = select(SampleItem.recording_id).union(select(CalibrationCall.recording_id).where(CalibrationCall.session_id == past))
    wanted = (
        select(Recording.code)
        .join(Run, Run.id == Recording.run_id)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(Recording.organisation_id == auditor.organisation_id, Run.name == run_name, Recording.id.not_in(drawn))
        .order_by(Recording.code)
        .limit(3)
    )
    return tuple(session.scalars(wanted))
