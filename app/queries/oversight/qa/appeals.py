"""Appeals: those that wait and those decided, and one of them in the two steps in which it is decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.actors import SCORECARD_READERS, WAVE_KEEPERS, Actor
from app.errors import Conflict, NotFound
from app.models import Act, Appeal, AppealDecision, Duty, Evaluation, Finding, ScoreSheet, Vendor
from app.models.call_share import CallShare
from app.queries.appeal_rows import AppealLine, AppealPage, AppealsPage, Outcome, Shown
from app.queries.coaching_rows import Moment
from app.queries.oversight.calls import local
from app.queries.oversight.coaching.moments import moment
from app.queries.oversight.criteria import conduct_rows, duty_rows
from app.queries.oversight.qa.appeal_effect import effect, effect_from
from app.queries.oversight.qa.choices import choices_of
from app.queries.oversight.qa.contested import Target, newest, target, visible, waits, why_not
from app.queries.oversight.qa.opened import opened_at
from app.queries.oversight.qa.sealed import ids_to_score, is_sealed, is_to_score, sealed_ids
from app.queries.review_rows import HistoryRow
from app.queries.rows import Problem
from app.queries.rubrics import rubric_of
from audit.calibration.sheet import Mode, Purpose

MOST_DECIDED = 100
Rows = Sequence[tuple[Appeal, AppealDecision | None]]


def waiting_count(session: Session, actor: Actor) -> int:
    """How many wait, of those the reader may know of."""
    wanted = select(func.count()).select_from(Appeal).where(Appeal.organisation_id == actor.organisation_id, waits())
    if actor.role not in WAVE_KEEPERS:
        wanted = wanted.where(or_(Appeal.share_id.is_(None), Appeal.share_id.in_(select(CallShare.share_id))))
    return session.scalar(wanted) or 0


def appeals_page(session: Session, actor: Actor, lang: str, now: datetime) -> AppealsPage:
    """Every appeal of the client that the reader may know of; of calls they score blind, only how many there are."""
    wanted = (
        select(Appeal, AppealDecision)
        .outerjoin(AppealDecision, AppealDecision.appeal_id == Appeal.id)
        .where(Appeal.organisation_id == actor.organisation_id)
    )
    open_rows: Rows = session.execute(wanted.where(AppealDecision.id.is_(None)).order_by(Appeal.at, Appeal.id)).tuples().all()
    done = wanted.where(AppealDecision.id.is_not(None)).order_by(AppealDecision.at.desc(), Appeal.id).limit(MOST_DECIDED)
    rows: Rows = [*open_rows, *session.execute(done).tuples().all()]
    known = [(a, d, what) for a, d in rows if visible(actor, what := target(session, a))]
    to_score = ids_to_score(session, actor, {what.recording.id for _, _, what in known if what.recording})
    sealed = sealed_ids(session, actor, {what.recording.id for _, d, what in known if d and what.recording})
    shown = [
        (a, d, what)
        for a, d, what in known
        if what.recording is None or what.recording.id not in (sealed if d is not None else to_score)
    ]
    lines = [_line(session, actor, a, d, what, lang, now) for a, d, what in shown]
    return AppealsPage(
        tuple(line for line in lines if line.outcome is None),
        tuple(line for line in lines if line.outcome is not None),
        len(known) - len(shown),
    )


def appeal_of(session: Session, actor: Actor, appeal_id: str) -> tuple[Appeal, Target]:
    """An appeal the reader may open. Raises NotFound; Conflict for a call they score blind, or are to mark in another appeal."""
    wanted = select(Appeal).where(Appeal.id == appeal_id, Appeal.organisation_id == actor.organisation_id)
    appeal = session.scalar(wanted)
    what = target(session, appeal) if appeal else None
    if appeal is None or what is None or not visible(actor, what):
        raise NotFound("no hay tal apelación", "there is no such appeal")
    if what.recording is not None and is_to_score(session, actor, what.recording.id):
        raise Conflict(
            "esta llamada se evalúa a ciegas: cierre antes su hoja", "this call is scored blind: close your sheet first"
        )
    answered = decision_of(session, appeal) is not None
    if answered and what.recording is not None and is_sealed(session, actor, what.recording.id):
        raise Conflict(
            "usted abrió otra apelación de esta llamada: marque antes lo que oye",
            "you opened another appeal of this call: mark first what you hear",
        )
    return appeal, what


def own_opinion(session: Session, actor: Actor, appeal: Appeal) -> ScoreSheet | None:
    """What the reader marked before reading anybody's reason."""
    mine = (ScoreSheet.user_id == actor.user_id, ScoreSheet.purpose == Purpose.APPEAL.value, ScoreSheet.session_id == appeal.id)
    return session.scalar(select(ScoreSheet).where(*mine))


