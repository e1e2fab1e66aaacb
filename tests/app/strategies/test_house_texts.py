"""The house's own texts, added by a worker: at once answered, told as it goes, never twice, and loud when it stops."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import Database
from app.errors import Conflict
from app.models import HouseTexts, Template
from app.operations.scripts_judged import Judged
from app.operations.scripts_starting import starting_messages
from app.queries.collections.templates import texts_under_way
from app.queries.rows import Role
from app.services.strategies.add_house_texts import SILENT, ask_house_texts, at_work, run_house_texts
from app.services.strategies.write_template import write_template
from app.web.scripts import BLANK
from audit.errors import NoJudge
from tests.app.strategies.world import NOW, unseeing
from tests.app.world import World

SignedIn = Callable[[Role], FlaskClient]
ALL = len(starting_messages())


class Judge:
    """Sees nothing; breaks down at a text when told so."""

    def __init__(self, breaks_at: int = 0) -> None:
        self.asked, self.breaks_at = 0, breaks_at

    def __call__(self, text: str, language: str, country: str) -> tuple[Judged, ...]:
        self.asked += 1
        if self.asked == self.breaks_at:
            raise NoJudge("heads.npz: is not there")
        return unseeing(text, language, country)


def kept(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count(Template.id))) or 0


def row(database: Database) -> HouseTexts:
    with database.reading() as db:
        return db.scalars(select(HouseTexts)).one()


def ask(world: World, at: datetime = NOW) -> list[str]:
    sent: list[str] = []
    with world.database.writing() as db:
        ask_house_texts(db, world.actors[Role.MANAGER], at, sent.append)
    return sent


def test_the_worker_adds_each_once_however_often_it_is_told(world: World) -> None:
    client = world.actors[Role.MANAGER].organisation_id
    assert ask(world) == [str(client)]
    judge = Judge()
    for _ in range(2):
        run_house_texts(world.database, judge, client, lambda: NOW)
    assert kept(world.database) == ALL == judge.asked
    told = row(world.database)
    assert (told.state, told.done, told.total, told.added) == ("done", ALL, ALL, ALL)
    ask(world)
    run_house_texts(world.database, judge, client, lambda: NOW)
    told = row(world.database)
    assert (told.state, told.total, told.added, judge.asked) == ("done", 0, 0, ALL)


def test_asked_twice_it_is_under_way_once(world: World) -> None:
    ask(world)
    with pytest.raises(Conflict):
        ask(world)


def test_what_stops_it_is_said_and_what_was_added_stays(world: World) -> None:
    client = world.actors[Role.MANAGER].organisation_id
    ask(world)
    run_house_texts(world.database, Judge(breaks_at=4), client, lambda: NOW)
    told = row(world.database)
    assert told.state == "failed" and told.problem is not None
    assert "pesos del juez" in told.problem["es"] and "press the button again" in told.problem["en"]
    assert kept(world.database) == 3 == told.added
    ask(world)
    run_house_texts(world.database, Judge(), client, lambda: NOW)
    assert kept(world.database) == ALL and row(world.database).added == ALL - 3


def test_a_worker_that_died_is_told_of_and_another_goes_on(world: World) -> None:
    client, later = world.actors[Role.MANAGER].organisation_id, NOW + SILENT + timedelta(seconds=1)
    ask(world)
    with world.database.writing() as db:
        db.get_one(HouseTexts, client).state = "running"
        db.commit()
    with world.database.reading() as db:
        found = texts_under_way(db, client, lambda one: at_work(one, later))
    assert found is not None and found.state == "silent"
    run_house_texts(world.database, Judge(), client, lambda: NOW)
    assert kept(world.database) == 0, "somebody else's until it is silent"
    ask(world, later)
    run_house_texts(world.database, Judge(), client, lambda: later)
    assert kept(world.database) == ALL


def test_a_text_the_client_wrote_meanwhile_is_left_alone(world: World) -> None:
    actor = world.actors[Role.MANAGER]
    first = starting_messages()[0]
    ask(world)

    def writes_first(text: str, language: str, country: str) -> tuple[Judged, ...]:
        with world.database.writing() as db:
            mine = {n: getattr(first, n) for n in ("key", "kind", "language", "tone", "subject")}
            mine |= {"channel": first.channel.value, "body": "Mío"}
            if not db.scalar(select(Template.id).where(Template.body == "Mío")):
                write_template(db, actor, type(BLANK)(country="", **mine), unseeing, NOW)
        return ()

    run_house_texts(world.database, writes_first, actor.organisation_id, lambda: NOW)
    told = row(world.database)
    assert (told.state, told.added, told.done) == ("done", ALL - 1, ALL)


def test_the_page_answers_at_once_and_shows_how_far_it_is(site: Flask, world: World, signed_in: SignedIn) -> None:
    manager = signed_in(Role.MANAGER)
    client = world.actors[Role.MANAGER].organisation_id
    assert manager.post("/scripts/install").status_code == 303
    assert kept(world.database) == 0, "nothing is judged inside the request"
    page = manager.get("/scripts").text
    assert f"0 de {ALL}" in page and 'hx-trigger="every 2s"' in page
    assert "ya se están agregando" in manager.post("/scripts/install", follow_redirects=True).text
    run_house_texts(world.database, Judge(breaks_at=2), client, lambda: datetime.now(UTC))
    broken = manager.get("/scripts").text
    assert "pesos del juez" in broken and 'hx-trigger="every 2s"' not in broken
    manager.post("/scripts/install")
    run_house_texts(world.database, Judge(), client, lambda: datetime.now(UTC))
    assert f"{ALL - 1} textos de la casa" in manager.get("/scripts").text
