"""Two who want the same person at once, on real Postgres and Redis: one is let out, and goes out once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.channels.local.http import ACCOUNT, SENDER, TOKEN, LocalProvider
from app.db import Database
from app.migrations.runner import upgrade
from app.models import CampaignTarget, Debt, Interaction, Template
from app.queries.rows import Role
from app.services.outreach.campaign import NewCampaign, create_campaign, start_campaign
from app.services.outreach.gate import Ask, clear
from app.settings import Settings
from app.worker import CAMPAIGN_PERSON, make_celery
from audit.contacts.contact import Channel
from tests.app.fakes import fake_tools
from tests.app.outreach.people import TUESDAY, People, make_people
from tests.app.real_services import fresh_database, postgres, redis_server
from tests.app.world import World, make_world

PATIENCE_S = 120
PEOPLE = 10


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with (
        postgres() as server,
        fresh_database(server, "trasluz_outreach") as url,
        redis_server(tmp_path_factory.mktemp("redis")) as broker,
    ):
        yield {
            "TRASLUZ_HOME": str(tmp_path_factory.mktemp("home")),
            "TRASLUZ_DATABASE_URL": url,
            "TRASLUZ_BROKER_URL": broker,
            "TRASLUZ_SECRET_KEY": "x" * 32,
            "TRASLUZ_SEND": "on",
            "TRASLUZ_TWILIO_ACCOUNT": ACCOUNT,
            "TRASLUZ_TWILIO_TOKEN": TOKEN,
            "TRASLUZ_TWILIO_FROM": SENDER,
        }


@pytest.fixture(scope="module")
def world(environment: dict[str, str]) -> Iterator[World]:
    settings = Settings.from_env(environment)
    database = Database(settings.database_url)
    upgrade(database)
    yield make_world(database, Path(settings.home), fake_tools())
    database.dispose()


@pytest.fixture(scope="module")
def people(world: World) -> People:
    return make_people(world)


def test_many_who_ask_at_once_are_answered_one_after_the_other(people: People) -> None:
    """Chile: one written contact in 72 hours and one call a week, whoever asks. Six ask at the same instant, eight times."""
    wanted = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL, Channel.VOICE, Channel.IVR_PRERECORDED, Channel.SMS)
    for _ in range(8):
        one = people.add()
        asks = [people.ask(one, channel, f"{one}-{n}") for n, channel in enumerate(wanted)]
        ask = partial(_cleared, people, Barrier(len(asks)))
        with ThreadPoolExecutor(len(asks)) as pool:
            assert Counter(pool.map(ask, asks)) == {"cleared": 2, "refused": 4}
        kept = [row for row in people.rows(one) if row.state == "cleared"]
        assert len({row.channel in ("voice", "ivr_prerecorded") for row in kept}) == 2


def _cleared(people: People, gate: Barrier, ask: Ask) -> str:
    with people.database.writing() as db:
        gate.wait()
        return clear(db, ask, TUESDAY).state


def test_the_same_key_from_many_is_one_contact(people: People) -> None:
    one = people.add()
    ask, gate = people.ask(one, Channel.SMS, "the same"), Barrier(5)

    def again(_n: int) -> int:
        with people.database.writing() as db:
            gate.wait()
            return clear(db, ask, TUESDAY).id

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(again, range(5)))) == 1


def test_two_workers_two_campaigns_and_every_message_queued_three_times(
    people: People, world: World, environment: dict[str, str]
) -> None:
    """The United States: at most seven calls in seven days. Six were made to each person; both campaigns want the seventh."""
    ours = [_american(people) for _ in range(PEOPLE)]
    _text(people)
    provider = LocalProvider(tells=False)
    environ = {**os.environ, **environment, "TRASLUZ_TWILIO_URL": provider.start()}
    sent = make_celery(Settings.from_env(environment))
    now = datetime.now(UTC)
    for name in ("one", "two"):
        with people.database.writing() as db:
            new = NewCampaign(name, "país = us", "seventh", ("ivr_prerecorded",))
            campaign = create_campaign(db, world.actors[Role.MANAGER], new, now)
            start_campaign(db, world.actors[Role.MANAGER], campaign.id, now, lambda _id: None)
    with people.database.reading() as db:
        targets = list(db.scalars(select(CampaignTarget.id)))
    assert len(targets) == 2 * PEOPLE
    command = [sys.executable, "-c", "from app.cli.main import main; main()", "worker", "--concurrency", "1"]
    workers = [subprocess.Popen(command, env=environ, start_new_session=True) for _ in range(2)]
    try:
        for target in targets * 3:
            sent.send_task(CAMPAIGN_PERSON, args=[str(target)])
        _until_settled(people, len(targets))
    finally:
        for each in workers:
            os.killpg(each.pid, signal.SIGTERM)
            each.wait(timeout=60)
        provider.stop()
    assert Counter(kept.to for kept in provider.kept) == {people.point(one, "phone").value: 1 for one in ours}
    for one in ours:
        states = Counter(row.state for row in people.rows(one))
        assert states == {"delivered": 6, "sent": 1, "refused": 1}


def _american(people: People) -> int:
    """At noon where they are, so that no hour of the day is in the way whenever the test runs."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "Etc/GMT"
    one = people.add("US", zone)
    with people.database.writing() as db:
        for n in range(6):
            row = Interaction(organisation_id=people.organisation_id, person_id=one, direction="outbound")
            row.debt_id, row.channel, row.state = people.debt(one), "ivr_prerecorded", "delivered"
            row.at = row.changed_at = now - timedelta(hours=2 + n)
            db.add(row)
        db.get_one(Debt, people.debt(one)).placed_with = None
        db.commit()
    return one


def _text(people: People) -> None:
    with people.database.writing() as db:
        db.add(
            Template(
                organisation_id=people.organisation_id,
                key="seventh",
                version=1,
                kind="message",
                channel="ivr_prerecorded",
                country="",
                language="es",
                tone="usted",
                body="Hola {nombre}, le llamamos de {empresa}.",
                state="live",
                made_at=TUESDAY,
                made_by="test",
            )
        )
        db.commit()


def _until_settled(people: People, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with people.database.reading() as db:
            open_ones = select(func.count()).where(
                CampaignTarget.interaction_id.is_(None) | (CampaignTarget.state == "waiting") & CampaignTarget.reason.is_(None)
            )
            if db.scalar(open_ones) == 0:
                return
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s in vain for {count} people"
        time.sleep(0.2)
