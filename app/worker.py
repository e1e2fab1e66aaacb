"""The queue: Celery over Redis with as many workers as wanted, or one thread inside the web process."""

import logging
import warnings
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import celery._state
from celery import Celery, signals
from celery.exceptions import SecurityWarning
from kombu.exceptions import KombuError
from sqlalchemy.exc import SQLAlchemyError

from app.errors import SettingsError
from app.settings import Settings

log = logging.getLogger(__name__)
AUDIT = "recording.audit"
REQUEUE = "jobs.requeue"
SEAL = "run.seal"
COVER = "wave.cover"
PEOPLE = "wave.people"
LOAD = "portfolio.load"
SETTLE = "portfolio.settle"
SEND = "outreach.send"
CAMPAIGN = "campaign.feed"
CAMPAIGN_PERSON = "campaign.person"
OUTREACH_SWEEP = "outreach.sweep"
STRATEGIES_ROUND = "strategies.round"
HOUSE_TEXTS = "strategies.house_texts"
REMINDERS = "promises.remind"
DESK_SWEEP = "desk.sweep"
SWEEP_S = 30.0
CLOSE_DAYS = "wave.close_days"
MONEY_DAY = "money.turn_day"
COMPARE = "vendors.compare"
COMPARED = "vendors.keep_compared"
PACKS = "packs.send"
FLOOR = "qa.hold_to_floor"
SEARCH = "search.round"
LEARN = "judge.learn"
_HOUR_S = 3600.0
_VISIBILITY_S = 6 * 3600
_ANSWER_S = 0.8


def make_celery(settings: Settings) -> Celery:
    """The Celery application of these settings; tasks find the settings in its configuration."""
    memory = settings.broker_url is None
    app = Celery(
        "trasluz",
        broker=settings.broker_url or "memory://",
        include=[
            "app.tasks.recordings",
            "app.tasks.waves",
            "app.tasks.outreach",
            "app.tasks.money",
            "app.tasks.portfolio",
            "app.tasks.strategies",
            "app.tasks.desk",
            "app.tasks.vendors",
            "app.tasks.packs",
            "app.tasks.search",
            "app.tasks.learning",
            "app.tasks.qa",
        ],
        set_as_current=False,
    )
    app.conf.update(
        trasluz_settings=settings,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"polling_interval": 0.05} if memory else {"visibility_timeout": _VISIBILITY_S},
        timezone="UTC",
        beat_schedule={
            STRATEGIES_ROUND: {"task": STRATEGIES_ROUND, "schedule": _HOUR_S / 4},
            REMINDERS: {"task": REMINDERS, "schedule": _HOUR_S / 4},
            OUTREACH_SWEEP: {"task": OUTREACH_SWEEP, "schedule": SWEEP_S},
            DESK_SWEEP: {"task": DESK_SWEEP, "schedule": 2 * SWEEP_S},
            REQUEUE: {"task": REQUEUE, "schedule": max(1.0, settings.lease_s / 2)},
            MONEY_DAY: {"task": MONEY_DAY, "schedule": _HOUR_S},  # each person's day turns by their own clock
            SEARCH: {"task": SEARCH, "schedule": SWEEP_S},
            COMPARED: {"task": COMPARED, "schedule": _HOUR_S},
            PACKS: {"task": PACKS, "schedule": _HOUR_S},
            FLOOR: {"task": FLOOR, "schedule": _HOUR_S},
            CLOSE_DAYS: {"task": CLOSE_DAYS, "schedule": _HOUR_S},  # does it once a day; hourly, so that a missed hour is made up
        },
    )
    return app


def enqueuer(app: Celery, task: str) -> Callable[[str], None]:
    """A function that sends one id to a task; called after the commit, never before."""

    def enqueue(id: str) -> None:
        app.send_task(task, args=[id])

    return enqueue


def nobody_works(app: Celery, settings: Settings) -> bool:
    """Whether no worker answers on the broker (asked now, at most `_ANSWER_S`); never where the web process is the worker.

    A broker that does not answer is nobody's too.
    """
    if settings.broker_url is None:
        return not settings.embedded_worker
    try:
        return not app.control.ping(timeout=_ANSWER_S, limit=1)
    except (KombuError, OSError):
        return True


class ThreadWorker:
    """A Celery worker of one thread inside this process, with a sweeper that sends forgotten work again."""

    def __init__(self, app: Celery, sweep: Callable[[], None], every_s: float) -> None:
        signals.setup_logging.connect(_leave_logging_alone)
        warnings.filterwarnings("ignore", category=SecurityWarning)  # it warns of queues others write to; this is in memory
        self._worker: Any = app.Worker(
            pool="threads",
            concurrency=1,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            loglevel="WARNING",
            quiet=True,
        )
        self._sweep, self._every_s, self._stop = sweep, every_s, Event()
        self._threads = (
            Thread(target=self._worker.start, name="trasluz-worker", daemon=True),
            Thread(target=self._sweep_on, name="trasluz-sweeper", daemon=True),
        )

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()
        celery._state._set_task_join_will_block(False)

    def stop(self) -> None:
        """Finish what runs and end."""
        self._stop.set()
        self._worker.stop()
        for thread in self._threads:
            thread.join(timeout=10)

    def _sweep_on(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._sweep()
            except SQLAlchemyError:  # a database that is busy or away now; the next round does what this one left
                log.exception("the round of forgotten work was left to the next")


def _leave_logging_alone(**_given: Any) -> None:
    """Celery would take the root logger over unless somebody answers this signal."""


def work(settings: Settings, concurrency: int, beat: bool) -> None:
    """Be a worker until stopped. Raises SettingsError without a broker."""
    if settings.broker_url is None:
        raise SettingsError(
            "falta TRASLUZ_BROKER_URL; sin Redis la propia aplicación audita (trasluz serve)",
            "TRASLUZ_BROKER_URL is missing; without Redis the application itself audits (trasluz serve)",
        )
    app = make_celery(settings)
    signals.setup_logging.connect(_leave_logging_alone)
    options = ["worker", "--pool", "prefork", "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
    if beat:
        options += ["--beat", "--schedule", str(settings.home / "beat-schedule")]
    app.worker_main(options)
