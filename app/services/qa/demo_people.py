"""How the demo's three analysts mark: one careful, one who misses insults, one who grows lenient over the weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Duty, Finding, Recording, ScoreSheet, Verdict
from app.queries.oversight.qa.choices import PERSON, rest_of
from app.services.qa.close_sheet import breach_of
from audit.calibration.sheet import Mark, Mode, Purpose
from audit.calls import Status
from audit.rubric import load_rubric
from synthetic.vendors.demo_calls import DemoCall


@dataclass(frozen=True, slots=True)
class Analyst:
    """How somebody marks: the share of acts they see, of a kind they miss, how often a duty comes out otherwise; `tires` is how
    much of what they see is lost from the first week to the last."""

    who: Actor
    sees: float = 0.95
    misses: str = ""
    slips: float = 0.05
    tires: float = 0.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A call as it truly is: the acts it holds by turn, and how each duty came out."""

    call_id: str
    evaluation_id: int
    rubric: str
    acts: Mapping[str, int]
    duties: Mapping[str, str]
    starts: Sequence[float | None]


def truly(session: Session, call_id: str, made: Mapping[str, DemoCall]) -> Scored:
    """What a call holds: by how it was made up, or by what the machine asserts where nobody knows."""
    recording = session.get_one(Recording, call_id)
    verdict = session.get_one(Verdict, call_id)
    known = made.get(recording.code)
    found = select(Finding.criterion, Finding.turn).where(
        Finding.evaluation_id == verdict.evaluation_id, Finding.decision == "asserted", Finding.decision != PERSON
    )
    acts = dict(known.talk.acts) if known else dict(session.execute(found).tuples().all())
    duties = select(Duty.criterion, Duty.judged).where(Duty.evaluation_id == verdict.evaluation_id)
    return Scored(call_id, verdict.evaluation_id, load_rubric().id, acts, dict(session.execute(duties).tuples().all()), ())


def sheet(
    call: Scored, analyst: Analyst, purpose: Purpose, session_id: str, closed_at: datetime, late: float, rng: Random
) -> ScoreSheet:
    """A closed blind sheet; `late` 0–1 is how far into the weeks it is."""
    marks = _marks(call, analyst, late, rng)
    spent_s = round(rng.uniform(140, 330), 1)
    return ScoreSheet(
        id=uuid4().hex,
        organisation_id=analyst.who.organisation_id,
        recording_id=call.call_id,
        evaluation_id=call.evaluation_id,
        user_id=analyst.who.user_id,
        who=analyst.who.name,
        purpose=purpose.value,
        mode=Mode.BLIND.value,
        session_id=session_id,
        rubric=call.rubric,
        marks=marks,
        spent_s=spent_s,
        opened_at=closed_at - timedelta(seconds=spent_s + rng.uniform(5, 90)),
        closed_at=closed_at,
        version=30,
        breach=breach_of(load_rubric(call.rubric), marks),
    )


def _marks(call: Scored, analyst: Analyst, late: float, rng: Random) -> dict[str, Any]:
    rubric = load_rubric(call.rubric)
    marks: dict[str, Any] = {}
    sees = analyst.sees - analyst.tires * late
    for criterion in rubric.violations:
        turn = call.acts.get(criterion.id)
        seen = turn is not None and rng.random() < (0.25 if criterion.id == analyst.misses else sees)
        mark = Mark.HAPPENED if seen else Mark.NOT_HAPPENED
        if rng.random() < 0.006:
            mark, turn = Mark.CANNOT_TELL, None
        happened = mark is Mark.HAPPENED
        marks[criterion.id] = {"mark": mark.value, "turn": turn if happened else None, "start_s": None, "note": ""}
    for criterion in rubric.duties:
        status = _status(call.duties.get(criterion.id), rest_of(criterion), analyst.slips + analyst.tires * late * 0.3, rng)
        marks[criterion.id] = {"mark": status, "turn": None, "start_s": None, "note": ""}
    return marks


def _status(judged: str | None, rest: str | None, slips: float, rng: Random) -> str:
    """Mostly what the machine says; where it could not tell, a person can."""
    if judged is None or judged == Status.NOT_ASSESSED.value:
        return rest or rng.choice((Status.MET.value, Status.NOT_MET.value))
    if rng.random() >= slips:
        return judged
    other = [s for s in (Status.MET.value, Status.NOT_MET.value) if s != judged]
    return rng.choice(other)
