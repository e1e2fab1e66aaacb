"""The machine's error by criterion, against people who scored blind; the calls behind each figure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import NotFound
from app.models import Evaluation, Recording, ScoreSheet, Vendor, Verdict
from app.queries.oversight.calls import local
from app.queries.oversight.qa.scorer_marks import CHUNK, Judged, Totals, judged, totals
from app.queries.oversight.qa.sealed import sealed_ids
from app.queries.oversight.qa.sheets import closed_sheets, known_marks, names_of
from app.queries.scorer_rows import Behind, CellCall, CellPage, ScorerPage, ScorerRow
from audit.calibration.cells import counted_cells, said_of
from audit.calibration.floor import Stands, load_floor, stands
from audit.calibration.marks import is_fault
from audit.calibration.reviewers import Known, Reviewer, reviewers
from audit.calibration.scorer import People, Said, scorer_error
from audit.calibration.sheet import UNKNOWN, Mode, Purpose, Sheet
from audit.rubric import Criterion, load_rubric

A_PAGE = 40
_CHECKS = (Purpose.RANDOM, Purpose.RISK)
_ORDER = (Stands.DIAGNOSTIC_ONLY, Stands.ASSERTS, Stands.TOO_FEW)


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything the figures are made of, read once. `stale` sheets were closed on another version's marks."""

    sheets: tuple[Sheet, ...]
    machine: Judged
    totals: Totals
    judged: int
    stale: int
    judge: str | None
    team: Mapping[str, People]


def scorer_page(session: Session, actor: Actor) -> ScorerPage:
    """Every criterion of the newest rubric."""
    read = _read(session, actor.organisation_id)
    rows = [_row(criterion, read) for criterion in load_rubric().criteria]
    ordered = sorted(rows, key=_place)
    calls = len({s.call for s in read.sheets})
    return ScorerPage(
        tuple(ordered), load_floor(), len(read.sheets), calls, read.judged, read.stale, read.judge, actor.role in REVIEWERS
    )


def _place(row: ScorerRow) -> tuple[int, bool, float, float]:
    precision = row.error.precision.value
    return (_ORDER.index(row.stands), row.kind == "duty", 2.0 if precision is None else precision, -row.error.checked)


def precisions(session: Session, organisation_id: int) -> dict[str, ScorerRow]:
    """Every forbidden act's row, by criterion: for whoever holds the machine to the floor."""
    read = _read(session, organisation_id)
    return {c.id: _row(c, read) for c in load_rubric().violations}


def _read(session: Session, organisation_id: int) -> _Read:
    every = closed_sheets(session, organisation_id, purposes=(*_CHECKS, Purpose.KNOWN))
    blind = [s for s in every if s.mode is Mode.BLIND and s.purpose in _CHECKS]
    current, judge = _current(session, {s.call for s in blind})
    fresh = tuple(s for s in blind if (s.call, s.scorer) in current)
    counts, all_judged = totals(session, organisation_id)
    known = known_marks(session, organisation_id)
    team = {c.id: _people(every, known, c.id) for c in load_rubric().violations}
    machine = judged(session, {s.call for s in fresh})
    return _Read(fresh, machine, counts, all_judged, len(blind) - len(fresh), judge, team)


def _current(session: Session, calls: set[str]) -> tuple[set[tuple[str, str]], str | None]:
    """(call, person) of sheets opened on marks of the version that stands: another may have learnt from them since."""
    out: set[tuple[str, str]] = set()
    newest: str | None = None
    ids = sorted(calls)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        wanted = select(ScoreSheet.recording_id, ScoreSheet.user_id, ScoreSheet.evaluation_id, Verdict.evaluation_id).join(
            Verdict, Verdict.recording_id == ScoreSheet.recording_id
        )
        rows = session.execute(wanted.where(ScoreSheet.recording_id.in_(part), ScoreSheet.closed_at.is_not(None))).tuples().all()
        both = {e for _, _, then, now in rows for e in (then, now) if e is not None}
        judges = {e.id: _judge(e) for e in session.scalars(select(Evaluation).where(Evaluation.id.in_(both)))}
        for call, person, then, now in rows:
            newest = max(newest or "", judges[now])
            if then is not None and judges[then] == judges[now]:
                out.add((call, str(person)))
    return out, newest


def _judge(evaluation: Evaluation) -> str:
    judge = evaluation.result["judge"]
    return f"{judge['model']} {judge['version']}"


