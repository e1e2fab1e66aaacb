"""Calibration: the same calls to several people, nobody sees the others' marks before it is over, then marks are agreed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden
from app.models import CalibrationCall, CalibrationSession, ScoreSheet
from app.queries.oversight.qa.sessions import session_page, sessions_page
from app.queries.rows import Role
from app.services.qa.open_sheet import Reason, open_sheet
from app.services.qa.sessions import NewSession, agree, close_session, make_session
from audit.calibration.sheet import Mode, Purpose
from tests.app.qa.desk import KEY, analyst, fill, judged
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]


def _made(world: World, scorers: tuple[Actor, ...], **more: object) -> CalibrationSession:
    ids = tuple(p.user_id or 0 for p in scorers)
    new = NewSession("Trato de mayo", "random", (), 2, ids, (NOW + timedelta(days=3)).date())
    with world.database.writing() as db:
        return make_session(db, world.actors[Role.AUDITOR], replace(new, **more), KEY, NOW)  # type: ignore[arg-type]


def _calls(world: World, held: CalibrationSession) -> list[str]:
    with world.database.reading() as db:
        wanted = select(CalibrationCall.recording_id).where(CalibrationCall.session_id == held.id)
        return list(db.scalars(wanted.order_by(CalibrationCall.place)))


def _scored(world: World, held: CalibrationSession, who: Actor, call: str, *happened: str) -> ScoreSheet:
    with world.database.writing() as db:
        sheet = open_sheet(db, who, call, Reason(Purpose.CALIBRATION, Mode.BLIND, held.id), NOW)
        db.commit()
    return fill(world, who, sheet, *happened)


def test_marks_of_others_are_there_only_when_all_have_closed(world: World, signed_in: SignIn) -> None:
    judged(world, 6)
    me, other = world.actors[Role.QA], analyst(world, 1)
    held = _made(world, (me, other))
    first, second = _calls(world, held)
    _scored(world, held, other, first, "insult")
    _scored(world, held, other, second)
    _scored(world, held, me, first)
    browser = signed_in(Role.QA)
    page = browser.get(f"/calibration/{held.id}").text
    assert "Nadie ve" in page
    assert "Insulto" not in page and 'id="grid"' not in page
    sheet = browser.get(f"/calls/{first}/score?session={held.id}").text
    assert "0,93" not in sheet and "Amenaza legal falsa, " not in sheet, "the machine's marks wait as well"
    with world.database.reading() as db:
        assert session_page(db, me, held.id).grid == ()
    _scored(world, held, me, second)
    with world.database.reading() as db:
        told = session_page(db, me, held.id, first)
        assert told.over and told.line.closed_at is not None
        apart = [row.criterion for row in told.grid if row.apart]
        assert apart == ["insult"]
    assert "Insulto" in browser.get(f"/calibration/{held.id}?call={first}").text


def test_a_session_closed_early_leaves_open_sheets_out(world: World) -> None:
    judged(world, 6)
    me, other = world.actors[Role.QA], analyst(world, 1)
    held = _made(world, (me, other))
    first, _second = _calls(world, held)
    with world.database.writing() as db:
        draft = open_sheet(db, me, first, Reason(Purpose.CALIBRATION, Mode.BLIND, held.id), NOW)
        db.commit()
    with world.database.writing() as db, pytest.raises(Forbidden):
        close_session(db, me, held.id, NOW)
    with world.database.writing() as db:
        close_session(db, world.actors[Role.AUDITOR], held.id, NOW)
    with pytest.raises(Conflict):
        fill(world, me, draft)


def test_the_agreed_mark_is_added_and_nothing_replaced(world: World) -> None:
    judged(world, 6)
    me, other = world.actors[Role.QA], analyst(world, 1)
    held = _made(world, (me, other), count=1)
    (call,) = _calls(world, held)
    with world.database.writing() as db, pytest.raises(Conflict):
        agree(db, me, held.id, call, "insult", "happened", "lo dice", NOW)
    _scored(world, held, me, call, "insult")
    sheet = _scored(world, held, other, call)
    for mark, reason in (("happened", "lo dice al final"), ("not_happened", "es una cita del deudor")):
        with world.database.writing() as db:
            agree(db, me, held.id, call, "insult", mark, reason, NOW)
    with world.database.writing() as db, pytest.raises(BadInput):
        agree(db, me, held.id, call, "insult", "met", "no es de ese criterio", NOW)
    with world.database.writing() as db, pytest.raises(BadInput):
        agree(db, me, held.id, call, "insult", "happened", "", NOW)
    with world.database.reading() as db:
        row = next(r for r in session_page(db, me, held.id).grid if r.criterion == "insult")
        assert (row.agreed, row.reason, row.agreed_by) == ("not_happened", "es una cita del deudor", "Persona qa")
        assert db.get_one(ScoreSheet, sheet.id).marks["insult"]["mark"] == "not_happened"


def test_a_stratified_draw_has_some_of_each(world: World) -> None:
    ids = judged(world, 12, quiet=tuple(range(10)))
    held = _made(world, (world.actors[Role.QA], world.actors[Role.AUDITOR]), way="stratified", count=4)
    chosen = _calls(world, held)
    assert len(chosen) == 4 and len({ids.index(c) >= 10 for c in chosen}) == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "X"}, "title"),
        ({"title": "ñ" * 201}, "title"),
        ({"people": ()}, "people"),
        ({"way": "picked"}, "codes"),
        ({"way": "picked", "codes": ("QA-99",)}, "codes"),
        ({"count": 0}, "count"),
        ({"count": 30}, "count"),
        ({"due_on": (NOW - timedelta(days=1)).date()}, "due_on"),
        ({"way": "by taste"}, "way"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(world: World, more: dict[str, object], field: str) -> None:
    judged(world, 3)
    with pytest.raises(BadInput) as caught:
        _made(world, (world.actors[Role.QA], world.actors[Role.AUDITOR]), **more)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (" X ", "El título «X» es muy corto: escriba al menos 3 letras"),
        ("ñ" * 240, "El título tiene 240 letras; el máximo es 200: acórtelo"),
    ],
)
def test_a_title_too_short_or_long_is_said_so_and_kept_as_written(world: World, signed_in: SignIn, title: str, said: str) -> None:
    judged(world, 3)
    ids = [str(world.actors[role].user_id) for role in (Role.QA, Role.AUDITOR)]
    form = {"title": title, "way": "random", "count": "2", "people": ids, "due_on": "2099-01-01"}
    page = signed_in(Role.QA).post("/calibration", data=form)
    assert page.status_code == 422
    assert said in page.text and f'value="{title}"' in page.text


def test_a_day_that_has_passed_is_told_with_what_to_do(world: World, signed_in: SignIn) -> None:
    judged(world, 3)
    ids = [str(world.actors[role].user_id) for role in (Role.QA, Role.AUDITOR)]
    form = {"title": "Mayo", "way": "random", "count": "2", "people": ids, "due_on": "2020-03-02"}
    page = signed_in(Role.QA).post("/calibration", data=form)
    assert page.status_code == 422 and "El plazo 2 mar 2020 ya pasó: elija hoy o un día posterior" in page.text


def test_a_count_of_endless_digits_is_refused_like_any_other(world: World, signed_in: SignIn) -> None:
    judged(world, 3)
    form = {"title": "Larga", "way": "random", "count": "9" * 5000, "people": ["1", "2"], "due_on": "2099-01-01"}
    assert signed_in(Role.QA).post("/calibration", data=form).status_code == 422


def test_who_is_not_of_it_scores_nothing_of_it(world: World, signed_in: SignIn) -> None:
    judged(world, 4)
    held = _made(world, (analyst(world, 1), world.actors[Role.AUDITOR]))
    (first, _) = _calls(world, held)
    browser = signed_in(Role.QA)
    assert browser.post(f"/calibration/{held.id}/score/{first}").status_code == 403
    with world.database.reading() as db:
        (line,) = sessions_page(db, world.actors[Role.QA]).rows
        assert line.mine is None
