"""What judges a live call: the client's own heads and rubric as they are published when it begins, else what ships."""

import logging
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.queries.rubrics import rubric_in_force
from app.services.learning.published import own_heads
from app.store import Store
from audit.errors import AuditError
from audit.judges.adapted import AdaptedJudge, read_version
from audit.judges.local import LocalJudge
from audit.live.possible import Judging, shipped
from audit.rubric import load_rubric

log = logging.getLogger(__name__)


class Published:
    """Looked up when a call begins; a file of heads is read once a process. The heads all stand on one network."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[Path, AdaptedJudge] = {}

    def at(self, db: Session, organisation_id: int, day: date, local: LocalJudge) -> Judging:
        """Of a client's calls of a day. What cannot be read is logged; what ships listens instead, under its own name."""
        try:
            rubric = rubric_in_force(db, organisation_id, day)
        except AuditError:
            log.exception("live rubric")
            rubric = load_rubric()
        try:
            own = own_heads(db, self._store, organisation_id)
            if own is None:
                return shipped(local, rubric)
            if own not in self._read:
                self._read[own] = AdaptedJudge(local, read_version(own.read_bytes()))
        except (AuditError, OSError):
            log.exception("live heads")
            return shipped(local, rubric)
        judge = self._read[own]
        return Judging(judge.stamp.version, rubric, judge.heads, judge.turn_heads)
