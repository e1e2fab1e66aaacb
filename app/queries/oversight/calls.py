"""Calls in lists: filters, sorting, paging, the search in the words said, neighbours."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Duty, Finding, Heard, Recording, Run, Vendor, Verdict
from app.queries.audio_rows import Audio
from app.queries.oversight.narrowing import counted, in_days
from app.queries.oversight.words import said, terms
from app.queries.review_rows import Neighbours, Standing
from app.queries.rows import CallRow, CallsPage, CallsQuery, CallState, Conduct, Has

PER_PAGE = 50
SORTS = ("called_at", "code", "agent", "conduct", "skill", "outcome", "duration")
HELD = (Standing.ASSERTED.value, Standing.HAPPENED.value)
SHOWN = (*HELD, Standing.TO_REVIEW.value)
_MOST_NEIGHBOURS = 20_000


def calls_page(session: Session, actor: Actor, query: CallsQuery, per_page: int = PER_PAGE) -> CallsPage:
    """One page of the calls that match; `found` counts them all."""
    conditions = matching(session, actor, query)
    found = session.scalar(_joined(select(func.count()).select_from(Recording)).where(*conditions)) or 0
    total = session.scalar(select(func.count()).select_from(Recording).where(of(actor))) or 0
    pages = max(1, -(-found // per_page))
    at = min(max(1, query.page), pages)
    listed = _joined(select(Recording, Verdict, Vendor.name)).where(*conditions).order_by(*ordered(query))
    rows = session.execute(listed.limit(per_page).offset((at - 1) * per_page)).all()
    return CallsPage(
        rows=with_words(session, rows, query.q),
        query=query,
        found=found,
        total=total,
        pages=pages,
        vendors=tuple(
            session.scalars(select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id).order_by("name"))
        ),
        agents=tuple(a for a in session.scalars(select(Recording.agent).where(of(actor)).distinct().order_by("agent")) if a),
        runs=tuple((r.id, r.name) for r in session.scalars(_runs(actor))),
    )


def _runs(actor: Actor) -> Select[Run]:
    return select(Run).where(Run.organisation_id == actor.organisation_id).order_by(Run.created_at.desc()).limit(50)


def of(actor: Actor) -> ColumnElement[bool]:
    """The recordings of the actor's organisation."""
    return Recording.organisation_id == actor.organisation_id


def _joined(statement: Any) -> Any:
    return statement.outerjoin(Verdict, Verdict.recording_id == Recording.id).outerjoin(Vendor, Vendor.id == Recording.vendor_id)


def matching(session: Session, actor: Actor, query: CallsQuery) -> list[ColumnElement[bool]]:
    """The conditions of a query, over recordings joined with verdicts and vendors."""
    out: list[ColumnElement[bool]] = [of(actor)]
    if query.conduct:
        out.append(Verdict.conduct.in_([c.value for c in query.conduct]))
    if query.vendor:
        out.append(Vendor.name.in_(query.vendor))
    if query.agent:
        out.append(Recording.agent.in_(query.agent))
    if query.outcome:
        out.append(Verdict.outcome.in_(query.outcome))
    if query.criterion:
        out.append(_with_criterion(query.criterion, Has.HELD in query.has))
    if query.run:
        out.append(Recording.run_id == query.run)
    if query.signed in ("yes", "no"):
        out.append(Verdict.signed_at.is_not(None) if query.signed == "yes" else Verdict.signed_at.is_(None))
    out += [*in_days(session, actor, query), *counted(query)]
    for term in terms(query.q):
        out.append(select(Heard.recording_id).where(Heard.recording_id == Recording.id, Heard.folded.like(term.pattern)).exists())
    return out


def _with_criterion(criteria: Sequence[str], held: bool) -> ColumnElement[bool]:
    found = select(Finding.id).where(
        Finding.evaluation_id == Verdict.evaluation_id,
        Finding.criterion.in_(criteria),
        Finding.standing.in_(HELD if held else SHOWN),
    )
    if held:
        return found.exists()
    missed = select(Duty.id).where(
        Duty.evaluation_id == Verdict.evaluation_id, Duty.criterion.in_(criteria), Duty.status == "not_met"
    )
    return or_(found.exists(), missed.exists())


