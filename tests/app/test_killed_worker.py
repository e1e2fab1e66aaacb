"""A worker is killed in the middle of a call, on real Redis and Postgres: nothing is lost, nothing is done twice."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.migrations.runner import upgrade
from app.models import Evaluation, Finding, Heard, Job, Recording, Run
from app.settings import Settings
from app.worker import AUDIT, enqueuer, make_celery
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres, redis_server, worker
from tests.app.world import World, given, make_world, wav

FILES = 3
PATIENCE_S = 90


@pytest.fixture(scope="module")
def queue_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with (
        postgres() as server,
        fresh_database(server, "trasluz_killed") as url,
        redis_server(tmp_path_factory.mktemp("redis")) as broker,
    ):
        yield {
            "TRASLUZ_HOME": str(tmp_path_factory.mktemp("home")),
            "TRASLUZ_DATABASE_URL": url,
            "TRASLUZ_BROKER_URL": broker,
            "TRASLUZ_SECRET_KEY": "x" * 32,
            "TRASLUZ_LEASE_S": "3",
        }


@pytest.fixture
def queue_world(queue_environment: dict[str, str]) -> Iterator[World]:
    settings = Settings.from_env(queue_environment)
    database = Database(settings.database_url)
    upgrade(database)
    yield make_world(database, Path(settings.home), fake_tools())
    database.dispose()


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s in vain: {what}"
        time.sleep(0.1)


def stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killing_a_worker_loses_nothing_and_does_nothing_twice(
    queue_environment: dict[str, str], queue_world: World, tmp_path: Path
) -> None:
    log, release = tmp_path / "heard.log", tmp_path / "release"
    log.touch()
    environ = {**queue_environment, "HEARD_LOG": str(log), "RELEASE": str(release)}
    settings = Settings.from_env(queue_environment)
    run, ids = queue_world.upload([given(f"{n}.wav", wav(n + 1)) for n in range(FILES)])
    send = enqueuer(make_celery(settings), AUDIT)
    for recording_id in (*ids, ids[0], ids[0]):  # the first is sent thrice on purpose
        send(recording_id)

    first = worker(environ, "2")
    try:
        until(lambda: len(log.read_text().splitlines()) == 2, "two calls begun")
    finally:
        stop(first)  # both calls are in the middle
    with queue_world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Job).where(Job.state == "running")) == 2
        assert db.scalar(select(func.count()).select_from(Heard)) == 0

    release.touch()
    second = worker(environ, "2", "--beat")
    try:

        def over() -> bool:
            with queue_world.database.reading() as db:
                return db.get_one(Run, run.id).seal_head is not None

        until(over, "the run finished and sealed")
    finally:
        stop(second)
    with queue_world.database.reading() as db:
        states = db.execute(select(Recording.state, Job.state, Job.attempts).join(Job)).tuples().all()
        assert sorted(states) == [("done", "done", 1), ("done", "done", 2), ("done", "done", 2)]
        evaluations = db.execute(select(Evaluation.recording_id, func.count()).group_by(Evaluation.recording_id)).tuples()
        assert dict(evaluations.all()) == dict.fromkeys(ids, 1)
        assert db.scalar(select(func.count()).select_from(Finding)) == FILES
        assert db.get_one(Run, run.id).finished_at is not None


def test_killing_only_the_child_process_brings_the_call_back(
    queue_environment: dict[str, str], queue_world: World, tmp_path: Path
) -> None:
    """As the kernel does when memory runs out: the pool's child dies, its parent lives on."""
    log, release = tmp_path / "heard.log", tmp_path / "release"
    log.touch()
    environ = {**queue_environment, "HEARD_LOG": str(log), "RELEASE": str(release)}
    settings = Settings.from_env(queue_environment)
    _, ids = queue_world.upload([given("solo.wav", wav(77))])
    process = worker(environ, "1", "--beat")
    try:
        enqueuer(make_celery(settings), AUDIT)(ids[0])
        until(lambda: log.read_text(), "the call begun")
        os.kill(int(log.read_text().split()[0]), signal.SIGKILL)
        release.touch()

        def done() -> bool:
            with queue_world.database.reading() as db:
                return db.get_one(Job, ids[0]).state == "done"

        until(done, "the call done")
    finally:
        stop(process)
    with queue_world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Evaluation).where(Evaluation.recording_id == ids[0])) == 1
