"""Nonsense in a practice is told to be nonsense: the judge is not asked, nothing counts, and the debtor asks what was said."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput
from app.models import Practice
from app.queries.rows import Role
from app.services.coaching.practise import begin, end, say, turns_of
from tests.app.coaching.desk import DeskAssessor
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
PLAIN = "Buenos días, habla Marta de Banco Lindero, lo llamo por su deuda."


def _tried(world: World, assessor: DeskAssessor, *said: str) -> Practice:
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        kept = begin(db, agent, "", "acknowledge_hardship", NOW)
        for text in said:
            say(db, agent, kept.id, text, assessor, NOW)
        end(db, agent, kept.id, assessor, NOW)
        return kept


@pytest.mark.parametrize("said", [(), ("asdf asdf",), ("asdf asdf", "qwe rty", "..."), ("Hola",), ("Sí", "jkl jkl")])
def test_of_too_little_nothing_is_said(world: World, said: tuple[str, ...]) -> None:
    assessor = DeskAssessor()
    kept = _tried(world, assessor, *said)
    assert kept.verdict is not None and kept.verdict["too_little"]
    assert (kept.verdict["met"], kept.verdict["duties"], kept.verdict["missed"], kept.verdict["broke"]) == (False, [], [], [])
    assert len(assessor.assessed) == sum("asdf" not in t and "jkl" not in t and "qwe" not in t and t != "..." for t in said)


def test_what_was_understood_counts_and_the_nonsense_beside_it_does_not(world: World) -> None:
    assessor = DeskAssessor()
    kept = _tried(world, assessor, "asdf asdf", PLAIN, "qwe rty")
    assert kept.verdict is not None and "too_little" not in kept.verdict
    with world.database.reading() as db:
        mine = [t for t in turns_of(db, kept.id) if t.speaker == "agent"]
        assert [t.heard.get("unclear", False) for t in mine] == [True, False, True]
        assert all(not t.heard["met"] and not t.heard["broke"] for t in mine if t.heard.get("unclear"))
        answers = [t.text for t in turns_of(db, kept.id) if t.speaker == "debtor"]
    assert "?" in answers[1] and "pagar" not in answers[1]
    assert all(d["turn"] not in (mine[0].i, mine[2].i) for d in kept.verdict["duties"])


def test_an_empty_reply_is_refused_and_kept_nowhere(world: World) -> None:
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        kept = begin(db, agent, "", "acknowledge_hardship", NOW)
        with pytest.raises(BadInput):
            say(db, agent, kept.id, "  ", DeskAssessor(), NOW)
        assert len(turns_of(db, kept.id)) == 1


def test_the_page_says_so_at_the_turn_and_at_the_end(world: World, site: Flask, signed_in: SignIn) -> None:
    browser = signed_in(Role.AGENT)
    browser.post("/practice", data={"criterion": "acknowledge_hardship"})
    with world.database.reading() as db:
        practice = db.scalars(select(Practice.id)).one()
    browser.post(f"/practice/{practice}/say", data={"text": "asdf asdf"})
    page = unescape(browser.get(f"/practice/{practice}").text)
    assert "no se puede saber: se dijo muy poco" in page
    browser.post(f"/practice/{practice}/end")
    assert "No se puede saber: se dijo muy poco" in unescape(browser.get(f"/practice/{practice}").text)
