"""The next account for every agent of a large desk at once, against a bare indexed SELECT … FOR UPDATE SKIP LOCKED.

Two figures: the desk's own statement, on a connection of the agent's own as the bare query has it (`desk`); and all that happens
when an agent asks in the product (`checked`): a connection from the application's pool, the account taken, the rulebook asked
whether its person may be called now, and where not the next one.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.benches.next_account_asking import NOW
from app.benches.next_account_server import postgres_server
from app.db import Database
from app.migrations.runner import upgrade
from app.settings import Settings

ACCOUNTS, AGENTS, PROCESSES, ROUNDS, WARM_UP, LIMIT = 1_000_000, 200, 4, 30, 12, 3.0
PEOPLE = 200_000
DESK = "bench"
_FILL = (
    "INSERT INTO organisation (id, name, created_at) VALUES (1, 'bench', now())",
    "INSERT INTO user_account (id, organisation_id, name, email, password_hash, role, active, language, theme, single_keys,"
    " password_given, created_at) SELECT n, 1, 'agent', n || '@bench.example', '-', 'agent', true, 'es', 'auto', true, false,"
    " now() FROM generate_series(1, :agents) n",
    "INSERT INTO desk_agent (user_id, desk, level, skills, available, changed_at)"
    " SELECT n, 'bench', n % 3, '[]', true, now() FROM generate_series(1, :agents) n",
    "INSERT INTO person (id, organisation_id, country, name, language, cares, vulnerable, updated_at)"
    " SELECT n, 1, 'CL', 'bench', 'es', '[]', false, now() FROM generate_series(1, :people) n",
    "INSERT INTO contact_point (person_id, kind, value, mobile, at_work, standing, source, learned_at)"
    " SELECT n, 'phone', '+569' || (80000000 + n), true, false, 'unverified', 'bench', now() FROM generate_series(1, :people) n",
    "INSERT INTO debt (id, organisation_id, person_id, number, currency, balance_minor, overdue_minor, state, extra, updated_at)"
    " SELECT n, 1, 1 + n % :people, n::text, 'CLP', 1000, 1000, 'open', '{}', now() FROM generate_series(1, :accounts) n",
    "INSERT INTO work_item (debt_id, organisation_id, desk, level, priority, expected_minor, reasons, ready_at, built_at)"
    " SELECT n, 1, 'bench', n % 3, (n::bigint * 7919 % 1000003) / 100.0, 1000, '[]', :ready, now()"
    " FROM generate_series(1, :accounts) n",
)


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size`: accounts on the worklist (a million where not said), a third of them of each level of difficulty.

    200 agents, each a thread with a connection of its own, in four processes; rounds of the bare query and of the desk by turns,
    in each of which all ask at the same instant. `ratio_p99` is the 99th percentile of the desk's waits over the bare query's.
    """
    accounts = size or ACCOUNTS
    with postgres_server() as server, _filled(server, accounts, tell) as url, _crowd(url) as crowd:
        for _ in range(WARM_UP):
            _round(crowd, "bare"), _round(crowd, "desk")
        for _ in range(2):
            _round(crowd, "checked")
        waits: dict[str, list[float]] = {"bare": [], "desk": [], "checked": []}
        given: list[int] = []
        for turn in range(ROUNDS):
            ways = ["bare", "desk"] if turn % 2 else ["desk", "bare"]
            for way in [*ways, *(["checked"] if turn % 3 == 0 else [])]:
                told = _round(crowd, way)
                waits[way] += [seconds for seconds, _ in told]
                given += [debt for _, debt in told if debt is not None] if way != "bare" else []
            tell(f"{turn + 1}/{ROUNDS}: {_told(waits)}")
        twice = [debt for debt, times in Counter(given).items() if times > 1]
    return _figures(accounts, waits, given, twice)


def _told(waits: dict[str, list[float]]) -> str:
    return ", ".join(f"{way} p99 {_quantile(waits[way], 0.99) * 1000:.1f} ms" for way in waits if waits[way])


def _figures(accounts: int, waits: dict[str, list[float]], given: list[int], twice: list[int]) -> dict[str, Any]:
    def ms(way: str) -> dict[str, float]:
        return {f"p{share}": round(_quantile(waits[way], share / 100) * 1000, 2) for share in (50, 95, 99)}

    bare, desk, checked = ms("bare"), ms("desk"), ms("checked")
    return {
        "accounts": accounts,
        "agents": AGENTS,
        "processes": PROCESSES,
        "asked": len(waits["desk"]),
        "asked_checked": len(waits["checked"]),
        "given": len(given),
        "given_twice": len(twice),
        "bare_ms": bare,
        "desk_ms": desk,
        "checked_ms": checked,
        "ratio_checked_p50": round(checked["p50"] / bare["p50"], 2),
        "ratio_checked_p99": round(checked["p99"] / bare["p99"], 2),
        "ratio_p50": round(desk["p50"] / bare["p50"], 2),
        "ratio_p99": round(desk["p99"] / bare["p99"], 2),
        "limit": LIMIT,
        "processors": os.cpu_count(),
    }


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def _filled(server: str, accounts: int, tell: Callable[[str], None]) -> Iterator[str]:
    """The address of a migrated database with the worklist in it."""
    environ = {"TRASLUZ_DATABASE_URL": server, "TRASLUZ_SECRET_KEY": "x" * 32}
    database = Database(Settings.from_env(environ).database_url)
    upgrade(database)
    sizes = {"agents": AGENTS, "accounts": accounts, "people": PEOPLE, "ready": NOW - timedelta(days=1)}
    with database.write() as session:
        for statement in _FILL:
            session.execute(text(statement), sizes)
        session.commit()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE work_item")
    tell(f"{accounts} accounts on the worklist at {datetime.now(UTC):%H:%M:%S}")
    url = database.url
    database.dispose()
    yield url


@contextmanager
def _crowd(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    """The processes of the agents, connected and waiting."""
    seats = [{"user_id": n, "organisation_id": 1, "desk": DESK, "level": n % 3} for n in range(1, AGENTS + 1)]
    with ExitStack() as stack:
        crowd = []
        for first in range(PROCESSES):
            asked = [sys.executable, "-m", "app.benches.next_account_asking", url, json.dumps(seats[first::PROCESSES])]
            one = stack.enter_context(subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            crowd.append(one)
        for one in crowd:
            _answer(one)
        try:
            yield crowd
        finally:
            for one in crowd:
                if one.stdin:
                    one.stdin.close()


def _round(crowd: list[subprocess.Popen[str]], way: str) -> list[tuple[float, int | None]]:
    for one in crowd:
        assert one.stdin
        one.stdin.write(way + "\n")
        one.stdin.flush()
    return [(seconds, debt) for one in crowd for seconds, debt in _answer(one)]


def _answer(one: subprocess.Popen[str]) -> Any:
    assert one.stdout
    line = one.stdout.readline()
    if not line:
        raise RuntimeError(f"a process of agents ended with code {one.wait()}")
    return json.loads(line)
