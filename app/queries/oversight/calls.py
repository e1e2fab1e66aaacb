"""Calls in lists: filters, sorting, paging, the search in the words said, neighbours."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Duty, Evaluation, Finding, Heard, Recording, Run, Vendor, Verdict
from app.queries.audio_rows import Audio
from app.queries.list_rows import CallsPage, CallsQuery, Has, Manner
from app.queries.oversight.narrowing import counted, in_days
from app.queries.oversight.qa.sealed import sealed, sealed_ids
from app.queries.oversight.search.manner import went
from app.queries.oversight.search.meaning import Near, Wanted, nearest, said_near, still_to_read
from app.queries.oversight.words import Term, said, terms
from app.queries.review_rows import Neighbours, Standing
from app.queries.rows import CallRow, CallState, Conduct

PER_PAGE = 50
SORTS = ("called_at", "code", "agent", "conduct", "skill", "outcome", "duration")
HELD = (Standing.ASSERTED.value, Standing.HAPPENED.value)
SHOWN = (*HELD, Standing.TO_REVIEW.value)
_MOST_NEIGHBOURS = 20_000


def calls_page(
    session: Session, actor: Actor, query: CallsQuery, per_page: int = PER_PAGE, wanted: Wanted | None = None
) -> CallsPage:
    """One page of the calls that match; `found` counts them all. `wanted`: those closest in meaning, closest first."""
    near = _nearest(session, actor, query, wanted) if wanted else None
    conditions = matching(session, actor, query)
    counting = _joined(select(func.count()).select_from(Recording)).where(*conditions)
    found = (session.scalar(counting) or 0) if near is None else len(near)
    total = session.scalar(select(func.count()).select_from(Recording).where(of(actor))) or 0
    pages = max(1, -(-found // per_page))
    at = min(max(1, query.page), pages)
    if near is None:
        listed = _joined(select(Recording, Verdict, Vendor.name)).where(*conditions).order_by(*ordered(query))
        rows = with_words(session, session.execute(listed.limit(per_page).offset((at - 1) * per_page)).all(), query.q)
    else:
        rows = _with_meaning(session, near[(at - 1) * per_page : at * per_page])
    rows = masked(session, actor, rows)
    return CallsPage(
        rows=rows,
        query=query,
        found=found,
        total=total,
        pages=pages,
        vendors=tuple(
            session.scalars(select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id).order_by("name"))
        ),
        agents=tuple(a for a in session.scalars(select(Recording.agent).where(of(actor)).distinct().order_by("agent")) if a),
        runs=tuple((r.id, r.name) for r in session.scalars(_runs(actor))),
        unread=still_to_read(session, actor, wanted.encoder) if wanted else 0,
    )


def _nearest(session: Session, actor: Actor, query: CallsQuery, wanted: Wanted) -> list[Near]:
    return nearest(session, _joined(select(Recording.id)).where(*matching(session, actor, query)), wanted)


def found_since(
    session: Session, actor: Actor, query: CallsQuery, wanted: Wanted | None, after: datetime, until: datetime
) -> list[Near]:
    """The calls that match among those judged after one time and until another; without `wanted`, turn and closeness are 0."""
    judged = select(Evaluation.recording_id).where(Evaluation.judged_at > after, Evaluation.judged_at <= until)
    chosen = _joined(select(Recording.id)).where(*matching(session, actor, query), Recording.id.in_(judged))
    if wanted:
        return nearest(session, chosen, wanted)
    return [Near(id, 0, 0.0) for id in session.scalars(chosen)]


def _with_meaning(session: Session, near: Sequence[Near]) -> tuple[CallRow, ...]:
    words = said_near(session, near)
    listed = _joined(select(Recording, Verdict, Vendor.name)).where(Recording.id.in_([n.recording_id for n in near]))
    rows = {r.id: (r, verdict, vendor) for r, verdict, vendor in session.execute(listed)}
    found = [(n.recording_id, *rows[n.recording_id]) for n in near if n.recording_id in rows]
    return tuple(call_row(recording, verdict, vendor, words.get(id)) for id, recording, verdict, vendor in found)


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
    if _by_judgement(query):
        out.append(~sealed(actor))
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
    out += [*in_days(session, actor, query), *counted(query), *went(query.manner)]
    if wanted := terms(query.q):
        out.append(or_(and_(*(_heard(term) for term in wanted)), func.lower(Recording.code) == query.q.strip().lower()))
    return out


def _heard(term: Term) -> ColumnElement[bool]:
    return select(Heard.recording_id).where(Heard.recording_id == Recording.id, Heard.folded.like(term.pattern)).exists()


def _by_judgement(query: CallsQuery) -> bool:
    """Whether what is asked, or the order, would tell what the machine or people think of a call."""
    asked = (query.conduct, query.outcome, query.criterion, query.signed, query.has, query.manner != Manner())
    return any(asked) or query.sort in ("conduct", "skill", "outcome")


def masked(session: Session, actor: Actor, rows: Sequence[CallRow]) -> tuple[CallRow, ...]:
    """The rows without what anybody thinks of the calls that the reader scores blind."""
    hidden = sealed_ids(session, actor, [row.id for row in rows])
    return tuple(
        CallRow(
            id=row.id,
            code=row.code,
            state=row.state,
            duration_s=row.duration_s,
            conduct=Conduct.NOT_ASSESSED,
            called_at=row.called_at,
            agent=row.agent,
            vendor=row.vendor,
            said=row.said,
            audio=row.audio,
            sealed=True,
        )
        if row.id in hidden
        else row
        for row in rows
    )


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
    return masked(session, actor, [call_row(*row)])[0]


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


def neighbours(
    session: Session, actor: Actor, call_id: str, query: CallsQuery, words: str, wanted: Wanted | None = None
) -> Neighbours:
    """Where a call stands in the list it was opened from; `words` is that list's address query."""
    if wanted:
        return placed([n.recording_id for n in _nearest(session, actor, query, wanted)], call_id, "calls", words)
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
    """Calls in which the machine asks a person, and that nobody signed yet."""
    return and_(of(actor), Verdict.signed_at.is_(None), Verdict.needs_person.is_(True))
