"""The floor of a process: its lines, one ear and one judge for them all, in threads that begin with the first line."""

import json
import logging
import struct
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Db

from app.actors import Actor
from app.db import Database
from app.errors import Conflict, EngineMissing, TooMany
from app.services.live.hello import Hello
from app.services.live.hub import Ears, Hub
from app.services.live.rows import base_of, keep_alert, open_row, save
from app.services.live.session import REPLAY_S, Before, Session, Teller
from app.services.live.unheard import Why, stretch_of
from audit.errors import AuditError, NoJudge
from audit.judges.local import LocalJudge
from audit.live.possible import Judging, Reader, shipped
from speech.engines import Transcriber
from speech.errors import EngineError, NoEngine
from speech.live.ear import hear_each
from speech.live.line import Cut
from speech.live.waiting import Job, Waiting
from speech.transcript import Word

log = logging.getLogger(__name__)
MOST_LINES = 24
LOST_S = 20.0
SAVE_EVERY_S = 2.0
LISTENER_S = 15.0
_TOLD_BEHIND_S = 4.0
_STOP_S = 10.0
JudgingOf = Callable[[Db, int, date, LocalJudge], Judging]
"""What a client's calls of a day are judged by; given from outside, for what a vendor reaches knows nothing of versions."""


class LiveFloor:
    """Opens and closes lines, and does the work of all of them. `ear` builds the engine when first needed; `judging_of` says what
    judges a call, looked up when it begins."""

    def __init__(self, database: Database, hub: Hub, ear: Callable[[], Transcriber]) -> None:
        self.database, self.hub = database, hub
        self.judging_of: JudgingOf = lambda _db, _client, _day, local: shipped(local)
        self._make_ear = ear
        self.waiting = Waiting(monotonic)
        self.sessions: dict[str, Session] = {}
        self._lock = Lock()
        self._heard: SimpleQueue[tuple[str, float | None]] = SimpleQueue()
        self.lags: deque[float] = deque(maxlen=4000)
        self._threads: dict[str, Thread] = {}

    @cached_property
    def ear(self) -> Transcriber:
        """The engine of live calls, its own: a recording being audited would hold the other for minutes."""
        return self._make_ear()

    @cached_property
    def reader(self) -> Reader:
        """The judge."""
        return Reader(LocalJudge(threads=1))

    def open(self, actor: Actor, key_id: int | None, hello: Hello, now: datetime) -> Session:
        """The session of a line, new or taken up again. Raises TooMany, NotFound, Conflict or EngineMissing."""
        with self._lock:
            if len(self.sessions) >= MOST_LINES:
                raise TooMany(
                    f"ya hay {MOST_LINES} líneas en este proceso", f"{MOST_LINES} lines are open in this process already"
                )
        self._ready()
        with self.database.write() as db:
            row = open_row(db, actor, key_id, hello, now)
            base = base_of(db, actor.organisation_id, hello.agent)
            judging = self.judging_of(db, actor.organisation_id, row.started_at.date(), self.reader.judge)
        with self._lock:
            if self.hub.closed:
                raise Conflict("el servidor se detiene; empiece de nuevo", "the server is stopping; begin again")
            known = self.sessions.get(row.id)
            if known is not None:
                if known.hello.wire != hello.wire:
                    raise Conflict(
                        f"la llamada {hello.code} empezó con otro formato de sonido",
                        f"call {hello.code} began with another form of sound",
                    )
                return known
            before = Before(row.heard_s, tuple(row.turns), tuple(stretch_of(s) for s in row.unheard))
            made = Session(row.id, actor.organisation_id, hello, self.reader, base, judging, before)
            self.sessions[row.id] = made
        self.tell(made.organisation_id, {"call": made.call_id})
        return made

    def _ready(self) -> None:
        try:
            _ = self.ear, self.reader.judge.heads
        except (NoEngine, NoJudge) as cause:
            raise EngineMissing(f"no se puede escuchar en vivo: {cause}", f"nothing can be heard live: {cause}") from cause
        self._begin()

    def _begin(self) -> None:
        """The threads, those that are not there or died of what nobody foresaw."""
        with self._lock:
            if self.hub.closed:
                return
            for name, work in (("ear", self._hear), ("judge", self._judge)):
                if name not in self._threads or not self._threads[name].is_alive():
                    self._threads[name] = Thread(target=work, name=f"trasluz-live-{name}", daemon=True)
                    self._threads[name].start()

    def take(self, session: Session, data: bytes, door: Teller | None = None) -> None:
        """Sound of a line."""
        self.queue(session, session.take(data, door))
        session.last_sound_s = monotonic()
        for topic, (until_s, since) in list(session.listeners.items()):
            if monotonic() > until_s:
                del session.listeners[topic]
                continue
            sound, end = session.sound(since)
            if sound:
                self.hub.say(topic, struct.pack("<I", session.hello.wire.rate_hz) + sound)
            session.listeners[topic] = (until_s, end)

    def follow(self, session: Session, asked: Ears) -> None:
        """Whatever was asked of the line since the last look."""
        while (order := asked.next(0.001)) is not None:
            self.obey(session, json.loads(order))

    def obey(self, session: Session, order: dict[str, Any]) -> None:
        """What somebody on the floor asked of a line: to hear it, or a message for its agent."""
        if order["type"] != "listen":
            if session.door is not None:
                session.door(order)
            return
        rate_hz = session.hello.wire.rate_hz
        ago = max(0, session.line.heard[0].end - round(REPLAY_S * rate_hz))
        _, since = session.listeners.get(order["topic"], (0.0, ago))
        session.listeners[order["topic"]] = (monotonic() + LISTENER_S, since)

    def queue(self, session: Session, cuts: list[Cut]) -> None:
        """Pieces to be heard."""
        if cuts:
            self._begin()
        for cut in cuts:
            session.waiting += 1
            agent = cut.piece.lane == (session.hello.agent_lane or 0)
            self.waiting.put(session.call_id, session.hello.lang, cut, agent)

    def end(self, session: Session) -> None:
        """The call is over: what was being said is heard still, then the row is closed."""
        left = session.finish()
        if left is not None:
            self.queue(session, left)
            self._heard.put((session.call_id, None))

    def tell(self, organisation_id: int, what: dict[str, Any]) -> None:
        """Something changed on the floor of an organisation."""
        self.hub.say(f"floor:{organisation_id}", json.dumps(what).encode())

    def close(self) -> None:
        """The server stops: the threads end, what waits unheard is told as such, and another process may go on with the calls."""
        self.hub.close()
        left = self.waiting.close()
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(_STOP_S)
        for job in [*left, *self.waiting.close()]:
            if job.call in self.sessions:
                self.sessions[job.call].missed(job.cut.piece, Why.STOPPED)
        try:
            for session in list(self.sessions.values()):
                with self.database.write() as db:
                    save(db, session, datetime.now(UTC))
        except SQLAlchemyError:
            log.exception("live calls at the end")

    def _hear(self) -> None:
        while not self.hub.closed:
            jobs = self.waiting.take(1.0)
            found: Sequence[tuple[Word, ...] | EngineError | None] = [None] * len(jobs)
            try:
                if jobs:
                    found = hear_each(jobs, self.ear, monotonic() - min(j.since_s for j in jobs))
            finally:  # whatever an engine raises, nothing passes for silence; the next piece begins a new thread
                for job, words in zip(jobs, found, strict=True):
                    self._came(job, words)

    def _came(self, job: Job, words: tuple[Word, ...] | EngineError | None) -> None:
        """The words of a piece, or why there are none."""
        session = self.sessions.get(job.call)
        if session is None:
            return
        session.waiting -= 1
        session.behind_s = max(self.waiting.behind_s(job.call), monotonic() - job.since_s if session.waiting else 0.0)
        if isinstance(words, tuple):
            session.came(job.cut, words)
        else:
            log.error("live ear", exc_info=words)
            lost = session.missed(job.cut.piece, Why.EAR)
            if session.door is not None:
                session.door({"type": "unheard", "from_s": round(lost.start_s, 2), "until_s": round(lost.end_s, 2)})
        self._heard.put((job.call, job.since_s))

    def _judge(self) -> None:
        unseen: dict[str, list[float]] = {}
        while not self.hub.closed:
            try:
                called = [self._heard.get(timeout=0.5)]
            except Empty:
                called = []
            while not self._heard.empty():
                called.append(self._heard.get())
            for call, since in called:
                unseen.setdefault(call, []).extend([since] if since is not None else [])
            for call in list(unseen):
                if self._seen(call):
                    self.lags.extend(monotonic() - since for since in unseen.pop(call))
            try:
                self._keep_up()
            except (SQLAlchemyError, RedisError):  # the calls go on; the next round writes what this one could not
                log.exception("live rows")

    def _seen(self, call: str) -> bool:
        """Whether a call was judged and its alerts told; where not, the next round tries again."""
        try:
            if call in self.sessions:
                self._look(self.sessions[call])
        except (SQLAlchemyError, RedisError, AuditError):
            log.exception("live judge")
            return False
        return True

    def _look(self, session: Session) -> None:
        session.untold += session.judge()
        while session.untold:
            now = datetime.now(UTC)
            with self.database.write() as db:
                row = keep_alert(db, session, session.untold[0], now)
                save(db, session, now)
            del session.untold[0]  # only now: an alert that could not be written is not lost
            self.tell(session.organisation_id, {"call": session.call_id, "alert": row.id})

    def _keep_up(self) -> None:
        """Rows, lines that fell silent, and those that are over."""
        now_s = monotonic()
        for session in list(self.sessions.values()):
            lost = session.door is None and now_s - session.last_sound_s > LOST_S and session.last_sound_s > 0
            if lost:
                self.end(session)
            closing = session.over and session.waiting <= 0 and not session.untold
            if not closing and now_s - session.saved_s < SAVE_EVERY_S:
                continue
            session.saved_s = now_s
            session.behind_s = max(session.behind_s, self.waiting.behind_s(session.call_id))  # an ear that hangs does not tell
            if session.behind_s >= _TOLD_BEHIND_S and session.door is not None:
                session.door({"type": "behind", "behind_s": round(session.behind_s, 1)})
            with self.database.write() as db:
                save(db, session, datetime.now(UTC), ended=closing)
            if closing:
                with self._lock:
                    self.sessions.pop(session.call_id, None)
            self.tell(session.organisation_id, {"call": session.call_id})