def decision_of(session: Session, appeal: Appeal) -> AppealDecision | None:
    """The answer, once there is one."""
    return session.scalar(select(AppealDecision).where(AppealDecision.appeal_id == appeal.id))


def appeal_page(
    session: Session,
    actor: Actor,
    appeal_id: str,
    lang: str,
    now: datetime,
    problems: tuple[Problem, ...] = (),
    entered: tuple[tuple[str, str], ...] = (),
) -> AppealPage:
    """The page. Raises NotFound, Conflict. Until whoever may decide has marked, no mark and no reason of anybody is read."""
    appeal, what = appeal_of(session, actor, appeal_id)
    decided = decision_of(session, appeal)
    line = _line(session, actor, appeal, decided, what, lang, now)
    page = _bare(session, what, line, lang)
    since = opened_at(session, actor, appeal.id) if decided is None else None
    step = _step(line, what, page.gone, since is not None)
    page = replace(page, step=step, opened=since is not None and not line.begun, problems=problems, entered=entered)
    if page.step in ("unopened", "blind"):
        return page
    return _told(session, actor, page, appeal, what, decided, lang, now)


def _step(line: AppealLine, what: Target, gone: bool, opened: bool) -> str:
    if line.outcome is not None:
        return "decided"
    if line.why_not is not None:
        return "read"
    if what.recording is None or gone or line.begun:
        return "reasons"
    return "blind" if opened else "unopened"


def _line(
    session: Session, actor: Actor, appeal: Appeal, decided: AppealDecision | None, what: Target, lang: str, now: datetime
) -> AppealLine:
    recording, told = what.recording, what.share.told if what.share else {}
    vendor = session.get(Vendor, what.share.vendor_id) if what.share else None
    own = own_opinion(session, actor, appeal) if decided is None and recording is not None else None
    words = told.get(lang) or told.get("es") or {}
    return AppealLine(
        id=appeal.id,
        by="vendor" if appeal.share_id else "agent",
        whose=vendor.name if vendor else (recording.agent or "") if recording else "",
        code=recording.code if recording else None,
        call_id=recording.id if recording else None,
        called_at=local(recording) if recording else None,
        title=words.get("title", ""),
        criterion=what.criterion,
        kind="duty" if recording is not None and what.instance is None else "violation",
        severity=what.mark.severity if what.mark else told.get("severity", "major"),
        at=appeal.at,
        days=max(0, (now - appeal.at).days),
        round=appeal.round,
        why_not=why_not(session, actor, appeal, what) if decided is None else None,
        begun=own is not None,
        outcome=Outcome(decided.outcome) if decided else None,
        decided_at=decided.at if decided else None,
        decided_by=decided.who if decided else None,
    )


def _bare(session: Session, what: Target, line: AppealLine, lang: str) -> AppealPage:
    """What is asked and the whole call: how the mark stands, where it lies and what it quotes are not read."""
    recording = what.recording
    evaluation = session.get_one(Evaluation, newest(session, recording.id)) if recording else None
    criterion = rubric_of(session, evaluation.rubric).criterion(what.criterion) if evaluation and what.criterion else None
    duty = line.kind == "duty"
    return AppealPage(
        line=line,
        step="",
        moment=_call(session, what, frozenset()),
        shown=_shown(what, lang),
        question=criterion.question.say(lang) if criterion else "",
        anchor=(criterion.good if duty else criterion.bad).say(lang) if criterion else "",
        choices=choices_of(criterion) if criterion else (),
        gone=recording is not None and what.mark is None,
    )