def ordered(query: CallsQuery) -> list[ColumnElement[Any]]:
    """The order of a query; unknown values last either way, the id breaks ties."""
    worst_first = case(
        (Verdict.conduct == Conduct.FAIL.value, 0),
        (Verdict.conduct == Conduct.TO_DECIDE.value, 1),
        (Verdict.conduct == Conduct.NOT_ASSESSED.value, 2),
        (Verdict.conduct == Conduct.PASS.value, 3),
    )
    columns: dict[str, ColumnElement[Any]] = {
        "called_at": Recording.called_at.expression,
        "code": Recording.code.expression,
        "agent": Recording.agent.expression,
        "conduct": worst_first,
        "skill": Verdict.skill.expression,
        "outcome": Verdict.outcome.expression,
        "duration": Recording.duration_s.expression,
    }
    column = columns[query.sort if query.sort in columns else "called_at"]
    unknown = case((column.is_(None), 1), else_=0)
    return [unknown, column.desc() if query.desc else column.asc(), Recording.id.expression.asc()]


def with_words(session: Session, rows: Sequence[Any], q: str) -> tuple[CallRow, ...]:
    """Rows of (Recording, Verdict, vendor's name) as CallRows, with the place where the searched words are said."""
    wanted = terms(q)
    heard: dict[str, Any] = {}
    if wanted and rows:
        ids = [row[0].id for row in rows]
        heard = dict(
            session.execute(select(Heard.recording_id, Heard.transcript).where(Heard.recording_id.in_(ids))).tuples().all()
        )
    return tuple(
        call_row(recording, verdict, vendor, said(heard[recording.id]["turns"], wanted) if recording.id in heard else None)
        for recording, verdict, vendor in rows
    )


def one_call(session: Session, actor: Actor, call_id: str) -> CallRow:
    """One call as lists show it. Raises NotFound."""
    row = session.execute(_joined(select(Recording, Verdict, Vendor.name)).where(of(actor), Recording.id == call_id)).first()
    if row is None:
        raise NotFound(f"no hay llamada {call_id[:40]}", f"there is no call {call_id[:40]}")
    return call_row(*row)


def call_row(recording: Recording, verdict: Verdict | None, vendor: str | None, words: Any = None) -> CallRow:
    """One call as lists show it."""
    return CallRow(
        id=recording.id,
        code=recording.code,
        state=CallState(recording.state),
        duration_s=recording.duration_s,
        conduct=Conduct(verdict.conduct) if verdict else Conduct.NOT_ASSESSED,
        called_at=local(recording),
        agent=recording.agent,
        vendor=vendor,
        skill=verdict.skill if verdict else None,
        outcome=verdict.outcome if verdict else None,
        amount=verdict.amount if verdict else None,
        currency=recording.currency,
        day=verdict.day if verdict else None,
        to_decide=verdict.to_decide if verdict else 0,
        said=words,
        signed=bool(verdict and verdict.signed_at),
        worst=verdict.worst if verdict else None,
        audio=Audio(recording.audio),
    )


def local(recording: Recording) -> datetime | None:
    """When it was called, on the debtor's clock."""
    if recording.called_at is None or recording.called_offset_min is None:
        return recording.called_at
    return recording.called_at.astimezone(timezone(timedelta(minutes=recording.called_offset_min)))


def neighbours(session: Session, actor: Actor, call_id: str, query: CallsQuery, words: str) -> Neighbours:
    """Where a call stands in the list it was opened from; `words` is that list's address query."""
    listed = (
        _joined(select(Recording.id)).where(*matching(session, actor, query)).order_by(*ordered(query)).limit(_MOST_NEIGHBOURS)
    )
    return placed(list(session.scalars(listed)), call_id, "calls", words)


def placed(ids: Sequence[str], call_id: str, trail: str, words: str = "") -> Neighbours:
    """The place of an id in an ordered list; one that is not in it has no place."""
    if call_id not in ids:
        return Neighbours(trail=trail, query=words)
    at = ids.index(call_id)
    return Neighbours(
        trail=trail,
        position=at + 1,
        total=len(ids),
        previous=ids[at - 1] if at else None,
        following=ids[at + 1] if at + 1 < len(ids) else None,
        query=words,
    )


def waiting_for_people(actor: Actor) -> ColumnElement[bool]:
    """Calls of the queue: the machine asks a person, or the call was drawn at random, and nobody signed it yet."""
    return and_(of(actor), Verdict.signed_at.is_(None), or_(Verdict.needs_person.is_(True), Verdict.sampled.is_(True)))
