"""Train a version of the heads from a client's corrections: asked for on the page, made by a worker, told as it goes."""

import io
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import Database
from app.models import Heard, JudgeVersion, Recording
from app.queries.oversight.learning import corrections_of, installed, standing_version
from app.services.audit_recording import facts_of
from app.services.examine import call_of
from app.services.kept import transcript_from
from app.services.learning.ask import event
from app.services.learning.reliability import known_marks, reliability_of
from app.store import Store
from audit.calls import Call
from audit.data_file import Words
from audit.errors import AuditError
from audit.judges.adapted import read_version
from audit.judges.local import LocalJudge
from audit.learning.corrections.correction import Correction
from audit.learning.corrections.material import materials
from audit.learning.corrections.training import NothingLearnt, Standing, Trained, train

log = logging.getLogger(__name__)
_MOST_BYTES = 8 * 1024 * 1024


def run_training(database: Database, store: Store, id: str, judge: LocalJudge, clock: Callable[[], datetime]) -> None:
    """What the worker does. What is wrong with the corrections or the weights is kept on the row, and nothing else changes."""
    with database.writing() as session:
        row = session.get(JudgeVersion, id)
        if row is None or row.state not in ("waiting", "making"):
            return
        row.state, row.beat_at = "making", clock()
        organisation_id = row.organisation_id
        session.commit()
    tell = _Teller(database, id, clock)
    try:
        with database.reading() as session:
            said = _weighed(session, organisation_id)
            calls = _calls(session, sorted({c.call for c in said}))
            standing = _standing(session, store, organisation_id)
            known = known_marks(session, organisation_id)
        given = materials(calls, judge.network, lambda done: tell("reading", done, len(calls)))
        made = train(given, said, judge, standing, tell, known)
    except AuditError as cause:
        log.warning("training stopped", extra={"training": id})
        with database.writing() as session:
            row = session.get_one(JudgeVersion, id)
            words = cause.words if isinstance(cause, NothingLearnt) else Words(str(cause), str(cause))
            row.state, row.problem = "failed", {"es": words.es, "en": words.en}
            session.commit()
        return
    stored = store.put(io.BytesIO(made.data), ".heads", _MOST_BYTES, "heads")
    with database.writing() as session:
        _keep(session, id, made, stored.key, stored.sha256, Counter(c.who for c in said), clock())
        session.commit()


class _Teller:
    """Writes how far a training is, at most every other second of work and at every new stage."""

    def __init__(self, database: Database, id: str, clock: Callable[[], datetime]) -> None:
        self._database, self._id, self._clock = database, id, clock
        self._last: tuple[str, datetime] | None = None

    def __call__(self, stage: str, done: int, of: int) -> None:
        now = self._clock()
        if self._last and self._last[0] == stage and done < of and now - self._last[1] < timedelta(seconds=2):
            return
        self._last = (stage, now)
        with self._database.writing() as session:
            row = session.get_one(JudgeVersion, self._id)
            row.stage, row.done, row.of, row.beat_at = stage, done, of, now
            session.commit()


def _weighed(session: Session, organisation_id: int) -> list[Correction]:
    """Corrections, each person's by how far they are right on calls of known marks."""
    right = reliability_of(session, organisation_id)
    return [replace(c, reliability=right.get(c.who, 1.0)) for c in corrections_of(session, organisation_id)]


def _calls(session: Session, ids: Sequence[str]) -> list[tuple[Call, str]]:
    """The calls with their masked words, under their recordings' ids, and who spoke for the vendor."""
    found = []
    for id in ids:
        recording, heard = session.get_one(Recording, id), session.get(Heard, id)
        if heard is not None and heard.transcript.get("turns"):
            call = call_of(transcript_from(heard.transcript), facts_of(session, recording))
            found.append((replace(call, id=id), f"{recording.vendor_id}/{recording.agent}" if recording.agent else f"?{id}"))
    return found


def _standing(session: Session, store: Store, organisation_id: int) -> Standing | None:
    row = standing_version(session, organisation_id)
    if row is None or row.stored is None or row.base != installed():
        return None
    return Standing(read_version(store.path(row.stored).read_bytes()), frozenset(row.calls or ()))


def _keep(session: Session, id: str, made: Trained, key: str, sha256: str, people: Counter[str], now: datetime) -> None:
    row = session.get_one(JudgeVersion, id)
    row.state, row.made_at, row.version, row.sha256, row.stored, row.base = "made", now, made.id, sha256, key, installed()
    row.decision = {"publish": made.decision.publish, "against": [{"es": w.es, "en": w.en} for w in made.decision.against]}
    row.measured = made.measured.as_dict() | {"reach": [asdict(r) for r in made.reach]}
    row.aside = [_plain(asdict(s)) for s in made.aside]
    row.calls, row.people, row.marks = list(made.calls), dict(people), made.marks
    row.against, row.by_agent = made.against_machine, made.by_agent
    session.add(event(row.organisation_id, row.user_id, now, "judge.trained", id, {"version": made.id, "marks": made.marks}))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "fault": str(row["fault"]), "usual": round(row["usual"], 4)}
