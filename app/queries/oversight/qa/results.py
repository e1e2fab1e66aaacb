"""A calibration session in figures: agreement by criterion and person, what differs, each person over the weeks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import AgreedMark, CalibrationCall, CalibrationMember, CalibrationSession, Recording, ScoreSheet
from app.queries.oversight.qa.sealed import sealed_ids
from app.queries.oversight.qa.sheets import closed_sheets
from app.queries.scorer_rows import DriftFigure, MatrixCell, MatrixRow, PersonFigures, ResultsPage
from audit.agreement import Interval
from audit.calibration.concordance import Concordance, concordance
from audit.calibration.concordance_people import disagreed
from audit.calibration.drift import drift
from audit.calibration.drift_sheets import weeks_against
from audit.calibration.marks import Answers, agreed, answers, criteria_in, is_fault, others_agreed, told
from audit.calibration.shares import clustered
from audit.calibration.sheet import UNKNOWN, Purpose, Sheet

Agreed = Mapping[tuple[str, str, str], str]
"""(session, call, criterion) → the mark agreed in its discussion."""
Frozen = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
_PLACES, _NAMED = 3, 3
"""A page shows tenths of a percent; more names than these are no sentence."""


def results_page(session: Session, actor: Actor, session_id: str) -> ResultsPage:
    """A session that is over. Raises NotFound, and Conflict while anybody may still be scoring."""
    held = session.get(CalibrationSession, session_id)
    if held is None or held.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay calibración {session_id[:40]}", f"there is no calibration {session_id[:40]}")
    if held.closed_at is None:
        raise Conflict(
            "la calibración sigue: sus cifras se ven cuando todos cierren sus planillas o se la cierre",
            "the calibration goes on: its figures are seen once everybody closed their sheets or it is closed",
        )
    calls = _codes(session, held.id)
    hidden = sealed_ids(session, actor, list(calls))
    found = closed_sheets(session, actor.organisation_id, purposes=(Purpose.CALIBRATION,), session_id=held.id)
    sheets = [s for s in found if s.call not in hidden]
    members = _members(session, held.id)
    by = {c: answers(sheets, c) for c in criteria_in(sheets)}
    agreements = _agreed(session, actor.organisation_id)
    kept = {key: mark for key, mark in agreements.items() if key[0] == held.id and key[1] not in hidden}
    ours = {(call, criterion): mark for (_, call, criterion), mark in kept.items()}
    figures = sorted((_figures(c, _frozen(marks)) for c, marks in by.items()), key=lambda f: (_least(f.percent), f.criterion))
    return ResultsPage(
        id=held.id,
        title=held.title,
        calls=len(calls) - len(hidden),
        people=tuple(members.values()),
        agreement=_pairs(by),
        rows=tuple(figures),
        most_apart=most_apart(figures),
        persons=tuple(_person(who, name, by, ours) for who, name in members.items()),
        agreed_marks=len(ours),
        matrix=_matrix(session, held.id, by, members, calls, ours),
        drifts=_drifts(session, actor, members, agreements),
        left_out=len(hidden),
    )


def _least(found: Interval) -> float:
    return 2.0 if found.value is None else found.value


def most_apart(figures: Sequence[Concordance]) -> tuple[str, ...]:
    """The criteria of least agreement, as far as a page tells figures apart; none where that is no news of them."""
    shown = [(round(f.percent.value, _PLACES), f.criterion) for f in figures if f.percent.value is not None]
    apart = [(value, criterion) for value, criterion in shown if value < 1]
    least = tuple(criterion for value, criterion in apart if value == min(apart)[0])
    return least if len(apart) == 1 or len(least) < min(len(apart), _NAMED + 1) else ()


def _members(session: Session, session_id: str) -> dict[str, str]:
    wanted = select(CalibrationMember.user_id, CalibrationMember.who).where(CalibrationMember.session_id == session_id)
    return {str(id): who for id, who in session.execute(wanted.order_by(CalibrationMember.who)).tuples()}


def _codes(session: Session, session_id: str) -> dict[str, str]:
    wanted = select(Recording.id, Recording.code).join(CalibrationCall, CalibrationCall.recording_id == Recording.id)
    wanted = wanted.where(CalibrationCall.session_id == session_id).order_by(CalibrationCall.place)
    return dict(session.execute(wanted).tuples().all())


def _agreed(session: Session, organisation_id: int) -> Agreed:
    """Every agreed mark of the organisation, the newest of a session, call and criterion."""
    wanted = (
        select(AgreedMark)
        .join(CalibrationSession, CalibrationSession.id == AgreedMark.session_id)
        .where(CalibrationSession.organisation_id == organisation_id)
        .order_by(AgreedMark.id)
    )
    return {(row.session_id, row.recording_id, row.criterion): row.mark for row in session.scalars(wanted)}


def _frozen(found: Answers) -> Frozen:
    return tuple((call, tuple(sorted(marks.items()))) for call, marks in sorted(found.items()))


@lru_cache(maxsize=1024)
def _figures(criterion: str, found: Frozen) -> Concordance:
    """Marks of a session that is over never change: what they give is counted once."""
    return concordance(criterion, {call: dict(marks) for call, marks in found})


def _pairs(by: Mapping[str, Answers]) -> Interval:
    """Share of pairs of told marks that agree, all criteria together; calls are what varies."""
    parts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for found in by.values():
        for call, marks in found.items():
            known = list(told(marks).values())
            parts[call][0] += sum(a == b for i, a in enumerate(known) for b in known[:i])
            parts[call][1] += len(known) * (len(known) - 1) // 2
    return clustered([(x, n) for x, n in parts.values()])


def _person(who: str, name: str, by: Mapping[str, Answers], ours: Mapping[tuple[str, str], str]) -> PersonFigures:
    """One person against the others, and against the agreed sheet where there is one."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    more = compared = untold = 0
    for criterion, found in by.items():
        others = others_agreed(found, who)
        for call, marks in found.items():
            mark, said, master = marks.get(who), others.get(call), ours.get((call, criterion))
            if mark is None or mark in UNKNOWN:
                untold += mark is not None
                continue
            if master is not None and master not in UNKNOWN:
                _count(counts["agreed"][call], mark == master)
            if said is not None:
                _count(counts["others"][call], mark == said)
                _count(counts["found" if is_fault(said) else "passed"][call], is_fault(mark) == is_fault(said))
                compared, more = compared + 1, more + is_fault(mark) - is_fault(said)
    span = {part: clustered([(x, n) for x, n in calls.values()]) for part, calls in counts.items()}
    none = Interval(None, None, None, 0)
    return PersonFigures(
        name=name,
        agreement=span.get("others", none),
        agreed=span.get("agreed", none),
        faults_found=span.get("found", none),
        passed=span.get("passed", none),
        strict=more / compared if compared else None,
        untold=untold,
    )