def _call(session: Session, what: Target, criteria: frozenset[str]) -> Moment | None:
    """The whole call, with the marks of these criteria."""
    if what.recording is None:
        return None
    start = 0.0 if what.recording.audio == "kept" else None
    return moment(session, what.recording, 0, start, what.recording.duration_s, "", (0, 100_000), criteria)


def _shown(what: Target, lang: str) -> Shown | None:
    if what.recording is not None or what.share is None or what.finding is None:
        return None
    told = what.share.told
    words = told.get(lang) or told["es"]
    happened = datetime.fromisoformat(told["happened_at"]) if told.get("happened_at") else None
    if happened and told.get("zone"):
        happened = happened.astimezone(ZoneInfo(told["zone"]))
    said = tuple((speaker, text) for speaker, text in told.get("said", ()))
    return Shown(words["title"], words["note"], told.get("quote"), said, happened, what.finding.wave_id)


def _told(
    session: Session,
    actor: Actor,
    page: AppealPage,
    appeal: Appeal,
    what: Target,
    decided: AppealDecision | None,
    lang: str,
    now: datetime,
) -> AppealPage:
    """With the contested mark and its place, the reasons, the history and what it would change."""
    sheet = session.get(ScoreSheet, decided.sheet_id) if decided and decided.sheet_id else own_opinion(session, actor, appeal)
    kept: dict[str, Any] = sheet.marks.get(what.criterion or "", {}) if sheet else {}
    sees = actor.role in SCORECARD_READERS
    change = effect_from(decided.effect, sees) if decided and decided.effect else None
    tells = what.recording is None or not is_sealed(session, actor, what.recording.id)
    if decided is None and what.recording is not None and what.mark is not None and tells:
        change = effect(session, actor, what.recording, what.mark, now)
    mark = what.mark
    return replace(
        page,
        moment=_call(session, what, frozenset({what.criterion or ""})),
        contested=appeal.before or (mark.standing if mark else ""),
        turn=mark.turn if mark else None,
        start_s=mark.start_s if mark else None,
        quote=mark.quote if mark else "",
        pointed_turn=appeal.turn,
        pointed_s=appeal.start_s,
        own=kept.get("mark"),
        own_turn=kept.get("turn"),
        own_s=kept.get("start_s"),
        own_note=kept.get("note") or "",
        own_blind=sheet is None or sheet.mode == Mode.BLIND.value,
        reason=appeal.reason,
        who=appeal.who,
        history=_history(session, what),
        effect=change,
        answer=decided.answer if decided else "",
        earlier=_earlier(session, actor, appeal, what, lang, now),
    )


def _history(session: Session, what: Target) -> tuple[HistoryRow, ...]:
    """Everybody's word on the mark, the machine's first."""
    if what.recording is None:
        f = what.finding
        return (HistoryRow(f.decided_at, f.decided_by or "", "happened", f.reason or ""),) if f and f.decided_at else ()
    if what.mark is None:
        return ()
    evaluation = session.get_one(Evaluation, what.mark.evaluation_id)
    acts = session.scalars(select(Act).where(Act.recording_id == what.recording.id).order_by(Act.id)).all()
    if what.mark.kind == "duty":
        duty = select(Duty).where(Duty.evaluation_id == evaluation.id, Duty.criterion == what.mark.criterion)
        return duty_rows(session.scalars(duty).all(), acts, evaluation)[0].history
    found = select(Finding).where(Finding.evaluation_id == evaluation.id, Finding.instance == what.mark.instance)
    return conduct_rows(session.scalars(found).all(), [], acts, evaluation)[0].history


def _earlier(session: Session, actor: Actor, appeal: Appeal, what: Target, lang: str, now: datetime) -> tuple[AppealLine, ...]:
    rows = session.execute(
        select(Appeal, AppealDecision)
        .join(AppealDecision, AppealDecision.appeal_id == Appeal.id)
        .where(Appeal.place == appeal.place, Appeal.round < appeal.round)
        .order_by(Appeal.round)
    ).tuples()
    return tuple(_line(session, actor, a, d, what, lang, now) for a, d in rows)