def _people(sheets: Sequence[Sheet], known: Known, criterion: str) -> People:
    """The team's answers on known marks of one criterion, all people together."""
    found: tuple[Reviewer, ...] = reviewers([s for s in sheets if s.purpose is Purpose.KNOWN], known, criterion)
    bad, good = [r.sensitivity for r in found], [r.specificity for r in found]
    return People(sum(s.right for s in bad), sum(s.n for s in bad), sum(s.right for s in good), sum(s.n for s in good))


def _row(criterion: Criterion, read: _Read) -> ScorerRow:
    marks = {call: said[criterion.id].mark for call, said in read.machine.items() if criterion.id in said}
    counted = counted_cells(read.totals.get(criterion.id, {}), marks, read.sheets, criterion.id)
    error = scorer_error(counted, read.team.get(criterion.id))
    behind = {said: [0, 0] for said in Said}
    for cell in counted:
        behind[cell.said][0] += cell.faults
        behind[cell.said][1] += cell.checked - cell.faults
    return ScorerRow(
        criterion=criterion.id,
        kind=criterion.kind.value,
        severity=criterion.severity.value if criterion.severity else None,
        error=error,
        stands=stands(error.precision),
        behind=tuple(Behind(said, faults, sound) for said, (faults, sound) in behind.items()),
    )


def cell_page(session: Session, actor: Actor, criterion: str, said: str, fault: str, page: int = 1) -> CellPage:
    """The checked calls behind a criterion, of one cell where it is named. Raises NotFound."""
    known = {c.id: c for c in load_rubric().criteria}
    if criterion not in known:
        raise NotFound(f"no hay criterio {criterion[:40]}", f"there is no criterion {criterion[:40]}")
    read = _read(session, actor.organisation_id)
    cell = Said(said) if said in set(Said) else None
    truth = {"yes": True, "no": False}.get(fault)
    hidden = sealed_ids(session, actor)
    chosen = defaultdict(list)
    for sheet in read.sheets:
        spot, mark = read.machine.get(sheet.call, {}).get(criterion), sheet.marks.get(criterion)
        if spot is None or mark is None or mark in UNKNOWN:
            continue
        if (cell is None or said_of(spot.mark) is cell) and (truth is None or is_fault(mark) is truth):
            chosen[sheet.call].append(sheet)
    shown = [sheet for call, sheets in chosen.items() if call not in hidden for sheet in sheets]
    rows = _calls(session, actor, shown, read.machine, criterion)
    pages = max(1, -(-len(rows) // A_PAGE))
    at = min(max(page, 1), pages)
    return CellPage(
        row=_row(known[criterion], read),
        said=cell,
        fault=truth,
        rows=rows[(at - 1) * A_PAGE : at * A_PAGE],
        hidden=len(chosen.keys() & hidden),
        floor=load_floor(),
        total=len(rows),
        page=at,
        pages=pages,
    )


def _calls(session: Session, actor: Actor, sheets: Sequence[Sheet], machine: Judged, criterion: str) -> tuple[CellCall, ...]:
    names = names_of(session, actor.organisation_id)
    kept, calls = _kept(session, {s.call for s in sheets}), _recordings(session, {s.call for s in sheets})
    out = []
    for sheet in sheets:
        spot, (call, vendor) = machine[sheet.call][criterion], calls[sheet.call]
        own = kept.get((sheet.call, sheet.scorer), {}).get(criterion, {})
        out.append(
            CellCall(
                id=call.id,
                code=call.code,
                called_at=local(call),
                vendor=vendor,
                who=names.get(sheet.scorer, sheet.scorer),
                mark=sheet.marks[criterion],
                stratum=sheet.purpose.value,
                start_s=own.get("start_s") if own.get("start_s") is not None else spot.start_s,
                quote=spot.quote,
                note=own.get("note") or "",
                machine=spot.mark,
            )
        )
    return tuple(sorted(out, key=lambda row: (row.called_at is None, row.called_at, row.code), reverse=True))


def _kept(session: Session, calls: set[str]) -> dict[tuple[str, str], Mapping[str, Mapping[str, Any]]]:
    wanted = select(ScoreSheet).where(ScoreSheet.recording_id.in_(calls), ScoreSheet.closed_at.is_not(None))
    return {(s.recording_id, str(s.user_id)): s.marks for s in session.scalars(wanted)}


def _recordings(session: Session, calls: set[str]) -> dict[str, tuple[Recording, str | None]]:
    wanted = select(Recording, Vendor.name).outerjoin(Vendor, Vendor.id == Recording.vendor_id).where(Recording.id.in_(calls))
    return {call.id: (call, vendor) for call, vendor in session.execute(wanted).tuples()}