def _count(place: list[int], right: bool) -> None:
    place[0] += right
    place[1] += 1


def _matrix(
    session: Session,
    session_id: str,
    by: Mapping[str, Answers],
    members: Mapping[str, str],
    calls: Mapping[str, str],
    ours: Mapping[tuple[str, str], str],
) -> tuple[MatrixRow, ...]:
    """Calls and criteria on which told marks differ: faults first, then the most divided."""
    wanted = select(ScoreSheet).where(ScoreSheet.session_id == session_id, ScoreSheet.closed_at.is_not(None))
    kept = {(s.recording_id, str(s.user_id)): s.marks for s in session.scalars(wanted)}
    rows = []
    for criterion, found in by.items():
        for call in disagreed(found):
            marks, most = found[call], agreed(list(found[call].values()))
            cells = tuple(
                MatrixCell(
                    marks.get(who),
                    (kept.get((call, who), {}).get(criterion) or {}).get("start_s"),
                    who in marks and marks[who] not in UNKNOWN and marks[who] != most,
                )
                for who in members
            )
            fault = any(is_fault(m) for m in marks.values())
            row = MatrixRow(call, calls.get(call, call), criterion, cells, ours.get((call, criterion)))
            rows.append((not fault, sum(not c.apart for c in cells), row.code, criterion, row))
    return tuple(row for *_, row in sorted(rows, key=lambda r: r[:4]))


def _drifts(session: Session, actor: Actor, members: Mapping[str, str], agreements: Agreed) -> tuple[DriftFigure, ...]:
    """Each person over all sessions that are over, against the agreed mark, else what most of the others said."""
    over = select(CalibrationSession.id).where(
        CalibrationSession.organisation_id == actor.organisation_id, CalibrationSession.closed_at.is_not(None)
    )
    sheets: list[Sheet] = []
    for id in session.scalars(over.order_by(CalibrationSession.made_at)).all():
        held = closed_sheets(session, actor.organisation_id, purposes=(Purpose.CALIBRATION,), session_id=id)
        sheets += [replace(sheet, call=f"{id}/{sheet.call}") for sheet in held]
    out = []
    for who, name in members.items():
        reference = _reference(sheets, who, agreements)
        weeks = weeks_against(sheets, who, reference)
        compared = sum(n for week in weeks for _, n in week.counts.values())
        out.append(DriftFigure(name, compared, drift(weeks)))
    return tuple(out)


def _reference(sheets: Sequence[Sheet], who: str, agreements: Agreed) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = defaultdict(dict)
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sheet in sheets:
        if sheet.scorer != who:
            for criterion, mark in sheet.marks.items():
                said[(sheet.call, criterion)].append(mark)
    for (call, criterion), marks in said.items():
        id, _, recording = call.partition("/")
        most = agreements.get((id, recording, criterion)) or agreed(marks)
        if most is not None:
            out[call][criterion] = most
    return out
