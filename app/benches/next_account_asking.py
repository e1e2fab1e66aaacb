"""Some of the agents of the benchmark, in a process of their own: a thread and a connection each.

Reads lines `bare`, `desk` or `checked`; at each all agents ask at the same instant, and one line of JSON tells how long each
waited and what each was given. What was given is wrapped up before the next line is read: nobody asks with an account in hand.
"""

import json
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.orm import Session

from app.db import SEARCH_PATH, Database
from app.queries.collections.seats import Seat
from app.services.desk.next_account import next_account
from app.services.desk.take import take

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
"""A Friday noon in Chile: the law lets people be called."""
BARE = (
    "SELECT debt_id FROM work_item WHERE organisation_id = %s AND desk = %s AND skill = '' AND level = %s"
    " AND stands = 'ready' ORDER BY priority DESC LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_WRAP = text(
    "UPDATE work_item SET stands = 'waits', ready_at = :then, taken_by = NULL, taken_until = NULL"
    " WHERE debt_id = :debt AND taken_by = :me"
)


def _bare(agent: "Agent", _now: datetime) -> int | None:
    """Straight through the driver, with nothing of ours between."""
    found = agent.driver.execute(BARE, (agent.seat.organisation_id, agent.seat.desk, agent.seat.level)).fetchone()
    agent.driver.commit()
    return found[0] if found else None


def _desk(agent: "Agent", now: datetime) -> int | None:
    found = take(agent.session, agent.seat, now)
    return found.debt_id if found else None


def _checked(agent: "Agent", now: datetime) -> int | None:
    """As a web request does it: a session of the application's pool, the account, the rulebook."""
    with agent.database.write() as session:
        return next_account(session, agent.seat, now).debt_id


WAYS: dict[str, Callable[["Agent", datetime], int | None]] = {"bare": _bare, "desk": _desk, "checked": _checked}


class Agent(threading.Thread):
    """One agent: asks when the gate opens, keeps how long it took."""

    def __init__(self, database: Database, own: Engine, seat: Seat, gate: threading.Barrier, word: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.database, self.seat, self.gate, self.word = database, seat, gate, word
        self.session = Session(own.connect(), expire_on_commit=False)  # a connection of its own, as the driver's
        self.driver: Any = psycopg.connect(database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
        self.seconds = 0.0
        self.debt: int | None = None

    def run(self) -> None:
        """Ask until the word is to end."""
        self.session.execute(text("SELECT 1"))
        self.session.commit()
        while True:
            self.gate.wait()
            if not self.word["is"]:
                self.session.close()
                self.driver.close()
                return
            self._ask(WAYS[self.word["is"]])
            self.gate.wait()
            self._wrap()
            self.gate.wait()

    def _ask(self, way: Callable[["Agent", datetime], int | None]) -> None:
        start = perf_counter()
        self.debt = way(self, NOW)
        self.seconds = perf_counter() - start

    def _wrap(self) -> None:
        if self.word["is"] != "bare" and self.debt is not None:
            then = NOW + timedelta(days=1)
            self.session.execute(_WRAP, {"then": then, "debt": self.debt, "me": self.seat.user_id})
            self.session.commit()


def _say(told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main(url: str, seats: list[dict[str, Any]]) -> None:
    """Serve the lines until the input ends."""
    database, own = (
        Database(url),
        create_engine(url, poolclass=NullPool, connect_args={"options": f"-c search_path={SEARCH_PATH}"}),
    )
    gate, word = threading.Barrier(len(seats) + 1), {"is": ""}
    agents = [Agent(database, own, Seat(**seat), gate, word) for seat in seats]
    for agent in agents:
        agent.start()
    _say("ready")
    for line in sys.stdin:
        word["is"] = line.strip()
        gate.wait()
        gate.wait()
        told = [[agent.seconds, agent.debt] for agent in agents]
        gate.wait()
        _say(told)
    word["is"] = ""
    gate.wait()
    database.dispose()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
