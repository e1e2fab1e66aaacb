"""The demo's past calls of its vendors: transcripts handed over month by month, judged beforehand, part of them reviewed.

They were judged once by the local judge (`tools/judge_demo_calls.py`); judging them anew would take minutes.
"""

import json
import lzma
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models import Finding, Recording, Run, Verdict
from app.queries.review_rows import Decision
from app.services.decide import decide
from app.services.kept import result_from
from app.services.sign_off import sign_off
from app.services.take_transcripts import HandedOver, take_transcripts
from audit.calls import Call, call_from
from audit.results import Result
from synthetic.vendors.demo_calls import DemoCall, demo_calls, first_of, on, row
from synthetic.vendors.demo_truth import MONTHS

MONTH_NAMES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre"),
    "diciembre",
)
_ERASES_AFTER = timedelta(days=90)
_KEEPS_NOTHING = ("Cobros Marisma", "Tresaltos Recaudación")
"""Vendors that never hand over a sound; the others erase it after 90 days."""
_REVIEWED_RISK, _REVIEWED_REST = (0.9, 0.7), (0.3, 0.4)
_SEED = 31


@dataclass(frozen=True, slots=True)
class Remembered:
    """Says of each call what the local judge said of it when the demo was written; `day` days after the call where it had one."""

    results: Mapping[str, Mapping[str, Any]]

    def assess(self, call: Call, acoustics: Mapping[str, Any] | None, role_confidence: float | None) -> Result:
        """The kept result. Raises KeyError for a call that is not the demo's."""
        kept = self.results[call.id]
        outcome = dict(kept["outcome"])
        if outcome["date"] is not None and call.called_at is not None:
            outcome["date"] = (call.called_at.date() + timedelta(days=outcome["date"])).isoformat()
        return result_from({**kept, "outcome": outcome})


def remembered() -> Remembered:
    """The results that came with the package."""
    packed = files("synthetic.vendors").joinpath("demo_judged.jsonl.xz").read_bytes()
    rows = [json.loads(line) for line in lzma.decompress(packed).decode().splitlines()]
    return Remembered({row["id"]: row for row in rows})


def prepare_past_calls(
    database: Database, auditor: Actor, reviewer: Actor, now: datetime, most: int | None, step: Callable[[str], None]
) -> list[str]:
    """The ids of the runs, one a month; made the first time, then as people left them. `most` calls of each vendor and month."""
    calls, judge = demo_calls(), remembered()
    runs = []
    for month in range(MONTHS):
        first = first_of(now.date(), month)
        name = f"Transcripciones de {MONTH_NAMES[first.month - 1]} de {first.year}"
        mine = [c for c in calls if c.month == month]
        if most is not None:
            mine = [c for c in mine if int(c.id[-2:]) < most]
        at = min(now, datetime.combine(first_of(now.date(), month + 1) + timedelta(days=2), time(13), UTC))
        with database.writing() as session:
            known = select(Run.id).where(Run.organisation_id == auditor.organisation_id, Run.name == name)
            run_id = session.scalar(known)
            if run_id is None:
                given = [_handed_over(call, now.date()) for call in mine]
                run_id = take_transcripts(session, auditor, name, given, judge, at, step).id
                _reviewed(session, reviewer, run_id, {c.id: c for c in mine}, month == MONTHS - 1, at)
        runs.append(run_id)
    return runs


def _handed_over(call: DemoCall, today: date) -> HandedOver:
    told = call_from(row(call, today), call.id)
    gone = on(call, today).date() + _ERASES_AFTER
    erased = call.vendor not in _KEEPS_NOTHING and gone <= today
    return HandedOver(told, call.vendor, call.agent, call.duration_s, gone if erased else None)


def _reviewed(
    session: Session, reviewer: Actor, run_id: str, calls: Mapping[str, DemoCall], newest: bool, began: datetime
) -> None:
    """Most calls that ask for a person, and some of the rest."""
    rng = Random(f"{_SEED}:{len(calls)}:{began:%m}")
    wanted = select(Recording, Verdict).join(Verdict, Verdict.recording_id == Recording.id).where(Recording.run_id == run_id)
    rows = session.execute(wanted.order_by(Recording.code)).tuples().all()
    chosen = []
    for recording, verdict in rows:
        share = (_REVIEWED_RISK if verdict.needs_person or verdict.critical else _REVIEWED_REST)[newest]
        if rng.random() < share:
            chosen.append((recording.id, recording.code))
    for n, (recording_id, code) in enumerate(chosen):
        _review(session, reviewer, recording_id, calls[code], began + timedelta(minutes=4 * n + 1))


def _review(session: Session, reviewer: Actor, recording_id: str, call: DemoCall, at: datetime) -> None:
    """Every finding decided by what the call truly holds, then the signature."""
    happened = dict(call.talk.acts)
    found = session.execute(
        select(Finding.criterion, Finding.instance).where(Finding.recording_id == recording_id).order_by(Finding.instance)
    )
    for criterion, instance in found.tuples().all():
        if criterion in happened:
            reason = f"Lo dice en el turno {happened[criterion] + 1}."
            decide(session, reviewer, recording_id, criterion, instance, Decision.HAPPENED.value, reason, at)
        else:
            reason = "Lo que dice no llega a eso."
            decide(session, reviewer, recording_id, criterion, instance, Decision.NOT_HAPPENED.value, reason, at)
    sign_off(session, reviewer, recording_id, at + timedelta(minutes=1))
