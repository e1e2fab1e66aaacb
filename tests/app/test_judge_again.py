"""Judged again, a call keeps what people marked where its place is still there, and says so where it is not."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.errors import BadInput, Forbidden
from app.models import Act, Duty, Evaluation, Finding, Verdict
from app.queries.oversight.review import review_page
from app.queries.review_rows import Neighbours, ReviewPage, Standing
from app.queries.rows import Conduct, Role
from app.services.correct_duty import correct_duty
from app.services.decide import decide
from app.services.judge_again import judge_again
from app.services.qa.add_breach import add_breach
from app.services.sign_off import sign_off
from app.services.swap_roles import swap_roles
from app.services.undo import undo
from tests.app.qa.desk import analyst, judged
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
THREAT = ("false_legal_threat", 0)
WHY = "Lo llama ratero en el turno 2."


@pytest.fixture
def quiet(world: World) -> str:
    """A judged call in which the machine saw nothing, though the agent insults; a person added it and corrected a duty."""
    call = judged(world, 1, quiet=(0,))[0]
    with world.database.writing() as db:
        add_breach(db, world.actors[Role.QA], call, "insult", 2, None, "un ratero", WHY, NOW)
        correct_duty(db, world.actors[Role.QA], call, "identify_agent", "not_met", "no dice su nombre", NOW)
    return call


def again(world: World, call: str, role: Role = Role.AUDITOR, reason: str = "hay un juez nuevo") -> None:
    with world.database.writing() as db:
        judge_again(db, world.actors[role], call, reason, world.tools.assessor, NOW)


def swap(world: World, call: str) -> None:
    with world.database.writing() as db:
        swap_roles(db, world.actors[Role.AUDITOR], call, "están al revés", world.tools.assessor, NOW)


def seen(world: World, call: str, role: Role = Role.QA) -> ReviewPage:
    with world.database.reading() as db:
        return review_page(db, world.actors[role], call, Neighbours("calls"), "es")


def test_what_people_added_corrected_and_decided_stands_in_the_new_judging(world: World, quiet: str) -> None:
    for judging in (2, 3):
        again(world, quiet)
        page = seen(world, quiet)
        (row,) = page.conduct
        assert (row.criterion, row.standing, row.quote, row.turn) == ("insult", Standing.HAPPENED, "un ratero", 2)
        assert [(h.who, h.reason, h.machine) for h in row.history] == [("Persona qa", WHY, False)]
        duty = next(d for d in page.duties if d.criterion == "identify_agent")
        assert duty.status == "not_met" and [h.who for h in duty.history][1:] == ["Persona qa"]
        assert page.verdict is not None and page.verdict.conduct is Conduct.FAIL
        assert (page.judging, page.unfit) == (judging, ())
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Evaluation)) == 3
        assert db.scalar(select(func.count()).select_from(Finding).where(Finding.criterion == "insult")) == 3, "one a judging"


def test_a_decision_about_the_machines_mark_goes_over_to_the_same_mark(world: World) -> None:
    call = world.audited("a.wav")[1][0]
    with world.database.writing() as db:
        decide(db, world.actors[Role.QA], call, *THREAT, "not_happened", "lo dice el deudor", NOW)
    again(world, call)
    (row,) = seen(world, call).conduct
    assert row.standing is Standing.NOT_HAPPENED and [h.machine for h in row.history] == [True, False]
    with world.database.reading() as db:
        assert db.get_one(Verdict, call).critical == 0
        copied = db.scalars(select(Act).where(Act.carried_from_id.is_not(None))).one()
        assert (copied.who, copied.reason, copied.before) == ("Persona qa", "lo dice el deudor", "asserted")


def test_with_the_roles_exchanged_a_mark_has_no_place_and_the_page_says_so_until_somebody_looks(world: World, quiet: str) -> None:
    swap(world, quiet)
    page = seen(world, quiet)
    assert [(m.criterion, m.said, m.turn, m.who) for m in page.unfit] == [
        ("insult", "happened", 2, "Persona qa"),
        ("identify_agent", "not_met", None, "Persona qa"),
    ]
    assert page.conduct == () or all(r.criterion != "insult" for r in page.conduct)
    swap(world, quiet)
    back = seen(world, quiet)
    assert back.unfit == () and [r.criterion for r in back.conduct] == ["insult"], "put back, it is found again"
    swap(world, quiet)
    with world.database.writing() as db:
        correct_duty(db, world.actors[Role.QA], quiet, "identify_agent", "met", "ahora sí", NOW)
    assert [m.criterion for m in seen(world, quiet).unfit] == ["insult"]
    with world.database.writing() as db:
        sign_off(db, analyst(world, 1), quiet, NOW)
    assert seen(world, quiet).unfit == ()


def test_what_was_taken_back_does_not_come_back(world: World, quiet: str) -> None:
    again(world, quiet)
    qa = world.actors[Role.QA]
    with world.database.writing() as db:
        undo(db, qa, quiet, lambda: world.tools.assessor, NOW)
    with world.database.writing() as db:
        undo(db, qa, quiet, lambda: world.tools.assessor, NOW)
    again(world, quiet)
    page = seen(world, quiet)
    assert [(r.criterion, r.standing) for r in page.conduct] == [] and page.unfit == ()
    with world.database.reading() as db:
        counts = db.get_one(Verdict, quiet).evaluation_id
        duty = db.scalars(select(Duty).where(Duty.evaluation_id == counts, Duty.criterion == "identify_agent")).one()
        assert duty.status == duty.judged


def test_a_signature_falls_with_a_new_judging(world: World, quiet: str) -> None:
    with world.database.writing() as db:
        sign_off(db, world.actors[Role.QA], quiet, NOW)
    again(world, quiet)
    with world.database.reading() as db:
        assert db.get_one(Verdict, quiet).signed_at is None


def test_it_takes_a_reason_and_the_right_to_review(world: World, quiet: str) -> None:
    with pytest.raises(BadInput):
        again(world, quiet, reason=" ")
    for role in (Role.SUPERVISOR, Role.EXECUTIVE, Role.AGENT, Role.VENDOR):
        with pytest.raises(Forbidden):
            again(world, quiet, role=role)


def test_from_the_page(world: World, quiet: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.QA)
    assert f'action="/calls/{quiet}/again"' in browser.get(f"/calls/{quiet}").text
    assert browser.post(f"/calls/{quiet}/again", data={"reason": "hay un juez nuevo"}).status_code == 303
    page = browser.get(f"/calls/{quiet}").text
    assert "un ratero" in page and "juicio 2 de esta llamada" in page
    assert browser.post(f"/calls/{quiet}/swap", data={"reason": "al revés"}).status_code == 303
    assert "2 marcas de personas no tienen lugar en este juicio" in browser.get(f"/calls/{quiet}").text
