"""The scoring page: a sheet beside its call. Of a blind sheet nothing that anybody thinks of the call is even read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEADS, LISTENERS, Actor
from app.models import CalibrationCall, CalibrationSession, Evaluation, Recording, ScoreSheet
from app.queries.audio_rows import Audio
from app.queries.oversight.qa.choices import choices_of, rest_of
from app.queries.oversight.qa.compare import compared, machine_marks
from app.queries.oversight.qa.sealed import too_late
from app.queries.oversight.review import call_head, heard_of, recording_of, review_page
from app.queries.oversight.sound import lanes, turn_rows
from app.queries.qa_rows import MachineMark, ScorePage, ScoreRow
from app.queries.review_rows import Engine, Neighbours, Powers, ReviewPage, TurnRow
from app.queries.rubrics import rubric_of
from audit.calibration.sheet import Mode, Purpose
from audit.rubric import Criterion, Kind

_LANES = {Purpose.RANDOM.value: "random", Purpose.CALIBRATION.value: "calibration"}
_NOWHERE = Neighbours(trail="score")


def own_sheet(session: Session, actor: Actor, call_id: str, session_id: str = "") -> ScoreSheet | None:
    """The reader's sheet of a call: of a calibration where it is named, else the newest, an open one first."""
    mine = select(ScoreSheet).where(ScoreSheet.recording_id == call_id, ScoreSheet.user_id == actor.user_id, ~too_late())
    mine = mine.where(ScoreSheet.purpose != Purpose.APPEAL.value)  # an opinion on a contested mark, not a sheet to go on with
    if session_id:
        mine = mine.where(ScoreSheet.session_id == session_id)
    return session.scalar(mine.order_by(ScoreSheet.closed_at.is_not(None), ScoreSheet.opened_at.desc()).limit(1))


def score_page(session: Session, actor: Actor, sheet: ScoreSheet, lang: str) -> ScorePage:
    """The page of the actor's own sheet. Raises NotFound."""
    recording = recording_of(session, actor, sheet.recording_id)
    held = _held_back(session, sheet)
    blind = sheet.mode == Mode.BLIND.value and (sheet.closed_at is None or held)
    review = _blind(session, actor, recording) if blind else _whole(session, actor, recording, lang)
    machine = {} if blind else machine_marks(session, session.get_one(Evaluation, sheet.evaluation_id))
    rubric = rubric_of(session, sheet.rubric)
    ordered = [*rubric.violations, *rubric.duties]
    rows = tuple(_row(c, sheet.marks.get(c.id), machine.get(c.id), lang) for c in ordered)
    page = ScorePage(
        review=review,
        sheet_id=sheet.id,
        version=sheet.version,
        lane=_LANES.get(sheet.purpose, "risk"),
        blind=blind,
        rows=rows,
        left=sum(row.mark is None for row in rows),
        spent_s=sheet.spent_s,
        opened_at=sheet.opened_at,
        closed_at=sheet.closed_at,
        compared=compared(session, sheet) if sheet.closed_at and not held else (),
        may_know=actor.role in LEADS and sheet.closed_at is not None,
    )
    return _in_session(session, sheet, page) if sheet.purpose == Purpose.CALIBRATION.value else page


def _whole(session: Session, actor: Actor, recording: Recording, lang: str) -> ReviewPage:
    """Call and marks; what is done to them is done from the sheet."""
    whole = review_page(session, actor, recording.id, _NOWHERE, lang)
    return replace(whole, powers=Powers(decide=False, sign=False, hear=whole.powers.hear))


def _held_back(session: Session, sheet: ScoreSheet) -> bool:
    """A calibration is compared when it is over, so that nobody tells the others what the machine said."""
    if sheet.purpose != Purpose.CALIBRATION.value:
        return False
    held = session.get(CalibrationSession, sheet.session_id)
    return held is not None and held.closed_at is None


def _blind(session: Session, actor: Actor, recording: Recording) -> ReviewPage:
    """Call, sound and words alone: no marks, no verdict, no reason, no confidence."""
    heard = heard_of(session, recording)
    engine = heard.transcript["engine"]
    return ReviewPage(
        call=replace(call_head(session, recording), run_id=None, run_name=None),
        verdict=None,
        lanes=lanes(heard.lanes),
        turns=tuple(_plain(turn) for turn in turn_rows(heard.transcript["turns"], {})),
        conduct=(),
        clear=(),
        unassessed=(),
        duties=(),
        engine=Engine(engine["name"], engine["model"]),
        powers=Powers(decide=False, sign=False, hear=actor.role in LISTENERS and recording.audio == Audio.KEPT.value),
        neighbours=_NOWHERE,
        audio=Audio(recording.audio),
        audio_erased_on=recording.audio_erased_on,
    )


def _plain(turn: TurnRow) -> TurnRow:
    return replace(turn, words=tuple(replace(w, p=None, other=None, other_p=None) for w in turn.words))


def _row(criterion: Criterion, kept: Mapping[str, Any] | None, machine: MachineMark | None, lang: str) -> ScoreRow:
    duty = criterion.kind is Kind.DUTY
    entered = kept or {}
    return ScoreRow(
        criterion=criterion.id,
        kind=criterion.kind.value,
        severity=criterion.severity.value if criterion.severity else None,
        question=criterion.question.say(lang),
        anchor=(criterion.good if duty else criterion.bad).say(lang),
        choices=choices_of(criterion),
        rest=rest_of(criterion),
        mark=entered.get("mark"),
        turn=entered.get("turn"),
        start_s=entered.get("start_s"),
        note=entered.get("note") or "",
        machine=machine,
    )


def score_row(session: Session, sheet: ScoreSheet, criterion_id: str, lang: str) -> ScoreRow:
    """One row as it stands, without the machine's mark: the answer to a mark."""
    criterion = rubric_of(session, sheet.rubric).criterion(criterion_id)
    return _row(criterion, sheet.marks.get(criterion_id), None, lang)


def marks_left(session: Session, sheet: ScoreSheet) -> int:
    """How many criteria have no mark."""
    return sum(c.id not in sheet.marks for c in rubric_of(session, sheet.rubric).criteria)


def _in_session(session: Session, sheet: ScoreSheet, page: ScorePage) -> ScorePage:
    held = session.get_one(CalibrationSession, sheet.session_id)
    calls = select(CalibrationCall.recording_id).where(CalibrationCall.session_id == held.id).order_by(CalibrationCall.place)
    ids = list(session.scalars(calls))
    at = ids.index(sheet.recording_id)
    return replace(
        page,
        session_id=held.id,
        session_title=held.title,
        place=at + 1,
        total=len(ids),
        previous=ids[at - 1] if at else None,
        following=ids[at + 1] if at + 1 < len(ids) else None,
    )
