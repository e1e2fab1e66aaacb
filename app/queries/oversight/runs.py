"""Runs: their progress in figures, their files, what failed and why."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.actors import UPLOADERS, Actor
from app.errors import NotFound
from app.models import Job, Recording, RefusedFile, Run, Verdict
from app.queries.audio_rows import Audio
from app.queries.oversight.qa.sealed import sealed_ids
from app.queries.rows import CallState, Conduct, FailedFile, RunCard, RunFile, RunPage, RunState

MOST_FILES = 2000


def run_of(session: Session, actor: Actor, run_id: str) -> Run:
    """A run of the actor's organisation. Raises NotFound."""
    run = session.scalar(select(Run).where(Run.id == run_id, Run.organisation_id == actor.organisation_id))
    if run is None:
        raise NotFound(f"no hay corrida {run_id[:40]}", f"there is no run {run_id[:40]}")
    return run


def recent_cards(session: Session, actor: Actor, now: datetime, most: int = 5) -> tuple[RunCard, ...]:
    """The newest runs."""
    wanted = select(Run).where(Run.organisation_id == actor.organisation_id).order_by(Run.created_at.desc(), Run.id).limit(most)
    return tuple(run_card(session, run, now) for run in session.scalars(wanted))


def _audible() -> ColumnElement[float | None]:
    """Seconds that were handed over as sound."""
    return func.sum(case((Recording.audio == Audio.NEVER.value, 0.0), else_=Recording.duration_s))


def run_card(session: Session, run: Run, now: datetime) -> RunCard:
    """The progress of one run, counted now."""
    counted = select(Recording.state, func.count(), _audible()).where(Recording.run_id == run.id)
    by_state: dict[str, int] = {}
    audio_s = 0.0
    for state, count, seconds in session.execute(counted.group_by(Recording.state)):
        by_state[state] = count
        audio_s += seconds or 0.0
    refused = session.scalar(select(func.count()).select_from(RefusedFile).where(RefusedFile.run_id == run.id)) or 0
    total = sum(by_state.values()) + refused
    done, failed = by_state.get("done", 0), by_state.get("failed", 0) + refused
    running = select(func.count()).select_from(Job).join(Recording, Recording.id == Job.recording_id)
    judging = session.scalar(running.where(Recording.run_id == run.id, Job.stage == "judging")) or 0
    people = select(func.count()).select_from(Verdict).join(Recording, Recording.id == Verdict.recording_id)
    state = _state(by_state, total, failed)
    return RunCard(
        id=run.id,
        name=run.name,
        state=state,
        total=total,
        sealed=sum(by_state.values()),
        transcribed=done + judging,
        assessed=done,
        to_review=session.scalar(people.where(Recording.run_id == run.id, Verdict.needs_person.is_(True))) or 0,
        failed=failed,
        audio_s=audio_s,
        started_at=run.created_at,
        finished_at=run.finished_at if state in (RunState.DONE, RunState.FAILED) else None,
        left_s=_left_s(session, run, by_state, now) if state is RunState.RUNNING else None,
    )


def _state(by_state: Mapping[str, int], total: int, failed: int) -> RunState:
    if by_state.get("running") or (by_state.get("waiting") and (by_state.get("done") or by_state.get("failed"))):
        return RunState.RUNNING
    if by_state.get("waiting"):
        return RunState.QUEUED
    return RunState.FAILED if total and failed == total else RunState.DONE


def _left_s(session: Session, run: Run, by_state: Mapping[str, int], now: datetime) -> float | None:
    """What the rest will take at the pace of what is done; None until something is."""
    ended = by_state.get("done", 0) + by_state.get("failed", 0)
    left = by_state.get("waiting", 0) + by_state.get("running", 0)
    first = session.scalar(
        select(func.min(Job.started_at)).join(Recording, Recording.id == Job.recording_id).where(Recording.run_id == run.id)
    )
    if not ended or first is None:
        return None
    return max(1.0, (now - first).total_seconds() / ended * left)


def run_page(session: Session, actor: Actor, run_id: str, lang: str, now: datetime) -> RunPage:
    """A run with its files in order of name. Raises NotFound."""
    run = run_of(session, actor, run_id)
    wanted = (
        select(Recording, Verdict)
        .outerjoin(Verdict, Verdict.recording_id == Recording.id)
        .where(Recording.run_id == run.id)
        .order_by(Recording.file, Recording.id)
        .limit(MOST_FILES)
    )
    rows = session.execute(wanted).tuples().all()
    hidden = sealed_ids(session, actor, [r.id for r, _ in rows])
    failed = [_failed(r, lang) for r, _ in rows if r.state == CallState.FAILED.value]
    refused = session.scalars(select(RefusedFile).where(RefusedFile.run_id == run.id).order_by(RefusedFile.id))
    failed += [FailedFile(f.file, f.cause.get(lang, f.cause["es"]), f.remedy.get(lang, f.remedy["es"])) for f in refused]
    return RunPage(
        card=run_card(session, run, now),
        files=tuple(_file(recording, None if recording.id in hidden else verdict) for recording, verdict in rows),
        failed=tuple(failed),
        warnings=tuple(w.get(lang, w["es"]) for w in run.warnings),
        may_upload=actor.role in UPLOADERS,
    )


def _file(recording: Recording, verdict: Verdict | None) -> RunFile:
    return RunFile(
        file=recording.file,
        state=CallState(recording.state),
        call_id=recording.id,
        call_code=recording.code,
        duration_s=recording.duration_s,
        conduct=Conduct(verdict.conduct) if verdict else None,
        skill=verdict.skill if verdict else None,
        silent=recording.audio == Audio.NEVER.value,
    )


def _failed(recording: Recording, lang: str) -> FailedFile:
    cause, remedy = recording.cause or {}, recording.remedy or {}
    return FailedFile(recording.file, cause.get(lang, ""), remedy.get(lang, ""), recording.id)
