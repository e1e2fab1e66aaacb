"""Hold each forbidden act to the floor by what people marked blind; what falls below asserts no more, what recovers does."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Act, Evaluation, Finding, Organisation, Recording, Verdict
from app.models.criterion_floor import CriterionFloor
from app.queries.oversight.qa.scorer import precisions
from app.queries.review_rows import Standing
from app.queries.scorer_rows import ScorerRow
from app.services.below_floor import diagnostic_only
from app.services.standing import count_verdict
from audit.calibration.floor import Stands

_AT_ONCE = 200


def hold_all(database: Database, now: datetime) -> int:
    """Every client; the number of criteria that changed. Commits one client at a time."""
    with database.reading() as session:
        clients = list(session.scalars(select(Organisation.id).order_by(Organisation.id)))
    changed = 0
    for client in clients:
        with database.reading() as session:  # figures take their time: nobody waits for the write lock meanwhile
            moved = _changed(session, client)
        if moved:
            with database.writing() as session:
                changed += len(hold_to_floor(session, client, now))
                session.commit()
    return changed


def hold_to_floor(session: Session, organisation_id: int, now: datetime) -> tuple[str, ...]:
    """The criteria whose standing changed; findings nobody decided on move with them. The caller commits.

    Too few checked marks change nothing: what was below stays below until enough marks say otherwise.
    """
    changed = _changed(session, organisation_id)
    for row in changed:
        found = row.error.precision
        session.add(
            CriterionFloor(
                organisation_id=organisation_id,
                criterion=row.criterion,
                stands=row.stands.value,
                precision=found.value,
                low=found.low,
                high=found.high,
                n=found.n,
                at=now,
            )
        )
    session.flush()
    for row in changed:
        _move(session, organisation_id, row.criterion, row.stands is Stands.DIAGNOSTIC_ONLY, now)
    return tuple(row.criterion for row in changed)


def _changed(session: Session, organisation_id: int) -> list[ScorerRow]:
    below = diagnostic_only(session, organisation_id)
    return [row for row in precisions(session, organisation_id).values() if _changes(row, below)]


def _changes(row: ScorerRow, below: Iterable[str]) -> bool:
    if row.stands is Stands.DIAGNOSTIC_ONLY:
        return row.criterion not in below
    return row.stands is Stands.ASSERTS and row.criterion in below


def _move(session: Session, organisation_id: int, criterion: str, down: bool, now: datetime) -> None:
    """Findings the machine asserted and nobody decided on, of calls nobody signed; signed ones stand as they were signed."""
    before = Standing.ASSERTED if down else Standing.TO_REVIEW
    after = Standing.TO_REVIEW if down else Standing.ASSERTED
    decided = select(Act.id).where(
        Act.evaluation_id == Finding.evaluation_id, Act.criterion == criterion, Act.instance == Finding.instance
    )
    wanted = (
        select(Finding)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Finding.recording_id)
        .where(
            Recording.organisation_id == organisation_id,
            Finding.criterion == criterion,
            Finding.decision == Standing.ASSERTED.value,
            Finding.standing == before.value,
            Verdict.signed_at.is_(None),
            ~decided.exists(),
        )
        .order_by(Finding.id)
    )
    touched = set()
    for finding in session.scalars(wanted).all():
        finding.standing = after.value
        touched.add(finding.evaluation_id)
    session.flush()
    ids = sorted(touched)
    for start in range(0, len(ids), _AT_ONCE):
        for evaluation in session.scalars(select(Evaluation).where(Evaluation.id.in_(ids[start : start + _AT_ONCE]))).all():
            count_verdict(session, session.get_one(Recording, evaluation.recording_id), evaluation, now)
