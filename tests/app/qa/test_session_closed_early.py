"""A calibration closed before everybody scored: what nobody else scored is not called alike, and a tie names no one criterion."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actors import Actor
from app.models import CalibrationCall
from app.queries.oversight.qa.results import most_apart, results_page
from app.queries.oversight.qa.sessions import session_page
from app.queries.rows import Role
from app.services.qa.open_sheet import Reason, open_sheet
from app.services.qa.sessions import NewSession, close_session, make_session
from audit.calibration.concordance import concordance
from audit.calibration.sheet import Mode, Purpose
from tests.app.qa.desk import KEY, analyst, fill, judged
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]


def _closed_early(world: World, sheets: dict[int, tuple[tuple[Actor, tuple[str, ...]], ...]], people: tuple[Actor, ...]) -> str:
    """A session of three calls: `sheets` are who closed one of the call at that place, and what they marked as happened."""
    judged(world, 6)
    new = NewSession("Mayo", "random", (), 3, tuple(p.user_id or 0 for p in people), (NOW + timedelta(days=3)).date())
    with world.database.writing() as db:
        held = make_session(db, world.actors[Role.AUDITOR], new, KEY, NOW)
        id = held.id
    with world.database.reading() as db:
        wanted = select(CalibrationCall.recording_id).where(CalibrationCall.session_id == id).order_by(CalibrationCall.place)
        calls = list(db.scalars(wanted))
    for place, closed in sheets.items():
        for who, happened in closed:
            with world.database.writing() as db:
                sheet = open_sheet(db, who, calls[place], Reason(Purpose.CALIBRATION, Mode.BLIND, id), NOW)
                db.commit()
            fill(world, who, sheet, *happened)
    with world.database.writing() as db:
        close_session(db, world.actors[Role.AUDITOR], id, NOW)
    return id


def _line(page: str, code: str) -> str:
    """What is said of a call in the list, from its sign on."""
    return next(part for part in page.split('<li class="attention">') if f"<h3>{code}</h3>" in part)


def test_a_call_that_one_or_nobody_scored_is_not_called_alike(world: World, signed_in: SignIn) -> None:
    me, other = world.actors[Role.QA], analyst(world, 1)
    id = _closed_early(world, {0: ((me, ()), (other, ())), 1: ((me, ("insult",)),)}, (me, other))
    with world.database.reading() as db:
        told = session_page(db, me, id)
        both, one, none = told.calls
        alone = session_page(db, me, id, one.id).grid
    assert all(row.compared for row in told.grid)
    assert not any(row.compared or row.apart for row in alone)
    browser = signed_in(Role.QA)
    page = browser.get(f"/calibration/{id}?call={one.id}").text
    assert "todos iguales" in _line(page, both.code) and "#sign-met" in _line(page, both.code)
    for code, said in ((one.code, "la evaluó una sola persona: nada que comparar"), (none.code, "no la evaluó nadie")):
        assert said in _line(page, code)
        assert "todos iguales" not in _line(page, code) and "#sign-met" not in _line(page, code)
    side = page.split('id="grid"')[1]
    assert "nada que comparar" in side and "iguales" not in side and "<table" not in side
    assert re.search(r"Insulto\s*<b>ocurrió</b>", side), "the one mark is still there to read"


def test_figures_of_a_session_that_nobody_shared_praise_no_agreement(world: World, signed_in: SignIn) -> None:
    me, other = world.actors[Role.QA], analyst(world, 1)
    id = _closed_early(world, {0: ((me, ()),)}, (me, other))
    page = signed_in(Role.QA).get(f"/calibration/{id}/results").text
    assert "criterios sin nada que comparar" in page
    assert "Nadie difiere" not in page and "criterios iguales" not in page


@pytest.mark.parametrize(
    ("marks", "named"),
    [
        ({"a": "xy"}, ("a",)),
        ({"a": "xy", "b": "xy", "c": "xy"}, ()),
        ({"a": "xyz", "b": "xxy", "c": "xx"}, ("a",)),
        ({"a": "xyz", "b": "xyz", "c": "xxy"}, ("a", "b")),
        ({"a": "xyz", "b": "xyz", "c": "xyz", "d": "xyz", "e": "xxy"}, ()),
        ({"a": "xx", "b": "x"}, ()),
    ],
)
def test_the_criteria_most_apart_are_all_named_or_none(marks: dict[str, str], named: tuple[str, ...]) -> None:
    kinds = {"x": "met", "y": "not_met", "z": "not_applicable"}
    figures = [concordance(c, {"1": {str(n): kinds[m] for n, m in enumerate(said)}}) for c, said in marks.items()]
    assert most_apart(figures) == named


def test_a_tie_is_said_without_a_name_and_a_single_one_by_its_own(world: World, signed_in: SignIn) -> None:
    me, other = world.actors[Role.QA], analyst(world, 1)
    id = _closed_early(world, {0: ((me, ("insult",)), (other, ("false_legal_threat",)))}, (me, other))
    with world.database.reading() as db:
        assert results_page(db, me, id).most_apart == ()
    page = signed_in(Role.QA).get(f"/calibration/{id}/results").text
    assert "Difieren en 2 criterios.</p>" in page and "sobre todo" not in page


def test_one_criterion_apart_is_named(world: World, signed_in: SignIn) -> None:
    me, other = world.actors[Role.QA], analyst(world, 1)
    id = _closed_early(world, {0: ((me, ("insult",)), (other, ()))}, (me, other))
    assert "Difieren en 1 criterio: «Insulto».</p>" in signed_in(Role.QA).get(f"/calibration/{id}/results").text
