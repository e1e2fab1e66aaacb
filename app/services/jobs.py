"""The work on a recording, claimed by lease: whoever dies holding one loses it, and nothing is done twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread
from types import TracebackType

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import LeaseLost
from app.models import Job

MAX_ATTEMPTS = 3
_RESEND_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one recording, held by `owner` as long as the heart beats."""

    recording_id: str
    owner: str
    attempt: int


def claim(database: Database, recording_id: str, owner: str, now: datetime, lease_s: float) -> Lease | None:
    """Take the job if it waits, or if its holder's lease ran out; None when it is done, failed or somebody's."""
    free = or_(Job.state == "queued", and_(Job.state == "running", Job.lease_until < now))
    with database.write() as session:
        changed = _changed(
            session,
            update(Job)
            .where(Job.recording_id == recording_id, free)
            .values(
                state="running",
                stage="listening",
                attempts=Job.attempts + 1,
                lease_owner=owner,
                lease_until=now + timedelta(seconds=lease_s),
                started_at=now,
            ),
        )
        attempt = session.scalar(select(Job.attempts).where(Job.recording_id == recording_id))
        session.commit()
    return Lease(recording_id, owner, attempt or 1) if changed else None


def hold(session: Session, lease: Lease, values: dict[str, object]) -> None:
    """Change the job while the lease is ours. Raises LeaseLost when it is not; the caller commits or rolls back."""
    ours = and_(Job.recording_id == lease.recording_id, Job.lease_owner == lease.owner, Job.state == "running")
    if not _changed(session, update(Job).where(ours).values(**values)):
        raise LeaseLost(
            f"la grabación {lease.recording_id} la tiene otro proceso",
            f"recording {lease.recording_id} is held by another worker",
        )


def release(database: Database, lease: Lease) -> None:
    """Give the job back to the queue, to be tried again."""
    with database.write() as session:
        hold(session, lease, {"state": "queued", "stage": "waiting", "lease_owner": None, "lease_until": None})
        session.commit()


def expired(database: Database, now: datetime) -> list[str]:
    """Recordings whose worker died, and those whose message must have been lost; they are due to be sent again."""
    dead = and_(Job.state == "running", Job.lease_until < now)
    forgotten = and_(Job.state == "queued", Job.queued_at < now - _RESEND_AFTER)
    with database.write() as session:
        ids = list(session.scalars(select(Job.recording_id).where(or_(dead, forgotten)).order_by(Job.queued_at)))
        if ids:
            session.execute(update(Job).where(Job.recording_id.in_(ids)).values(queued_at=now))
        session.commit()
    return ids


def orphans(database: Database, now: datetime) -> list[str]:
    """Everything unfinished, for the one process that does all the work itself and just started."""
    with database.write() as session:
        left = Job.state.in_(("queued", "running"))
        session.execute(
            update(Job).where(left).values(state="queued", stage="waiting", lease_owner=None, lease_until=None, queued_at=now)
        )
        ids = list(session.scalars(select(Job.recording_id).where(Job.state == "queued").order_by(Job.queued_at)))
        session.commit()
    return ids


def _changed(session: Session, statement: object) -> bool:
    outcome = session.execute(statement)  # type: ignore[call-overload]
    return isinstance(outcome, CursorResult) and outcome.rowcount == 1


class Heartbeat:
    """Renews a lease from a thread of its own while the work runs; notices when it is lost."""

    def __init__(self, database: Database, lease: Lease, clock: Callable[[], datetime], lease_s: float) -> None:
        self._database, self._lease, self._clock, self._lease_s = database, lease, clock, lease_s
        self._stop = Signal()
        self._thread = Thread(target=self._beat, name=f"lease-{lease.recording_id[:8]}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(self._lease_s / 4):
            try:
                self.renew({})
            except LeaseLost:
                return

    def renew(self, more: dict[str, object]) -> None:
        """Push the end of the lease forward. Raises LeaseLost."""
        until = self._clock() + timedelta(seconds=self._lease_s)
        with self._database.write() as session:
            hold(session, self._lease, {"lease_until": until, **more})
            session.commit()
