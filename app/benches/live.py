"""Four calls at once over real WebSockets: seconds from the end of a critical phrase to its alert, on the right second or not."""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic, process_time
from typing import Any

import numpy as np
from sqlalchemy import select

from app.actors import Actor
from app.benches.live_truth import Known, from_demo, phrase
from app.db import Database
from app.engines import WhisperEar
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import LiveAlert, LiveCall, User
from app.queries.rows import Role
from app.served import served
from app.services.examine import Asked
from app.services.keys import create_key
from app.services.live.floor import LiveFloor
from app.services.live.playing import Played, play
from app.services.users import NewUser, first_admin
from app.settings import Settings
from audit.calls import Call
from audit.judges.local import LocalJudge
from audit.results import Decision
from audit.rubric import load_rubric
from reports.intervals import wilson

AT_ONCE = 4
_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Told:
    """An alert and the moment its floor could show it."""

    call: str
    criterion: str
    quote: str
    at_s: float
    told_s: float


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size`: how many of the demo's calls (all where not said), four at once."""
    return measure(from_demo()[:size], Settings.from_env(), tell)


def measure(calls: Sequence[Known], settings: Settings, tell: Callable[[str], None]) -> dict[str, Any]:
    """The figures over calls whose truth is known; every call is played once, in real time."""
    critical = {c.id for c in load_rubric().criteria if c.critical}
    with tempfile.TemporaryDirectory() as folder, _floor(Path(folder), settings) as (address, key, told, live):
        play(_line(calls[0], "warm"), address, key, 20.0)  # engine and judge load with the first line
        told.clear()
        _settle(folder)
        live.lags.clear()
        cpu_s, wall_s, began = process_time(), monotonic(), dict[str, float]()
        for at in range(0, len(calls), AT_ONCE):
            part = calls[at : at + AT_ONCE]
            tell(f"{at + len(part)}/{len(calls)}: {', '.join(c.id for c in part)}")
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda call: _played(call, address, key, began), part))
            _settle(folder)
        cpu_s, wall_s = process_time() - cpu_s, monotonic() - wall_s
    alerts = [a for a in told if a.criterion in critical and a.call.endswith("-b")]
    batch = _batch(calls, settings, tell, critical)
    return _figures(calls, alerts, began, batch, critical) | {
        "piece_to_judged_s": _spread(list(live.lags)),
        "cpu_cores_used": round(cpu_s / wall_s, 2),
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[1], 1),
    }


def _played(call: Known, address: str, key: str, began: dict[str, float]) -> None:
    code = f"{call.id}-b"
    play(_line(call, "b"), address, key, 1.0, lambda at_s: began.update({code: at_s}))


def _line(call: Known, turn: str) -> Played:
    return Played(call.path, f"{call.id}-{turn}", f"A-{call.id}", call.lang, call.country, call.agent_lane or 0)


@contextmanager
def _floor(home: Path, settings: Settings) -> Iterator[tuple[str, str, list[Told], LiveFloor]]:
    """A server on a workspace of its own, its key, and the alerts as they are told."""
    url = f"sqlite:///{home / 'live.db'}"
    own = replace(settings, home=home, weights=settings.weights_cache, database_url=url, broker_url=None, embedded_worker=False)
    database = Database(url)
    upgrade(database)
    with database.writing() as db:
        first_admin(db, "Bench", NewUser("Bench", "bench@trasluz.example", "admin", "bench-0123456789"), datetime.now(UTC))
        user = db.scalars(select(User)).one()
        _, key = create_key(db, Actor(user.id, user.name, user.organisation_id, Role.ADMIN), "bench", datetime.now(UTC))
        organisation_id = user.organisation_id
    app = make_app(own, database)
    told: list[Told] = []
    over, ready = Event(), Event()
    live: LiveFloor = app.extensions["trasluz"].live
    hub = live.hub
    Thread(target=_listen, args=(hub, organisation_id, database, told, over, ready), daemon=True).start()
    ready.wait(10)
    try:
        with served(app, threads=16) as server:
            yield server.address, key, told, live
    finally:
        over.set()
        database.dispose()


def _listen(hub: Any, organisation_id: int, database: Database, told: list[Told], over: Event, ready: Event) -> None:
    with hub.listen(f"floor:{organisation_id}") as ears:
        ready.set()
        while not over.is_set():
            said = ears.next(0.5)
            now = monotonic()
            alert = json.loads(said).get("alert") if said else None
            if alert is None:
                continue
            with database.reading() as db:
                row = db.get(LiveAlert, alert)
                call = db.get(LiveCall, row.live_call_id) if row else None
                if row and call:
                    told.append(Told(call.code, row.criterion, row.quote, row.at_s, now))


def _settle(folder: str) -> None:
    """Until every call of the round is closed."""
    database, until = Database(f"sqlite:///{Path(folder) / 'live.db'}"), monotonic() + _WAIT_S
    pause = Event()
    while monotonic() < until:
        with database.reading() as db:
            if db.scalar(select(LiveCall.id).where(LiveCall.ended_at.is_(None))) is None:
                break
        pause.wait(0.5)
    database.dispose()


def _batch(calls: Sequence[Known], settings: Settings, tell: Callable[[str], None], critical: set[str]) -> dict[str, set[str]]:
    """What the audit of the recording asserts of the same calls, with nothing known of the account."""
    ear, judge = WhisperEar(settings), LocalJudge()
    found = {}
    for call in calls:
        tell(f"batch: {call.id}")
        lane = {0: "left", 1: "right"}.get(call.agent_lane if call.agent_lane is not None else -1)
        heard = ear.listen(call.path, Asked(call.id, call.path.name, "", call.lang, lane)).transcript
        judged = judge.judge(Call(call.id, heard.turns, call.country, call.lang))
        found[call.id] = {v.id for v in judged.violations if v.decision is Decision.ASSERTED and v.id in critical}
    return found


def _figures(
    calls: Sequence[Known], alerts: Sequence[Told], began: Mapping[str, float], batch: Mapping[str, set[str]], critical: set[str]
) -> dict[str, Any]:
    by_code = {f"{c.id}-b": c for c in calls}
    right = [a for a in alerts if a.call in by_code and a.criterion in by_code[a.call].labels]
    delays, firsts, marks, proved = dict[Told, float](), [], [], []
    for alert in right:
        told_s = alert.told_s - began[alert.call]
        spoken = phrase(by_code[alert.call], alert.quote, alert.at_s)
        if spoken is not None:
            delays[alert] = told_s - spoken[1]
            firsts.append(told_s - spoken[0])
            marks.append(abs(alert.at_s - spoken[0]))
        turn = by_code[alert.call].proved_s.get(alert.criterion)
        if turn is not None:
            proved.append(told_s - turn[1])
    told = {(a.call[:-2], a.criterion) for a in alerts}
    asserted = {(c, v) for c, found in batch.items() for v in found}
    true = {(c.id, v) for c in calls for v in c.labels if v in critical}
    clean = [c for c in calls if not any(v in critical for v in c.labels)]
    clean_h = sum(c.duration_s for c in clean) / 3600
    false_clean = [a for a in alerts if a.call[:-2] in {c.id for c in clean}]
    return {
        "calls": len(calls),
        "at_once": AT_ONCE,
        "hours": round(sum(c.duration_s for c in calls) / 3600, 3),
        "one_lane": sum(c.agent_lane is None for c in calls),
        "delay_s": _spread(list(delays.values())),
        "within_5_s": _share(sum(d <= 5.0 for d in delays.values()), len(delays)),
        "delay_from_its_first_word_s": _spread(firsts),
        "delay_from_the_end_of_the_first_marked_turn_s": _spread(proved),
        "within_5_s_of_the_first_marked_turn": _share(sum(d <= 5.0 for d in proved), len(proved)),
        "mark_off_s": _spread(marks),
        "alerts": len(alerts),
        "right": len(right),
        "precision": _share(len(right), len(alerts)),
        "asserted_by_the_audit": len(asserted),
        "also_told_live": _share(len(asserted & told), len(asserted)),
        "true_acts_told_live": _share(len(true & told), len(true)),
        "clean_calls": len(clean),
        "clean_hours": round(clean_h, 3),
        "false_on_clean": len(false_clean),
        "false_an_hour_on_clean": round(len(false_clean) / clean_h, 1) if clean_h else None,
        "each": [_one(a, a in right, delays.get(a)) for a in alerts],
        "missed_live": sorted(f"{c}: {v}" for c, v in asserted - told),
    }


def _one(alert: Told, right: bool, delay_s: float | None) -> dict[str, Any]:
    row = {
        "call": alert.call[:-2],
        "criterion": alert.criterion,
        "right": right,
        "at_s": alert.at_s,
        "quote": _short(alert.quote),
    }
    return row | {"delay_s": None if delay_s is None else round(delay_s, 2)}


def _spread(values: Sequence[float]) -> dict[str, float | int | None]:
    if not values:
        return {"n": 0, "median": None, "p95": None, "worst": None}
    median, p95 = np.percentile(values, [50, 95])
    return {"n": len(values), "median": round(float(median), 2), "p95": round(float(p95), 2), "worst": round(max(values), 2)}


def _share(hits: int, n: int) -> dict[str, float | int | None]:
    found = wilson(hits, n)
    rounded = [round(v, 3) if v is not None else None for v in (found.value, found.low, found.high)]
    return {"hits": hits, "n": n, "value": rounded[0], "low": rounded[1], "high": rounded[2]}


def _short(quote: str) -> str:
    return re.sub(r"\s+", " ", quote)[:80]
